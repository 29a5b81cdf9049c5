"""The lines of the queue. A line that says what it said before is drawn no second time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from flask.sansio.app import App
from markupsafe import Markup

from app.clock import now
from app.web.filters import in_words, lasting
from app.worklist.clocks import Tone, tone
from app.worklist.models import Owes
from app.worklist.questions import Line

DRAWN = "drawn_lines"
KEPT = 4000
"""Lines kept in a process, about a kilobyte each; the one that was asked for longest ago goes first."""


class Said(NamedTuple):
    """All that a line says, and nothing else: of two that are the same the markup is the same, whoever asks.

    ``lasts`` is for how long it has been our turn and ``due`` how long until it is due, in words; ``holder`` is the
    name of somebody else who has it, ``mine``: whoever asks has it, ``free``: they may take it where nobody has it.
    """

    id: int
    kind: str
    url: str
    title: str
    detail: str
    thumbnail: str
    mark: str
    state: str
    owes: str
    lasts: str
    tone: Tone
    due: str
    free: bool
    holder: str
    mine: bool


def register(app: App) -> None:
    template = app.jinja_env.get_template

    @lru_cache(KEPT)
    def draw(said: Said) -> Markup:
        return Markup(template("worklist/line.html").module.line(said))  # type: ignore[attr-defined] # noqa: S704

    app.extensions[DRAWN] = draw


def drawn(rows: Iterable[Line], *, member_id: int, may_claim: bool) -> list[Markup]:
    """The lines as the member sees them now."""
    draw, moment = current_app.extensions[DRAWN], now()
    return [draw(_said(row, member_id, moment, may_claim=may_claim)) for row in rows]


def _said(row: Line, member_id: int, moment: datetime, *, may_claim: bool) -> Said:
    how = tone(row, moment)
    held = row.held_until is not None and row.held_until > moment
    mine = held and row.holder_id == member_id
    return Said(
        *row[:9],
        lasts=lasting(row.our_turn_since) if row.owes == Owes.US and row.our_turn_since else "",
        tone=how,
        due="" if how in (Tone.FINISHED, Tone.PAUSED) else in_words(row.due_at),
        free=row.open and may_claim,
        holder=(row.holder_name or "") if held and not mine else "",
        mine=mine,
    )

"""Permissions that are waited for: of which images, until when, and the sentence that keeps them from readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.site import queries as site
from app.submissions import content, days, waiting
from app.submissions.models import Placement, Revision


@dataclass(frozen=True)
class Waited:
    """An image whose permission has not come. ``key`` is its name in the text, ``number`` its place from 1, ``until``
    the last day for which the answer is waited for. Of a declaration that names no day that can be, nobody knows until
    when to wait: its time is over."""

    placement: Placement
    key: str
    asked_on: date | None
    until: date | None
    over: bool

    @property
    def number(self) -> int:
        return self.placement.position + 1

    @property
    def sentence(self) -> str:
        """For the author and the desk alike."""
        asked = f" on {days.in_words(self.asked_on)}" if self.asked_on else ""
        ends = (
            f"the answer is waited for until {days.in_words(self.until)}"
            if self.until and not self.over
            else "that time is over"
        )
        return f"Permission for “{self.key}” was asked for{asked}; {ends}."


def days_to_wait() -> int:
    """For how many days an answer is waited for, by the rule in force."""
    return int(site.setting("permission_wait")["days"])


def waits(declared: Mapping[str, Any]) -> str:
    """What a pending permission means for its author, in two sentences; empty where none is waited for."""
    if not waiting.is_pending(declared):
        return ""
    last = waiting.until(declared, wait=days_to_wait())
    means = "You can send the article meanwhile, and the desk reads it. It is not published before you have the answer."
    return f"We wait for it until {days.in_words(last)}. {means}" if last else means


def waited_for(revision: Revision) -> list[Waited]:
    """The images of a revision whose permission has not come, in their order; empty for nearly every article."""
    pending = [one for one in revision.placements if waiting.is_pending(one.rights.declared)]
    if not pending:
        return []
    wait, today = days_to_wait(), site.today()
    keys = {image.use: image.key for image in content.of(revision).images}
    return [_waited(one, keys[one.use], wait=wait, today=today) for one in pending]


def obstacle(revision: Revision, *, to: str) -> str:
    """Why this revision may not be approved or published (``to``), naming each image; empty when it may be."""
    sentences = [one.sentence for one in waited_for(revision)]
    if not sentences:
        return ""
    end = f"It cannot be {to} before the author has the answer and signs again, or replaces the image."
    return " ".join([*sentences, end])


def _waited(placement: Placement, key: str, *, wait: int, today: date) -> Waited:
    declared = placement.rights.declared
    last = waiting.until(declared, wait=wait)
    return Waited(placement, key, days.read(declared.get("asked_on")), last, last is None or last < today)

"""Names for the actors of events, read in two queries for a whole page, or three where a program had a hand in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from app.accounts.models import Member, Token
from app.audit.kinds import Actor
from app.audit.models import Event
from app.db import session
from app.guests.models import NOBODY, Guest
from app.pages.sentences import Entry, said

SYSTEM_NAME = "The site"
GONE = "Somebody"
UNNAMED = "Somebody without an address"
SHOWN = "A person shown"


class Names:
    """Who stands behind an actor, for the desk: members by name, guests by address."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        wanted = set(actors)
        members = {actor.id for actor in wanted if actor.kind == "member"}
        guests = {actor.id for actor in wanted if actor.kind == "guest"}
        self._known: dict[Actor, str] = {}
        if members:
            rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(members)))
            self._known |= {Actor("member", row.id): row.name for row in rows}
        if guests:
            rows = session.execute(select(Guest.id, Guest.email).where(Guest.id.in_(guests)))
            self._known |= {
                Actor("guest", row.id): UNNAMED if row.email.endswith(NOBODY) else row.email for row in rows
            }

    def of(self, actor: Actor) -> str:
        if actor.kind == "consent":
            return SHOWN
        return SYSTEM_NAME if actor.kind == "system" else self._known.get(actor, GONE)


def doers(events: Sequence[Event]) -> list[str]:
    """Who did each of these events, with the program they did it through, if any."""
    names = Names(event.actor for event in events)
    programs = _programs({event.program for event in events} - {None})
    return [names.of(event.actor) + programs.get(event.program, "") for event in events]


def for_desk(events: Sequence[Event]) -> list[Entry]:
    """A history with names, newest first."""
    done = zip(events, doers(events), strict=True)
    return [Entry(at=event.at, who=who, text=said(event)) for event, who in done][::-1]


def _programs(ids: Collection[int | None]) -> dict[int | None, str]:
    """What stands behind a name, by the number of the token."""
    rows = session.execute(select(Token.id, Token.name).where(Token.id.in_(ids))) if ids else ()
    return {row.id: f", through the program “{row.name}”" for row in rows}

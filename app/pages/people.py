"""Names for the actors of events, read in two queries for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.accounts.models import Member
from app.audit.kinds import Actor
from app.audit.models import Event
from app.db import session
from app.guests.models import Guest
from app.pages.sentences import Entry, said

SYSTEM_NAME = "The site"
GONE = "Somebody"
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
            self._known |= {Actor("guest", row.id): row.email for row in rows}

    def of(self, actor: Actor) -> str:
        if actor.kind == "consent":
            return SHOWN
        return SYSTEM_NAME if actor.kind == "system" else self._known.get(actor, GONE)


def for_desk(events: Sequence[Event]) -> list[Entry]:
    """A history with names, newest first."""
    names = Names(event.actor for event in events)
    return [Entry(at=event.at, who=names.of(event.actor), text=said(event)) for event in reversed(events)]

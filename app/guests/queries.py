"""Reading links and guests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from app import text, tokens
from app.audit import queries as audit
from app.audit.models import Event, Topic
from app.db import session, table
from app.guests.models import Code, Guest, Link, Purpose, Scope

Written = Mapping[tuple[str, str], datetime]
"""What somebody wrote in through a link, by scope and reference, and when last; nothing else is in it."""


class Held(NamedTuple):
    """A live link as whoever holds its token stands before us with it. It is asked for by every request of a guest,
    and outlives the transaction it was read in."""

    id: int
    guest_id: int | None
    scope: str
    subject_ref: str


_LINKS = table(Link)
_HELD = select(*(_LINKS.c[name] for name in Held._fields)).where(
    _LINKS.c.token_hash == bindparam("token_hash"), _LINKS.c.revoked_at.is_(None)
)


def live_link(token: str) -> Held | None:
    """The link a token opens, unless it was revoked."""
    if not 20 <= len(token) <= 64:
        return None
    found = session.execute(_HELD, {"token_hash": tokens.digest(token)}).first()
    return Held(*found) if found else None


def by_email(email: str) -> Guest | None:
    return session.scalar(select(Guest).where(Guest.email == fold(email)))


def fold(email: str) -> str:
    """An address as one identity: in lower case, and nothing else folded (no dots, no tags).

    Not ``str.casefold``: that turns “ß” into “ss”, which is another mailbox on another domain.
    """
    return text.line(email).lower()


def current_link(scope: Scope, ref: str) -> Link | None:
    """The newest live link of a draft or notice."""
    return session.scalar(
        select(Link)
        .where(Link.scope == scope.value, Link.subject_ref == ref, Link.revoked_at.is_(None))
        .order_by(Link.id.desc())
        .limit(1)
    )


def last_mailed_at(link: Link) -> datetime:
    """When this link was last sent: with what it opens, or because somebody asked for it again."""
    return max((link.made_at, *(event.at for event in audit.history(link.ref))))


def mailed_at(links: Sequence[Link]) -> dict[int, datetime]:
    """When each of these links was last sent, by its id, as ``last_mailed_at`` has it of one."""
    sent = (
        select(Topic.subject_id, func.max(Event.at))
        .join(Event, Event.id == Topic.event_id)
        .where(Topic.subject_kind == "link", Topic.subject_id.in_([link.id for link in links]))
        .group_by(Topic.subject_id)
    )
    found = {link.id: link.made_at for link in links}
    found.update(session.execute(sent).all())
    return found


def newest_code(guest_id: int, purpose: Purpose, ref: str) -> Code | None:
    """The last code that was made for this act: the only one that may be good."""
    return session.scalar(
        select(Code)
        .where(Code.guest_id == guest_id, Code.purpose == purpose.value, Code.subject_ref == ref)
        .order_by(Code.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def masked(email: str) -> str:
    """An address that its owner knows again and nobody else learns: a…@example.org."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"

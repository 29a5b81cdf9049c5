"""Reading links and guests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from app import text, tokens
from app.audit import queries as audit
from app.db import session
from app.guests.models import Code, Guest, Link, Purpose, Scope

_LINK = select(Link).where(Link.token_hash == bindparam("token_hash"))


def live_link(token: str) -> Link | None:
    """The link a token opens, unless it was revoked."""
    if not 20 <= len(token) <= 64:
        return None
    link = session.scalar(_LINK, {"token_hash": tokens.digest(token)})
    return link if link and link.revoked_at is None else None


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

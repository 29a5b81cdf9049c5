"""Who is at the desk, and who was invited to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Member, Pass, Purpose
from app.accounts.roles import RIGHTS, SAYS, Right, Role
from app.db import session


def everybody() -> Sequence[Member]:
    """Whoever can sign in first, then who was switched off; by name."""
    return session.scalars(select(Member).order_by(Member.active.desc(), Member.name, Member.id)).all()


def invitations() -> Sequence[Pass]:
    """Those that nobody took up or cancelled, the newest first; some have expired."""
    waiting = select(Pass).where(
        Pass.purpose == Purpose.INVITATION.value, Pass.used_at.is_(None), Pass.ended_at.is_(None)
    )
    return session.scalars(waiting.order_by(Pass.id.desc())).all()


def table() -> list[tuple[Right, str, list[bool]]]:
    """Each right in words, and which of the roles has it."""
    return [(right, words, [right in RIGHTS[role] for role in Role]) for right, words in SAYS.items()]

"""Who is at the desk, and who was invited to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actions.sign_ins import IDLE
from app.accounts.models import Member, Pass, Purpose, RoleRow, SignIn, Token
from app.accounts.roles import RIGHTS, SAYS, Right, Role
from app.clock import now
from app.db import session
from app.site import queries as site


def everybody() -> Sequence[Member]:
    """Whoever can sign in first, then who was switched off; by name."""
    return session.scalars(
        select(Member)
        .options(selectinload(Member.webauthn))
        .order_by(Member.active.desc(), Member.name, Member.id)
    ).all()


def invitations() -> Sequence[Pass]:
    """Those that nobody took up or cancelled, the newest first; some have expired."""
    waiting = select(Pass).where(
        Pass.purpose == Purpose.INVITATION.value, Pass.used_at.is_(None), Pass.ended_at.is_(None)
    )
    return session.scalars(waiting.order_by(Pass.id.desc())).all()


def sign_ins_of(person: Member) -> Sequence[SignIn]:
    """Every browser this person is signed in with, the one seen last first."""
    found = select(SignIn).where(SignIn.member_id == person.id, SignIn.seen_at > now() - IDLE)
    return session.scalars(found.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def table() -> list[tuple[Right, str, list[bool]]]:
    """Each right in words, and which of the roles has it."""
    return [(right, words, [right in RIGHTS[role] for role in Role]) for right, words in SAYS.items()]


def must_have_codes(person: Member) -> bool:
    """Whether the site asks a person of these roles for a second factor, and they have set up no codes."""
    roles = site.setting("second_factor")["required_for"].split()
    return not person.has_codes and any(role in person.role_names for role in roles)


def webmasters_without_codes() -> int:
    """How many active webmasters sign in with a password alone."""
    found = select(func.count()).select_from(Member).join(Member.roles)
    found = found.where(RoleRow.name == Role.WEBMASTER.value, Member.active, Member.tf_totp_secret.is_(None))
    return session.scalar(found) or 0


def every_token() -> Sequence[Token]:
    """Those that open something first, then those that ended or are past their last day; the newest first in each."""
    over = or_(Token.ended_at.is_not(None), Token.last_on < site.today())
    found = select(Token).options(joinedload(Token.member).selectinload(Member.roles))
    return session.scalars(found.order_by(over, Token.id.desc())).all()

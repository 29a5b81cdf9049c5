"""What people of the desk are told of their own accounts: an invitation, and every change somebody made."""

from __future__ import annotations

from app.accounts.models import Member, Pass, Token
from app.accounts.roles import Role
from app.accounts.scopes import SCOPES, Scope
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says
from app.notifications.people import Recipient, the


def invited(event: Event) -> list[Recipient]:
    """Whom an invitation is for; nobody where it was cancelled before the letter was written."""
    one = the(Pass, event, "pass")
    if one.ended_at is not None:
        return []
    return [Recipient(f"pass:{one.id}", one.email, f"pass-{one.id}", opens=one)]


def asked(event: Event) -> list[Recipient]:
    """Who forgot a password; nobody where the address is nobody's, or a newer letter took the place of this one."""
    one = session.get(Pass, event.subject_id)
    if one is None or one.ended_at is not None:
        return []
    return [Recipient(f"pass:{one.id}", one.email, f"pass-{one.id}", opens=one)]


def changed(event: Event) -> list[Recipient]:
    """The person whose account was changed from the pages, also where it was switched off. Who sits at the command line
    tells them."""
    if event.actor_kind != "member":
        return []
    person = the(Member, event, "member")
    return [Recipient(f"member:{person.id}", person.email, f"member-{person.id}", path="/account")]


def token_s_member(event: Event) -> list[Recipient]:
    """Whoever a token acts for."""
    person = the(Token, event, "token").member
    return [Recipient(f"member:{person.id}", person.email, f"token-{event.subject_id}", path=TOKENS)]


TOKENS = "/desk/tokens"


def tokens_page(_event: Event) -> str:
    return TOKENS


def is_after_password(event: Event) -> bool:
    """Whether it was the second factor at which somebody guessed: whoever is asked for that has the password."""
    return bool(event.facts.get("after"))


def guessed(event: Event) -> list[Recipient]:
    person = the(Member, event, "member")
    return [Recipient(f"member:{person.id}", person.email, f"member-{person.id}", path="/password")]


def of_guesses(event: Event) -> Says:
    return {"number": f"P-{event.subject_id}", "at": event.at}


def of_invitation(event: Event) -> Says:
    one = the(Pass, event, "pass")
    return {
        "who": _name(one.by_id),
        "roles": _listed(one.roles),
        "expires_at": one.expires_at,
        "number": f"I-{one.id}",
    }


def of_password(event: Event) -> Says:
    one = the(Pass, event, "pass")
    return {"expires_at": one.expires_at, "number": f"P-{one.member_id}"}


def of_account(event: Event) -> Says:
    """What was changed, by whom, and what holds now. A sentence for each change stands in the letter."""
    person = the(Member, event, "member")
    own = event.actor_id == person.id
    return {
        "number": f"P-{person.id}",
        "changed": event.facts["changed"],
        "who": "" if own else _name(event.actor_id),
        "roles": _listed(person.role_names),
        "marks": [mark for mark in ("clinical", "legal") if getattr(person, mark)],
        "active": person.active,
        "at": event.at,
    }


def of_token(event: Event) -> Says:
    """Which token was made or ended, by whom, and what it opens or opened. Never the token."""
    one = the(Token, event, "token")
    return {
        "number": f"T-{one.id}",
        "ended": event.name is Kind.TOKEN_ENDED,
        "name": audit.said(event, "name"),
        "prefix": one.prefix,
        "owner": one.member.name,
        "who": _name(event.actor_id),
        "may": [SCOPES[Scope(scope)].says for scope in one.scopes if scope in set(Scope)],
        "until": f"{one.last_on.day} {one.last_on:%B %Y}",
        "at": event.at,
    }


def _listed(roles: list[str]) -> str:
    return ", ".join(role.value for role in Role if role.value in roles)


def _name(member_id: int | None) -> str:
    person = session.get(Member, member_id) if member_id is not None else None
    return person.name if person else "A webmaster"

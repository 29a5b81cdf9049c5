"""Meeting a guest, giving and revoking private links, confirming an address."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import tokens
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import Refused
from app.guests import queries
from app.guests.models import Guest, Link, Scope


def meet(email: str) -> Guest:
    """The guest of this address, known or new. An address nobody could write to is refused in words."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        sentence = "Enter an e-mail address in the form name@example.org."
        raise Refused(sentence, fields={"email": [sentence]}) from None
    folded = queries.fold(checked)
    known = queries.by_email(folded)
    if known:
        return known
    guest = Guest(email=folded, made_at=now())
    try:
        with savepoint():
            session.add(guest)
    except IntegrityError:
        return session.scalars(select(Guest).where(Guest.email == folded)).one()
    return guest


def give_link(guest: Guest, *, scope: Scope, ref: str, key: str) -> Link:
    """A private link to exactly one draft or notice. Only its hash is kept; ``key`` derives it again for letters."""
    link = Link(guest=guest, scope=scope.value, subject_ref=ref, made_at=now())
    session.add(link)
    session.flush()
    link.token_hash = tokens.digest(tokens.derive(key, link.id, link.generation))
    return link


def ask_again(link: Link) -> None:
    """Mail the same link once more. The answer on the page never says whether there was anything to mail."""
    record(Kind.LINK_REQUESTED, about=link, by=SYSTEM, facts={"scope": link.scope})


def missed() -> None:
    """Somebody asked for a link to an address nobody here has. Written down as a request for a known one is, so that
    neither the answer nor the time it takes tells which it was."""
    record(Kind.LINK_MISSED, about=Unknown(), by=SYSTEM)


def revoke(link: Link) -> None:
    """End a link. Whoever holds it sees the page for an expired link from now on."""
    link.revoked_at = now()
    record(Kind.LINK_REVOKED, about=link, by=link.guest.actor, facts={"scope": link.scope})


def confirm(guest: Guest) -> None:
    """The first POST made through a link proves that the address is the guest's."""
    if guest.confirmed_at is None:
        guest.confirmed_at = now()
        record(Kind.GUEST_CONFIRMED, about=guest, by=guest.actor)


class Unknown:
    """Nobody: the subject of a request that led nowhere."""

    ref = Ref("guest", 0)


LINKS_AT_ONCE = 5
"""How many links one request mails again: enough for everybody, too few to flood a mailbox."""


def send_links(guest: Guest, *, key: str) -> None:
    """Mail the links of a guest's newest drafts and notices again; a revoked one is replaced by a new link."""
    newest: dict[tuple[str, str], Link] = {}
    for link in session.scalars(select(Link).where(Link.guest_id == guest.id).order_by(Link.id.desc())):
        newest.setdefault((link.scope, link.subject_ref), link)
    for link in list(newest.values())[:LINKS_AT_ONCE]:
        live = link
        if link.revoked_at is not None:
            live = give_link(guest, scope=Scope(link.scope), ref=link.subject_ref, key=key)
        ask_again(live)

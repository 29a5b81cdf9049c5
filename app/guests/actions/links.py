"""Meeting a guest, giving and revoking private links, confirming an address."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app import tokens
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session, table
from app.errors import NotFound, Refused
from app.guests import queries
from app.guests.models import Guest, Link, Scope

_CONFIRMED = select(table(Guest).c.confirmed_at).where(table(Guest).c.id == bindparam("guest"))


def checked(email: str) -> str:
    """The address as one identity. One that nobody could write to is refused in words."""
    try:
        normalized = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        sentence = "Enter an e-mail address in the form name@example.org."
        raise Refused(sentence, fields={"email": [sentence]}) from None
    return queries.fold(normalized)


def meet(email: str) -> Guest:
    """The guest of this address, known or new. An address nobody could write to is refused in words."""
    folded = checked(email)
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


def keep_still(guest: Guest) -> Guest:
    """The guest as it stands now, kept still until the transaction ends: what one person asks comes one by one."""
    return session.get_one(Guest, guest.id, with_for_update=True, populate_existing=True)


def give_link(guest: Guest, *, scope: Scope, ref: str, key: str, generation: int = 1) -> Link:
    """A private link to exactly one draft or notice. Only its hash is kept; ``key`` derives it again for letters."""
    link = Link(guest=guest, scope=scope.value, subject_ref=ref, generation=generation, made_at=now())
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


def replace(link: Link, *, key: str) -> Link:
    """End every link to what this one opens and mail a new one to the guest's own address.

    For somebody whose link may be in other hands. NotFound where another request ended it meanwhile.
    """
    guest = keep_still(link.guest)
    if session.get_one(Link, link.id, populate_existing=True).revoked_at is not None:
        raise NotFound
    all_of_it = select(Link).where(Link.scope == link.scope, Link.subject_ref == link.subject_ref)
    known = list(session.scalars(all_of_it.order_by(Link.id)))
    for one in known:
        if one.revoked_at is None:
            revoke(one)
    generation = max(one.generation for one in known) + 1
    new = give_link(guest, scope=Scope(link.scope), ref=link.subject_ref, key=key, generation=generation)
    record(Kind.LINK_REQUESTED, about=new, by=guest.actor, facts={"scope": new.scope})
    return new


def confirm(guest: Guest) -> None:
    """The first POST made through a link proves that the address is the guest's."""
    if guest.confirmed_at is None:
        guest.confirmed_at = now()
        record(Kind.GUEST_CONFIRMED, about=guest, by=guest.actor)


def confirm_by_id(guest_id: int) -> None:
    """``confirm``, for whoever has no use for the guest: most are confirmed, and one look tells."""
    if session.execute(_CONFIRMED, {"guest": guest_id}).scalar_one() is None:
        confirm(session.get_one(Guest, guest_id))


class Unknown:
    """Nobody: the subject of a request that led nowhere."""

    ref = Ref("guest", 0)


LINKS_AT_ONCE = 5
"""How many links one request mails again: enough for everybody, too few to flood a mailbox."""


def send_links(guest: Guest) -> None:
    """Mail the links of a guest's newest drafts and notices again. What was ended stays ended: only live ones go."""
    live = select(Link).where(Link.guest_id == guest.id, Link.revoked_at.is_(None))
    newest: dict[tuple[str, str], Link] = {}
    for link in session.scalars(live.order_by(Link.id.desc())):
        newest.setdefault((link.scope, link.subject_ref), link)
    if not newest:
        missed()
    for link in list(newest.values())[:LINKS_AT_ONCE]:
        ask_again(link)

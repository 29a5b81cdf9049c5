"""Meeting a guest, giving and revoking private links, confirming an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

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
from app.guests.models import NOBODY, Guest, Link, Scope
from app.guests.queries import Written

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


def somebody() -> Guest:
    """A guest who gave no address: known by one private link alone, and written to by nobody."""
    moment = now()
    guest = Guest(email=f"{tokens.public_name()}{NOBODY}", made_at=moment, confirmed_at=moment)
    session.add(guest)
    session.flush()
    return guest


def keep_still(guest: Guest) -> Guest:
    """The guest as it stands now, kept still until the transaction ends: what one person asks comes one by one."""
    return session.get_one(Guest, guest.id, with_for_update=True, populate_existing=True)


def give_link(guest: Guest | None, *, scope: Scope, ref: str, key: str, generation: int = 1) -> Link:
    """A private link to exactly one draft, notice or (without a guest) consent.

    Only its hash is kept; ``key`` derives it again for letters.
    """
    link = Link(guest=guest, scope=scope.value, subject_ref=ref, generation=generation, made_at=now())
    session.add(link)
    session.flush()
    link.token_hash = tokens.digest(tokens.derive(key, link.id, link.generation))
    return link


def ask_again(link: Link, *, left: int = 0) -> None:
    """Mail the same link once more; ``left`` links to other things are still to come, which the letter alone says:
    the answer on the page never says whether there was anything to mail."""
    record(Kind.LINK_REQUESTED, about=link, by=SYSTEM, facts={"scope": link.scope, "left": left})


def missed() -> None:
    """Somebody asked for a link to an address nobody here has. Written down as a request for a known one is, and
    answered with the same page.

    The times are not the same: for a known address the links are read and an event is written for each that goes, which
    takes some milliseconds more. The limits on asking (``gate.count``) keep anybody from timing many addresses;
    docs/operators.md says what that leaves.
    """
    record(Kind.LINK_MISSED, about=Unknown(), by=SYSTEM)


def revoke(link: Link) -> None:
    """End a link. Whoever holds it sees the page for an expired link from now on."""
    link.revoked_at = now()
    record(
        Kind.LINK_REVOKED,
        about=link,
        by=link.guest.actor if link.guest else SYSTEM,
        facts={"scope": link.scope},
    )


def replace(link: Link, *, key: str) -> Link:
    """End every link to what this one opens and mail a new one to the guest's own address, or to the person's.

    For somebody whose link may be in other hands. NotFound where another request ended it meanwhile.
    """
    guest = keep_still(link.guest) if link.guest else None
    session.get_one(Link, link.id, with_for_update={"of": Link}, populate_existing=True)
    if session.get_one(Link, link.id, populate_existing=True).revoked_at is not None:
        raise NotFound
    all_of_it = select(Link).where(Link.scope == link.scope, Link.subject_ref == link.subject_ref)
    known = list(session.scalars(all_of_it.order_by(Link.id)))
    for one in known:
        if one.revoked_at is None:
            revoke(one)
    generation = max(one.generation for one in known) + 1
    new = give_link(guest, scope=Scope(link.scope), ref=link.subject_ref, key=key, generation=generation)
    record(Kind.LINK_REQUESTED, about=new, by=guest.actor if guest else SYSTEM, facts={"scope": new.scope})
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
"""How many links one request mails again: enough for nearly everybody, too few to flood a mailbox."""

LAST_WRITTEN = 2
"""How many of them always are what was written in last. The others take turns, so that each one comes."""

LATELY = timedelta(days=1)
"""A link that was mailed within this time is not one still to come. Without such an end every letter would promise
more for ever; a day, because the limits on asking are counted by the day too."""

UNWRITTEN = 1
"""How many places what nobody wrote in has for sure: any stranger can start drafts for an address."""


def send_links(guest: Guest, *, written: Written) -> None:
    """Mail some of the links of a guest's drafts and notices again. What was ended stays ended: only live ones go.

    What was written in last always comes, and whoever asks again gets, in turn, all the others: what was sent longest
    ago first. The letters say that there are more while any was not mailed ``LATELY``. No stranger pushes any of it out
    by starting drafts or reports for this address.
    """
    keep_still(guest)
    live = select(Link).where(Link.guest_id == guest.id, Link.revoked_at.is_(None))
    newest: dict[tuple[str, str], Link] = {}
    for link in session.scalars(live.order_by(Link.id.desc())):
        newest.setdefault((link.scope, link.subject_ref), link)
    if not newest:
        missed()
    links = list(newest.values())
    mailed = queries.mailed_at(links)
    turns = _by_turns(links, written, mailed)
    left = sum(mailed[link.id] <= now() - LATELY for link in turns[LINKS_AT_ONCE:])
    for link in turns[:LINKS_AT_ONCE]:
        ask_again(link, left=left)


def _by_turns(links: list[Link], written: Written, mailed: Mapping[int, datetime]) -> list[Link]:
    """In the order in which they are to be sent again; ``mailed`` says when each was sent last."""
    changed = {link.id: at for link in links if (at := written.get((link.scope, link.subject_ref)))}
    by_change = sorted(
        (link for link in links if link.id in changed), key=lambda link: changed[link.id], reverse=True
    )
    last = by_change[:LAST_WRITTEN]
    others = sorted(by_change[LAST_WRITTEN:], key=lambda link: mailed[link.id])
    unwritten = sorted((link for link in links if link.id not in changed), key=lambda link: mailed[link.id])
    places = LINKS_AT_ONCE - LAST_WRITTEN - UNWRITTEN
    return [*last, *others[:places], *unwritten[:UNWRITTEN], *others[places:], *unwritten[UNWRITTEN:]]

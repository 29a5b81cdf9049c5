"""The letters of a case: what went to whom, when, and whether it arrived; each with its Message-ID and its words,
without the private link that was filled in on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from app.accounts.models import Member
from app.audit.models import Event
from app.audit.queries import erased
from app.bundles import cleaning
from app.bundles.kinds import File, path
from app.bundles.people import Said, iso
from app.db import session
from app.notifications.models import Channel, Message

TO = {
    "author": "The author",
    "claimant": "A claimant",
    "webmaster": "The webmaster",
    "person": "A person shown",
}


def of(events: Iterable[Event]) -> list[Said]:
    """In the order in which they were written. What went to programs is none of these."""
    kinds = {event.id: event.kind for event in events}
    wanted = select(Message).where(Message.event_id.in_(kinds), Message.channel == Channel.MAIL.value)
    found = list(session.scalars(wanted.order_by(Message.id)))
    gone = erased("message", [one.id for one in found])
    return [_letter(one, kinds[one.event_id], is_gone=one.id in gone) for one in found]


def files(said: list[Said]) -> Iterator[File]:
    """Each letter as text, under its head."""
    for one in said:
        if not one["erased"]:
            yield File(one["path"], _text(one).encode())


def _letter(one: Message, kind: str, *, is_gone: bool) -> Said:
    return {
        "number": one.id,
        "letter": one.letter,
        "event": one.event_id,
        "event_kind": kind,
        "to": _whom(one.recipient),
        "address": one.address,
        "subject": one.subject,
        "message_id": one.message_id,
        "state": one.state,
        "written_at": iso(one.made_at),
        "sent_at": iso(one.sent_at),
        "attempts": one.attempts,
        "last_error": one.last_error,
        "text": "" if is_gone else cleaning.letter(one.text),
        "erased": is_gone,
        "path": path("letters", f"{one.id:08}-{one.letter}.txt"),
    }


def _whom(recipient: str) -> str:
    role, _, number = recipient.partition(":")
    if role == "member" and number.isdigit():
        found = session.get(Member, int(number))
        return found.name if found else "A former member"
    return TO.get(role, role.replace("_", " ").capitalize())


def _text(one: Said) -> str:
    head = {
        "To": f"{one['to']} <{one['address']}>",
        "Subject": one["subject"],
        "Date": one["written_at"],
        "Message-ID": one["message_id"],
        "Delivery": f"{one['state']}{', ' + one['sent_at'] if one['sent_at'] else ''}",
    }
    lines = "".join(f"{name}: {cleaning.words(said)}\n" for name, said in head.items())
    return f"{lines}\n{one['text']}"

"""Taking in a mail that was read: what it is, what it answers, and which letter it says did not arrive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.audit.models import Event
from app.db import session
from app.guests import queries as guests
from app.intake import kinds
from app.intake.kinds import Bounce, Read
from app.notifications.models import Channel, Message, MessageState
from app.takedowns import queries as takedowns
from app.takedowns.mailing import actions as mailing
from app.takedowns.mailing.actions import Taken
from app.takedowns.mailing.kinds import MailKind
from app.takedowns.mailing.models import Mail

SUBJECTS = ("case", "notice", "mail", "submission")
"""What a letter can be about that somebody may answer, the nearest first."""
NUMBER = re.compile(r"\b(?:TD-\d{4}-\d{4,9}|N-[A-Z0-9_-]{6})(?![\w-])")
"""The number of a case or a notice, as our letters name it in their subject."""
ADDRESS = re.compile(r"/articles/([a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?)(?![a-z0-9-])")
MOST_ADDRESSES = 20


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The bytes of a mail in the store. ``size`` in bytes; ``whole`` is false where only its beginning is there.
    ``received_at`` is when the mailbox received it."""

    sha256: str
    size: int
    received_at: datetime
    whole: bool = True


def take(read: Read, stored: Stored, *, own: str, key: str) -> Mail:
    """Keep a mail as what it is. The same bytes twice are one mail. ``own`` is the address that our letters come from.

    It answers a letter of ours if it names that letter and comes from the very address the letter went to, or names the
    number of something that this sender has with us: nobody else's case is reached by a number alone.
    """
    about = _answered(read)
    kind = kinds.kind_of(read, own=own, answers=about is not None)
    if kind is MailKind.BOUNCE and read.bounce is not None:
        about = _came_back(read.bounce)
    return mailing.keep(
        Taken(
            sha256=stored.sha256,
            size=stored.size,
            whole=stored.whole,
            kind=kind,
            sender=guests.fold(read.sender),
            name=read.name,
            subject=read.subject,
            words=read.words,
            files=read.files,
            message_id=read.message_id,
            received_at=stored.received_at,
            about=about if kind in (MailKind.ANSWER, MailKind.BOUNCE) else None,
            slug=_slug(read),
        ),
        key=key,
    )


def _answered(read: Read) -> Ref | None:
    letters = _letters(read.refers)
    sender = guests.fold(read.sender)
    ours = next((one for one in letters if sender and guests.fold(one.address) == sender), None)
    found = _about(ours) if ours else None
    return found or _by_number(read)


def _letters(message_ids: Sequence[str]) -> list[Message]:
    """The letters of ours with these Message-IDs, in this order."""
    if not message_ids:
        return []
    found = session.scalars(
        select(Message).where(
            Message.message_id.in_(list(message_ids)), Message.channel == Channel.MAIL.value
        )
    )
    known = {letter.message_id: letter for letter in found}
    return [known[one] for one in message_ids if one in known]


def _about(letter: Message) -> Ref | None:
    """What the letter was about, as far as somebody can answer that."""
    event = session.get(Event, letter.event_id)
    if event is None:
        return None
    numbers = {
        kind: event.subject_id if event.subject_kind == kind else event.topic(kind) for kind in SUBJECTS
    }
    return next((Ref(kind, number) for kind, number in numbers.items() if number is not None), None)


def _by_number(read: Read) -> Ref | None:
    numbers = set(NUMBER.findall(read.subject.upper()))
    guest = guests.by_email(read.sender) if numbers and read.sender else None
    return takedowns.of_guest_by_number(guest.id, numbers) if guest else None


def _came_back(bounce: Bounce) -> Ref | None:
    """The letter a mail server says it could not deliver. Only who had the letter knows its Message-ID."""
    letter = next(iter(_letters([bounce.letter])), None)
    if letter is None:
        return None
    letter = session.get_one(Message, letter.id, with_for_update=True, populate_existing=True)
    if bounce.failed and letter.state == MessageState.SENT:
        letter.advance(MessageState.BOUNCED)
        letter.last_error = f"It came back: {bounce.status} {bounce.why}".strip()[:400]
        record(Kind.MESSAGE_BOUNCED, about=letter, by=SYSTEM, facts={"status": bounce.status})
    return letter.ref


def _slug(read: Read) -> str:
    """The first address of an article of ours that stands in the mail."""
    found = ADDRESS.findall(f"{read.subject}\n{read.words}")[:MOST_ADDRESSES]
    return next((slug for slug in found if takedowns.is_article(slug)), "")

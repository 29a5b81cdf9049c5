"""Telling people of events, and seeing each letter to its end.

None of these sends anything. ``fan_out`` turns untold events into messages; a deliverer takes a letter (``lease``),
posts it outside any transaction, and settles it. Everything is safe to run twice and by several workers at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased

from app import bell, tokens
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.audit.models import Event, Untold
from app.clock import now
from app.db import savepoint, session
from app.errors import NotAllowed
from app.guests.models import Guest, Link
from app.notifications import letters, rules, topics, undoing
from app.notifications.models import Channel, Message, MessageState, Webhook
from app.notifications.people import Recipient

log = structlog.get_logger(__name__)

TELLING_TRIES = 5
"""After so many failures to write its letters an event is set aside, where the desk sees it."""

LEASE = timedelta(seconds=90)
"""Longer than one letter may take on the wire (``mail.PATIENCE``), short enough that a letter whose worker died goes
out within two minutes."""

WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 2 * 60, 10 * 60, 3600, 4 * 3600))
"""How long a letter waits after its first, second, … refusal. After the last one it has failed."""

WAITS_OF = {
    Channel.MAIL.value: WAITS,
    Channel.WEBHOOK.value: tuple(
        timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 180, 360, 720, 1440, 1440)
    ),
}
"""By channel. A webhook is called for almost three days: its receiver may be down over a weekend."""

CRASHES = 5
"""A letter that was taken so often and never settled takes its worker with it, and is tried no more."""


def fan_out(*, limit: int = 50) -> int:
    """Make the messages of up to ``limit`` untold events; how many events were told.

    Each event stands by itself (a savepoint), so that one whose letters cannot be written stops no other.
    """
    told = 0
    for event_id in _untold(limit):
        try:
            with savepoint():
                _tell(session.get_one(Event, event_id))
            told += 1
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy, and the letter is not to blame: the sweep tries the batch again
        except Exception as why:
            log.error("notifications.untold", event_id=event_id, exc_info=why)
            _note(event_id, why)
    if told:
        bell.ring(bell.DELIVER)
        bell.ring(bell.CALL)
    return told


def lease(
    owner: str, *, limit: int = 1, channel: Channel = Channel.MAIL, but_not: Collection[int] = ()
) -> list[int]:
    """Take up to ``limit`` due messages for ``owner``; their ids. Nobody else gets them before the lease ends.

    One with a private link goes where its reader is reached now (``_follow``). Of webhooks only those that are on, and
    are not among ``but_not``, are called; those that refuse something come last, or they would take up each run.
    """
    goes = Message.channel == channel.value
    order: list[Any] = [Message.due_at, Message.id]
    if channel is Channel.WEBHOOK:
        goes &= Message.webhook_id.in_(select(Webhook.id).where(Webhook.active, Webhook.id.not_in(but_not)))
        order.insert(0, _is_refusing())
    wanted = (
        select(Message.id)
        .where(_is_free(), goes)
        .order_by(*order)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Message)
        .where(Message.id.in_(list(session.scalars(wanted))), _is_free())
        .values(lease_owner=owner, lease_until=now() + LEASE, attempts=Message.attempts + 1)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    ids = sorted(session.scalars(taken))
    _follow(ids)
    return ids


def settle_sent(message_id: int, owner: str) -> bool:
    """The mail server or the receiver took it. False when the lease had passed to somebody else, who settles it."""
    message = _held(message_id, owner)
    if message is None:
        return False
    message.advance(MessageState.SENT)
    message.sent_at = now()
    message.last_error = ""
    _let_go(message)
    return True


def settle_failed(message_id: int, owner: str, *, why: str, final: bool = False) -> bool:
    """The letter was not taken. It waits longer each time; when it is ``final`` or was tried often enough it has
    failed, and the webmaster is told."""
    message = _held(message_id, owner)
    if message is None:
        return False
    message.last_error = why[:400]
    _wait_or_fail(message, final=final)
    return True


def give_up_on_crashing(*, limit: int = 20) -> int:
    """Fail what was taken again and again and never settled; after a refusal that is as one more. How many."""
    lost = (
        select(Message).where(_is_free(), Message.attempts >= CRASHES, Message.lease_owner != "").limit(limit)
    )
    found = list(session.scalars(lost.with_for_update(skip_locked=True)))
    for message in found:
        never_settled, message.last_error = not message.last_error, "The worker stopped while it sent this."
        _wait_or_fail(message, final=never_settled)
    return len(found)


def resend(message: Message, *, by: Actor) -> None:
    """Try a failed letter again from the start. It is the same letter, with the same Message-ID."""
    if message.state != MessageState.FAILED:
        raise NotAllowed("Only a letter that has failed can be sent again.")
    if not message.text:
        raise NotAllowed("This letter was erased: there is nothing left to send.")
    message.advance(MessageState.WAITING)
    message.attempts = 0
    message.due_at = now()
    record(Kind.MESSAGE_RESENT, about=message, by=by, facts={"letter": message.letter})
    bell.ring(bell.CALL if message.channel == Channel.WEBHOOK else bell.DELIVER)


def tell_again(event_id: int) -> None:
    """Try once more to write the letters of an event that was set aside."""
    session.execute(update(Untold).where(Untold.event_id == event_id).values(attempts=0, last_error=""))
    bell.ring(bell.FAN_OUT)


def _untold(limit: int) -> list[int]:
    """Never “newer than the last one told”: ids commit out of order."""
    query = (
        select(Untold.event_id)
        .where(Untold.attempts < TELLING_TRIES)
        .order_by(Untold.attempts, Untold.event_id)
    )
    return list(session.scalars(query.limit(limit).with_for_update(skip_locked=True)))


def _tell(event: Event) -> None:
    undoing.let_go(event)
    not_before = undoing.not_before(event)
    for rule in rules.rules_for(event):
        for recipient in rule.whom(event):
            _write(event, rule, recipient, not_before=not_before)
    _call(event, not_before)
    session.execute(delete(Untold).where(Untold.event_id == event.id))
    session.flush()


def _write(event: Event, rule: rules.Rule, to: Recipient, *, not_before: datetime) -> None:
    link = letters.SLOT if to.link or to.opens else letters.address(to.path)
    letter = letters.render(rule.letter, rule.says(event), link=link)
    receipt = rule.brings(event)
    session.add(
        Message(
            event_id=event.id,
            recipient=to.name,
            address=to.address,
            letter=letter.name,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            link_id=to.link.id if to.link else None,
            code_id=to.code.id if to.code else None,
            receipt_id=receipt.id if receipt else None,
            pass_id=to.opens.id if to.opens else None,
            thread=to.thread,
            message_id=f"<{tokens.public_name()}@{letters.host()}>",
            due_at=not_before,
            made_at=now(),
        )
    )


def _call(event: Event, not_before: datetime) -> None:
    """What programs are told of it. The message names the host alone: an address may hold a secret of the receiver."""
    topic = topics.of(event)
    hooks = topics.told(topic, event) if topic else []
    body = topics.body(topic, event) if topic and hooks else ""
    session.add_all(
        Message(
            event_id=event.id,
            recipient=f"webhook:{hook.id}",
            channel=Channel.WEBHOOK.value,
            address=hook.host,
            letter=topic,
            subject=topic,
            text=body,
            html="",
            webhook_id=hook.id,
            message_id=f"msg_{tokens.public_name()}",
            due_at=not_before,
            made_at=now(),
        )
        for hook in hooks
    )


def _note(event_id: int, why: Exception) -> None:
    said = f"{type(why).__name__}: {why}"[:400]
    session.execute(
        update(Untold)
        .where(Untold.event_id == event_id)
        .values(attempts=Untold.attempts + 1, last_error=said)
    )


def _is_free() -> ColumnElement[bool]:
    return (
        (Message.state == MessageState.WAITING.value)
        & (Message.due_at <= now())
        & or_(Message.lease_until.is_(None), Message.lease_until < now())
    )


def _is_refusing() -> ColumnElement[bool]:
    """In a question about calls: whether the receiver of this one has refused something that waits."""
    refused = aliased(Message)
    waits = refused.state == MessageState.WAITING.value
    return exists().where(refused.webhook_id == Message.webhook_id, waits, refused.last_error != "")


def _follow(ids: list[int]) -> None:
    """A letter may have waited while its reader changed address, perhaps because somebody else reads the mailbox they
    left: a link that is filled in only now must not go there."""
    reader = select(Guest.email).join(Link, Link.guest_id == Guest.id).where(Link.id == Message.link_id)
    present = reader.scalar_subquery()
    moved = (
        update(Message)
        .where(Message.id.in_(ids), Message.link_id.is_not(None), Message.address != present)
        .values(address=present)
        .execution_options(synchronize_session=False)
    )
    if ids:
        session.execute(moved)


def _held(message_id: int, owner: str) -> Message | None:
    return session.scalar(
        select(Message)
        .where(
            Message.id == message_id,
            Message.lease_owner == owner,
            Message.state == MessageState.WAITING.value,
        )
        .with_for_update()
    )


def _let_go(message: Message) -> None:
    message.lease_owner = ""
    message.lease_until = None


def _wait_or_fail(message: Message, *, final: bool) -> None:
    waits = WAITS_OF[message.channel]
    _let_go(message)
    if final or message.attempts > len(waits):
        _fail(message)
    else:
        message.due_at = now() + waits[message.attempts - 1]


def _fail(message: Message) -> None:
    message.advance(MessageState.FAILED)
    if message.letter != rules.NOTICE_OF_FAILURE:
        record(Kind.MESSAGE_FAILED, about=message, by=SYSTEM, facts={"letter": message.letter})

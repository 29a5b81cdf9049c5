"""Seeing each message to its end: a deliverer takes it, posts it outside any transaction, and settles it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from app import bell
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.guests.models import Guest, Link
from app.notifications import conditions
from app.notifications.models import Channel, Message, MessageState, Webhook

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


def lease(
    owner: str, *, limit: int = 1, channel: Channel = Channel.MAIL, but_not: Collection[int] = ()
) -> list[int]:
    """Take up to ``limit`` due messages for ``owner``; their ids. Nobody else gets them before the lease ends.

    One with a private link goes where its reader is reached now (``_follow``). Of webhooks only those that are on, are
    not among ``but_not``, and are not being called just now, are called; those that refuse something come last, or they
    would take up each run.
    """
    goes = Message.channel == channel.value
    order: list[Any] = [Message.due_at, Message.id]
    if channel is Channel.WEBHOOK:
        goes &= Message.webhook_id.in_(
            select(Webhook.id).where(Webhook.active, Webhook.id.not_in(but_not), ~_is_being_called())
        )
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
    """Try a letter again that has failed or come back, from the start. It is the same letter, with the same
    Message-ID."""
    if message.state not in (MessageState.FAILED, MessageState.BOUNCED):
        raise NotAllowed("Only a letter that has failed or come back can be sent again.")
    if not message.text:
        raise NotAllowed("This letter was erased: there is nothing left to send.")
    if message.webhook_id and session.get_one(Webhook, message.webhook_id).removed_at:
        raise NotAllowed("This webhook was removed: there is nobody to send it to.")
    message.advance(MessageState.WAITING)
    message.attempts = 0
    message.due_at = now()
    record(Kind.MESSAGE_RESENT, about=message, by=by, facts={"letter": message.letter})
    bell.ring(bell.CALL if message.channel == Channel.WEBHOOK else bell.DELIVER)


def _is_free() -> ColumnElement[bool]:
    return is_untaken() & (Message.due_at <= now())


def is_untaken() -> ColumnElement[bool]:
    """In a question about messages: those that wait, and that nobody has in hand."""
    nobody = or_(Message.lease_until.is_(None), Message.lease_until < now())
    return (Message.state == MessageState.WAITING.value) & nobody


def _is_refusing() -> ColumnElement[bool]:
    """In a question about calls: whether the receiver of this one has refused something that waits."""
    refused = aliased(Message)
    waits = refused.state == MessageState.WAITING.value
    return exists().where(refused.webhook_id == Message.webhook_id, waits, refused.last_error != "")


def _is_being_called() -> ColumnElement[bool]:
    """In a question about webhooks: whether somebody calls this one, or died over it a moment ago."""
    leased = aliased(Message)
    waits = leased.state == MessageState.WAITING.value
    return exists().where(leased.webhook_id == Webhook.id, waits, leased.lease_until > now())


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
    if message.letter != conditions.NOTICE_OF_FAILURE:
        record(Kind.MESSAGE_FAILED, about=message, by=SYSTEM, facts={"letter": message.letter})

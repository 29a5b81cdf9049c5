"""Turning untold events into messages: the letters of people, and the calls of programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from app import bell, tokens
from app.audit.models import Event, Untold
from app.clock import now
from app.db import savepoint, session
from app.notifications import letters, rules, topics, undoing
from app.notifications.models import Channel, Message
from app.notifications.people import Recipient
from app.notifications.ruling import Rule

log = structlog.get_logger(__name__)

TELLING_TRIES = 5
"""After so many failures to write its letters an event is set aside, where the desk sees it."""


def fan_out(*, limit: int = 50) -> int:
    """Make the messages of up to ``limit`` untold events; how many events were told.

    Each event stands by itself (a savepoint), so that one whose letters cannot be written stops no other. So do its
    letters and what programs are told of it: where the one cannot be written, the other goes, and it is tried again.
    """
    told, found = 0, _untold(limit)
    for event_id in found:
        event = session.get_one(Event, event_id)
        faults = [why for part in (_tell, _call) if (why := _fault(part, event))]
        if faults:
            _note(event_id, faults[0])
        else:
            session.execute(delete(Untold).where(Untold.event_id == event_id))
            told += 1
    if found:
        bell.ring(bell.DELIVER)
        bell.ring(bell.CALL)
    return told


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


def _fault(part: Callable[[Event], None], event: Event) -> Exception | None:
    """What kept this part of telling an event from being done."""
    event_id = event.id
    try:
        with savepoint():
            part(event)
            session.flush()
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy, and the letter is not to blame: the sweep tries the batch again
    except Exception as why:
        log.error("notifications.untold", event_id=event_id, exc_info=why)
        return why
    return None


def _tell(event: Event) -> None:
    undoing.let_go(event)
    if _is_written(event, Channel.MAIL):
        return
    not_before = undoing.not_before(event)
    for rule in rules.rules_for(event):
        for recipient in rule.whom(event):
            _write(event, rule, recipient, not_before=not_before)


def _write(event: Event, rule: Rule, to: Recipient, *, not_before: datetime) -> None:
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


def _call(event: Event) -> None:
    """What programs are told of it. The message names the host alone: an address may hold a secret of the receiver."""
    topic = topics.of(event)
    hooks = topics.told(topic, event) if topic else []
    if topic is None or not hooks or _is_written(event, Channel.WEBHOOK):
        return
    body, not_before = topics.body(topic, event), undoing.not_before(event)
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


def _is_written(event: Event, channel: Channel) -> bool:
    written = select(Message.id).where(Message.event_id == event.id, Message.channel == channel.value)
    return session.scalar(written.limit(1)) is not None


def _note(event_id: int, why: Exception) -> None:
    said = f"{type(why).__name__}: {why}"[:400]
    session.execute(
        update(Untold)
        .where(Untold.event_id == event_id)
        .values(attempts=Untold.attempts + 1, last_error=said)
    )

"""Webhooks: adding, changing, switching, testing, and settling what was sent to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app import bell
from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.notifications import actions
from app.notifications.actions.leasing import is_untaken
from app.notifications.models import Message, MessageState, Webhook
from app.notifications.topics import SAYS, Topic
from app.notifications.webhooks import NotTaken, fault

MOST = 20
"""Webhooks that one site keeps: each event is written down once for each."""


def add(*, address: str, topics: Sequence[str], by: Member) -> Webhook:
    """A new one. It is off until its secret is made, because nothing is sent unsigned."""
    there = select(func.count(Webhook.id)).where(Webhook.removed_at.is_(None))
    if (session.scalar(there) or 0) >= MOST:
        raise NotAllowed(f"There are {MOST} webhooks already. Remove one that is not needed any more.")
    hook = Webhook(address=_address(address), topics=_topics(topics), active=False, made_at=now())
    session.add(hook)
    session.flush()
    _changed(hook, "added", by)
    return hook


def change(hook_id: int, *, address: str, topics: Sequence[str], by: Member) -> None:
    """Where it is, and what it is told. What waits goes to the new address, with the secret as it was."""
    hook = held(hook_id)
    hook.address, hook.topics = _address(address), _topics(topics)
    _changed(hook, "address and topics", by)


def new_secret(hook_id: int, *, by: Member) -> int:
    """Another secret; nothing is signed with the one before any more. The first one switches the webhook on."""
    hook = held(hook_id)
    hook.generation += 1
    if hook.generation == 1:
        hook.active = True
    _changed(hook, "secret", by)
    return hook.generation


def switch(hook_id: int, *, on: bool, by: Member) -> None:
    """Off: it is told of nothing that happens from now on, and what waits goes on waiting. On: that goes at once."""
    hook = held(hook_id)
    if on and not hook.generation:
        raise NotAllowed("Make its secret first: nothing is sent unsigned.")
    if hook.active != on:
        hook.active, hook.stopped = on, ""
        _changed(hook, "on" if on else "off", by)
        bell.ring(bell.CALL)


def remove(hook_id: int, *, by: Member) -> None:
    """For good: it is told of nothing any more, what waits for it is recalled (``recall``), and its address and its
    secret are forgotten. The log keeps what happened to it, and the messages what was sent."""
    hook = held(hook_id)
    hook.active, hook.removed_at = False, now()
    hook.address, hook.topics, hook.stopped = "", [], ""
    _changed(hook, "removed", by)
    bell.ring(bell.CALL)


def recall() -> int:
    """What still waits for a webhook that was removed goes nowhere; how much that was. Not in the transaction that
    removes it, because others take a message before its webhook, and an event may be told at that moment."""
    removed = select(Webhook.id).where(Webhook.removed_at.is_not(None))
    waits = select(Message).where(Message.webhook_id.in_(removed), is_untaken())
    found = list(session.scalars(waits.with_for_update(skip_locked=True)))
    for message in found:
        message.advance(MessageState.RECALLED)
    return len(found)


def test(hook_id: int, *, by: Member) -> None:
    """Have something sent to it that says nothing."""
    hook = held(hook_id)
    if not hook.active:
        raise NotAllowed("It is switched off. Switch it on, then send a test.")
    record(Kind.WEBHOOK_TESTED, about=hook, by=by.actor, facts={"number": hook.id})


def settle(message_id: int, owner: str, fault: NotTaken | None) -> None:
    """What the receiver said. One that refused for three days, or said that it is gone, is switched off, and the
    webmaster is told."""
    if fault is None:
        actions.settle_sent(message_id, owner)
        return
    if not actions.settle_failed(message_id, owner, why=str(fault), final=fault.gone):
        return
    message = session.get_one(Message, message_id)
    hook = session.get_one(Webhook, message.webhook_id, with_for_update=True, populate_existing=True)
    if message.state == MessageState.FAILED and hook.active:
        hook.active, hook.stopped = False, str(fault)[:400]
        record(Kind.WEBHOOK_STOPPED, about=hook, by=SYSTEM, facts={"number": hook.id, "message": message.id})


def held(hook_id: int) -> Webhook:
    hook = session.get(Webhook, hook_id, with_for_update=True, populate_existing=True)
    if hook is None or hook.removed_at is not None:
        raise NotFound
    return hook


def _address(typed: str) -> str:
    address = typed.strip()
    if wrong := fault(address):
        raise Refused(wrong, fields={"address": [wrong]})
    return address


def _topics(chosen: Sequence[str]) -> list[str]:
    if not chosen or not set(chosen) <= {topic.value for topic in SAYS}:
        wrong = "Choose at least one thing that it is told of."
        raise Refused(wrong, fields={"topics": [wrong]})
    return [topic.value for topic in Topic if topic.value in chosen]


def _changed(hook: Webhook, what: str, by: Member) -> None:
    """The address stands in the row alone: it may hold a secret of the receiver, and the log is never emptied."""
    record(Kind.WEBHOOK_CHANGED, about=hook, by=by.actor, facts={"number": hook.id, "changed": what})

"""Which of the things that went wrong are told by letter."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications.models import Message, Webhook
from app.notifications.people import about

NOTICE_OF_FAILURE = "message_failed"
"""The one letter whose own failure is told to nobody: it would never end."""


def worth_telling(event: Event) -> bool:
    message = about(Message, event, "message")
    if message is None or message.letter == NOTICE_OF_FAILURE:
        return False
    hook = session.get(Webhook, message.webhook_id) if message.webhook_id else None
    return hook is None or hook.active  # of one that was switched off for it, webhook.stopped tells


def found_faults(event: Event) -> bool:
    return bool(event.facts["faults"])

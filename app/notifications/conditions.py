"""Under which conditions an event is told: the questions that the table of rules asks."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications import contents
from app.notifications.models import Message, Webhook
from app.notifications.people import about, case
from app.publishing.models import Hold
from app.publishing.states import Ended, Level
from app.takedowns.states import OPEN, CaseState

NOTICE_OF_FAILURE = "message_failed"
"""The one letter whose own failure is told to nobody: it would never end."""


def interim(event: Event) -> bool:
    """Of an image whose right has ended both hear from that event, not from its hold."""
    hold = about(Hold, event, "hold")
    return hold is not None and is_interim(event) and hold.ground not in set(Ended)


def is_interim(event: Event) -> bool:
    hold = about(Hold, event, "hold")
    return hold is not None and hold.level == Level.INTERIM


def interim_image(event: Event) -> bool:
    return interim(event) and contents.is_about_image(event)


def interim_article(event: Event) -> bool:
    return interim(event) and not contents.is_about_image(event)


def lifted_by_itself(event: Event) -> bool:
    """Not as part of a decision or of its reversal: those tell their own outcome."""
    opened = case(event)
    return is_interim(event) and (opened is None or opened.standing in OPEN | {CaseState.WITHDRAWN})


def is_unconfirmed(event: Event) -> bool:
    """What came by mail was confirmed with the very link."""
    return event.facts.get("channel") != "mail"


def has_case(event: Event) -> bool:
    """A notice that was never confirmed reached nobody at the desk."""
    return case(event) is not None


def is_asked_for(event: Event) -> bool:
    """Whoever opened the case wants its claimant to have the private link."""
    return bool(event.facts["write"])


def worth_telling(event: Event) -> bool:
    message = about(Message, event, "message")
    if message is None or message.letter in (NOTICE_OF_FAILURE, "letter_came_back"):
        return False
    hook = session.get(Webhook, message.webhook_id) if message.webhook_id else None
    return hook is None or hook.active  # of one that was switched off for it, webhook.stopped tells


def found_faults(event: Event) -> bool:
    return bool(event.facts["faults"])

"""What the people of the desk are told of the queue."""

from __future__ import annotations

from app.accounts.models import Member
from app.audit import queries as audit
from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, of_item
from app.notifications.letters import quoted
from app.notifications.people import Recipient, the
from app.worklist.models import Item


def former_holder(event: Event) -> list[Recipient]:
    """Whoever had claimed what another took over; nobody where that account is closed by now."""
    member = session.get(Member, event.facts["before"])
    if member is None or not member.active:
        return []
    path = the(Item, event, "item").url
    return [Recipient(f"member:{member.id}", member.email, str(event.subject).replace(":", "-"), path=path)]


def of_take_over(event: Event) -> Says:
    """What was taken over, by whom and why."""
    by = session.get(Member, event.actor_id)
    return {
        **of_item(event),
        "who": by.name if by else "Somebody at the desk",
        "reason": quoted(audit.said(event, "reason")) or "The reason was erased.",
    }

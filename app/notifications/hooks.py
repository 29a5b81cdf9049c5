"""What the webmaster is told of a webhook that was switched off."""

from __future__ import annotations

from app.audit.models import Event
from app.notifications.contents import Says
from app.notifications.models import Webhook
from app.notifications.people import the


def page_of(event: Event) -> str:
    return f"/desk/webhooks/{the(Webhook, event, 'webhook').id}"


def of_hook(event: Event) -> Says:
    """Which one, and what its receiver last said. Its address may hold a secret of the receiver: only its host goes."""
    hook = the(Webhook, event, "webhook")
    return {"number": f"W-{hook.id}", "why": hook.stopped, "host": hook.host}

"""What letters say of an erasure: what went, what stays, and until when a backup may hold it. Nothing of the erased."""

from __future__ import annotations

from app.audit.models import Event
from app.notifications.contents import Says
from app.notifications.people import Recipient, case, submission, the
from app.site import queries as site
from app.takedowns.erasing import queries
from app.takedowns.erasing.models import Erasure

PRIVACY = "/policies/privacy"


def of_erasure(event: Event) -> Says:
    erasure = the(Erasure, event, "erasure")
    opened = case(event)
    receipt = queries.receipt(erasure)
    return {
        "number": erasure.number,
        "case": opened.public_number if opened else "",
        "about_image": erasure.scope == "image",
        "at": erasure.answer.made_at if erasure.answer else erasure.proposed_at,
        "went": receipt.went,
        "stays": list(receipt.stays),
        "backups": [f"{one.name}: none holds it after {one.purged_on:%-d %B %Y}." for one in receipt.backups],
        "contact": site.identity().contact,
    }


def former_author(event: Event) -> list[Recipient]:
    """The contributor, who has no draft here any more: led to what we say about personal data."""
    guest = submission(event).guest
    return [Recipient(f"author:{guest.id}", guest.email, str(event.subject).replace(":", "-"), path=PRIVACY)]

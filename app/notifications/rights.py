"""What letters say about rights that end: of which image, until when, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app import calendars
from app.audit.models import Event
from app.notifications.contents import draft_number
from app.notifications.letters import quoted
from app.notifications.people import case, the
from app.publishing.states import Ended
from app.site import queries as site
from app.takedowns import rights
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Ending

Says = dict[str, Any]


def of_right(event: Event) -> Says:
    """The last day as it was then, and the midnight after which it is over."""
    ending = the(Ending, event, "ending")
    last_on = date.fromisoformat(event.facts["last_on"])
    return {
        **_of_ending(ending),
        "last_on": last_on,
        "over_at": calendars.end_of(last_on, zone=site.identity().zone),
        "last": event.facts.get("last", False),
    }


def of_lapse(event: Event) -> Says:
    """What became of it, and the case it is looked into as."""
    opened = case(event)
    if opened is None:
        raise LookupError(f"event {event.id} tells of a right that ended without a case")
    why = LAPSES[Ended(event.facts["why"])].label
    return {
        **_of_ending(the(Ending, event, "ending")),
        "why": f"{why[0].lower()}{why[1:]}",
        "at": event.at,
        "number": opened.public_number,
        "due_at": opened.due_at,
    }


def right_page(event: Event) -> str:
    return f"/desk/rights/{the(Ending, event, 'ending').rights_id}"


def _of_ending(ending: Ending) -> Says:
    found = rights.shown(ending.rights)
    return {
        "number": draft_number(ending.article.submission.draft_ref),
        "title": quoted(ending.article.title),
        "image": quoted(found.name) if found else "An image",
    }

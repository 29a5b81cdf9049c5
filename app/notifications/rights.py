"""What letters say about rights that end: of which image, until when, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app import calendars
from app.audit.models import Event
from app.notifications.contents import case_page, consent_number, draft_number, submission_page
from app.notifications.letters import quoted
from app.notifications.people import case, the
from app.publishing.states import Ended
from app.site import queries as site
from app.submissions import content
from app.submissions import queries as submissions
from app.submissions.consent_links import Consent
from app.takedowns import rights
from app.takedowns.clocks import queries as clocks
from app.takedowns.clocks import words
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
        "silence": words.silence(clocks.next_of_the_desk(opened)),
    }


def of_consent(event: Event) -> Says:
    """Nothing that a stranger to whom it went by mistake could learn anything from."""
    return {"number": consent_number(the(Consent, event, "consent").consent_ref)}


def of_withdrawal(event: Event) -> Says:
    """``hidden`` says whether readers were shown the image until then."""
    consent = the(Consent, event, "consent")
    return {
        "number": consent_number(consent.consent_ref),
        "title": quoted(_sent_title(consent)),
        "at": event.at,
        "hidden": bool(event.facts["images"]),
    }


def withdrawal_page(event: Event) -> str:
    """The case that it opened, else the submission."""
    return case_page(event) if case(event) else submission_page(event)


def _sent_title(consent: Consent) -> str:
    """The title that was sent last; one that was never sent stays the author's own."""
    sent = submissions.newest(consent.submission)
    return content.of(sent).title if sent and sent.content is not None else "an article not sent yet"


def right_page(event: Event) -> str:
    return f"/desk/rights/{the(Ending, event, 'ending').rights_id}"


def _of_ending(ending: Ending) -> Says:
    found = rights.shown(ending.rights)
    return {
        "number": draft_number(ending.article.submission.draft_ref),
        "title": quoted(ending.article.title),
        "image": quoted(found.name) if found else "An image",
    }

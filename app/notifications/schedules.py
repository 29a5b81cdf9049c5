"""What people are told of a time that an editor set for publication: that it stands, that it ended, what stood against
it."""

from __future__ import annotations

from app.accounts.models import Member
from app.audit import queries as audit
from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, for_the_desk, of_submission
from app.notifications.people import Recipient
from app.submissions.schedules import Ended

ENDED: dict[str, str] = {
    Ended.CANCELLED: "An editor took the time back. It stays approved; you hear from us when it has another, or when "
    "it is published.",
    Ended.SIGNED: "You signed a new version, so the time no longer holds: what you sent is read first.",
    Ended.CHANGES_REQUESTED: "We ask you for changes first; another letter says which.",
    Ended.CHANGED: "An editor changed something in it, and it waits for your signature; another letter says what.",
    Ended.REFUSED: "When the time came, something stood against it. The desk has been told and looks into it. If you "
    "have changed the article since you signed it, sign it again or put it back as it was; else there is nothing you "
    "need to do unless we write to you.",
}
"""Why its author does not see it published then. Who withdrew it knows."""

FOR_THE_DESK: dict[str, str] = {
    Ended.CANCELLED: "Somebody at the desk took the time back. It stays approved.",
    Ended.SIGNED: "Its author signed a new version, which waits to be read.",
    Ended.CHANGES_REQUESTED: "The desk asked its author for changes.",
    Ended.CHANGED: "An editor changed it, and it waits for its author’s signature.",
    Ended.WITHDRAWN: "Its author withdrew it.",
}


def of_schedule(event: Event) -> Says:
    before = event.facts["before"]
    return {**of_submission(event), "on": event.facts["on"], "before": before}


def of_end(event: Event) -> Says:
    return {**of_submission(event), "on": event.facts["on"], "why": ENDED[event.facts["why"]]}


def of_end_for_desk(event: Event) -> Says:
    return {**for_the_desk(event), "on": event.facts["on"], "why": FOR_THE_DESK[event.facts["why"]]}


def of_refusal(event: Event) -> Says:
    why = audit.said(event, "said") or "What stood against it was erased."
    return {**for_the_desk(event), "on": event.facts["on"], "why": why}


def is_for_author(event: Event) -> bool:
    return event.facts["why"] in ENDED


def is_for_webmaster(event: Event) -> bool:
    """What an editor took back on purpose alarms nobody."""
    return bool(event.facts["why"] != Ended.CANCELLED)


def planner(event: Event) -> list[Recipient]:
    """The editor who set the time; nobody where that account is closed, or they ended it themselves."""
    member = session.get(Member, event.facts["member"])
    if member is None or not member.active or member.actor == event.actor:
        return []
    thread = str(event.subject).replace(":", "-")
    path = f"/desk/submissions/{event.subject_id}"
    return [Recipient(f"member:{member.id}", member.email, thread, path=path)]

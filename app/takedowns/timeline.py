"""What happened to a case and to a notice, in the words of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Member
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.states import Ended
from app.takedowns.asking.kinds import named
from app.takedowns.clocks.kinds import CLOCKS, Name
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Case, Notice
from app.takedowns.rules import OUTCOMES, Outcome


@dataclass(frozen=True)
class Entry:
    """One line of a case's timeline."""

    id: int
    at: datetime
    who: str
    text: str


def of(case: Case) -> list[Entry]:
    """Everything that happened to a case and to its notices, oldest first."""
    events = {event.id: event for event in audit.history(case.ref)}
    for notice in case.notices:
        events.update((event.id, event) for event in audit.history(notice.ref))
    return [_entry(events[number], case) for number in sorted(events) if events[number].kind in _SAID]


def history(notice: Notice) -> list[Event]:
    """What happened to a notice, and to its case since it was sent, newest first. Of other people's notices nothing."""
    own = audit.history(notice.ref)
    of_case = audit.history(notice.case.ref) if notice.case else []
    since = own[0].id if own else 0
    shared = [event for event in of_case if event.id > since and event.subject_kind != "notice"]
    return sorted([*own, *shared], key=lambda event: event.id, reverse=True)


_Says = Callable[[Event], str]


def _words(sentence: str) -> _Says:
    return lambda _event: sentence


def _held(event: Event) -> str:
    what = "an image" if event.facts.get("use") else "the article"
    return f"took {what} from view" + (" meanwhile" if event.facts.get("level") == "interim" else " for good")


def _measured(event: Event) -> str:
    name = MEASURES[MeasureKind(event.facts["kind"])].short.lower()
    return f"{'put on' if event.name is Kind.MEASURE_PLACED else 'took off'}: {name}"


def _decided(event: Event) -> str:
    verb = OUTCOMES[Outcome(event.facts["outcome"])].verb
    return f"decided: {verb[0].lower()}{verb[1:]}"


def _asked(event: Event) -> str:
    return f"asked {named(event.facts['mark'])}"


def _missed(event: Event) -> str:
    label = CLOCKS[Name(event.facts["rule"])].label
    return f"found that the time has passed: {label[0].lower()}{label[1:]}"


def _proven(found: str) -> _Says:
    return lambda event: f"asked every address ({event.facts.get('addresses', '?')}) and {found}"


def _lapsed(event: Event) -> str:
    label = LAPSES[Ended(event.facts["why"])].label
    return f"found: {label[0].lower()}{label[1:]}"


_SAID: dict[str, _Says] = {
    Kind.NOTICE_RECEIVED: _words("sent a report"),
    Kind.NOTICE_CONFIRMED: _words("confirmed a report"),
    Kind.NOTICE_WITHDRAWN: _words("withdrew a report"),
    Kind.CLAIMANT_TOLD: _words("wrote to a claimant"),
    Kind.DESK_TOLD: _words("wrote to the desk"),
    Kind.EVIDENCE_RECEIVED: _words("added a file to a report"),
    Kind.NOTICE_ENTERED: _words("entered a report"),
    Kind.NOTICE_ADOPTED: _words("took up a report that was not confirmed"),
    Kind.NOTICE_EXPIRED: _words("let an unconfirmed report go"),
    Kind.CASE_OPENED: _words("opened the case"),
    Kind.CASE_CLAIMED: _words("began to look into it"),
    Kind.QUESTION_ASKED: _asked,
    Kind.QUESTION_ANSWERED: _words("answered the question to a specialist"),
    Kind.QUESTION_TAKEN_BACK: _words("took the question to a specialist back"),
    Kind.INFORMATION_ASKED: _words("asked the claimant for what the report lacks"),
    Kind.INFORMATION_GIVEN: _words("added what the report lacked"),
    Kind.INFORMATION_WAIVED: _words("went on without what the report lacks"),
    Kind.CASE_DECIDED: _decided,
    Kind.CASE_REVERSED: _words("put back what was taken down"),
    Kind.CASE_CLOSED: _words("ended the case"),
    Kind.CLAIM_TAKEN: _words("claimed it"),
    Kind.CLAIM_TAKEN_OVER: _words("took it over from whoever had claimed it"),
    Kind.CLAIM_RELEASED: _words("released it"),
    Kind.ERASURE_PROPOSED: _words("proposed to erase it"),
    Kind.ERASURE_DECLINED: _words("declined to erase it"),
    Kind.ERASURE_CONFIRMED: _words("confirmed that it is erased"),
    Kind.ERASURE_DONE: _words("looked for it everywhere, and nothing is left"),
    Kind.HOLD_PLACED: _held,
    Kind.HOLD_LIFTED: _words("lifted a hold"),
    Kind.MEASURE_PLACED: _measured,
    Kind.MEASURE_LIFTED: _measured,
    Kind.ARTICLE_REMOVED: _words("removed the article"),
    Kind.ARTICLE_RESTORED: _words("restored the article"),
    Kind.REMOVAL_PROVEN: _proven("got none of it"),
    Kind.RETURN_PROVEN: _proven("found it back"),
    Kind.RIGHT_LAPSED: _lapsed,
    Kind.CONSENT_WITHDRAWN: _words("withdrew their consent"),
    Kind.RIGHT_REVOKED: _words("said that the licence was revoked"),
    Kind.RIGHT_KEPT: _words("kept the right to a later day"),
    Kind.CLOCK_MISSED: _missed,
    Kind.CLOCK_BREACHED: _words("marked it as late"),
    Kind.BUNDLE_TAKEN: _words("took the file of the case out"),
    Kind.MAIL_RECEIVED: _words("wrote by mail"),
}


def _entry(event: Event, case: Case) -> Entry:
    return Entry(id=event.id, at=event.at, who=_who(event, case), text=_SAID[event.kind](event))


def _who(event: Event, case: Case) -> str:
    if event.actor_kind == "member" and event.actor_id is not None:
        member = session.get(Member, event.actor_id)
        return member.name if member else "A former member"
    if event.actor_kind == "guest":
        claimants = {notice.guest_id for notice in case.notices}
        return "A claimant" if event.actor_id in claimants else "The author"
    return "A person shown" if event.actor_kind == "consent" else "The site"

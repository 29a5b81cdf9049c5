"""What people are told of the clocks of a case, and of what a report lacks. Every moment in these letters, and what
becomes of silence, comes from the clock itself."""

from __future__ import annotations

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, case_page
from app.notifications.letters import quoted
from app.notifications.people import Recipient, case, claimants, the, webmaster
from app.takedowns.clocks import queries as clocks
from app.takedowns.clocks import words
from app.takedowns.clocks.kinds import Name
from app.takedowns.clocks.models import CaseClock
from app.takedowns.clocks.regimes import REGIMES
from app.takedowns.curing.actions import INCOMPLETE
from app.takedowns.curing.models import InformationRequest
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case
from app.takedowns.states import OPEN
from app.worklist import queries as worklist
from app.worklist.views import DESK, Owes

PASSED = {Kind.CLOCK_HALF_PASSED: "half", Kind.CLOCK_NEARLY_PASSED: "nine tenths"}


def at_the_desk(event: Event) -> list[Recipient]:
    """Whoever has claimed the case, else the webmaster; nobody where it is not the desk that owes the move."""
    clock = the(CaseClock, event, "clock")
    if clock.of.owes not in DESK:
        return []
    item = worklist.item_of(clock.case.ref)
    held = item.claim if item else None
    member = session.get(Member, held.holder_id) if held else None
    return [_member(member, event)] if member and member.active else webmaster(case_page)(event)


def the_claimant(event: Event) -> list[Recipient]:
    """Who was asked for something and owes the answer."""
    clock = the(CaseClock, event, "clock")
    if clock.of.owes is not Owes.CLAIMANT or clock.notice is None:
        return []
    return [told for told in claimants(event) if told.name == f"claimant:{clock.notice.guest_id}"]


def asker(event: Event) -> list[Recipient]:
    """Whoever asked; the webmaster where the site did, or that account is closed by now."""
    by = _request(event).by
    return [_member(by, event)] if by and by.active else webmaster(case_page)(event)


def runs_on(event: Event) -> bool:
    """What was done meanwhile needs no reminder."""
    return the(CaseClock, event, "clock").is_running and _case(event).standing in OPEN


def is_not_told_by_the_queue(event: Event) -> bool:
    """The queue tells that an item is late, once for each due time: of the clock that was due first. Of any other
    one the webmaster hears here. One that somebody else owes is told to nobody: its own rule says what becomes of
    it."""
    clock = the(CaseClock, event, "clock")
    item = worklist.item_of(clock.case.ref)
    by_queue = item is not None and item.owes in DESK and item.due_at == clock.ends_at
    return clock.of.owes in DESK and not by_queue


def was_incomplete(event: Event) -> bool:
    return event.facts.get("why") == INCOMPLETE


def of_clock(event: Event) -> Says:
    clock = the(CaseClock, event, "clock")
    label = clock.of.label
    return {
        **_of(_case(event)),
        "label": f"{label[0].lower()}{label[1:]}",
        "passed": PASSED.get(event.name, "all"),
        "by": words.by(clock),
        "silence": words.silence(clock),
        "regime": REGIMES[clock.of.regime],
    }


def of_request(event: Event) -> Says:
    """What is asked for, and nothing else."""
    return _wanted(_case(event), _request(event))


def of_reminder(event: Event) -> Says:
    clock = the(CaseClock, event, "clock")
    asked = session.get_one(Event, clock.started_by_id)
    return _wanted(clock.case, session.get_one(InformationRequest, asked.facts["request"]))


def of_answer(event: Event) -> Says:
    found = _case(event)
    return {**_of(found), "silence": words.silence(clocks.next_of_the_desk(found))}


def of_end(event: Event) -> Says:
    return _of(_case(event))


def _wanted(found: Case, request: InformationRequest) -> Says:
    rule = LANES[Lane(request.notice.lane)]
    return {
        **_of(found),
        "wanted": [rule.field(name).heading for name in request.wanted],
        "silence": words.silence(clocks.until(found, Name.CURE)),
    }


def _of(found: Case) -> Says:
    return {
        "number": found.public_number,
        "title": quoted(found.article.title),
        "ground": LANES[Lane(found.lane)].label,
        "about_image": found.use_name is not None,
    }


def _request(event: Event) -> InformationRequest:
    return session.get_one(InformationRequest, event.facts["request"])


def _case(event: Event) -> Case:
    found = case(event)
    if found is None:
        raise LookupError(f"{event.kind} {event.id} names no case that is there")
    return found


def _member(one: Member, event: Event) -> Recipient:
    number = _case(event)
    path = f"/desk/cases/{number.id}"
    return Recipient(f"member:{one.id}", one.email, str(number.ref).replace(":", "-"), path=path)

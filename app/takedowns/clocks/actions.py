"""Starting, satisfying, resting and reminding. A case's clocks follow its events: whoever shows a case in the queue
(``cases.show``) lets them catch up first, in the same transaction, so that no verb has to think of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app import calendars
from app.audit import rows
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.audit.models import Event, Topic
from app.clock import now
from app.db import session
from app.publishing.states import Level
from app.site import queries as site
from app.site.models import SiteSetting
from app.takedowns.clocks import queries
from app.takedowns.clocks.deadlines import Terms
from app.takedowns.clocks.kinds import (
    CLOCKS,
    HEARD,
    ClockRule,
    From,
    Name,
    When,
    setting_of,
)
from app.takedowns.clocks.models import HALF, NEARLY, CaseClock
from app.takedowns.curing.queries import answers_of, lacks
from app.takedowns.kinds import Lane, severity_of
from app.takedowns.models import Case, Notice
from app.takedowns.states import OPEN
from app.worklist.clocks import NEVER

BATCH = 50
"""Clocks one run of the worker marks in one transaction."""


def follow(case: Case, *, expecting: Kind | None = None) -> None:
    """Start what the events since the last time start, satisfy what they satisfy, let rest what the state lets rest,
    and say what is due first. The caller holds the case: its events come in order.

    A clock that runs out no later than a new one would is enough: the new one is not started. What the event
    ``expecting``, which comes later in the transaction, satisfies is not due any more.
    """
    session.flush()
    clocks = queries.running(case)
    started = _heard(case, clocks)
    for clock in clocks:
        _rest(clock, case)
    session.add_all(started)
    session.flush()
    if started:
        facts = {"clocks": {str(one.id): rows.digest(one) for one in started}}
        record(Kind.CLOCKS_STARTED, about=case, by=SYSTEM, facts=facts)
    if case.standing in OPEN and clocks:
        first = queries.of_the_desk([one for one in clocks if expecting not in one.of.satisfied])
        case.due_at = first.ends_at if first else NEVER
    session.flush()


def _heard(case: Case, clocks: list[CaseClock]) -> list[CaseClock]:
    """What the new events start, which is added to ``clocks``; and what they satisfy. That a case was opened starts
    what no notice has started before."""
    started: list[CaseClock] = []
    for event in _unheard(case):
        if event.name is Kind.CASE_OPENED and clocks:
            case.heard_id = event.id
            continue
        for name, rule in CLOCKS.items():
            if event.name in rule.starts and (clock := _started(case, name, rule, event, clocks)):
                clocks.append(clock)
                started.append(clock)
        for clock in clocks:
            if event.name in clock.of.satisfied and not clock.is_over:
                clock.satisfied_by_id, clock.satisfied_at = event.id, event.at
        case.heard_id = event.id
    return started


def mark_due(size: int = BATCH) -> int:
    """Mark the clocks of which half, nine tenths or all of the time has passed: whoever owes the move is reminded,
    and a missed one is told to the webmaster. Of several marks at once the last one speaks. How many; 0: all done."""
    due = (
        select(CaseClock)
        .where(CaseClock.next_at <= now())
        .order_by(CaseClock.next_at, CaseClock.id)
        .limit(size)
        .with_for_update(of=CaseClock, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    clocks = list(session.scalars(due))
    for clock in clocks:
        _mark(clock)
    return len(clocks)


def _mark(clock: CaseClock) -> None:
    moment = now()
    told: Kind | None = None
    if clock.half_at is None and clock.after(HALF) <= moment:
        clock.half_at, told = moment, Kind.CLOCK_HALF_PASSED
    if clock.ninety_at is None and clock.after(NEARLY) <= moment:
        clock.ninety_at, told = moment, Kind.CLOCK_NEARLY_PASSED
    if clock.breached_at is None and clock.ends_at <= moment:
        clock.breached_at, told = moment, Kind.CLOCK_MISSED
    clock.wind()
    if told is None or clock.is_over:
        return
    facts = {"clock": clock.id, "rule": clock.rule, "due_at": clock.ends_at.isoformat()}
    record(told, about=clock.case, by=SYSTEM, also=[clock], facts=facts)


def _unheard(case: Case) -> Sequence[Event]:
    return session.scalars(
        select(Event)
        .join(Topic, Topic.event_id == Event.id)
        .where(
            Topic.subject_kind == case.ref.kind,
            Topic.subject_id == case.id,
            Event.id > case.heard_id,
            Event.kind.in_([kind.value for kind in HEARD]),
        )
        .order_by(Event.id)
    ).all()


def _started(
    case: Case, name: Name, rule: ClockRule, event: Event, clocks: Sequence[CaseClock]
) -> CaseClock | None:
    """The clock that an event starts by a rule, or None where it starts none."""
    notice = _notice(event, case)
    if rule.regime not in queries.regimes(case, notice) or not _applies(rule, event, notice):
        return None
    starts_at = _begins(rule, event, case, notice)
    version, terms = _terms(name, rule, case, notice)
    earliest, due = terms.bounds(starts_at)
    if any(one.name is name and not one.is_over and one.ends_at <= due for one in clocks):
        return None
    clock = CaseClock(
        case=case,
        notice=notice,
        rule=name.value,
        rule_version=version,
        calendar=terms.country,
        zone=terms.zone,
        library=calendars.library(),
        started_by_id=event.id,
        starts_at=starts_at,
        earliest_at=earliest,
        due_at=due,
        ends_at=due,
        paused_seconds=0,
    )
    clock.wind()
    return clock


def _applies(rule: ClockRule, event: Event, notice: Notice | None) -> bool:
    if event.name is Kind.HOLD_PLACED and event.facts.get("level") != Level.INTERIM:
        return False
    if rule.when is When.ANY:
        return True
    complete = notice is None or not lacks(notice)
    return complete is (rule.when is When.COMPLETE)


def _notice(event: Event, case: Case) -> Notice | None:
    """The notice an event is about; else the newest of the case, if it has one."""
    number = event.subject_id if event.subject_kind == "notice" else event.facts.get("notice")
    if number is not None:
        return session.get(Notice, number)
    return case.notices[-1] if case.notices else None


def _begins(rule: ClockRule, event: Event, case: Case, notice: Notice | None) -> datetime:
    if rule.begins is From.EVENT or event.name is Kind.INFORMATION_GIVEN:
        return event.at
    return notice.received_at if notice else case.received_at


def _terms(name: Name, rule: ClockRule, case: Case, notice: Notice | None) -> tuple[int | None, Terms]:
    """The rule in force, and the row it stands in."""
    row = site.in_force(SiteSetting, setting_of(name))
    value = row.value if row else site.setting(setting_of(name))
    severity = severity_of(Lane(notice.lane), dict(answers_of(notice))) if notice else case.severity
    who = site.identity()
    terms = Terms.read(
        value, country=who.country, zone=who.zone, severity=severity if rule.by_severity else None
    )
    return (row.id if row else None), terms


def _rest(clock: CaseClock, case: Case) -> None:
    """A clock rests in the states its rule names, and ends with its case."""
    if clock.is_over:
        clock.next_at = None
        return
    if case.standing not in (clock.of.only_in or OPEN):
        clock.cancelled_at, clock.next_at = now(), None
        return
    rests = case.standing in clock.of.rests
    if rests and clock.paused_at is None:
        clock.paused_at = now()
    elif not rests and clock.paused_at is not None:
        rested = max(0, int((now() - clock.paused_at).total_seconds()))
        clock.paused_at, clock.paused_seconds = None, clock.paused_seconds + rested
        clock.ends_at = _later(clock, rested)
    clock.wind()


def _later(clock: CaseClock, rested: int) -> datetime:
    """The end, moved by what was rested; where days off are not counted it does not fall on one."""
    moved = clock.ends_at + timedelta(seconds=rested)
    if not clock.calendar:
        return moved
    day = moved.astimezone(ZoneInfo(clock.zone)).date()
    open_day = calendars.next_business_day(day, country=clock.calendar)
    return moved if open_day == day else calendars.at_same_time(moved, open_day, zone=clock.zone)

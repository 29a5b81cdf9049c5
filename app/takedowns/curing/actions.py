"""Asking for what a report lacks, adding it, going on without it; and what becomes of silence.

While the claimant owes the answer nothing is decided, and the clocks that the rules let rest do. What was sent stays
as it was sent: an answer is a fact of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest
from app.publishing.models import Article
from app.takedowns import rules
from app.takedowns.actions import cases
from app.takedowns.clocks.kinds import Name
from app.takedowns.clocks.models import CaseClock
from app.takedowns.curing import queries
from app.takedowns.curing.models import AddedAnswers, InformationRequest
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane, severity_of
from app.takedowns.models import Case, Notice
from app.takedowns.parties import is_party
from app.takedowns.states import OURS, CaseState, NoticeState
from app.worklist import actions as worklist

BATCH = 20
"""Cases one run closes in one transaction."""
INCOMPLETE = "incomplete"
"""Why a case was closed, as its event says."""


def ask(
    case_id: int, notice_id: int, *, more: Collection[str] = (), by: Member, version: int, seen: int = 0
) -> InformationRequest:
    """Ask one claimant for what the report lacks, and for ``more``: fields that say too little. Nothing else is
    listed in the letter. Refused where there is nothing to ask for, or nobody who would read it, and for a party of the
    case."""
    case = cases.take(case_id, version=version, seen=seen)
    if is_party(case, by):
        raise NotAllowed("You are a party in this case. Somebody else has to ask.")
    if case.standing not in OURS:
        raise NotAllowed("The case is not in the desk’s hands: nothing can be asked now.")
    worklist.check_free(case.ref, by=by)
    notice = next((one for one in case.notices if one.id == notice_id), None)
    if notice is None or notice.standing is not NoticeState.CONFIRMED or not notice.answers:
        raise NotAllowed("This report cannot be asked about: it was withdrawn, or its words were erased.")
    if not notice.may_be_written_to:
        raise NotAllowed("Nobody can be written to about this report, so nobody would answer.")
    lacks = queries.lacks(notice)
    wanted = [one.name for one in LANES[Lane(notice.lane)].fields if one.name in {*lacks, *more}]
    if not wanted:
        sentence = "Choose what is missing or says too little."
        raise Refused(sentence, fields={"more": [sentence]})
    cases.begin(case, by=by)
    return _ask(case, notice, wanted, by=by)


def ask_by_itself(case: Case, notice: Notice) -> None:
    """A report that came in without something is asked for it at once, where nothing else is to be looked at. The
    caller holds the case and has shown it."""
    lacks = queries.lacks(notice)
    others = [one for one in case.notices if one.id != notice.id and one.standing is NoticeState.CONFIRMED]
    if (
        lacks
        and notice.may_be_written_to
        and not others
        and not case.opened_for
        and case.standing is CaseState.TRIAGE
    ):
        _ask(case, notice, list(lacks), by=None)


def answer(ref: str, answers: Mapping[str, object], *, by: Guest) -> AddedAnswers:
    """The claimant adds what was asked for, all of it; the case is the desk’s again."""
    notice = session.scalar(select(Notice).where(Notice.notice_ref == ref))
    if notice is None:
        raise NotFound
    cases.keep_still(notice.article_id)
    notice = session.get_one(Notice, notice.id, with_for_update={"of": Notice}, populate_existing=True)
    guests.confirm(by)
    case = session.get_one(Case, notice.case_id, populate_existing=True) if notice.case_id else None
    request = queries.asked_of(notice)
    if case is None or request is None or notice.standing is not NoticeState.CONFIRMED:
        raise NotAllowed("Nothing is asked of you any more. What you see below is where your report stands.")
    given = _checked(notice, request, answers)
    added = AddedAnswers(request=request, notice=notice, answers=given, made_at=now())
    session.add(added)
    session.flush()
    case.version += 1
    case.severity = min(case.severity, severity_of(Lane(notice.lane), dict(queries.answers_of(notice))))
    case.advance(CaseState.TRIAGE)
    facts = {"request": request.id, "answers": added.id, **rows.facts_of(added)}
    record(Kind.INFORMATION_GIVEN, about=notice, by=by.actor, also=[case, notice.article], facts=facts)
    cases.show(case)
    return added


def waive(case_id: int, *, by: Member, version: int, seen: int = 0) -> None:
    """The desk goes on without an answer. What was asked stays on record."""
    case = cases.take(case_id, version=version, seen=seen)
    request = queries.waiting(case)
    if request is None:
        raise NotAllowed("No answer is waited for in this case.")
    if is_party(case, by):
        raise NotAllowed("You are a party in this case. Somebody else has to go on with it.")
    worklist.check_free(case.ref, by=by)
    case.advance(CaseState.TRIAGE)
    about = request.notice
    facts = {"request": request.id}
    record(Kind.INFORMATION_WAIVED, about=about, by=by.actor, also=[case, case.article], facts=facts)
    cases.show(case)


def close_incomplete() -> int:
    """Close the cases whose claimant was asked and said nothing until the clock ran out. How many; 0: all done.

    A case that there is something else to look at in, another report that is complete or a right that ended, is the
    desk’s again instead.
    """
    passed = (
        select(CaseClock.id, Case.article_id, CaseClock.case_id)
        .join(Case, Case.id == CaseClock.case_id)
        .join(Article, Article.id == Case.article_id)
        .where(
            CaseClock.rule == Name.CURE.value,
            CaseClock.ends_at <= now(),
            CaseClock.satisfied_at.is_(None),
            CaseClock.cancelled_at.is_(None),
        )
        .order_by(Article.submission_id)
        .limit(BATCH)
    )
    found = session.execute(passed).all()
    for _, article_id, _ in found:
        cases.keep_still(article_id)  # every submission before the queue: one order of locks
    for clock_id, _, case_id in found:
        case = session.get_one(Case, case_id, populate_existing=True)
        clock = session.get_one(CaseClock, clock_id, populate_existing=True)
        if not clock.is_over:
            _silence(case)
    return len(found)


def _silence(case: Case) -> None:
    request = queries.waiting(case)
    others = [
        one
        for one in case.notices
        if one.standing is NoticeState.CONFIRMED
        and not (request is not None and one.id == request.notice_id)
        and not queries.lacks(one)
    ]
    if request is not None and not others and not case.opened_for:
        cases.end(case, CaseState.CLOSED, by=SYSTEM, why=INCOMPLETE)
        return
    if request is not None:
        case.version += 1
        case.advance(CaseState.TRIAGE)
    cases.show(case)


def _ask(case: Case, notice: Notice, wanted: list[str], *, by: Member | None) -> InformationRequest:
    case.advance(CaseState.NEEDS_INFORMATION)
    request = InformationRequest(
        case=case, notice=notice, by_id=by.id if by else None, wanted=wanted, made_at=now()
    )
    session.add(request)
    session.flush()
    actor: Actor = by.actor if by else SYSTEM
    facts = {"request": request.id, **rows.facts_of(request)}
    record(Kind.INFORMATION_ASKED, about=notice, by=actor, also=[case, case.article], facts=facts)
    cases.show(case)
    return request


def _checked(notice: Notice, request: InformationRequest, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers to what was asked, cleaned; everything that is still missing is said at once."""
    asked = [LANES[Lane(notice.lane)].field(name) for name in request.wanted]
    given = {field.name: _cleaned(field, answers.get(field.name)) for field in asked}
    wrong = {field.name: [said] for field in asked if (said := _fault(field, given[field.name]))}
    if wrong:
        raise Refused("Some of it is missing. Please complete it below.", fields=wrong)
    return given


def _fault(field: Field, answer: object) -> str:
    """As in the report itself; what may be left out there may not where it was asked for."""
    return rules.fault(field, answer) or ("" if answer else "Answer this, too.")


def _cleaned(field: Field, answer: object) -> object:
    if field.shape is Shape.DECLARATION:
        return bool(answer)
    said = str(answer or "")
    return text.plain(said) if field.shape is Shape.TEXT else text.line(said)

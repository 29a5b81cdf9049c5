"""Cases: opened or joined by a confirmed notice, or opened for a right that ended; begun by a member, closed when
nobody asks any more.

Whatever changes a case first keeps its submission still: one order of locks (submission, case, queue, public tree),
the same as publishing's, so that nobody waits in a circle and two notices on one target never open two cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Select, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import NotAllowed, NotFound, Stale
from app.publishing import actions as publishing
from app.publishing import measures
from app.publishing import queries as articles
from app.publishing.models import Article, Hold
from app.publishing.states import Ended, Level
from app.publishing.subjects import also
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions.models import Placement
from app.takedowns import timeline
from app.takedowns.asking import queries as asking
from app.takedowns.clocks import actions as clocks
from app.takedowns.curing import queries as curing
from app.takedowns.kinds import LANES, Lane, severity_of
from app.takedowns.lapses import lane_of
from app.takedowns.models import Case, CaseDecision, Notice
from app.takedowns.rows import row_of
from app.takedowns.states import OPEN, SETTLED, CaseState, NoticeState
from app.worklist import actions as worklist
from app.worklist.models import Claim, Item

BATCH = 20
"""Cases one run closes in one transaction."""
NUMBER_TRIES = 8
"""Two cases opened at once may want the same number; the constraint decides, and the loser takes the next."""


def keep_still(article_id: int) -> Article:
    """The article as it stands now; nobody else changes a case about it until the transaction ends."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    submissions.hold(article.submission_id, also_erased=True)
    return session.get_one(Article, article_id, populate_existing=True)


def of_submission(submission_id: int) -> Article | None:
    """The article of a submission as ``keep_still`` has it, or None where none was published."""
    submissions.hold(submission_id, also_erased=True)
    article = articles.of_submission(submission_id)
    return session.get_one(Article, article.id, populate_existing=True) if article else None


def take(case_id: int, *, version: int, seen: int) -> Case:
    """The case, if it still stands at ``version``; its version moves on. One compare-and-set decides a race.

    ``seen`` is the id of the newest event on the screen: the refused learn what happened after it.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    keep_still(case.article_id)
    done = session.execute(
        update(Case)
        .where(Case.id == case_id, Case.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    case = session.get_one(Case, case_id, populate_existing=True)
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise Stale(
            "This case changed while you were reading it. Nothing was done.", changes=_since(case, seen)
        )
    return case


def join_or_open(notice: Notice) -> Case:
    """The open case about the same target in the same lane, or a new one. Clocks count from the notice's receipt,
    also when it was confirmed later: ``show`` starts them."""
    severity = severity_of(Lane(notice.lane), notice.answers)
    case = _open_about(notice.article_id, notice.use_name, notice.lane)
    if case is None:
        case = _open(
            lane=notice.lane,
            article_id=notice.article_id,
            use_name=notice.use_name,
            severity=severity,
            received_at=notice.received_at,
        )
    else:
        case.severity = min(case.severity, severity)
        case.received_at = min(case.received_at, notice.received_at)
        case.version += 1
        if case.standing is CaseState.NEEDS_INFORMATION and not curing.lacks(notice):
            case.advance(CaseState.TRIAGE)  # there is something to look at now
    notice.case = case
    session.flush()
    return case


def open_for(why: Ended, placed: Placement, article: Article, *, by: Actor) -> Case:
    """The open case about an image whose right has ended, or a new one: no notice is needed for it. What is due then
    is counted from now. The caller holds the article still and shows the case in the queue."""
    moment, lane = now(), lane_of(why, placed.rights.declared)
    case = _open_about(article.id, placed.use, lane)
    if case is None:
        severity = LANES[lane].severity
        case = _open(
            lane=lane.value,
            article_id=article.id,
            use_name=placed.use,
            severity=severity,
            received_at=moment,
        )
        record(Kind.CASE_OPENED, about=case, by=by, also=also(article), facts={"for": why.value})
    else:
        case.version += 1
        if case.standing is CaseState.NEEDS_INFORMATION:
            case.advance(CaseState.TRIAGE)  # there is something to look at now
    if case.opened_for != Ended.CONSENT_WITHDRAWN:  # whoever withdrew is told of this very case
        case.opened_for = why.value
    case.rights_id, case.revision_id = placed.rights_id, article.revision_id
    return case


def open_item(item: Item, by: Member, *, beating: bool = False) -> Claim:
    """Claim a case from the queue; the first claim begins its review. What waits for a specialist is taken by the page
    of a specialist alone; a button may."""
    case = session.get_one(Case, item.subject_id)
    keep_still(case.article_id)
    case = session.get_one(Case, case.id, populate_existing=True)
    if case.standing is CaseState.TRIAGE:
        begin(case, by=by)
        show(case)
    elif beating and asking.is_for_another(case, by):
        raise NotAllowed("It is a specialist’s turn now.")
    return worklist.claim(item, by=by, beating=beating)


def begin(case: Case, *, by: Member) -> None:
    """From waiting to being looked into; a case that is being looked into stays as it is."""
    if case.standing is CaseState.TRIAGE:
        case.advance(CaseState.UNDER_REVIEW)
        record(Kind.CASE_CLAIMED, about=case, by=by.actor, also=[case.article])


def left(case: Case, *, by: Actor) -> None:
    """A claimant has withdrawn. When it was the last, the case is withdrawn and what was hidden meanwhile is shown."""
    if case.opened_for or any(notice.standing is NoticeState.CONFIRMED for notice in case.notices):
        case.version += 1
        request = curing.waiting(case)
        if request is not None and request.notice.standing is not NoticeState.CONFIRMED:
            case.advance(CaseState.TRIAGE)  # whoever was asked answers no more
        show(case)
        return
    end(case, CaseState.WITHDRAWN, by=by)


def end(case: Case, state: CaseState, *, by: Actor, **facts: str) -> None:
    """Over without a decision: what was hidden meanwhile is shown."""
    case.advance(state)
    case.closed_at = now()
    case.version += 1
    said = {"state": case.state, **facts}
    record(Kind.CASE_CLOSED, about=case, by=by, also=also(case.article), facts=said)
    show(case)
    for hold in holds_of(case):
        # Holds are the desk's: this one ends in the name of who placed it. The site itself places none in such a case.
        if hold.placed_by_id is not None:
            publishing.lift(hold, by=session.get_one(Member, hold.placed_by_id))
    for measure in measures.of_case(case.id):
        publishing.end(measure, by=session.get_one(Member, measure.placed_by_id))


def close_settled() -> int:
    """Close what was decided so long ago that nobody can object any more (the site setting ``case_closing``; DSA
    art. 20(1)). How many; 0: all done.

    A case cannot close as removed until every address answered: while one of its final holds is unproven it stays.
    """
    found = session.execute(
        _settled(Case.id, Case.article_id).order_by(Article.submission_id).limit(BATCH)
    ).all()
    for _, article_id in found:
        keep_still(article_id)  # every submission before the queue: one order of locks
    ids = [case_id for case_id, _ in found]
    closing = _settled(Case).where(Case.id.in_(ids)).execution_options(populate_existing=True)
    cases = list(session.scalars(closing.order_by(Case.id)))
    for case in cases:
        case.advance(CaseState.CLOSED)
        case.closed_at = now()
        case.version += 1
        record(Kind.CASE_CLOSED, about=case, by=SYSTEM, also=also(case.article), facts={"state": case.state})
    for case in cases:
        show(case)
    return len(cases)


def show(case: Case, *, expecting: Kind | None = None) -> None:
    """Let its clocks catch up, and bring the queue up to date. Comes last in an action: records first, then the queue.
    Only what is hidden or shown comes later: ``expecting`` is its event, so that nothing it satisfies is due."""
    clocks.follow(case, expecting=expecting)
    worklist.put(case.ref, row_of(case))


def holds_of(case: Case, *, level: Level | None = None) -> list[Hold]:
    """The holds that this case placed and that still stand."""
    standing = [hold for hold in articles.holds_on(case.article) if hold.case_id == case.id]
    return [hold for hold in standing if level is None or hold.level == level]


def _settled(*what: Any) -> Select[Any]:
    """Decided cases whose time to object has passed and whose removals are all proven."""
    passed = now() - timedelta(days=site.setting("case_closing")["days"])
    newest = select(func.max(CaseDecision.made_at)).where(CaseDecision.case_id == Case.id).scalar_subquery()
    unproven = exists().where(
        Hold.case_id == Case.id,
        Hold.level == Level.FINAL.value,
        Hold.lifted_at.is_(None),
        ~articles.proven(),
    )
    return (
        select(*what)
        .join(Article, Article.id == Case.article_id)
        .where(Case.state.in_([state.value for state in SETTLED]), newest <= passed, ~unproven)
    )


def _since(case: Case, seen: int) -> Sequence[str]:
    return [f"{entry.who} {entry.text}." for entry in timeline.of(case) if entry.id > seen]


def _open_about(article_id: int, use_name: str | None, lane: str) -> Case | None:
    return session.scalar(
        select(Case)
        .where(
            Case.article_id == article_id,
            Case.use_name.is_(None) if use_name is None else Case.use_name == use_name,
            Case.lane == lane,
            Case.state.in_([state.value for state in OPEN]),
        )
        .execution_options(populate_existing=True)
        .limit(1)
    )


def _open(**about: Any) -> Case:
    year = now().astimezone(ZoneInfo(site.identity().zone)).year
    for attempt in range(1, NUMBER_TRIES + 1):
        newest = session.scalar(select(func.max(Case.number)).where(Case.year == year)) or 0
        case = Case(
            year=year,
            number=newest + 1,
            state=CaseState.TRIAGE.value,
            due_at=worklist.NEVER,  # until its clocks are started
            version=1,
            heard_id=0,
            **about,
        )
        try:
            with savepoint():
                session.add(case)
        except IntegrityError:
            if attempt == NUMBER_TRIES:
                raise
            continue
        return case
    raise AssertionError("unreachable: the last try returns or raises")

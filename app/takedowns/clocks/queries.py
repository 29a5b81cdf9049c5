"""The clocks of a case: what runs, what is due first, by when it is looked at and decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.submissions import queries as submissions
from app.takedowns.clocks.kinds import Name
from app.takedowns.clocks.models import CaseClock
from app.takedowns.clocks.regimes import ALWAYS, PEOPLE, Regime, regimes_of
from app.takedowns.curing.queries import answers_of
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, Notice
from app.takedowns.states import NoticeState
from app.worklist.views import DESK


def of_case(case: Case) -> list[CaseClock]:
    """Every clock of a case, what ends first on top."""
    found = select(CaseClock).where(CaseClock.case_id == case.id).order_by(CaseClock.ends_at, CaseClock.id)
    return list(session.scalars(found))


def running(case: Case) -> list[CaseClock]:
    """Those that are not over; some of them may rest."""
    found = (
        select(CaseClock)
        .where(
            CaseClock.case_id == case.id, CaseClock.satisfied_at.is_(None), CaseClock.cancelled_at.is_(None)
        )
        .order_by(CaseClock.ends_at, CaseClock.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(found))


def of_the_desk(clocks: Sequence[CaseClock]) -> CaseClock | None:
    """The one by which the desk has to move first."""
    ours = [one for one in clocks if one.is_running and one.of.owes in DESK]
    return min(ours, key=lambda one: (one.ends_at, one.id), default=None)


def next_of_the_desk(case: Case) -> CaseClock | None:
    return of_the_desk(running(case))


def until(case: Case, name: Name) -> CaseClock | None:
    """The clock of that name that ends first, of those that run or rest."""
    return next((one for one in running(case) if one.name is name), None)


def decided_by(case: Case) -> datetime | None:
    """By when the desk decides; None while that rests, and of a case that is decided."""
    binding = (Name.DECIDE, Name.DMCA_EXPEDITIOUS, Name.GDPR_REQUEST, Name.S5_CONTACT_POSTER)
    ends = [one.ends_at for one in running(case) if one.is_running and one.name in binding]
    return min(ends, default=None)


def regimes(case: Case, notice: Notice | None) -> frozenset[Regime]:
    """By the answers, and by who can be recognised in the image. Where nobody asks for anything, because the case was
    opened for a right that ended, the rules for requests do not apply."""
    if notice is None and case.opened_for:
        return ALWAYS
    placed = submissions.placement_of(case.use_name) if case.use_name else None
    shown = placed.rights.people if placed else ""
    return regimes_of(Lane(case.lane), {PEOPLE: shown, **(answers_of(notice) if notice else {})})


def regimes_of_case(case: Case) -> frozenset[Regime]:
    """The union over its reports; of a case without any, what it was opened for."""
    asked = [one for one in case.notices if one.standing is NoticeState.CONFIRMED]
    found = [regimes(case, one) for one in asked] or [regimes(case, None)]
    return frozenset().union(*found)

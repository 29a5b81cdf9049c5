"""What a report says by now, what it lacks, and what was asked of its claimant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.db import session
from app.takedowns.curing import rules
from app.takedowns.curing.models import AddedAnswers, InformationRequest
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, Notice
from app.takedowns.states import CaseState


def added(notice: Notice) -> Sequence[AddedAnswers]:
    """What was added to a report, in order."""
    found = select(AddedAnswers).where(AddedAnswers.notice_id == notice.id).order_by(AddedAnswers.id)
    return session.scalars(found).all()


def answers_of(notice: Notice) -> Mapping[str, object]:
    """What was sent, with what was added to it: the later answer to a question counts."""
    answers: dict[str, object] = dict(notice.answers)
    for one in added(notice):
        answers |= one.answers
    return answers


def lacks(notice: Notice) -> tuple[str, ...]:
    """The fields of its lane that a report lacks; nothing where its words were erased."""
    return rules.missing(Lane(notice.lane), answers_of(notice)) if notice.answers else ()


def of_case(case: Case) -> list[InformationRequest]:
    """Everything that was asked in a case, in order."""
    found = select(InformationRequest).where(InformationRequest.case_id == case.id)
    return list(session.scalars(found.order_by(InformationRequest.id)))


def waiting(case: Case) -> InformationRequest | None:
    """The request that the case waits for, or None."""
    if case.standing is not CaseState.NEEDS_INFORMATION:
        return None
    found = of_case(case)
    return found[-1] if found and found[-1].given is None else None


def asked_of(notice: Notice) -> InformationRequest | None:
    """What this claimant is asked for now."""
    request = waiting(notice.case) if notice.case else None
    return request if request is not None and request.notice_id == notice.id else None

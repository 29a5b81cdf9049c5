"""Who can be asked, what was asked, and what came of each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.db import session
from app.takedowns.asking.kinds import Mark
from app.takedowns.asking.models import Opinion, Question
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.states import CaseState


@dataclass(frozen=True)
class Asked:
    """One question as the case shows it: its opinion, or who took it back and when, or that it is open. One that is
    none of these went with the report: it was withdrawn."""

    question: Question
    open: bool
    taken_back_by: str = ""
    taken_back_at: datetime | None = None

    @property
    def opinion(self) -> Opinion | None:
        return self.question.opinion


def newest(case: Case) -> Question | None:
    """The question that is open where the case waits for a specialist."""
    return session.scalars(
        select(Question).where(Question.case_id == case.id).order_by(Question.sequence.desc()).limit(1)
    ).first()


def of_case(case: Case) -> list[Asked]:
    """Every question about a case, in order."""
    found = list(
        session.scalars(select(Question).where(Question.case_id == case.id).order_by(Question.sequence))
    )
    ends = {
        event.facts["question"]: event
        for event in (audit.history(case.ref) if found else ())
        if event.name is Kind.QUESTION_TAKEN_BACK
    }
    waits = case.standing is CaseState.AWAITING_SPECIALIST
    told = []
    for one in found:
        if (end := ends.get(one.id)) is not None:
            by = session.get(Member, end.actor_id)
            told.append(Asked(one, False, by.name if by else "A former member", end.at))
        else:
            told.append(Asked(one, waits and one.id == found[-1].id))
    return told


def specialists(case: Case, mark: str, *, asker_id: int) -> list[Member]:
    """Who can answer a question about a case: at the desk now, with that mark, no party, and not who asks."""
    column = {Mark.CLINICAL: Member.clinical, Mark.LEGAL: Member.legal}[Mark(mark)]
    found = session.scalars(
        select(Member).where(column, Member.active, Member.id != asker_id).order_by(Member.id)
    )
    return [one for one in found if one.may(Right.COMMENT) and not is_party(case, one)]


def may_answer(case: Case, question: Question | None, member: Member) -> bool:
    """Whether this is one of the specialists that the open question of a case was put to."""
    if case.standing is not CaseState.AWAITING_SPECIALIST or question is None:
        return False
    return member.id in {one.id for one in specialists(case, question.mark, asker_id=question.by_id)}


def is_for_another(case: Case, member: Member) -> bool:
    """Whether a case waits for a specialist, and this member is none who can answer."""
    waits = case.standing is CaseState.AWAITING_SPECIALIST
    return waits and not may_answer(case, newest(case), member)

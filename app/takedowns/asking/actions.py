"""Asking a specialist about a case, giving the opinion, taking the question back. Internal: neither party reads it.

While a question is open a specialist owes the next move and nothing is decided. The case's own clock runs on: the law's
does not rest for a question of ours.
"""

from __future__ import annotations

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused
from app.site import letters
from app.takedowns.actions import cases
from app.takedowns.asking import queries
from app.takedowns.asking.kinds import Mark, named
from app.takedowns.asking.models import Opinion, Question
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.states import OURS, CaseState
from app.worklist import actions as worklist

LONGEST = 5000
"""Characters of a question, and of an opinion."""


def ask(case_id: int, mark: Mark, body: str, *, by: Member, version: int, seen: int = 0) -> Question:
    """Put a question to whoever has that mark. Refused where nobody can answer it: nobody else at the desk has the mark
    and is no party; and for a party of the case."""
    said = _checked(body, "body", "Write what you want to know.")
    case = cases.take(case_id, version=version, seen=seen)
    _check_no_party(case, by, "ask")
    if case.standing is CaseState.AWAITING_SPECIALIST:
        raise NotAllowed("A specialist was asked already. Take that question back first.")
    if case.standing not in OURS:
        raise NotAllowed("This case is decided: there is nothing left to ask.")
    worklist.check_free(case.ref, by=by)
    if not queries.specialists(case, mark, asker_id=by.id):
        sentence = f"Nobody else at the desk can answer as {named(mark)}. A webmaster can mark somebody, under People."
        raise Refused(sentence, fields={"mark": [sentence]})
    cases.begin(case, by=by)
    case.advance(CaseState.AWAITING_SPECIALIST)
    before = queries.newest(case)
    question = Question(
        case=case,
        sequence=before.sequence + 1 if before else 1,
        mark=mark.value,
        by=by,
        body=said,
        made_at=now(),
    )
    session.add(question)
    session.flush()
    facts = {"question": question.id, "mark": mark.value, **rows.facts_of(question)}
    record(Kind.QUESTION_ASKED, about=case, by=by.actor, also=[case.article], facts=facts)
    cases.show(case)
    return question


def answer(case_id: int, body: str, *, by: Member, version: int, seen: int = 0) -> Opinion:
    """Give the opinion that was asked for; the case is the desk's again. Of two at once one is taken, and the other is
    told. Nobody answers their own question, or about a case they are a party in."""
    said = _checked(body, "opinion", "Write your opinion.")
    case = cases.take(case_id, version=version, seen=seen)
    question = _open(case)
    _check_specialist(case, question, by)
    worklist.check_free(case.ref, by=by)
    case.advance(CaseState.UNDER_REVIEW)
    opinion = Opinion(question=question, asked_by_id=question.by_id, by=by, body=said, made_at=now())
    session.add(opinion)
    session.flush()
    facts = {"question": question.id, "opinion": opinion.id, **rows.facts_of(opinion)}
    record(Kind.QUESTION_ANSWERED, about=case, by=by.actor, also=[case.article], facts=facts)
    cases.show(case)
    return opinion


def take_back(case_id: int, *, by: Member, version: int, seen: int = 0) -> None:
    """The desk goes on without an answer. Question and taking back stay on record."""
    case = cases.take(case_id, version=version, seen=seen)
    question = _open(case)
    _check_no_party(case, by, "take it back")
    worklist.check_free(case.ref, by=by)
    case.advance(CaseState.UNDER_REVIEW)
    facts = {"question": question.id}
    record(Kind.QUESTION_TAKEN_BACK, about=case, by=by.actor, also=[case.article], facts=facts)
    cases.show(case)


def _open(case: Case) -> Question:
    question = queries.newest(case)
    if case.standing is not CaseState.AWAITING_SPECIALIST or question is None:
        raise NotAllowed("No question waits for an answer in this case.")
    return question


def _check_no_party(case: Case, by: Member, what: str) -> None:
    if is_party(case, by):
        raise NotAllowed(f"You are a party in this case. Somebody else has to {what}.")


def _check_specialist(case: Case, question: Question, by: Member) -> None:
    if by.id == question.by_id:
        raise NotAllowed("You asked this yourself. Somebody else has to answer it.")
    _check_no_party(case, by, "answer")
    if not queries.may_answer(case, question, by):
        raise NotAllowed(
            f"This is for {named(question.mark)}. A webmaster can mark you as one, under People."
        )


def _checked(body: str, field: str, missing: str) -> str:
    said = text.plain(body)
    wrong = missing if not said else letters.gap(said)
    if len(said) > LONGEST:
        wrong = f"Keep it under {LONGEST:,} characters; this has {len(said):,}."
    if wrong:
        raise Refused(wrong, fields={field: [wrong]})
    return said

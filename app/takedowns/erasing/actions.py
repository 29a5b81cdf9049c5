"""Proposing an erasure, and the second hand that confirms or declines it. Nothing here can be undone once confirmed.

The order is that of every verb about a case: submission, case, records, queue, public tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app import bell, text
from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.publishing.subjects import also
from app.takedowns.actions import cases
from app.takedowns.erasing import ending, queries, rules, words
from app.takedowns.erasing.kinds import Scope, Verdict
from app.takedowns.erasing.models import Erasure, ErasureAnswer
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.states import CaseState
from app.worklist import actions as worklist
from app.worklist.models import Claim, Item, Owes

ITEM = "erasure"
ANSWERED_WITHIN = timedelta(days=3)
SEVERITY = 1


@dataclass(frozen=True)
class Wanted:
    """What is to be erased and why. Neither reason may name anybody: both stay when everything else has gone.

    ``urgent`` says why it cannot wait until nobody can object any more; empty where it waits.
    """

    scope: Scope
    reason: str
    urgent: str = ""


def propose(case_id: int, wanted: Wanted, *, by: Member, version: int, seen: int = 0) -> Erasure:
    """Ask for the second hand. Refused while the decision can still be objected to, unless it is said why it is urgent
    (``rules.opens_at``), and for what is not down for good by this case."""
    wanted = _checked(wanted)
    case = cases.take(case_id, version=version, seen=seen)
    _is_no_party(case, by)
    _may_be_erased(case, wanted)
    erasure = Erasure(
        case_id=case.id,
        article_id=case.article_id,
        submission_id=case.article.submission_id,
        scope=wanted.scope.value,
        use_name=case.use_name or "" if wanted.scope is Scope.IMAGE else "",
        asset_id=case.use.asset_id if case.use and wanted.scope is Scope.IMAGE else None,
        reason=wanted.reason,
        urgent=wanted.urgent,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    session.add(erasure)
    session.flush()
    _record(Kind.ERASURE_PROPOSED, erasure, case, by)
    show(erasure, case)
    return erasure


def confirm(erasure_id: int, *, by: Member, version: int, seen: int = 0) -> None:
    """The second hand, which is somebody else's (the database says so, too); Held while another has claimed it. From
    the commit on no row holds a word of it and no address says more than 410; the files follow at once
    (``files.remove``)."""
    erasure, case = _taken(erasure_id, version=version, seen=seen)
    if not by.may(Right.ERASE):
        raise NotAllowed("Only a webmaster can be the second hand. Ask one to look at it.")
    if by.id == erasure.proposed_by_id:
        raise NotAllowed("You proposed this. Somebody else has to confirm it: an erasure takes two people.")
    _is_no_party(case, by)
    worklist.check_free(erasure.ref, by=by)
    _may_be_erased(case, Wanted(erasure.of, erasure.reason, erasure.urgent), again=erasure)
    _answer(erasure, Verdict.CONFIRMED, by=by)
    case.advance(CaseState.ERASING)
    _record(Kind.ERASURE_CONFIRMED, erasure, case, by)
    words.empty(erasure)
    case = session.get_one(Case, case.id)
    stood = None
    if erasure.of is Scope.ARTICLE:
        stood = publishing.empty(case.article)  # before the queue shows the case once more
    words.close_items(erasure)
    words.show_cases(erasure)
    show(erasure, case)
    bell.ring(bell.ERASE)
    ending.announce(erasure.id)
    if erasure.of is Scope.ARTICLE:
        article = session.get_one(Article, erasure.article_id)
        publishing.erase(article, by=by, case_id=case.id, stood=stood)


def decline(erasure_id: int, *, by: Member, note: str, version: int, seen: int = 0) -> None:
    """The second hand says no, or whoever proposed takes it back; everything stays as it is."""
    erasure, case = _taken(erasure_id, version=version, seen=seen)
    if not (by.may(Right.ERASE) or by.id == erasure.proposed_by_id):
        raise NotAllowed("Only a webmaster, or whoever proposed it, can decline this.")
    worklist.check_free(erasure.ref, by=by)
    said = text.plain(note)
    if not said or len(said) > rules.LONGEST:
        raise Refused("Say why.", fields={"note": [f"Say why not, in up to {rules.LONGEST:,} characters."]})
    _answer(erasure, Verdict.DECLINED, by=by, note=said)
    _record(Kind.ERASURE_DECLINED, erasure, case, by)
    show(erasure, case)


def open_item(item: Item, by: Member, *, beating: bool = False) -> Claim:
    """Claim an erasure that waits for the second hand."""
    erasure = session.get_one(Erasure, item.subject_id)
    cases.keep_still(erasure.article_id)
    return worklist.claim(item, by=by, beating=beating)


def show(erasure: Erasure, case: Case) -> None:
    """Bring the queue up to date: an erasure waits there for its second hand, and for nothing else."""
    waits = erasure.answer is None
    worklist.put(
        erasure.ref,
        worklist.Row(
            kind=ITEM,
            url=f"/desk/cases/{case.id}#erasure",
            title=f"{erasure.number} · Erase {'the article' if erasure.of is Scope.ARTICLE else 'an image'}",
            detail=f"{case.public_number} waits for a second person",
            search=f"{erasure.number} {case.public_number}",
            state=erasure.standing.value,
            owes=Owes.US if waits else Owes.NOBODY,
            severity=SEVERITY,
            due_at=erasure.proposed_at + ANSWERED_WITHIN if waits else worklist.NEVER,
            our_turn_since=erasure.proposed_at if waits else None,
            open=waits,
        ),
    )


def _checked(wanted: Wanted) -> Wanted:
    reason, urgent = text.plain(wanted.reason), text.plain(wanted.urgent)
    wrong = {} if reason else {"reason": ["Say why it has to be erased, and name nobody: this stays."]}
    for name, said in (("reason", reason), ("urgent", urgent)):
        if len(said) > rules.LONGEST:
            wrong[name] = [f"Keep it under {rules.LONGEST:,} characters; this has {len(said):,}."]
    if wrong:
        raise Refused("An erasure needs its reason.", fields=wrong)
    return Wanted(wanted.scope, reason, urgent)


def _is_no_party(case: Case, by: Member) -> None:
    if is_party(case, by):
        raise NotAllowed("You are a party in this case. Somebody else has to do this.")


def _may_be_erased(case: Case, wanted: Wanted, *, again: Erasure | None = None) -> None:
    if wanted.scope not in rules.scopes(queries.situation(case, but=again)):
        sentence = "Only what this case took down for good, and what is still down, can be erased."
        raise Refused(sentence, fields={"scope": [sentence]})
    opens = queries.opens_at(case)
    if opens > now() and not wanted.urgent:
        sentence = (
            f"The decision can be objected to until {opens:%-d %B %Y}, and an erasure cannot be undone. Wait until "
            "then, or say why it cannot wait."
        )
        raise Refused(sentence, fields={"urgent": [sentence]})


def _taken(erasure_id: int, *, version: int, seen: int) -> tuple[Erasure, Case]:
    erasure = session.get(Erasure, erasure_id)
    if erasure is None:
        raise NotFound
    case = cases.take(erasure.case_id, version=version, seen=seen)
    session.refresh(erasure)
    if erasure.answer is not None:
        raise Stale("Somebody has answered this already. Nothing was done.")
    return erasure, case


def _answer(erasure: Erasure, verdict: Verdict, *, by: Member, note: str = "") -> None:
    answer = ErasureAnswer(
        erasure_id=erasure.id,
        proposed_by_id=erasure.proposed_by_id,
        by_id=by.id,
        verdict=verdict.value,
        note=note,
        made_at=now(),
    )
    session.add(answer)
    session.flush()
    session.refresh(erasure)


def _record(kind: Kind, erasure: Erasure, case: Case, by: Member) -> None:
    facts = {"number": erasure.number, "scope": erasure.scope, "urgent": bool(erasure.urgent)}
    record(kind, about=erasure, by=by.actor, also=also(case.article, case.id), facts=facts)

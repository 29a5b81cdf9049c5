"""Deciding a case: the statement of reasons and what it does to the article, in one transaction.

A restriction without its reasons cannot be made (Digital Services Act art. 17): facts, ground and explanation are
required, and they are what letters, tombstone, history and the export say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused
from app.publishing import actions as publishing
from app.publishing import queries as articles
from app.publishing.models import Hold
from app.publishing.states import ArticleState, Ended, Level
from app.publishing.subjects import also
from app.takedowns import rights, rules
from app.takedowns.actions import cases, endings, measures
from app.takedowns.kinds import LANES, Lane
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Case, CaseDecision
from app.takedowns.parties import is_party
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import CaseState
from app.takedowns.stating import actions as stating
from app.takedowns.stating import queries as stated
from app.takedowns.stating.kinds import RETRACTS, USUAL
from app.takedowns.stating.rules import faults
from app.worklist import actions as worklist

SHOWS_AGAIN = (Outcome.NO_ACTION, Outcome.REINSTATE)
"""What brings back an image that the case has hidden: not without a right to show it."""


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """``facts`` is what was found, ``ground`` the rule, ``explanation`` why it applies: both parties read them.
    ``kind`` says whether that is a law or a rule of ours, ``specification`` what kind of problem it is; empty, they are
    as the lane has them. ``at_sight`` answers DSA art. 16(3). ``internal`` is for the desk."""

    ground: str
    explanation: str
    internal: str = ""
    facts: str = ""
    kind: str = ""
    reference_url: str = ""
    at_sight: str = ""
    specification: str = ""
    sentence: str = ""
    retracted_by: str = "publisher"


def decide(
    case_id: int, outcome: Outcome, *, by: Member, reasons: Reasons, version: int, seen: int = 0
) -> CaseDecision:
    """Decide what is to become of the thing reported. Of two at once one wins; the other is told what changed.

    Nobody decides about their own report or their own article. What was hidden meanwhile stays hidden for good or
    is shown again, as the outcome says.
    """
    case = cases.take(case_id, version=version, seen=seen)
    reasons = _checked(case, outcome, reasons)
    _check(case, outcome, by)
    worklist.check_free(case.ref, by=by)
    cases.begin(case, by=by)
    case.advance(CaseState.REINSTATED if outcome is Outcome.REINSTATE else CaseState.DECIDED)
    case.outcome = outcome.value
    decision = _record(case, outcome, by=by, reasons=reasons)
    if outcome in SHOWS_AGAIN:
        endings.shown_again(case, by=by)
    cases.show(case)
    _does(outcome, case, by, reasons)
    return decision


def situation(case: Case) -> rules.Situation:
    """What the outcomes a case allows depend on."""
    standing, measured = cases.holds_of(case), measures.of(case)
    return rules.Situation(
        state=case.standing,
        image=case.use_name is not None or any(hold.use_name for hold in standing),
        restricted=Level.FINAL in {*(hold.level for hold in standing), *(one.level for one in measured)},
        published=case.article.state in (ArticleState.PUBLISHED, ArticleState.RETRACTED),
        passage=measures.passage(case) is not None,
        retracted=case.article.state == ArticleState.RETRACTED,
    )


def _checked(case: Case, outcome: Outcome, reasons: Reasons) -> Reasons:
    usual = USUAL[Lane(case.lane)]
    said = {name: text.plain(str(value)) for name, value in asdict(reasons).items()}
    said["kind"] = said["kind"] or usual.ground.value
    said["specification"] = said["specification"] or usual.specification
    secret = stated.secrets(case) | {"ground": stated.everybody(case), "sentence": stated.claimants(case)}
    wrong = faults(said, outcome, noticed=stated.is_noticed(case), secret=secret)
    if wrong:
        raise Refused("A decision needs its reasons.", fields=wrong)
    return replace(reasons, **said)


def _check(case: Case, outcome: Outcome, by: Member) -> None:
    if not by.may(OUTCOMES[outcome].right):
        raise NotAllowed("Your role does not include this. Ask a webmaster if it should.")
    if is_party(case, by):
        raise NotAllowed("You are a party in this case. Somebody else has to decide it.")
    if case.standing is CaseState.AWAITING_SPECIALIST:
        raise NotAllowed(rules.WAITS)
    if outcome in SHOWS_AGAIN and (gone := rights.obstacle(case)):
        raise NotAllowed(gone)
    if outcome not in rules.allowed(situation(case)):
        sentence = "The case does not allow this now. Choose another outcome."
        raise Refused(sentence, fields={"outcome": [sentence]})


def _record(case: Case, outcome: Outcome, *, by: Member, reasons: Reasons) -> CaseDecision:
    decision = CaseDecision(
        case=case,
        sequence=len(case.decisions) + 1,
        by=by,
        outcome=outcome.value,
        ground=reasons.ground,
        explanation=reasons.explanation,
        internal=reasons.internal,
        made_at=now(),
    )
    session.add(decision)
    session.flush()
    facts: dict[str, Any] = {"decision": decision.id, "outcome": outcome.value}
    facts |= rows.facts_of(decision)
    stating.state(
        decision,
        by=by,
        kind=reasons.kind,
        facts=reasons.facts,
        reference_url=reasons.reference_url,
        at_sight=reasons.at_sight,
        specification=reasons.specification,
    )
    kind = Kind.CASE_REVERSED if outcome is Outcome.REINSTATE else Kind.CASE_DECIDED
    record(kind, about=case, by=by.actor, also=also(case.article), facts=facts)
    return decision


def _does(outcome: Outcome, case: Case, by: Member, reasons: Reasons) -> None:
    """What stood meanwhile ends; what was decided begins. A notice that warns of what is to be corrected stays until it
    is."""
    measures.settle(case, by=by, corrects=outcome is Outcome.CORRECT)
    if outcome in measures.PLACES:
        _lift(cases.holds_of(case, level=Level.INTERIM), by)
        who = RETRACTS[reasons.retracted_by] if outcome is Outcome.RETRACT else ""
        measures.place(case, outcome, by=by, sentence=reasons.sentence, who=who)
    else:
        _DOES[outcome](case, by)


def _correct(case: Case, by: Member) -> None:
    """Nothing stays hidden that a correction mends."""
    _lift(cases.holds_of(case, level=Level.INTERIM), by)


def _leave(case: Case, by: Member) -> None:
    _lift(cases.holds_of(case), by)


def _withhold_images(case: Case, by: Member) -> None:
    """The image of the case and those it holds stay down; an article that was hidden meanwhile is shown again."""
    interim = cases.holds_of(case, level=Level.INTERIM)
    names = {hold.use_name for hold in interim if hold.use_name} | (
        {case.use_name} if case.use_name else set()
    )
    _lift(interim, by)
    _withhold_for_good(case, by, names)


def _remove(case: Case, by: Member) -> None:
    """The article goes; images that this case hid stay hidden should the article come back."""
    rule = LANES[Lane(case.lane)]
    interim = cases.holds_of(case, level=Level.INTERIM)
    _lift(interim, by)
    _withhold_for_good(case, by, {hold.use_name for hold in interim if hold.use_name})
    publishing.remove(
        case.article,
        by=by,
        status=rule.removal_status,
        ground=case.lane,
        asked_by=rule.asked_by,
        reason=_told(rule.ground, case),
        case_id=case.id,
        case_name=case.public_number,
        stays_down=rule.stays_down,
    )


def _reinstate(case: Case, by: Member) -> None:
    """What this case took down is shown again: the same bytes at the same addresses. Other cases' holds stay."""
    standing = cases.holds_of(case)
    removed = [hold for hold in standing if hold.use_name is None]
    if removed:
        _check_alone(case)
        publishing.restore(case.article, by=by, case_id=case.id)
    _lift([hold for hold in standing if hold.use_name], by)
    measures.end_all(case, by=by)


_DOES: dict[Outcome, Callable[[Case, Member], None]] = {
    Outcome.NO_ACTION: _leave,
    Outcome.CORRECT: _correct,
    Outcome.WITHHOLD_IMAGE: _withhold_images,
    Outcome.REMOVE_ARTICLE: _remove,
    Outcome.REINSTATE: _reinstate,
}


def _withhold_for_good(case: Case, by: Member, names: set[str]) -> None:
    for name in sorted(names):
        publishing.withhold(case.article, by=by, use=articles.use(name), case_id=case.id, **_said_of(case))


def _said_of(case: Case) -> dict[str, Any]:
    """What readers and addresses are told of an image that stays down: by the lane, or by why its right ended."""
    lane = LANES[Lane(case.lane)]
    rule = LAPSES[Ended(case.opened_for)] if case.opened_for and not case.notices else lane
    return {
        "level": Level.FINAL,
        "status": rule.removal_status,
        "ground": case.opened_for if rule is not lane else case.lane,
        "asked_by": rule.asked_by,
        "reason": _told(rule.ground, case),
        "case_name": case.public_number,
        "stays_down": rule.stays_down,
    }


def _told(sentence: str, case: Case) -> str:
    """What readers find in its place: the lane’s sentence, and the law or rule of the newest decision. It names nobody
    (``stating.rules``)."""
    return f"{sentence} It rests on: {case.decisions[-1].ground.rstrip('.')}."


def _lift(holds: list[Hold], by: Member) -> None:
    for hold in holds:
        publishing.lift(hold, by=by)


def _check_alone(case: Case) -> None:
    """Restoring an article lifts every hold on it, so another case's hold is in the way."""
    others = {
        hold.case_id
        for hold in articles.holds_on(case.article)
        if hold.use_name is None and hold.case_id not in (None, case.id)
    }
    if others:
        names = ", ".join(sorted(session.get_one(Case, other).public_number for other in others if other))
        raise NotAllowed(f"The article is also held by {names}. Decide that first.")

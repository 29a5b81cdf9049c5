"""Writing down the statement of reasons with its decision, in the same transaction."""

from __future__ import annotations

from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.db import session
from app.takedowns.models import CaseDecision
from app.takedowns.rules import Outcome
from app.takedowns.stating import queries
from app.takedowns.stating.kinds import EFFECTS, EVERYWHERE, NOT_AUTOMATED, SPECIFICATIONS
from app.takedowns.stating.models import Statement


def state(
    decision: CaseDecision,
    *,
    by: Member,
    kind: str,
    facts: str,
    reference_url: str,
    at_sight: str,
    specification: str,
) -> Statement:
    """What was said and what is derived, as one fact. What restricts nothing has neither ground nor category there."""
    outcome = Outcome(decision.outcome)
    effect = EFFECTS.get(outcome)
    known = SPECIFICATIONS.get(specification) if effect else None
    found = queries.derived(decision.case, outcome)
    stated = Statement(
        decision_id=decision.id,
        visibility=found.visibility,
        visibility_other=effect.other if effect else "",
        ground=kind if effect else "",
        facts=facts,
        reference_url=reference_url,
        at_sight=at_sight if queries.is_noticed(decision.case) else "",
        source=found.source.value,
        automated_detection=False,
        automated_decision=NOT_AUTOMATED,
        category=known.category if known else "",
        specification=known.keyword if known else "",
        content_types=" ".join(found.content_types),
        territory=EVERYWHERE,
        language=found.language,
        content_on=found.content_on,
        applied_on=found.applied_on,
        ends_on=None,
    )
    session.add(stated)
    session.flush()
    record(
        Kind.REASONS_STATED,
        about=stated,
        by=by.actor,
        also=[decision.case],
        facts={"decision": decision.id, **rows.facts_of(stated)},
    )
    return stated

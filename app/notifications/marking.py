"""What letters say of a measure on an article that stays readable: a notice, that it is not listed, a passage gone."""

from __future__ import annotations

from app.audit.models import Event
from app.notifications.contents import Says, draft_number
from app.notifications.letters import quoted
from app.notifications.people import about, case, the
from app.publishing.kinds import MeasureKind
from app.publishing.models import Measure
from app.publishing.states import Level
from app.takedowns.clocks import queries as clocks
from app.takedowns.meanwhile import STEPS
from app.takedowns.states import OPEN


def of_measure(event: Event) -> Says:
    measure, opened = the(Measure, event, "measure"), case(event)
    means = {rule.kind: rule.means for rule in STEPS.values()}
    return {
        "number": opened.public_number if opened else draft_number(measure.article.submission.draft_ref),
        "title": quoted(measure.article.title),
        "means": means.get(MeasureKind(measure.kind), ""),
        "sentence": measure.sentence,
        "due_at": clocks.decided_by(opened) if opened else None,
        "open": opened is not None and opened.standing in OPEN,
    }


def is_interim(event: Event) -> bool:
    """What a decision puts on it, both sides hear with the decision."""
    measure = about(Measure, event, "measure")
    return measure is not None and measure.level == Level.INTERIM


def ended_by_itself(event: Event) -> bool:
    """Not as part of a decision, which tells its own outcome; a correction is told by its own letter."""
    return is_interim(event) and bool(event.facts["by_itself"])

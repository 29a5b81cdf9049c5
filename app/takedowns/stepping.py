"""The panel of steps that leave an article readable: what stands, what is offered, and whether a correction came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.publishing import history, measures
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.models import Measure
from app.publishing.states import Level
from app.takedowns.actions import measures as placed
from app.takedowns.forms import StepForm
from app.takedowns.kinds import Lane
from app.takedowns.meanwhile import STEPS, USUAL, Step, StepRule, first
from app.takedowns.models import Case
from app.takedowns.rules import Outcome
from app.takedowns.states import OPEN


@dataclass(frozen=True)
class Standing:
    """One measure on the article; ``ours`` may be taken off here."""

    measure: Measure
    name: str
    ours: bool


@dataclass(frozen=True)
class Panel:
    """``first`` is one press away; ``form`` offers the rest, None where there is nothing to offer. ``corrected_at`` is
    when a decision to correct was fulfilled; ``corrects``: there is such a decision."""

    standing: list[Standing]
    first: StepRule | None
    first_step: str
    form: StepForm | None
    means: Mapping[str, str]
    corrects: bool
    corrected_at: datetime | None


def of(case: Case, form: StepForm | None) -> Panel:
    """What the page of a case shows of it."""
    standing = measures.on(case.article)
    is_open = case.standing in OPEN and not case.article.dark
    steps = _offered(case, {one.kind for one in standing if one.case_id == case.id}) if is_open else []
    leading = _first(case, steps)
    return Panel(
        standing=[
            Standing(
                one,
                MEASURES[MeasureKind(one.kind)].short,
                is_open and one.case_id == case.id and one.level == Level.INTERIM,
            )
            for one in standing
        ],
        first=STEPS[leading] if leading else None,
        first_step=leading.value if leading else "",
        form=_form(steps, form) if steps or form else None,
        means={step.value: STEPS[step].means for step in steps},
        corrects=_correction(case) is not None,
        corrected_at=_corrected_at(case),
    )


def _offered(case: Case, placed_here: set[str]) -> list[Step]:
    """The steps of the lane, the usual first, without those taken; a passage only where a report names one."""
    usual = USUAL[Lane(case.lane)]
    others = [step for step in usual if STEPS[step].kind.value not in placed_here]
    return [step for step in others if step is not Step.PASSAGE or placed.passage(case) is not None]


def _first(case: Case, steps: list[Step]) -> Step | None:
    answers = [first(Lane(notice.lane), notice.answers) for notice in case.notices]
    wanted = next((step for step in answers if step), None)
    return wanted if wanted in steps else None


def _form(steps: list[Step], form: StepForm | None) -> StepForm:
    form = form or StepForm(formdata=None)
    form.step.choices = {step.value: STEPS[step].verb for step in steps}
    if len(steps) == 1 and not form.step.data:
        form.step.data = steps[0].value
    return form


def _correction(case: Case) -> datetime | None:
    """When the newest decision to correct was made, where nothing was decided after it."""
    newest = case.decisions[-1] if case.decisions else None
    return newest.made_at if newest is not None and newest.outcome == Outcome.CORRECT else None


def _corrected_at(case: Case) -> datetime | None:
    """The first change after it that readers are told of: publishing it fulfils the decision."""
    since = _correction(case)
    if since is None:
        return None
    events = audit.history(case.article.ref, kinds=[Kind.ARTICLE_CORRECTED])
    return next((event.at for event in events if event.at >= since and history.told(event).noted), None)

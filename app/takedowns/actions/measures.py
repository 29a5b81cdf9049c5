"""What a case puts on an article that stays readable: meanwhile, and by a decision."""

from __future__ import annotations

from app import text
from app.accounts.models import Member
from app.errors import NotAllowed, NotFound, Refused
from app.publishing import actions as publishing
from app.publishing import measures as standing
from app.publishing import withholding
from app.publishing.kinds import MeasureKind
from app.publishing.models import Measure
from app.publishing.states import ENDS_WITH_CORRECTION, Level
from app.site import letters
from app.takedowns.actions import cases
from app.takedowns.kinds import LANES, Lane
from app.takedowns.meanwhile import STEPS, Step
from app.takedowns.models import Case, Notice
from app.takedowns.rules import Outcome
from app.takedowns.states import OPEN
from app.takedowns.stating.kinds import LONGEST_SENTENCE

PLACES: dict[Outcome, MeasureKind] = {
    Outcome.LABEL: MeasureKind.LABEL,
    Outcome.CONCERN: MeasureKind.CONCERN,
    Outcome.WITHHOLD_PASSAGE: MeasureKind.PASSAGE,
    Outcome.RETRACT: MeasureKind.RETRACTION,
}
"""The decisions that put something on an article, and what."""
NO_PASSAGE = "No report names a passage that the article says now."


def of(case: Case) -> list[Measure]:
    """The measures that this case placed and that still stand."""
    return standing.of_case(case.id)


def passage(case: Case) -> Notice | None:
    """The report whose passage the article says now, or said before this case withheld it."""
    if any(one.kind == MeasureKind.PASSAGE for one in of(case)):
        return next((notice for notice in case.notices if notice.quote), None)
    if not any(notice.quote for notice in case.notices) or case.article.revision.content is None:
        return None
    shown = withholding.of(case.article)
    return next((one for one in case.notices if withholding.is_said(shown, one.quote)), None)


def meanwhile(
    case_id: int, step: Step, *, by: Member, sentence: str = "", version: int, seen: int = 0
) -> Measure:
    """Take one of the steps that a lane offers until the case is decided. One that stands already stays."""
    rule = STEPS[step]
    said = text.plain(sentence) or rule.sentence
    if len(said) > LONGEST_SENTENCE:
        too_long = f"Keep it under {LONGEST_SENTENCE:,} characters; this has {len(said):,}."
        raise Refused(too_long, fields={"sentence": [too_long]})
    letters.check(said, field="sentence")
    case = cases.take(case_id, version=version, seen=seen)
    if case.standing not in OPEN:
        raise NotAllowed("This case is decided: nothing more can be done meanwhile under it.")
    if case.article.dark:
        raise NotAllowed("Readers see nothing of this article now.")
    for measure in of(case):
        if measure.kind == rule.kind:
            return measure
    cases.begin(case, by=by)
    if step is Step.SAFETY_NOTICE:
        case.severity = 0
    cases.show(case)
    return _put(case, rule.kind, by=by, level=Level.INTERIM, sentence=said)


def end(case_id: int, measure_id: int, *, by: Member, version: int, seen: int = 0) -> None:
    """Take off what was put on meanwhile. What was decided is undone by a decision only. Repeatable."""
    case = cases.take(case_id, version=version, seen=seen)
    measure = standing.of_id(measure_id)
    if measure is None or measure.case_id != case.id:
        raise NotFound
    if not measure.stands:
        return
    if measure.level != Level.INTERIM:
        raise NotAllowed("This was decided. Decide to put it back instead.")
    cases.begin(case, by=by)
    cases.show(case)
    publishing.end(measure, by=by)


def place(case: Case, outcome: Outcome, *, by: Member, sentence: str, who: str) -> None:
    """What a decision puts on the article for good; ``who`` retracts it, where it is retracted."""
    _put(case, PLACES[outcome], by=by, level=Level.FINAL, sentence=sentence, who=who)


def settle(case: Case, *, by: Member, corrects: bool) -> None:
    """A decision is made: what stood meanwhile ends. A safety notice about what is to be corrected stays until the
    corrected revision is published."""
    for measure in of(case):
        if measure.level != Level.INTERIM:
            continue
        kept = corrects and measure.kind == MeasureKind.SAFETY_NOTICE
        said = measure.sentence
        publishing.end(measure, by=by, by_itself=False)
        if kept:
            kind = MeasureKind.SAFETY_NOTICE
            _put(case, kind, by=by, level=Level.FINAL, sentence=said, ends_with=ENDS_WITH_CORRECTION)


def end_all(case: Case, *, by: Member) -> None:
    """Everything that this case put on the article is taken off."""
    for measure in of(case):
        publishing.end(measure, by=by, by_itself=False)


def _put(
    case: Case,
    kind: MeasureKind,
    *,
    by: Member,
    level: Level,
    sentence: str,
    who: str = "",
    ends_with: str = "",
) -> Measure:
    rule = LANES[Lane(case.lane)]
    return publishing.place(
        case.article,
        kind,
        by=by,
        level=level,
        sentence=sentence,
        ground=case.lane,
        asked_by=who or rule.asked_by,
        about=_about(case, kind),
        case_id=case.id,
        case_name=case.public_number,
        ends_with=ends_with,
    )


def _about(case: Case, kind: MeasureKind) -> publishing.About:
    """A passage is withheld as its report names it; a note stands beside what was reported; the rest is about all."""
    if kind in (MeasureKind.RETRACTION, MeasureKind.UNLISTED):
        return publishing.About()
    named = passage(case)
    if kind is MeasureKind.PASSAGE and named is None:
        raise Refused(NO_PASSAGE, fields={"outcome": [NO_PASSAGE]})
    if named is not None:
        return publishing.About(quote=named.quote, prefix=named.prefix, suffix=named.suffix)
    return publishing.About(use=case.use_name or "")

"""A case on the desk: what was reported beside what stands there now, what was attested, and the verbs allowed."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotAllowed, Refused, Stale
from app.publishing.models import Article
from app.publishing.states import Ended, Level, Target
from app.review.rights import kinds as checks
from app.review.rights import queries as findings
from app.submissions.contradictions import between
from app.takedowns import actions, proofs, queries, rights, rules, telling, timeline
from app.takedowns import stepping as stepping_panel
from app.takedowns.actions.decisions import SHOWS_AGAIN, Reasons, situation
from app.takedowns.asking import panel as specialists
from app.takedowns.asking.forms import OpinionForm, QuestionForm
from app.takedowns.clocks import panel as clocks
from app.takedowns.curing import panel as cures
from app.takedowns.curing.forms import AskForm
from app.takedowns.erasing import panel
from app.takedowns.erasing.forms import AnswerForm, ErasureForm
from app.takedowns.forms import WHOLE, CaseForm, DecisionForm, HoldForm, StepForm, number, say
from app.takedowns.kinds import INTERIM_GROUND, LANES, Lane
from app.takedowns.lapses import LAPSES
from app.takedowns.mailing import queries as mails
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.reporting.forms import WordForm
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import OPEN
from app.takedowns.stating import queries as stated
from app.takedowns.stating.kinds import USUAL
from app.web import access
from app.worklist import queries as worklist
from app.worklist.clocks import NEVER

bp = access.blueprint("cases", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]

MOST_REPORTS = 20
"""On the page of a case, unless all are asked for."""


@bp.get("/desk/cases/<int:case_id>")
@access.needs(Right.READ)
def case(case_id: int) -> str:
    return page(case_id)


@bp.post("/desk/cases/<int:case_id>/holds")
@access.needs(Right.HOLD)
def holds(case_id: int) -> Page:
    form = HoldForm()
    try:
        with transaction():
            actions.withhold(
                case_id,
                by=acting(),
                use=form.target.data or WHOLE,
                reason=form.reason.data or "",
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        return _refused(case_id, refusal, holding=form)
    flash("Hidden: readers see a note in its place.")
    return redirect(f"/desk/cases/{case_id}", code=303)


@bp.post("/desk/cases/<int:case_id>/holds/<int:hold_id>/lifts")
@access.needs(Right.HOLD)
def lifts(case_id: int, hold_id: int) -> Page:
    form = CaseForm()
    try:
        with transaction():
            actions.lift(
                case_id, hold_id, by=acting(), version=number(form.version.data), seen=number(form.seen.data)
            )
    except Refused as refusal:
        return _refused(case_id, refusal)
    flash("Lifted: readers see it again.")
    return redirect(f"/desk/cases/{case_id}", code=303)


@bp.post("/desk/cases/<int:case_id>/decisions")
@access.needs(Right.DECIDE)
def decisions(case_id: int) -> Page:
    form = DecisionForm()
    if not form.validate():
        return page(case_id, deciding=form), 422
    reasons = Reasons(**{part.name: form[part.name].data or "" for part in fields_of(Reasons)})
    try:
        with transaction():
            actions.decide(
                case_id,
                Outcome(form.outcome.data),
                by=acting(),
                reasons=reasons,
                version=number(form.version.data),
                seen=number(form.seen.data),
            )
    except Refused as refusal:
        return _refused(case_id, refusal, deciding=form)
    flash("Decided. Both sides are written to.")
    return redirect(f"/desk/cases/{case_id}", code=303)


def _refused(
    case_id: int, refusal: Refused, *, deciding: DecisionForm | None = None, holding: HoldForm | None = None
) -> Page:
    """The page again with what was typed, and why nothing was done. Other refusals have one page for all."""
    for form in (deciding, holding):
        if form is not None:
            say(form, refusal.fields)
    if isinstance(refusal, Stale):
        return page(case_id, deciding=deciding, holding=holding, said=refusal), 409
    if isinstance(refusal, NotAllowed):
        return page(case_id, deciding=deciding, holding=holding, said=refusal), 403
    if refusal.fields:
        return page(case_id, deciding=deciding, holding=holding), 422
    raise refusal


def page(
    case_id: int,
    *,
    deciding: DecisionForm | None = None,
    holding: HoldForm | None = None,
    erasing: ErasureForm | None = None,
    answering: AnswerForm | None = None,
    asking: QuestionForm | None = None,
    giving: OpinionForm | None = None,
    curing: AskForm | None = None,
    stepping: StepForm | None = None,
    saying: WordForm | None = None,
    said: Refused | None = None,
) -> str:
    """The whole page; a form that was refused comes back with what was typed, and ``said`` is why nothing was done."""
    found = queries.case(case_id)
    first = found.notices[0] if found.notices else None
    seen_in = first.revision if first else found.revision or found.article.revision
    placed = queries.placement(seen_in, found.use_name)
    entries = timeline.of(found)
    finding = findings.newest_of([placed.rights_id]).get(placed.rights_id) if placed else None
    seen = {"version": found.version, "seen": entries[-1].id if entries else 0}
    return render_template(
        "takedowns/case.html",
        case=found,
        rule=LANES[Lane(found.lane)],
        item=worklist.item_of(found.ref),
        reported=queries.as_in(seen_in, use=found.use_name, notice=first),
        now_shown=queries.as_in(found.article.revision, use=found.use_name, notice=first),
        notices=[telling.report(notice, found) for notice in found.notices[: _most_reports()]],
        folded=len(found.notices[_most_reports() :]) if _most_reports() else 0,
        people=len({notice.guest_id for notice in found.notices}),
        placed=placed,
        declared=telling.declared(placed) if placed else [],
        declarer=telling.declarer(placed) if placed else "",
        file_says=telling.file_says(placed) if placed else [],
        finding=finding,
        checked=checks.in_words(finding.checked) if finding else [],
        contradictions=between(placed.rights.declared, placed.asset.embedded or {}) if placed else [],
        attestation=queries.attestation(seen_in),
        mails=mails.about(found.ref, *(notice.ref for notice in found.notices)),
        also=queries.also_affects(found.use) if found.use else [],
        held=queries.holds(found),
        decisions=_made(found),
        entries=entries,
        seen=seen,
        deciding=_decision_form(found, deciding, seen),
        derived=stated.shown(found),
        tells=any(OUTCOMES[outcome].tells for outcome in rules.allowed(situation(found))),
        noticed=stated.is_noticed(found),
        holding=_hold_form(found, holding),
        stale=said if isinstance(said, Stale) else None,
        refused=said.sentence if said and not isinstance(said, Stale) and not said.fields else "",
        saying=saying or WordForm(formdata=None),
        erased=panel.of(found, acting(), seen, erasing=erasing, answering=answering),
        clocks=clocks.of(found),
        cured=cures.of(found, acting(), seen, asking=curing),
        rests=found.due_at >= NEVER,
        proven=proofs.panel(found),
        asked=specialists.of(found, acting(), seen, asking=asking, giving=giving),
        steps=stepping_panel.of(found, stepping),
        is_open=found.standing in OPEN,
        is_party=is_party(found, acting()),
        lapse=LAPSES[Ended(found.opened_for)] if found.opened_for else None,
        hidden=rights.obstacle(found),
        interim=Level.INTERIM,
    )


def _decision_form(found: Case, form: DecisionForm | None, seen: dict[str, int]) -> DecisionForm | None:
    """The form with only the outcomes allowed now, or None when there are none and nothing was typed."""
    hidden = SHOWS_AGAIN if rights.obstacle(found) else ()
    given = [outcome for outcome in rules.allowed(situation(found)) if outcome not in hidden]
    if not given:
        return form
    form = form or _usual(found)
    form.outcome.choices = {outcome.value: OUTCOMES[outcome].verb for outcome in given}
    form.version.data, form.seen.data = str(seen["version"]), str(seen["seen"])
    return form


def _usual(found: Case) -> DecisionForm:
    """The form with what a decision in this lane usually rests on: whoever decides changes what is otherwise."""
    form, usual = DecisionForm(formdata=None), USUAL[Lane(found.lane)]
    form.kind.data, form.ground.data = usual.ground.value, usual.rests_on
    form.specification.data = usual.specification
    return form


def _made(found: Case) -> list[dict[str, Any]]:
    """Each decision as both sides read it, and whether it can be exported."""
    last = found.decisions[-1] if found.decisions else None
    again = found.standing in OPEN or situation(found).restricted
    return [
        {
            "made": made,
            "lines": stated.lines(made),
            "exports": stated.restricts(made),
            "last": made is last,
            "again": again,
        }
        for made in found.decisions
    ]


def _hold_form(found: Case, form: HoldForm | None) -> HoldForm | None:
    """What can be hidden meanwhile: the whole article and each image it shows. The lane says what is offered first."""
    if found.standing not in OPEN:
        return None
    choices = _targets(found.article)
    if form is None:
        form = HoldForm(formdata=None)
        wanted = found.use_name if LANES[Lane(found.lane)].interim is not Target.ARTICLE else None
        form.target.data = wanted if wanted in choices else WHOLE
        form.reason.data = INTERIM_GROUND
    form.target.choices = choices
    return form if choices else None


def _targets(article: Article) -> dict[str, str]:
    if article.dark:
        return {}
    shown = enumerate(queries.pictures(article), start=1)
    return {WHOLE: "The whole article"} | {one.use: f"Image {at}: {one.alt}" for at, one in shown}


def _most_reports() -> int | None:
    """How many reports the page shows; whoever asks for all of them gets all."""
    return None if request.args.get("reports") == "all" else MOST_REPORTS

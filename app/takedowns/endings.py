"""Rights on the desk: of everything that is published, the weakest first; and of one, what is shown under it, what was
signed, when it ends, and what the desk does about it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response as Answer
from flask import current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.calendars import end_of
from app.db import transaction
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.publishing import cursors
from app.site import queries as site
from app.submissions import days, declarations
from app.submissions import queries as submissions
from app.submissions.kinds import BASES
from app.takedowns import consenting, exposure, rights, sheet
from app.takedowns.actions import rights as deciding
from app.takedowns.actions.consents import give
from app.takedowns.forms import ConsentForm, RightForm, number, say
from app.takedowns.states import WATCHED, EndingState
from app.web import access, paging, sheets
from app.web.errors import status_of
from app.worklist import queries as worklist

bp = access.blueprint("endings", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]


@bp.get("/desk/rights")
@access.needs(Right.READ)
def exposed() -> str:
    """Every image that readers are given, the weakest right first."""
    only, search = _asked()
    listed = exposure.page(only=only, search=search, after=cursors.pair())
    older = paging.encode(listed.after) if listed.after else ""
    kept = {name: said for name, said in (("weak", only), ("q", search)) if said}
    return render_template(
        "takedowns/rights.html",
        images=listed.rows,
        weaknesses=exposure.WEAKNESSES,
        counts=exposure.counts(),
        only=only,
        search=search,
        export="/desk/rights.csv" + (f"?{urlencode(kept)}" if kept else ""),
        next_page=f"/desk/rights?{urlencode({**kept, 'after': older})}" if older else None,
        bases=BASES,
    )


@bp.get("/desk/rights.csv")
@access.needs(Right.READ)
def exposed_table() -> Answer:
    """The same as a table for a spreadsheet: nothing in it is run as a formula, whatever a contributor wrote."""
    only, search = _asked()
    rows = sheet.rows(exposure.every(only=only, search=search), base=current_app.config["BASE_URL"])
    return sheets.to_save("rights", rows)


def _asked() -> tuple[str, str]:
    only = request.args.get("weak", "")
    if only and only not in exposure.WEAKNESSES:
        raise NotFound
    return only, request.args.get("q", "").strip()[:100]


@bp.get("/desk/rights/<int:rights_id>")
@access.needs(Right.READ)
def right(rights_id: int) -> str:
    return _page(rights_id)


@bp.post("/desk/rights/<int:rights_id>/decisions")
@access.needs(Right.HOLD)
def decisions(rights_id: int) -> Page:
    form = RightForm()
    if not form.validate():
        return _page(rights_id, form), 422
    answer = deciding.Answer(
        verdict=form.verdict.data,
        reason=form.reason.data or "",
        evidence=form.evidence.data or "",
        last_on=days.read((form.last_on.data or "").strip()),
    )
    try:
        with transaction():
            deciding.decide(rights_id, answer, by=acting(), version=number(form.version.data))
    except Refused as refusal:
        say(form, refusal.fields)
        if not refusal.fields and not isinstance(refusal, (Stale, NotAllowed)):
            raise
        return _page(rights_id, form, refusal), status_of(refusal)
    flash(
        "Kept: its clock begins anew." if answer.verdict == "kept" else "Withheld: readers see a placeholder."
    )
    return redirect(f"/desk/rights/{rights_id}", code=303)


@bp.post("/desk/rights/<int:rights_id>/consents")
@access.needs(Right.DECIDE)
def link(rights_id: int) -> Page:
    """Gives a person shown a link, mailed or to print, where the author did not."""
    found, form = rights.record(rights_id), ConsentForm()
    if not form.validate():
        return _page(rights_id, giving=form), 422
    try:
        with transaction():
            key, email = current_app.config["LINK_KEY"], (form.email.data or "").strip()
            give(found.submission_id, found.asset_id, email=email, by=acting(), key=key)
    except Refused as refusal:
        say(form, refusal.fields)
        if not form.errors:
            raise
        return _page(rights_id, giving=form), 422
    flash("The letter is on its way." if email else "The link is below: print it for them.")
    return redirect(f"/desk/rights/{rights_id}#people", code=303)


def _page(
    rights_id: int,
    form: RightForm | None = None,
    refusal: Refused | None = None,
    *,
    giving: ConsentForm | None = None,
) -> str:
    found = rights.record(rights_id)
    ending, shown = rights.ending_of(rights_id), rights.shown(found)
    placed = shown.placement if shown else rights.newest_placement(found)
    if form is None:
        form = RightForm(formdata=None)
    if ending and (not form.is_submitted() or isinstance(refusal, Stale)):
        form.version.data = str(ending.version)
    if ending and ending.standing is EndingState.WITHHELD:
        form.verdict.choices = {"kept": form.verdict.choices["kept"]}
    last = ending.last_on if ending else found.expires_on
    return render_template(
        "takedowns/right.html",
        right=found,
        ending=ending,
        shown=shown,
        declarer=attestations.declarers([found]).get(found.id, ""),
        placed=placed,
        image=rights.image_of(placed) if placed else None,
        visible=shown is not None and rights.is_visible(shown),
        submission_id=found.submission_id,
        title=rights.title_of(found),
        declared=declarations.shown({"basis": found.basis, "people": found.people, **found.declared}),
        files=submissions.evidence_of(found),
        mark=rights.mark(found, today=site.today()),
        last_on=last,
        over_at=end_of(last, zone=site.identity().zone) if last else None,
        renewed=rights.renewal(found),
        item=worklist.item_of(ending.ref) if ending else None,
        form=form if ending and shown and ending.standing in WATCHED else None,
        refusal=refusal,
        given=consenting.links_for(found, current_app.config["LINK_KEY"]),
        giving=giving or ConsentForm(formdata=None),
        recognised=rights.shows_people(found),
    )

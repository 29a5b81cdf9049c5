"""Publishing for the desk: the list of articles, the rights of what is published, and the button that publishes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, redirect, render_template, request, stream_with_context

from app.accounts import guards
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound, Refused, Stale
from app.publishing import actions, cursors, exposure, queries, render, sheet
from app.publishing.forms import PublicationForm
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.kinds import BASES
from app.submissions.models import Submission
from app.web import access, paging
from app.web.errors import status_of

bp = access.blueprint("publishing_desk", __name__, access.Audience.DESK)


@bp.get("/desk/articles")
@access.needs(Right.READ)
def articles() -> str:
    listed = queries.every(after=cursors.after())
    holds = queries.holds_of([article.id for article in listed.rows])
    return render_template(
        "publishing/articles.html", articles=listed.rows, holds=holds, older=cursors.cursor(listed)
    )


@bp.get("/desk/rights")
@access.needs(Right.READ)
def rights() -> str:
    """Every image that readers are given, the weakest right first."""
    only, search = _asked()
    listed = exposure.page(only=only, search=search, after=cursors.pair())
    older = paging.encode(listed.after) if listed.after else ""
    kept = {name: said for name, said in (("weak", only), ("q", search)) if said}
    return render_template(
        "publishing/rights.html",
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
def rights_table() -> Response:
    """The same as a table for a spreadsheet: nothing in it is run as a formula, whatever a contributor wrote."""
    only, search = _asked()
    rows = sheet.rows(exposure.every(only=only, search=search), base=current_app.config["BASE_URL"])
    answer = Response(stream_with_context(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rights.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _asked() -> tuple[str, str]:
    only = request.args.get("weak", "")
    if only and only not in exposure.WEAKNESSES:
        raise NotFound
    return only, request.args.get("q", "").strip()[:100]


@bp.post("/desk/submissions/<int:submission_id>/publications")
@access.needs(Right.PUBLISH)
def publish(submission_id: int) -> Any:
    """Publish what the editor has on the screen. What was typed is kept when it is refused."""
    form = PublicationForm()
    if not form.validate():
        return _again(submission_id, form)
    seen = Seen(version=form.version.data, content_hash=form.content_hash.data)
    try:
        with transaction():
            article = actions.publish(
                submission_id, by=guards.acting(), seen=seen, slug=form.slug.data, note=form.note.data
            )
            address = article.url
    except Refused as refusal:
        for name, said in refusal.fields.items():
            form[name].errors = [*form[name].errors, *said]
        return _again(submission_id, form, refusal)
    return redirect(address, code=303)


def _again(submission_id: int, form: PublicationForm, refusal: Refused | None = None) -> tuple[str, int]:
    """What was typed, and why nothing was published, beside what would be: a second press is about that."""
    submission = session.get(Submission, submission_id)
    revision = drafts.newest(submission) if submission else None
    if submission is None or revision is None:
        raise NotFound
    if isinstance(refusal, Stale):
        form.look_at(Seen(submission.version, revision.content_hash))
    page = render_template(
        "publishing/publish.html",
        form=form,
        submission=submission,
        revision=revision,
        published=render.preview(content.of(revision), submission),
        is_first=queries.of_submission(submission_id) is None,
        refusal=refusal,
    )
    return page, status_of(refusal) if refusal else 422

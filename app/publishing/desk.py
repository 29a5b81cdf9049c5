"""Publishing for the desk: the list of articles, and the button that publishes."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template

from app.accounts import guards
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound, Refused, Stale
from app.publishing import actions, cursors, queries, render
from app.publishing.forms import PublicationForm
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Submission
from app.web import access
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

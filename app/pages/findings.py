"""What the desk finds about each right of a submission."""

from __future__ import annotations

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotFound, Refused
from app.pages import desk
from app.review.rights import actions, kinds, queries
from app.review.rights.forms import WeighForm
from app.submissions import queries as drafts
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("findings", __name__, access.Audience.DESK)


@bp.post("/desk/submissions/<int:submission_id>/findings")
@access.needs(Right.DECIDE)
def findings(submission_id: int) -> Response | tuple[str, int]:
    """Accept, question or refuse the right of each image of which something was said."""
    revision = drafts.newest(desk.sent(submission_id))
    if revision is None:
        raise NotFound
    form = WeighForm()
    form.ask(queries.offered(revision), sent=request.form)
    if not form.validate():
        return desk.page(desk.sent(submission_id), weigh=form), 422
    try:
        with transaction():
            added = actions.weigh(submission_id, form.said, by=acting(), content_hash=form.content_hash.data)
            told = any(one.standing in kinds.TOLD for one in added)
    except Refused as refusal:
        form.refuse(refusal.fields)
        return desk.page(desk.sent(submission_id), weigh=form, refusal=refusal), status_of(refusal)
    flash("Recorded. The author gets a letter." if told else "Recorded.")
    return redirect(f"/desk/submissions/{submission_id}#rights", code=303)

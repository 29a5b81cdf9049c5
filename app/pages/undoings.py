"""Undoing a decision about a submission, or letting its letters go at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import Refused
from app.notifications import undoing
from app.pages import desk
from app.review.forms import RELOAD
from app.submissions.forms import HIGHEST
from app.web import access

bp = access.blueprint("undoings", __name__, access.Audience.DESK)

Answer = Response | tuple[str, int]


class UndoForm(FlaskForm):  # type: ignore[misc]
    """One button. ``version`` is the submission's, as it stood on the screen."""

    decision = IntegerField(validators=[InputRequired(RELOAD), NumberRange(1, HIGHEST, message=RELOAD)])
    version = IntegerField(validators=[InputRequired(RELOAD), NumberRange(0, HIGHEST, message=RELOAD)])


@bp.post("/desk/submissions/<int:submission_id>/undoings")
@access.needs(Right.DECIDE)
def undoings(submission_id: int) -> Answer:
    return _done(submission_id, undoing.undo, "Undone: it stands where it stood, and no letter goes out.")


@bp.post("/desk/submissions/<int:submission_id>/dispatches")
@access.needs(Right.DECIDE)
def dispatches(submission_id: int) -> Answer:
    """Let the letters go before the time is over."""
    return _done(submission_id, undoing.settle, "The letters are on their way.")


def _done(submission_id: int, verb: Callable[..., Any], said: str) -> Answer:
    form = UndoForm()
    if not form.validate_on_submit():
        return desk.refused(submission_id, Refused(RELOAD))
    try:
        with transaction():
            verb(submission_id, form.decision.data, by=acting(), version=form.version.data)
    except Refused as refusal:
        return desk.refused(submission_id, refusal)
    flash(said)
    return redirect(f"/desk/submissions/{submission_id}", code=303)

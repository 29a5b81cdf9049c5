"""What the desk takes out of a submission itself: the files that show a right."""

from __future__ import annotations

from flask import Response

from app.accounts.roles import Right
from app.submissions import shelf
from app.web import access

bp = access.blueprint("submitted", __name__, access.Audience.DESK)


@bp.get("/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>")
@access.needs(Right.READ)
def evidence(submission_id: int, evidence_id: int) -> Response:
    """A file of evidence, also one that was taken off the draft after it was declared."""
    return shelf.given(submission_id, evidence_id)

"""The files that show a right, as the desk looks at them: in place, or the original to save."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as Answer

from app.accounts.roles import Right
from app.errors import NotFound
from app.submissions import queries, shelf
from app.submissions.models import Evidence, RightsRecord
from app.web import access

bp = access.blueprint("submitted", __name__, access.Audience.DESK)


@bp.get("/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>")
@access.needs(Right.READ)
def evidence(submission_id: int, evidence_id: int) -> str:
    """What can be looked at of a file, also of one that was taken off the draft after it was declared."""
    found, record = _declared(submission_id, evidence_id)
    around = shelf.Around(
        "layouts/desk.html",
        _address(submission_id, evidence_id),
        f"/desk/submissions/{submission_id}#rights",
        "Back to the submission",
        record.declared,
    )
    return shelf.page(found, around)


@bp.get("/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>/original")
@access.needs(Right.READ)
def original(submission_id: int, evidence_id: int) -> Response:
    """The file itself, to save."""
    return shelf.given(_found(submission_id, evidence_id))


@bp.get("/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>/pictures/<int:number>.jpg")
@access.needs(Right.READ)
def pictured(submission_id: int, evidence_id: int, number: int) -> Response:
    return shelf.pictured(_found(submission_id, evidence_id), number)


@bp.post("/desk/submissions/<int:submission_id>/evidence/<int:evidence_id>/views")
@access.needs(Right.READ)
def view_again(submission_id: int, evidence_id: int) -> Answer:
    return shelf.again(_found(submission_id, evidence_id), _address(submission_id, evidence_id))


def _found(submission_id: int, evidence_id: int) -> Evidence:
    return _declared(submission_id, evidence_id)[0]


def _declared(submission_id: int, evidence_id: int) -> tuple[Evidence, RightsRecord]:
    """The row and what was declared with it, once that was sent: until then the file is its author's own."""
    evidence = shelf.found(submission_id, evidence_id)
    record = queries.signed_with(evidence)
    if record is None:
        raise NotFound
    return evidence, record


def _address(submission_id: int, evidence_id: int) -> str:
    return f"/desk/submissions/{submission_id}/evidence/{evidence_id}"

"""What the desk takes out of a signature: its receipt, without what opens the commitments."""

from __future__ import annotations

from flask import Response

from app.accounts.roles import Right
from app.attestations import downloads, receipts
from app.db import session
from app.errors import NotFound
from app.submissions.models import Submission
from app.web import access

bp = access.blueprint("signed", __name__, access.Audience.DESK)


@bp.get("/desk/submissions/<int:submission_id>/receipts/<int:number>")
@access.needs(Right.READ)
def receipt(submission_id: int, number: int) -> Response:
    """The receipt for the revision with this number: what was signed, and that the site said so."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound
    return downloads.receipt(receipts.numbered(submission, number), for_signer=False)

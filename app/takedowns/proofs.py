"""What was asked about the holds of a case, for its page and as files to save."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app
from werkzeug.wrappers import Response

from app.accounts.roles import Right
from app.attestations.downloads import saved
from app.publishing import queries as articles
from app.publishing.proving import queries as proofs
from app.publishing.proving.kinds import Found
from app.takedowns import queries
from app.takedowns.models import Case
from app.web import access

bp = access.blueprint("proofs", __name__, access.Audience.DESK)


@bp.get("/desk/cases/<int:case_id>/receipts/<int:event_id>.json")
@access.needs(Right.READ)
def receipt(case_id: int, event_id: int) -> Response:
    """Every address with what it answered, and what the log says of it."""
    case = queries.case(case_id)
    found = proofs.receipt(event_id, of=case.ref)
    told = proofs.whole(found, base_url=current_app.config["BASE_URL"]) | {"case": case.public_number}
    name = f"{case.public_number}-{found.found.value}-{event_id}.json"
    answer = saved(json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json", name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def panel(case: Case) -> dict[str, Any]:
    """What the page of a case shows: the receipts, newest first, and the holds whose proof is still missing."""
    found = proofs.receipts(case.ref)
    gone = {one.hold.id for one in found if one.found is Found.GONE}
    own = [hold for hold in articles.holds_on(case.article) if hold.case_id == case.id]
    return {
        "receipts": found[::-1],
        "waiting": [hold for hold in own if hold.id not in gone],
        "gone": Found.GONE,
    }

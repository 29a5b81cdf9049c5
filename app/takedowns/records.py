"""A decision as the DSA transparency database takes it."""

from __future__ import annotations

from flask import Response

from app.accounts.roles import Right
from app.errors import NotFound
from app.takedowns import queries
from app.takedowns.stating import exporting
from app.web import access

bp = access.blueprint("records", __name__, access.Audience.DESK)


@bp.get("/desk/cases/<int:case_id>/decisions/<int:number>.json")
@access.needs(Right.READ)
def record(case_id: int, number: int) -> Response:
    """NotFound of what restricted nothing: there is nothing to report of it."""
    made = next((one for one in queries.case(case_id).decisions if one.sequence == number), None)
    said = exporting.exported(made) if made else None
    if said is None:
        raise NotFound
    answer = Response(said.model_dump_json(exclude_none=True, indent=2) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{said.puid}.json"'
    return answer

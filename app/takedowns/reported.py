"""What came with a report, for the desk alone: the page as its reader saw it."""

from __future__ import annotations

from flask import Response, jsonify

from app.accounts.roles import Right
from app.takedowns.reporting import queries, snapshots
from app.web import access

bp = access.blueprint("reported", __name__, access.Audience.DESK)

ALONE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; sandbox allow-same-origin"
    ),
    "X-Robots-Tag": "noindex, noarchive",
}
"""A page as it was: it runs nothing, leads nowhere and sends nothing. It may ask this site for its pictures as the
member who looks at it, so that those that are withheld are seen."""


@bp.get("/desk/cases/<int:case_id>/reports/<int:notice_id>/page")
@access.needs(Right.READ)
def page(case_id: int, notice_id: int) -> Response:
    notice = queries.of_case(case_id, notice_id)
    return Response(snapshots.page(notice.snapshot), mimetype="text/html", headers=ALONE)


@bp.get("/desk/cases/<int:case_id>/reports/<int:notice_id>/manifest.json")
@access.needs(Right.READ)
def manifest(case_id: int, notice_id: int) -> Response:
    """What that page was made of."""
    notice = queries.of_case(case_id, notice_id)
    answer = jsonify(snapshots.manifest(notice.snapshot))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

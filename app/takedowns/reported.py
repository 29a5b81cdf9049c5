"""What came with a report, for the desk alone: the page as its reader saw it, and the files."""

from __future__ import annotations

from flask import Response, jsonify, redirect
from werkzeug.wrappers import Response as Answer

from app.accounts.roles import Right
from app.db import transaction
from app.submissions import shelf, viewing
from app.takedowns.reporting import files, queries, snapshots
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


@bp.get("/desk/cases/<int:case_id>/evidence/<int:file_id>")
@access.needs(Right.READ)
def evidence(case_id: int, file_id: int) -> str:
    """What can be looked at of a file: made of it by this site, never the file itself."""
    found = files.of_case(case_id, file_id)
    back = f"/desk/cases/{case_id}"
    around = shelf.Around("layouts/desk.html", _address(case_id, file_id), back, "Back to the case", {})
    return shelf.page(found, around)


@bp.get("/desk/cases/<int:case_id>/evidence/<int:file_id>/original")
@access.needs(Right.READ)
def original(case_id: int, file_id: int) -> Response:
    """The file itself, to save."""
    return shelf.given(files.of_case(case_id, file_id))


@bp.get("/desk/cases/<int:case_id>/evidence/<int:file_id>/pictures/<int:number>.jpg")
@access.needs(Right.READ)
def pictured(case_id: int, file_id: int, number: int) -> Response:
    return shelf.pictured(files.of_case(case_id, file_id), number)


@bp.post("/desk/cases/<int:case_id>/evidence/<int:file_id>/views")
@access.needs(Right.READ)
def view_again(case_id: int, file_id: int) -> Answer:
    view = viewing.of(files.of_case(case_id, file_id))
    if view is None or not view.shows:
        with transaction():
            files.show_again(files.of_case(case_id, file_id))
    return redirect(_address(case_id, file_id), code=303)


def _address(case_id: int, file_id: int) -> str:
    return f"/desk/cases/{case_id}/evidence/{file_id}"

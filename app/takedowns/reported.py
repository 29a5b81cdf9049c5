"""What came with a report, for the desk alone: the page as its reader saw it, and the files."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect
from werkzeug.wrappers import Response as Answer

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotAllowed, Refused
from app.submissions import shelf, viewing
from app.takedowns import desk
from app.takedowns.actions import talking
from app.takedowns.forms import number, say
from app.takedowns.reporting import files, queries, snapshots
from app.takedowns.reporting.forms import WordForm
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("reported", __name__, access.Audience.DESK)

Page = Answer | str | tuple[str, int]

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


@bp.post("/desk/cases/<int:case_id>/comments")
@access.needs(Right.COMMENT)
def comments(case_id: int) -> Page:
    """The desk writes to one claimant."""
    form = WordForm()
    try:
        with transaction():
            talking.tell_claimant(case_id, number(form.notice.data), form.body.data or "", by=acting())
    except Refused as refusal:
        if not (refusal.fields or isinstance(refusal, NotAllowed)):
            raise
        say(form, refusal.fields)
        return desk.page(case_id, saying=form, said=refusal), 422 if refusal.fields else status_of(refusal)
    flash("Sent to the claimant.")
    return redirect(f"/desk/cases/{case_id}#report-{number(form.notice.data)}", code=303)


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

"""The author's preview: exactly what readers would see, for the holder of the draft's link alone."""

from __future__ import annotations

from flask import Response

from app.errors import NotFound
from app.publishing import render, serving
from app.submissions import queries as drafts
from app.web import access

bp = access.blueprint("preview", __name__, access.Audience.GUEST)


@bp.get("/drafts/<ref>/preview")
@access.opens("draft")
def preview(ref: str) -> Response:
    submission = drafts.by_ref(ref)
    if submission is None:
        raise NotFound
    answer = Response(render.preview_page(submission), mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = serving.ROBOTS
    return answer

"""The claimant goes on: files that are added to a report afterwards."""

from __future__ import annotations

from flask import flash, g, redirect, request
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.guests.models import Guest
from app.takedowns import actions, queries
from app.takedowns.reporting import files, taking
from app.web import access
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("following", __name__, access.Audience.GUEST)


@bp.post("/notices/<ref>/evidence")
@access.opens("notice")
@access.takes("upload")
@limiter.limit(UPLOAD)
def evidence(ref: str) -> Response:
    """Takes files for a report that is not over: each is stored, hashed and durable before the answer."""
    notice = queries.by_ref(ref)
    room = files.MOST_FILES - len(files.of_notice(notice))
    sent = [file for file in request.files.getlist("files") if file.filename]
    held, refused = taking.hold(notice.article_id, sent, room=room)
    if held:
        try:
            with transaction():
                actions.add_evidence(ref, held, by=session.get_one(Guest, g.guest_id))
            flash("Added to your report.")
        except (NotAllowed, Refused) as refusal:
            refused.append(refusal.sentence)
    for sentence in refused or ([] if held else ["Choose a file first."]):
        flash(sentence, "error")
    return redirect(f"/notices/{ref}#evidence", code=303)

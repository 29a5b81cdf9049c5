"""What a claimant adds to a report, on its private page."""

from __future__ import annotations

from flask import flash, g, redirect
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.guests.models import Guest
from app.takedowns import following, queries
from app.takedowns.curing import actions
from app.takedowns.curing.forms import add_form
from app.takedowns.curing.queries import asked_of
from app.takedowns.forms import say
from app.takedowns.kinds import Lane
from app.web import access

bp = access.blueprint("additions", __name__, access.Audience.GUEST)


@bp.post("/notices/<ref>/answers")
@access.opens("notice")
def answers(ref: str) -> Response | tuple[str, int]:
    """What was asked for meanwhile is what counts, not what stood in the form."""
    found = queries.by_ref(ref)
    request = asked_of(found)
    form = add_form(Lane(found.lane), request.wanted if request else ())()
    try:
        with transaction():
            actions.answer(ref, form.answers, by=session.get_one(Guest, g.guest_id))
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
        return redirect(f"/notices/{ref}", code=303)
    except Refused as refusal:
        say(form, refusal.fields)
        return following.private(ref, adding=form), 422
    flash("Thank you. We go on with your report.")
    return redirect(f"/notices/{ref}", code=303)

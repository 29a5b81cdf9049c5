"""The desk's view of what was written to whom: waiting, sent, failed; and sending again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts import guards
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound
from app.notifications import actions, queries
from app.notifications.models import Message, MessageState
from app.web import access, paging

bp = access.blueprint("messages", __name__, access.Audience.DESK)


@bp.get("/desk/messages")
@access.needs(Right.MESSAGES)
def messages() -> str:
    """Letters in one state, newest first."""
    wanted = request.args.get("state", "")
    state = MessageState(wanted) if wanted in set(MessageState) else MessageState.WAITING
    rows = queries.page(state, before=_before(request.args.get("after", "")))
    page = paging.Page(rows, paging.encode([rows[-1].id]) if len(rows) == queries.SIZE else "")
    return render_template(
        "notifications/messages.html",
        page=page,
        state=state,
        states=list(MessageState),
        counts=queries.counts(),
        set_aside=queries.set_aside(),
        shown_up_to=queries.SHOWN_UP_TO,
    )


@bp.post("/desk/messages/<int:message_id>/resends")
@access.needs(Right.RESEND)
def resend(message_id: int) -> Response:
    """Send a failed letter again."""
    with transaction():
        message = session.get(Message, message_id, with_for_update=True)
        if message is None:
            raise NotFound
        actions.resend(message, by=guards.acting().actor)
    flash("The letter is on its way again.")
    return redirect("/desk/messages", code=303)


@bp.post("/desk/messages/untold/<int:event_id>/retries")
@access.needs(Right.RESEND)
def retry(event_id: int) -> Response:
    """Try again to write the letters of an event that was set aside."""
    with transaction():
        actions.tell_again(event_id)
    flash("Its letters are being written again.")
    return redirect("/desk/messages", code=303)


def _before(cursor: str) -> int | None:
    values = paging.decode(cursor) if cursor else []
    return values[0] if values and isinstance(values[0], int) else None

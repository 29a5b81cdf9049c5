"""Mails that came in, as the desk sees them: what waits for its sender, what was filed, what was set aside."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotFound
from app.media.shelf import storage
from app.media.storage import mail_key
from app.submissions.shelf import ALONE
from app.takedowns.forms import number
from app.takedowns.mailing import actions, queries
from app.takedowns.mailing.kinds import KINDS, MailState
from app.web import access

bp = access.blueprint("mails", __name__, access.Audience.DESK)


@bp.get("/desk/mails")
@access.needs(Right.READ)
def mails() -> str:
    """Mails in one state, the newest first."""
    wanted = request.args.get("state", "")
    state = MailState(wanted) if wanted in set(MailState) else MailState.WAITING
    found = queries.page(state, before=number(request.args.get("before")) or None)
    return render_template(
        "takedowns/mails.html",
        mails=found,
        state=state,
        states=[state for state in MailState if state is not MailState.TAKEN],
        counts=queries.counts(),
        kinds=KINDS,
        older=found[-1].id if len(found) == queries.SIZE else None,
        reads=current_app.config["SETTINGS"].intake != "none",
    )


@bp.get("/desk/mails/<int:mail_id>")
@access.needs(Right.READ)
def mail(mail_id: int) -> str:
    found = queries.one(mail_id)
    return render_template("takedowns/mail_at_desk.html", mail=found, rule=KINDS[found.of_kind])


@bp.get("/desk/mails/<int:mail_id>/original")
@access.needs(Right.READ)
def original(mail_id: int) -> Response:
    """The mail as it came, to save."""
    found = queries.one(mail_id)
    try:
        body = storage().open(mail_key(found.sha256))
    except FileNotFoundError:
        raise NotFound from None
    answer = send_file(
        body,
        mimetype="message/rfc822",
        as_attachment=True,
        download_name=f"{found.public_number}.eml",
        conditional=False,
    )
    answer.headers.update(ALONE)
    return answer


@bp.post("/desk/mails/<int:mail_id>/requests")
@access.needs(Right.DECIDE)
def requests(mail_id: int) -> Answer:
    """Ask the sender of what was set aside to complete it."""
    with transaction():
        actions.ask(mail_id, by=acting(), key=current_app.config["LINK_KEY"])
    flash("Its sender is written to and asked to complete it.")
    return redirect(f"/desk/mails/{mail_id}", code=303)

"""Withdrawing: a weighty act, so that it asks for a short code from the author's mailbox."""

from __future__ import annotations

from flask import current_app, g, redirect, render_template
from werkzeug.wrappers import Response

from app.db import transaction
from app.guests import actions as guests
from app.guests.codes import CodeForm, Step, ask
from app.guests.models import Purpose
from app.guests.queries import masked
from app.submissions import actions, queries
from app.submissions.forms import WithdrawForm
from app.submissions.states import State
from app.web import access

bp = access.blueprint("withdrawing", __name__, access.Audience.GUEST)


class WithdrawalForm(WithdrawForm, CodeForm):
    """The reason, which only the desk reads, and the code."""


@bp.post("/drafts/<ref>/withdrawals")
@access.opens("draft")
def withdrawals(ref: str) -> Response | tuple[str, int]:
    """The first request mails a code and shows the reason again as it was typed; the code withdraws the article."""
    form = WithdrawalForm()
    if not form.validate():
        return _page(ref, form, Step()), 422
    if _is_over(ref):
        return redirect(f"/drafts/{ref}/status", code=303)
    typed = form.code.data or ""
    step = ask(g.link.guest_id, Purpose.WITHDRAW, ref, typed)
    if step.right:
        with transaction():
            submission = actions.hold(queries.of_guest(ref, g.link.guest_id).id)
            key = current_app.config["LINK_KEY"]
            guests.use(submission.guest, Purpose.WITHDRAW, ref, typed, key=key)
            guests.confirm(submission.guest)
            actions.withdraw(submission, reason=form.reason.data or "")
        return redirect(f"/drafts/{ref}/status", code=303)
    if step.fault:
        form.code.errors = [step.fault]
    return _page(ref, form, step), 422 if step.fault else 200


def _is_over(ref: str) -> bool:
    """Whether it was withdrawn already. What cannot be withdrawn is said before a code is asked for."""
    submission = queries.of_guest(ref, g.link.guest_id)
    if submission.standing is not State.WITHDRAWN:
        actions.check_withdrawal(submission)
    return submission.standing is State.WITHDRAWN


def _page(ref: str, form: WithdrawalForm, step: Step) -> str:
    submission = queries.of_guest(ref, g.link.guest_id)
    mailbox = masked(submission.guest.email)
    return render_template(
        "submissions/withdraw.html", submission=submission, form=form, step=step, mailbox=mailbox
    )

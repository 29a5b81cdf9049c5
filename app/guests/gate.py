"""What stands between a stranger and a letter from us: a quiet task for the browser, and limits; never a puzzle.

Nobody is turned away for good. Who brings no solved task (no script, an old browser, a hurry) has tighter limits, and
whoever meets a limit reads when to come back and whom to write to.
"""

from __future__ import annotations

from flask import Response, make_response, request
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.errors import TooMany
from app.guests import mailboxes, queries
from app.site import queries as site
from app.web import headers, limits, proof
from app.web.errors import wait_words


class GatedForm(FlaskForm):  # type: ignore[misc]
    """A form with a task. ``proof`` is filled in by our script."""

    proof = HiddenField()


def count(act: str, email: str) -> None:
    """Count this request where it comes from and whom it writes to. TooMany where that is more than the site allows."""
    allowed = site.setting("limits")
    net, name = limits.network(request.remote_addr or ""), mailboxes.domain(email)
    who = {"network": net, "mailbox": queries.fold(email)}
    if not mailboxes.is_free(name):
        who["domain"] = name
    if not proof.is_solved(request.form.get("proof", ""), least=allowed["task_seconds"]):
        who["unproven"] = net
    limits.count(act, who, allowed)


def task() -> str:
    """The task for a page's form."""
    return proof.task(site.setting("limits")["task_cost"])


def page(drawn: str, form: FlaskForm, *, full: TooMany | None = None) -> Response:
    """A page with a task on it: it may hand work to a worker, and where a limit was met it says until when."""
    answer = make_response(drawn, 429 if full else 422 if form.errors else 200)
    answer.headers["Content-Security-Policy"] = headers.WITH_WORKER
    if full:
        answer.headers["Retry-After"] = str(full.seconds)
    return answer


def words(full: TooMany) -> str:
    return f"We were asked for too many letters from where you are, or to this address. {wait_words(full.seconds)}"

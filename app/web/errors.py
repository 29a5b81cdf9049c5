"""The one table from refusals to HTTP, and the pages people see instead of an answer."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.clock import now
from app.db import session
from app.errors import Busy, NotAllowed, NotFound, Refused, Stale, TooMany, Unmet
from app.web import problems
from app.web.filters import until
from app.web.limits import limiter

log = structlog.get_logger(__name__)

STATUS: dict[type[Refused], int] = {
    Refused: 422,
    NotAllowed: 403,
    Stale: 409,
    Unmet: 409,
    NotFound: 404,
    Busy: 503,
    TooMany: 429,
}
RETRY_AFTER = {503: "5"}
"""Seconds after which asking again makes sense, by status."""

TITLES = {
    400: "That request could not be read",
    401: "Please sign in",
    403: "That is not allowed",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "Something changed in the meantime",
    413: "That is too large",
    422: "That could not be accepted",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "We cannot do that right now",
}

SENTENCES = {
    400: "Your browser sent something we could not read. Go back, reload the page and try again.",
    404: "The address may be mistyped, or what stood here has moved.",
    405: "Go back and use the buttons on the page.",
    413: "Send a smaller file or a shorter text. What you sent before is kept.",
    500: "It has been written down and we will look into it. What you saved before is kept.",
    503: "Please try again in a minute. What you saved before is kept.",
}


def register(app: Flask) -> None:
    """Refusals, HTTP errors and failures each end in one page (or one JSON object for a script of ours)."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def status_of(refusal: Refused) -> int:
    return STATUS[next(kind for kind in type(refusal).__mro__ if kind in STATUS)]


def wants_json() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def page(status: int, sentence: str = "", *, changes: list[str] | None = None) -> Response:
    """The page for a status, in the layout of whoever asks; for a program the problem."""
    if problems.asked_for():
        return problems.answer(
            problems.BY_STATUS.get(status, "failed" if status >= 500 else "unreadable"), sentence
        )
    title = TITLES.get(status, TITLES[500])
    said = sentence or SENTENCES.get(status, "")
    if wants_json():
        answer = jsonify(title=title, message=said, changes=changes or [])
    else:
        answer = make_response(_drawn(status=status, title=title, sentence=said, changes=changes or []))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _drawn(**words: Any) -> str:
    """The page in the publisher's layout; where not even the database answers, the page that stands alone."""
    try:
        return render_template("errors/page.html", **words)
    except SQLAlchemyError:
        session.rollback()
        return current_app.jinja_env.get_template("errors/bare.html").render(**words)


def _refused(refusal: Refused) -> Response:
    session.rollback()
    changes = refusal.changes if isinstance(refusal, Stale | Unmet) else None
    status = status_of(refusal)
    if isinstance(refusal, TooMany):
        return _too_many(refusal.seconds)
    by_program = problems.asked_for()
    answer = problems.of_refusal(refusal) if by_program else page(status, refusal.sentence, changes=changes)
    if status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[status]
    return answer


def _forged(_error: CSRFError) -> Response:
    return page(
        400,
        "This form is from an earlier visit, or your browser keeps no cookies for this site. "
        "Go back, reload the page and send it again: your browser still has what you typed.",
    )


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    status = error.code or 500
    if status == 429:
        full = limiter.current_limit
        return _too_many(max(1, ceil(full.window.reset_time - now().timestamp())) if full else 60)
    answer = page(status)
    said = error.get_response().headers
    for name in ("Retry-After", "Allow"):
        if name in said:
            answer.headers[name] = said[name]
    return answer


def wait_words(seconds: int) -> str:
    """When to come back, and the way on for whoever cannot wait."""
    contact = current_app.extensions["publisher"]().contact
    again = until(now() + timedelta(seconds=seconds))
    return (
        f"Please try again {again}; nothing you sent is lost. Or write to {contact}, where a person reads it."
    )


def _too_many(seconds: int) -> Response:
    if problems.asked_for():
        answer = problems.answer("too-many", f"Go on in {seconds} seconds.")
    else:
        answer = page(429, _often(seconds))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _often(seconds: int) -> str:
    return f"This was asked for too often from where you are. {wait_words(seconds)}"


def _failed(error: Exception) -> Response:
    session.rollback()
    asked = request.url_rule.rule if request.url_rule else ""  # never the address itself: it may hold a token
    log.error("request.failed", rule=asked, method=request.method, exc_info=error)
    return page(500)

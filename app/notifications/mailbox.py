"""Captured mail, to be read in a browser: only with MAIL=capture, which the product refuses on any address but
loopback, and only with the secret that was printed at the start. Everybody else finds nothing here."""

from __future__ import annotations

import hmac
from io import BytesIO
from pathlib import Path

from flask import abort, current_app, jsonify, make_response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from app import tokens
from app.notifications import captured
from app.notifications.captured import Captured
from app.web import access
from config import Settings

bp = access.blueprint("mailbox", __name__, access.Audience.PUBLIC)

COOKIE = "mailbox"
LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
"""A letter brings its own styles and may do nothing else; it stands at an address of its own."""


@bp.get("/dev/mail")
def letters() -> Response | str:
    """The list; with the secret in the address, the way in: it moves to a cookie and out of the address."""
    if request.args.get("secret"):
        _check(request.args["secret"])
        answer = redirect("/dev/mail", code=303)
        answer.set_cookie(
            COOKIE,
            tokens.digest(_secret()),
            httponly=True,
            samesite="Strict",
            secure=current_app.config["HTTPS"],
        )
        return answer
    _enter()
    return render_template("notifications/mailbox.html", letters=captured.newest(_folder()))


@bp.get("/dev/mail.json")
def letters_json() -> Response:
    """The same for a script, newest first: ``?to=`` for one reader. The secret is asked for each time."""
    _check(request.args.get("secret", ""))
    found = captured.newest(_folder(), to=request.args.get("to", ""))
    return jsonify([_as_json(letter) for letter in found])


@bp.get("/dev/mail/<int:number>")
def letter(number: int) -> str:
    _enter()
    return render_template("notifications/captured.html", letter=_one(number))


@bp.get("/dev/mail/<int:number>/html")
def letter_html(number: int) -> Response:
    """The HTML of one letter as a mail program would show it."""
    _enter()
    answer = make_response(_one(number).html)
    answer.headers["Content-Security-Policy"] = LETTER_CSP
    return answer


@bp.get("/dev/mail/<int:number>/files/<int:place>")
def letter_file(number: int, place: int) -> Response:
    """A file that went with one letter, to save; the first one is number 1."""
    _enter()
    attached = _one(number).attached
    if not 1 <= place <= len(attached):
        abort(404)
    file = attached[place - 1]
    return send_file(BytesIO(file.content), mimetype=file.mime, as_attachment=True, download_name=file.name)


def _as_json(letter: Captured) -> dict[str, object]:
    return {
        "id": letter.number,
        "to": letter.to,
        "subject": letter.subject,
        "sent_at": letter.sent_at.isoformat(),
        "message_id": letter.message_id,
        "text": letter.text,
        "links": letter.links,
        "attached": [
            {"name": file.name, "type": file.mime, "size": len(file.content)} for file in letter.attached
        ],
    }


def _one(number: int) -> Captured:
    found = captured.one(_folder(), number)
    if found is None:
        abort(404)
    return found


def _enter() -> None:
    kept = request.cookies.get(COOKIE, "")
    if not _is_open() or not hmac.compare_digest(kept.encode(), tokens.digest(_secret()).encode()):
        abort(404)


def _check(secret: str) -> None:
    if not _is_open() or not hmac.compare_digest(secret.encode(), _secret().encode()):
        abort(404)


def _is_open() -> bool:
    return _settings().mail == "capture" and len(_secret()) > 0


def _secret() -> str:
    return _settings().mail_secret.get_secret_value()


def _folder() -> Path:
    return _settings().mail_dir


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings

"""When something breaks while a private link is opened, neither the page nor the report of it holds the token."""

from __future__ import annotations

import io
import re

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from app.db import session
from app.guests import queries
from app.guests.models import Link
from app.notifications.mail import DOORS
from config import ROOT
from deploy.gunicorn import _without_keys
from tests.factories.pages import browser
from tests.factories.people import guest_with_draft


@pytest.mark.parametrize("fault", ["database", "program"])
def test_an_error_report_names_the_page_and_not_the_token(
    app: Flask, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        draft = guest_with_draft(app)

    def break_down(token: str) -> Link | None:
        if fault == "database":
            session.execute(text("SELECT 1 FROM nowhere WHERE token = :token"), {"token": token})
        raise LookupError("a link that is not there")

    monkeypatch.setattr(queries, "live_link", break_down)
    report = io.StringIO()
    configured = structlog.get_config()
    structlog.configure(**configured | {"logger_factory": structlog.WriteLoggerFactory(file=report)})
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    for address in (f"/d/{draft.token}", f"/n/{draft.token}", draft.where):
        who = draft.guest if address == draft.where else browser(app)
        answer = who.get(address)
        assert answer.status_code == 500
        assert draft.token not in answer.text
        assert draft.token not in str(answer.headers)
    said = report.getvalue()
    assert said.count("request.failed") == 3
    assert '"rule": "/d/<token>"' in said
    assert draft.token not in said


def test_the_access_log_hides_what_opens_something() -> None:
    token = "x" * 43
    for line, shown in (
        (f"GET /d/{token} HTTP/1.1", "GET /d/… HTTP/1.1"),
        (f"GET /n/{token}?a=b HTTP/1.1", "GET /n/…?a=b HTTP/1.1"),
        (f"http://host/d/{token}", "http://host/d/…"),
        ("GET /dev/mail?secret=abc&to=b HTTP/1.1", "GET /dev/mail?secret=…&to=b HTTP/1.1"),
        ("GET /drafts/abc HTTP/1.1", "GET /drafts/abc HTTP/1.1"),
        (7, 7),
    ):
        assert _without_keys(line) == shown


@pytest.mark.parametrize("door", sorted(DOORS.values()))
def test_no_private_link_of_any_kind_comes_into_a_log_of_what_stands_in_front(door: str) -> None:
    assert _without_keys(f"GET {door}short HTTP/1.1") == f"GET {door}… HTTP/1.1"
    example = (ROOT / "deploy" / "nginx.conf.example").read_text()
    [silent] = re.findall(r"location ~ (\S+) \{\s+access_log off;", example)
    assert re.match(silent, f"{door}short")

"""What every answer carries, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.errors import NotAllowed, NotFound, Refused, Stale
from app.web import errors, paging
from app.web.headers import ALWAYS
from config import SettingsMissing, load
from tests.conftest import SECRETS, MakeSettings
from tests.factories.pages import browser, words
from tests.factories.people import guest_with_draft


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def failing(app: Flask) -> Flask:
    @app.get("/fails")
    def fails() -> str:
        raise ZeroDivisionError("a secret detail")

    app.testing = False
    return app


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/nothing-here", 404),
        ("GET", "/static/css/base.css", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/desk", 303),
        ("POST", "/", 405),
        ("POST", "/submit", 400),
        ("GET", "/fails", 500),
        ("GET", "/healthz", 200),
    ],
)
def test_every_answer_carries_the_headers(failing: Flask, method: str, address: str, status: int) -> None:
    with browser(failing).open(address, method=method) as answer:
        assert answer.status_code == status
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value
        assert "Cache-Control" in answer.headers
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        if status >= 400 and answer.mimetype == "text/html":
            assert b"ZeroDivision" not in answer.data
            assert b"a secret detail" not in answer.data


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_done_says_what_can(app: Flask) -> None:
    allowed = browser(app).post("/").headers["Allow"]
    assert {"GET", "HEAD"} <= set(allowed.split(", "))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_too_large_a_text_gets_a_page_with_the_headers(inside: Flask) -> None:
    draft = guest_with_draft(inside)
    answer = draft.save(body="x" * 3_000_000)
    assert answer.status_code == 413
    assert answer.headers["Content-Security-Policy"] == ALWAYS["Content-Security-Policy"]
    assert "too large" in words(answer)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_from_an_earlier_visit_is_told_what_to_do(app: Flask) -> None:
    answer = browser(app).post("/submit", data={"email": "a@example.org", "csrf_token": "old"})
    assert answer.status_code == 400
    assert "reload the page" in words(answer)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_script_gets_its_refusal_as_json(app: Flask) -> None:
    answer = browser(app).get("/nothing-here", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 404
    assert set(answer.get_json()) == {"title", "message", "changes"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"])
def test_a_request_for_another_host_is_refused(app: Flask, host: str) -> None:
    answer = app.test_client().get("/", base_url=f"http://{host}")
    assert answer.status_code == 400
    assert host not in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_absolute_links_are_made_from_the_address_of_the_site(app: Flask) -> None:
    answer = browser(app).get("/feed.xml", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert app.config["BASE_URL"] in answer.text


def test_each_refusal_has_its_status_and_its_kin_have_it_too() -> None:
    class Narrower(Stale):
        pass

    found = {kind: errors.status_of(kind("x")) for kind in (Refused, NotAllowed, Stale, NotFound, Narrower)}
    assert found == {Refused: 422, NotAllowed: 403, Stale: 409, NotFound: 404, Narrower: 409}


@pytest.mark.parametrize("cursor", ["", "x", "é", "bnVsbA", "MQ", "%%%", "W" * 3000, "W1t" * 1300])
def test_a_broken_cursor_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(Refused, match="Start again"):
        paging.decode(cursor)


def test_a_cursor_comes_back_as_it_went() -> None:
    assert paging.decode(paging.encode(["2026-11-22T00:00:00+00:00", 2, 7])) == [
        "2026-11-22T00:00:00+00:00",
        2,
        7,
    ]


@pytest.mark.parametrize("name", ["secret_key", "link_key", "password_salt"])
def test_a_missing_secret_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """In a data directory of its own: a site that ran here before has kept its keys in the usual one."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for key, value in SECRETS.items():
        if key != name:
            monkeypatch.setenv(key.upper(), value)
    with pytest.raises(SettingsMissing) as refused:
        load()
    assert name.upper() in str(refused.value)
    assert not [value for value in SECRETS.values() if value in str(refused.value)]


@pytest.mark.parametrize(
    "bind", ["0.0.0.0:8000", "[::]:8000", ":8000", "192.0.2.1:80", "unix:/run/site.sock"]
)
def test_captured_mail_is_refused_on_an_address_others_can_reach(
    make_settings: MakeSettings, bind: str
) -> None:
    with pytest.raises(ValueError, match="MAIL=capture"):
        make_settings(bind=bind)
    assert make_settings(bind=bind, mail="smtp").mail == "smtp"


@pytest.mark.parametrize("bind", ["127.0.0.1:8000", "[::1]:8000", "localhost:9", "127.9.9.9:1"])
def test_captured_mail_is_shown_on_loopback(make_settings: MakeSettings, bind: str) -> None:
    assert make_settings(bind=bind).is_loopback


def test_a_store_that_is_not_named_is_refused(make_settings: MakeSettings) -> None:
    with pytest.raises(ValueError, match="S3_BUCKET"):
        make_settings(storage="s3")


def test_no_secret_is_shown_by_the_settings(make_settings: MakeSettings) -> None:
    shown = repr(make_settings())
    assert not [value for value in SECRETS.values() if value in shown]

"""The pages people see instead of an answer."""

from __future__ import annotations

import pytest
from flask import Flask

from app.errors import NotAllowed, NotFound, Refused, Stale
from tests.pages.signing_in import browser, site


@pytest.fixture
def failing(app: Flask):
    faults = {
        "refused": Refused("Say it again."),
        "not-allowed": NotAllowed("Not you."),
        "stale": Stale("It changed.", changes=["The <title> changed."]),
        "not-found": NotFound(),
        "broken": RuntimeError("a secret of the house"),
    }

    @app.get("/failing/<name>")
    def fail(name: str) -> str:
        raise faults[name]

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return browser(app)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("refused", 422, "Say it again."),
        ("not-allowed", 403, "Not you."),
        ("stale", 409, "The &lt;title&gt; changed."),
        ("not-found", 404, "There is nothing"),
        ("broken", 500, "Something went wrong on our side"),
    ],
)
def test_each_refusal_is_a_page_with_its_sentence(failing, name, status, words):
    answer = failing.get(f"/failing/{name}")
    assert answer.status_code == status
    assert words in answer.text
    assert "secret of the house" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_script_of_ours_gets_the_same_as_json(failing):
    answer = failing.get("/failing/stale", headers={"X-Requested-With": "fetch"})
    assert answer.json == {
        "title": "Something changed in the meantime",
        "message": "It changed.",
        "changes": ["The <title> changed."],
    }


@pytest.mark.parametrize("address", ["/submit", "/desk", "/nowhere"])
def test_a_database_that_is_away_still_gives_a_page_of_ours(make_settings, address):
    with site(make_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")) as made:
        answer = browser(made).get(address, headers={"Cookie": "session=x"})
    assert answer.status_code >= 300
    assert "Traceback" not in answer.text
    if answer.status_code >= 500:
        assert "Something went wrong on our side" in answer.text


def test_a_host_that_is_not_ours_gets_a_page_too(app: Flask):
    answer = browser(app).get("/", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

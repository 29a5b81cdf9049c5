"""The pages of webhooks: for webmasters alone, and the secret is shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.db import session, transaction
from app.notifications import webhooks
from app.notifications.models import Message, MessageState, Webhook
from tests.notifications import making
from tests.pages.signing_in import post, sign_in, token_in
from tests.review import making as people
from workers import webhooks as worker

ADDRESS = "https://cms.example.org/hooks"


def send(client: FlaskClient, where: str, typed: dict[str, Any]) -> TestResponse:
    """A form with a field of the name that ``post`` has for its own."""
    token = token_in(client.get("/account").text)
    return client.post(where, data={"csrf_token": token, **typed})


@pytest.fixture
def wanda(app: Flask):
    with app.app_context():
        member = people.member("Wanda", role=Role.WEBMASTER)
    return sign_in(app, member)


@pytest.fixture
def hook(wanda) -> str:
    added = send(
        wanda, "/desk/webhooks", {"address": ADDRESS, "topics": ["article.published", "article.dark"]}
    )
    assert added.status_code == 303
    return str(added.headers["Location"])


def number(hook: str) -> int:
    return int(hook.rpartition("/")[2])


def test_a_webhook_is_added_gets_its_secret_once_and_is_tested(app: Flask, wanda, hook: str):
    assert "Make its secret" in wanda.get(hook).text
    shown = post(wanda, f"{hook}/secrets")
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", shown.text)
    assert secret
    assert shown.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert secret[0].replace("&#43;", "+") == webhooks.secret(app.config["LINK_KEY"], number(hook), 1)
    assert "whsec_" not in wanda.get(hook).text
    assert post(wanda, f"{hook}/tests").status_code == 303
    with app.app_context():
        making.told()
        [message] = session.query(Message).filter(Message.channel == "webhook").all()
        assert message.letter == "webhook.test"
    page = wanda.get(hook).text
    assert "webhook.test" in page
    assert f"W-{number(hook)}" in wanda.get("/desk/webhooks").text


def test_another_secret_takes_the_place_of_the_first(app: Flask, wanda, hook: str):
    first, second = (re.findall(r"whsec_[^<]+", post(wanda, f"{hook}/secrets").text)[0] for _ in range(2))
    assert first != second


def test_what_it_is_told_can_be_changed_and_it_can_be_switched_off_and_on(app: Flask, wanda, hook: str):
    post(wanda, f"{hook}/secrets")
    wanted = {"address": "https://other.example.org/", "topics": ["case.opened"]}
    changed = send(wanda, f"{hook}/changes", wanted)
    assert changed.status_code == 303
    assert post(wanda, f"{hook}/switches/off").status_code == 303
    assert post(wanda, f"{hook}/tests").status_code == 403
    with app.app_context():
        found = session.get_one(Webhook, number(hook))
        assert (found.address, found.topics, found.active) == (
            "https://other.example.org/",
            ["case.opened"],
            False,
        )
    assert post(wanda, f"{hook}/switches/on").status_code == 303
    assert post(wanda, f"{hook}/tests").status_code == 303


def test_a_removed_one_is_told_nothing_and_the_log_keeps_what_happened(app: Flask, wanda, hook: str):
    post(wanda, f"{hook}/secrets")
    post(wanda, f"{hook}/tests")
    with app.app_context():
        making.told()
        with transaction():
            session.query(Message).filter(Message.channel == "webhook").one().due_at += timedelta(days=1)
    assert post(wanda, f"{hook}/removals").status_code == 303
    assert "cms.example.org" not in wanda.get("/desk/webhooks").text
    for verb in ("changes", "secrets", "tests", "switches/on", "removals"):
        typed = {"address": ADDRESS, "topics": ["case.opened"]} if verb == "changes" else {}
        assert send(wanda, f"{hook}/{verb}", typed).status_code == 404
    assert wanda.get(hook).status_code == 404
    with app.app_context():
        worker.call()
        [message] = session.query(Message).filter(Message.channel == "webhook").all()
        assert (message.state, message.attempts) == ("recalled", 0)
        row = session.get_one(Webhook, number(hook))
        assert (row.address, row.active) == ("", False)
    log = wanda.get("/desk/log").text
    assert f"changed webhook {number(hook)} (removed)" in log
    assert f"changed webhook {number(hook)} (added)" in log
    again = send(wanda, "/desk/webhooks", {"address": ADDRESS, "topics": ["article.dark"]})
    assert again.headers["Location"] != hook, "a number is given out once"


def test_what_a_removed_one_did_not_take_cannot_be_sent_again(app: Flask, wanda, hook: str):
    post(wanda, f"{hook}/secrets")
    post(wanda, f"{hook}/tests")
    with app.app_context():
        making.told()
        [message] = session.query(Message).filter(Message.channel == "webhook").all()
        with transaction():
            session.get_one(Message, message.id).advance(MessageState.FAILED)
        message_id = message.id
    post(wanda, f"{hook}/removals")
    assert post(wanda, f"/desk/messages/{message_id}/resends").status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"address": "http://cms.example.org/", "topics": ["case.opened"]}, "begins with https://"),
        ({"address": ADDRESS, "topics": []}, "Choose at least one thing"),
        ({"address": "", "topics": ["case.opened"]}, "Enter its address."),
        ({"address": ADDRESS, "topics": ["webhook.test"]}, "not a valid choice"),
    ],
)
def test_what_is_refused_comes_back_with_what_was_typed(wanda, hook: str, typed, says: str):
    for where in ("/desk/webhooks", f"{hook}/changes"):
        answer = send(wanda, where, typed)
        assert answer.status_code == 422
        assert says in answer.text
        assert typed["address"] in answer.text


def test_nobody_but_a_webmaster_sees_or_changes_them(app: Flask, hook: str):
    with app.app_context():
        editor = sign_in(app, people.member("E. Marsh", role=Role.EDITOR))
    assert editor.get("/desk/webhooks").status_code == 403
    assert editor.get(hook).status_code == 403
    for verb in ("changes", "secrets", "tests", "switches/on", "switches/off", "removals"):
        assert post(editor, f"{hook}/{verb}").status_code == 403
    assert "/desk/webhooks" not in editor.get("/desk/messages").text


def test_what_is_not_there_is_not_found(wanda):
    assert wanda.get("/desk/webhooks/99999").status_code == 404
    for verb in ("changes", "secrets", "tests", "switches/on", "removals"):
        typed = {"address": ADDRESS, "topics": ["case.opened"]} if verb == "changes" else {}
        assert send(wanda, f"/desk/webhooks/99999/{verb}", typed).status_code == 404

"""The desk sees what waits, what went and what failed, and a webmaster sends a failed letter again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.roles import Role
from app.db import transaction
from app.notifications import actions, queries
from app.notifications.actions import telling
from app.notifications.models import MessageState
from tests.notifications import making
from tests.pages.signing_in import browser, post, sign_in
from tests.publishing.making import member

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


def at_the_desk(app: Flask, role: Role) -> FlaskClient:
    with app.app_context():
        member_id = member(role)
    return sign_in(app, member_id)


@pytest.fixture
def failed(app: Flask) -> int:
    """One letter that the mail server refused for good, and one that waits."""
    with app.app_context():
        making.draft("amina@example.org")
        making.draft("clara@example.net")
        making.told()
        with transaction():
            [message_id] = actions.lease("test")
        with transaction():
            actions.settle_failed(message_id, "test", why="The mail server answered 550 No", final=True)
    return message_id


def test_each_state_has_a_view_with_its_count(app: Flask, failed: int) -> None:
    desk = at_the_desk(app, Role.REVIEWER)
    waiting = desk.get("/desk/messages").text
    assert "clara@example.net" in waiting
    assert "amina@example.org" not in waiting
    refused = desk.get("/desk/messages?state=failed").text
    assert "amina@example.org" in refused
    assert "The mail server answered 550 No" in refused
    assert "No letter has been sent" in desk.get("/desk/messages?state=sent").text


def test_only_whoever_may_resend_sends_a_failed_letter_again(app: Flask, failed: int) -> None:
    reviewer = at_the_desk(app, Role.REVIEWER)
    assert "Send again" not in reviewer.get("/desk/messages?state=failed").text
    assert post(reviewer, f"/desk/messages/{failed}/resends", page="/desk/messages").status_code == 403

    webmaster = at_the_desk(app, Role.WEBMASTER)
    assert "Send again" in webmaster.get("/desk/messages?state=failed").text
    answer = post(webmaster, f"/desk/messages/{failed}/resends", page="/desk/messages?state=failed")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/messages")
    with app.app_context():
        assert {letter.state for letter in making.letters()} == {MessageState.WAITING}
    assert post(webmaster, f"/desk/messages/{failed}/resends", page="/desk/messages").status_code == 403
    assert post(webmaster, "/desk/messages/999/resends", page="/desk/messages").status_code == 404


def test_an_event_that_was_set_aside_is_shown_and_can_be_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        making.draft("amina@example.org")
        with monkeypatch.context() as patched:
            patched.setattr(telling, "_write", lambda *_given, **_named: 1 / 0)
            for _ in range(actions.TELLING_TRIES):
                making.told()
        [(_untold, event)] = queries.set_aside()
        event_id = event.id
    webmaster = at_the_desk(app, Role.WEBMASTER)
    page = webmaster.get("/desk/messages").text
    assert f"event {event_id} (draft.started) could not be written" in page
    assert "ZeroDivisionError" in page
    post(webmaster, f"/desk/messages/untold/{event_id}/retries", page="/desk/messages")
    with app.app_context():
        assert making.told() >= 1
        assert [letter.letter for letter in making.letters()] == ["draft_link"]


def test_pages_of_messages_go_on_where_the_last_one_ended(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SIZE", 2)
    monkeypatch.setattr(queries.page, "__kwdefaults__", {"before": None, "size": 2})
    with app.app_context():
        for number in range(5):
            making.draft(f"guest{number}@example.org")
        making.told()
    desk = at_the_desk(app, Role.REVIEWER)
    address, seen = "/desk/messages", []
    for _ in range(3):
        page = desk.get(address).text
        seen.append([number for number in range(5) if f"guest{number}@" in page])
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == [[3, 4], [1, 2], [0]]


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    assert browser(app).get("/desk/messages").status_code == 303

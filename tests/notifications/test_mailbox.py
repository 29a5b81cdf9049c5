"""Captured mail is for whoever started the site: with the secret, on capture, and never otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.db import session, transaction
from app.notifications import captured
from app.notifications.models import Message, MessageState
from tests.notifications import making
from tests.pages.signing_in import browser
from workers import notifications

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

SECRET = "a secret for captured mail"
ADDRESSES = ("/dev/mail", "/dev/mail/1", "/dev/mail/1/html", "/dev/mail.json")

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = on_sqlite


@pytest.fixture
def delivered(app: Flask) -> Flask:
    with app.app_context():
        making.draft("amina@example.org")
        making.draft("clara@example.net")
        making.told()
        notifications.deliver()
    return app


def test_nobody_finds_it_without_the_secret(delivered: Flask) -> None:
    for address in ADDRESSES:
        assert browser(delivered).get(address).status_code == 404, address
        assert browser(delivered).get(f"{address}?secret=a+wrong+secret").status_code == 404, address
    client = browser(delivered)
    client.set_cookie("mailbox", SECRET, domain="127.0.0.1")
    assert client.get("/dev/mail").status_code == 404, "the cookie is not the secret itself"


def test_the_secret_moves_from_the_address_to_a_cookie_no_script_can_read(delivered: Flask) -> None:
    client = browser(delivered)
    answer = client.get("/dev/mail", query_string={"secret": SECRET})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dev/mail")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert SECRET not in answer.headers["Set-Cookie"]
    listed = client.get("/dev/mail").text
    assert listed.index("clara@example.net") < listed.index("amina@example.org"), "newest first"


def test_a_letter_can_be_read_and_its_link_opened(delivered: Flask) -> None:
    client = browser(delivered)
    client.get("/dev/mail", query_string={"secret": SECRET})
    page = client.get("/dev/mail/1").text
    links = re.findall(r'href="(http://127\.0\.0\.1:8000/d/[^"]+)"', page)
    assert len(links) == 1
    assert page.count("<p>") > 4, "each paragraph stands by itself"
    assert client.get(links[0]).status_code == 303
    assert client.get("/dev/mail/99").status_code == 404


def test_the_html_of_a_letter_may_show_itself_and_do_nothing_else(delivered: Flask) -> None:
    client = browser(delivered)
    client.get("/dev/mail", query_string={"secret": SECRET})
    answer = client.get("/dev/mail/1/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert "Your private link" in answer.text


def test_a_script_gets_the_letters_of_one_reader_with_their_links(delivered: Flask) -> None:
    asked = {"secret": SECRET, "to": "amina@example.org"}
    [letter] = browser(delivered).get("/dev/mail.json", query_string=asked).get_json()
    assert letter["to"] == "amina@example.org"
    assert letter["subject"].startswith("Your draft A-")
    assert "Open your draft" in letter["text"]
    assert [link for link in letter["links"] if "/d/" in link]


def test_where_mail_is_sent_there_is_no_mailbox(delivered: Flask, settings: Settings) -> None:
    delivered.config["SETTINGS"] = settings.model_copy(update={"mail": "smtp"})
    for address in ADDRESSES:
        assert browser(delivered).get(address, query_string={"secret": SECRET}).status_code == 404


def test_a_second_copy_of_a_captured_letter_takes_the_place_of_the_first(
    delivered: Flask, settings: Settings
) -> None:
    with delivered.app_context():
        before = captured.newest(settings.mail_dir)
        with transaction():
            session.execute(update(Message).values(state=MessageState.WAITING.value))
        notifications.deliver()
        assert captured.newest(settings.mail_dir) == before
    assert not list(settings.mail_dir.glob("*.new"))

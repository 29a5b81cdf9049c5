"""The servers the other tests rely on are real, and each test gets them clean."""

from __future__ import annotations

import smtplib
from contextlib import closing
from email.message import EmailMessage
from typing import TYPE_CHECKING

import psycopg
import pytest
import redis

from tests import servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@example.org", to, "A letter"
    message.set_content("Words.")
    return message


def test_a_database_made_from_another_holds_what_that_one_held(postgres: servers.Postgres) -> None:
    source = postgres.create("source").replace("+psycopg", "")
    with psycopg.connect(source, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('held')")
    copy = postgres.create("copy", "source").replace("+psycopg", "")
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("held",)]
    postgres.drop("copy")
    postgres.drop("source")


def test_redis_keeps_what_it_is_given(redis_server: str) -> None:
    with closing(redis.Redis.from_url(redis_server)) as client:
        client.set("house:word", "kept")
        assert client.get("house:word") == b"kept"


def test_the_mail_server_keeps_a_letter_and_refuses_when_told(smtp_server: servers.Smtp) -> None:
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as connection:
        connection.send_message(letter("guest@example.org"))
        smtp_server.refuse("550 No")
        with pytest.raises(smtplib.SMTPDataError, match="550"):
            connection.send_message(letter("other@example.org"))
    assert len(smtp_server.texts(to="guest@example.org")) == 1
    assert smtp_server.texts(to="other@example.org") == []


def test_the_mail_server_stalls_when_told(smtp_server: servers.Smtp) -> None:
    smtp_server.stall(1.5)
    connection = smtplib.SMTP(smtp_server.host, smtp_server.port, timeout=0.5)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        connection.send_message(letter("guest@example.org"))
    connection.close()


def test_the_store_gives_back_the_bytes_it_was_given(s3_server: servers.S3) -> None:
    from obstore.store import S3Store

    store = S3Store(
        s3_server.bucket,
        endpoint=s3_server.endpoint,
        region="us-east-1",
        access_key_id="test-access",
        secret_access_key="test-secret",
        client_options={"allow_http": True},
    )
    store.put("house/word", b"kept")
    assert bytes(store.get("house/word").bytes()) == b"kept"


def test_chromium_runs_a_page(chromium: Browser) -> None:
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        page.set_content("<title>A page</title><p id=word>kept</p>")
        assert page.title() == "A page"
        assert page.inner_text("#word") == "kept"

"""Metrics: true, in the form Prometheus reads, and shown to nobody without the secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from pydantic import ValidationError
from werkzeug.test import TestResponse

from app import clock
from app.audit.log import pulse
from app.db import transaction
from app.numbers import machines
from app.worklist import actions as worklist
from tests.pages.signing_in import browser, site
from tests.review import making

SECRET = "a secret for metrics, in tests only"
LINE = re.compile(r"^(imprimatur_[a-z_]+)((?:\{[a-z]+=\"[^\"\\]*\"(?:,[a-z]+=\"[^\"\\]*\")*\})?) (\S+)$")


@pytest.fixture
def watched(make_settings, database) -> Iterator[Flask]:
    with site(make_settings(database_url=database, metrics_secret=SECRET)) as made:
        yield made


def ask(app: Flask, said: str = f"Bearer {SECRET}") -> TestResponse:
    return browser(app).get("/metrics", headers={"Authorization": said} if said else {})


def values(app: Flask) -> dict[str, float]:
    """Each line read as a machine reads it: a comment, or a name with labels and a number."""
    answer = ask(app)
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    found = {}
    for line in answer.text.splitlines():
        if not line.startswith(("# HELP imprimatur_", "# TYPE imprimatur_")):
            match = LINE.match(line)
            assert match, line
            found[match[1].removeprefix("imprimatur_") + match[2]] = float(match[3])
    return found


def test_a_machine_reads_what_waits_what_is_late_and_who_works(watched: Flask):
    with watched.app_context():
        with clock.moved(timedelta(days=-6)):
            making.submitted()
        with transaction():
            worklist.mark_late()
        with transaction():
            pulse("letters")
    found = values(watched)
    assert found['items_open{kind="submission",owes="us"}'] == 1
    assert found['items_open{kind="submission",owes="author"}'] == 0
    assert found['items_late{kind="submission"}'] == 1
    assert found['item_wait_longest_seconds{kind="submission"}'] == pytest.approx(6 * 86400, abs=60)
    assert found['item_lateness_longest_seconds{kind="submission"}'] == pytest.approx(86400, abs=60)
    assert found['messages{state="failed",channel="mail"}'] == 0
    assert found["events_untold"] >= 2
    assert found['worker_seen_timestamp_seconds{queue="letters"}'] == pytest.approx(
        clock.now().timestamp(), abs=60
    )


def test_an_empty_site_has_numbers_too(watched: Flask):
    assert values(watched)["message_overdue_seconds"] == 0


def test_one_answer_serves_all_who_ask_within_seconds(watched: Flask, monkeypatch):
    before = values(watched)
    with watched.app_context():
        making.submitted()
    assert values(watched) == before
    monkeypatch.setattr(watched.extensions["metrics"], "_until", 0.0)
    assert values(watched) != before
    assert machines.FRESH <= 15


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer wrong", f"Basic {SECRET}", SECRET, "Bearer \u00e4"])
def test_without_the_secret_nobody_reads_them(watched: Flask, said: str):
    answer = ask(watched, said)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert "imprimatur_" not in answer.text


def test_a_site_without_a_secret_has_no_metrics_even_for_its_own_machine(app: Flask):
    assert ask(app).status_code == 404
    assert ask(app, "").status_code == 404
    assert ask(app, "Bearer ").status_code == 404


def test_a_short_secret_stops_the_start(make_settings):
    with pytest.raises(ValidationError, match="METRICS_SECRET"):
        make_settings(metrics_secret="short")

"""Reports are not a weapon: what one source can send is bounded, and nobody else is kept from reporting by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from config import Settings
from tests.conftest import MakeSettings
from tests.faults import flood
from tests.takedowns.browsing import HOST
from tests.takedowns.making import printed

FEW = 34
"""More than any source may send in an hour."""


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, site_redis: Callable[[], str]) -> Settings:
    return make_settings(database_url=database, redis_url=site_redis(), rate_limits=True)


@pytest.mark.parametrize("source", list(flood.SOURCES))
def test_many_reports_are_one_line_of_the_queue_and_take_nothing_from_view(app: Flask, source: str) -> None:
    of = flood.SOURCES[source]
    ended = flood.flooded(app, of, of.most if of.everybody else FEW)
    assert of.least <= ended.taken <= of.most
    assert ended.lines == 1
    assert ended.in_view
    assert ended.others_can
    assert ended.faults == []


def test_whoever_meets_a_limit_keeps_what_was_typed_and_reads_when_to_come_back(app: Flask) -> None:
    article, client = printed(app), app.test_client()
    typed = {"lane": flood.LANE.value, "revision": "1", "image": "", "email": "clara@example.net"}
    typed |= {"csrf_token": flood._token(client, article), **flood.answers(flood.LANE)}
    for number in range(10):
        typed["quote"] = f"passage number {number}"
        sent = client.post(
            f"{article.url}/report",
            data=typed,
            base_url=HOST,
            environ_base={"REMOTE_ADDR": f"100.64.{number}.7"},
        )
        assert sent.status_code == 303
    typed["quote"] = "a passage that matters"
    met = client.post(
        f"{article.url}/report", data=typed, base_url=HOST, environ_base={"REMOTE_ADDR": "100.65.1.7"}
    )
    assert met.status_code == 429
    assert 0 < int(met.headers["Retry-After"]) <= 3600
    assert "a passage that matters" in met.text
    assert "We have taken many reports from where you are, or with this address." in met.text

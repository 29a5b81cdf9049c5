"""The whole site that journeys walk on: every part of it is real and answers."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

from tests.live import LiveSite

PATIENCE = 120.0
"""Seconds until every queue has shown a sign of life; the first one comes with the first task."""


def readiness(site: LiveSite) -> dict[str, Any]:
    with urllib.request.urlopen(f"{site.base_url}/readyz", timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_database_storage_broker_and_workers_all_answer(live_site: LiveSite) -> None:
    until = time.monotonic() + PATIENCE
    while (found := readiness(live_site))["workers"] != "ok" and time.monotonic() < until:
        time.sleep(0.1)
    assert {
        "ready": True,
        "database": "ok",
        "storage": "ok",
        "broker": "ok",
        "workers": "ok",
    }.items() <= found.items()


def test_each_role_has_a_sign_in_made_for_this_start(live_site: LiveSite) -> None:
    assert set(live_site.sign_ins) == {"reviewer", "editor", "webmaster"}
    assert len({one["password"] for one in live_site.sign_ins.values()}) == 3


def test_letters_are_captured_or_sent_never_both(live_site: LiveSite) -> None:
    assert bool(live_site.mail) != bool(live_site.smtp)

"""The tour walks the whole way on the embedded parts and on real ones, and notices what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.tour.walk import walk
from deploy import throwaway
from tests import servers
from tests.live import LiveSite

WITHOUT_HOLDS = Path(__file__).with_name("without_holds")
QUICK = {"RATE_LIMITS": "false"}
LEAST = 25
"""Steps that the walk has at least."""


def announced(folder: Path, sign_ins: Mapping[str, Mapping[str, str]]) -> str:
    """The sign-ins as the start of a site writes them."""
    path = folder / "announced.json"
    path.write_text(json.dumps({"sign_ins": list(sign_ins.values())}), encoding="utf-8")
    return str(path)


def failed(said: str) -> str:
    """The step that failed and why, first of all; then everything that was said."""
    first = re.search(r"^ *\d+\. FAILED .*\n.*", said, re.MULTILINE)
    return f"{first[0].strip() if first else 'no step failed'}\n\n{said}"


def steps(said: str) -> list[str]:
    """How each step ended: done, or FAILED."""
    return re.findall(r"^ *\d+\. (done|FAILED) ", said, re.MULTILINE)


@pytest.mark.parametrize("live_site", ["embedded"], indirect=True)
def test_the_tour_walks_the_whole_way_on_the_embedded_parts(
    live_site: LiveSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = walk(live_site.base_url, live_site.mail, announced(tmp_path, live_site.sign_ins))
    said = capsys.readouterr().out
    assert code == 0, failed(said)
    assert len(steps(said)) >= LEAST
    assert set(steps(said)) == {"done"}


@pytest.mark.timeout(600)
def test_the_tour_walks_the_whole_way_on_postgresql_redis_and_s3(
    postgres: servers.Postgres,
    site_redis: Callable[[], str],
    s3_server: servers.S3,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = {
        **QUICK,
        "DATABASE_URL": postgres.create("tour"),
        "REDIS_URL": site_redis(),
        **s3_server.settings(),
    }
    with throwaway.running(parts, demo=False) as site:
        code = walk(site.base_url, site.mail, str(site.announced))
    postgres.drop("tour")
    said = capsys.readouterr().out
    assert code == 0, failed(said)
    assert len(steps(said)) >= LEAST


@pytest.mark.sqlite
@pytest.mark.redis
@pytest.mark.timeout(300)
def test_the_tour_fails_where_no_worker_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with throwaway.running(QUICK, without="worker", demo=False) as site:
        assert walk(site.base_url, site.mail, str(site.announced), patience=3) == 1
    said = capsys.readouterr().out
    assert steps(said)[-1] == "FAILED"
    assert "waited 3 seconds for a letter" in failed(said)


@pytest.mark.sqlite
@pytest.mark.redis
@pytest.mark.timeout(300)
def test_the_tour_fails_where_holds_are_not_checked(capsys: pytest.CaptureFixture[str]) -> None:
    parts = {**QUICK, "PYTHONPATH": str(WITHOUT_HOLDS)}
    with throwaway.running(parts, demo=False) as site:
        assert walk(site.base_url, site.mail, str(site.announced)) == 1
    said = capsys.readouterr().out
    assert steps(said)[-1] == "FAILED"
    assert re.match(r"\d+\. FAILED\s+A reviewer puts the image on hold", failed(said)), failed(said)

"""The storm in short, on a whole site with either database; and its checker, which must find what was served."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import servers
from tests.faults.storm import checking, raging
from tests.faults.storm.checking import Desk
from tests.faults.storm.site import site

SHORT = 7
"""Articles: five removals in the storm of which one is put back, one with a crash of the web, one of the worker."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_nothing_that_was_removed_is_served_in_a_storm(
    database_kind: str, request: pytest.FixtureRequest
) -> None:
    parts = {}
    if database_kind == "postgresql":
        server: servers.Postgres = request.getfixturevalue("postgres")
        parts = {"DATABASE_URL": server.create("storm")}
    with site(parts, SHORT) as made:
        ended = raging.storm(made)
    assert [str(one) for one in ended.found.served] == []
    assert ended.wrong == []
    assert ended.acknowledged == SHORT
    assert ended.found.soon > 0
    assert {name: count.of for name, count in ended.counts.items() if count.right != count.of} == {}
    assert [name for name, count in ended.counts.items() if count.of == 0] == []


def ledger(folder: Path, *lines: tuple[int, int, str, int, list[str]]) -> Path:
    path = folder / "ledger.jsonl"
    told = [[began, ended, "GET", address, status, said] for began, ended, address, status, said in lines]
    path.write_text("".join(json.dumps(line) + "\n" for line in told))
    return path


@pytest.fixture
def served(tmp_path: Path) -> Callable[..., int]:
    """How many answers the checker finds wrong when a word was taken down at 100, and asked to be put back at 500."""
    desk = Desk()
    desk.took_down(["word"], at=100)
    desk.puts_back(["word"], at=500)

    def found(*lines: tuple[int, int, str, int, list[str]]) -> int:
        return len(checking.check(checking.read([ledger(tmp_path, *lines)]), desk).served)

    return found


@pytest.mark.parametrize("status", [200, 206, 304])
def test_an_answer_that_began_after_the_acknowledgement_is_found(
    served: Callable[..., int], status: int
) -> None:
    assert served((101, 120, "/a", status, ["word"])) == 1
    assert served((101, 120, "/a", status, ["other"]), (110, 130, "/b", status, [])) == 0


def test_an_answer_that_began_before_it_or_could_end_after_the_return_is_nobodys_fault(
    served: Callable[..., int],
) -> None:
    assert served((99, 300, "/a", 200, ["word"])) == 0
    assert served((450, 501, "/a", 200, ["word"]), (600, 610, "/a", 200, ["word"])) == 0


@pytest.mark.parametrize("status", [0, 301, 404, 410, 451, 503])
def test_an_answer_that_gives_nothing_out_is_none(served: Callable[..., int], status: int) -> None:
    assert served((101, 120, "/a", status, ["word"])) == 0


def test_what_is_taken_down_again_is_dark_again(tmp_path: Path) -> None:
    desk = Desk()
    desk.took_down(["word"], at=100)
    desk.puts_back(["word"], at=200)
    desk.took_down(["word"], at=300)
    lines = ledger(tmp_path, (250, 260, "/a", 200, ["word"]), (310, 320, "/a", 200, ["word"]))
    [found] = checking.check(checking.read([lines]), desk).served
    assert found.answer.began == 310

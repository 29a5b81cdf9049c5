"""Texts and rules are changed by command, and what cannot be is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.site import queries


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["site", *words])


def test_a_text_is_changed_from_a_file_and_shown(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "terms.md"
    file.write_text("What holds between us: “everything”.", encoding="utf-8")
    done = run(app, "text", "terms", str(file), "--source", "our solicitor")
    assert (done.exit_code, done.stderr) == (0, "")
    shown = run(app, "show", "terms").output
    assert "our solicitor" in shown
    assert "What holds between us: “everything”." in shown


def test_a_text_for_a_later_day_begins_at_the_midnight_of_the_site(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "terms.md"
    file.write_text("Later.", encoding="utf-8")
    done = run(app, "text", "terms", str(file), "--source", "a test", "--from", "2999-07-01")
    assert done.exit_code == 0
    with app.app_context():
        assert queries.text("terms").body != "Later.\n"
        assert queries.versions("terms")[0].in_force_from.isoformat() == "2999-06-30T23:00:00+00:00"


def test_a_setting_is_changed_and_shown(app: Flask) -> None:
    done = run(app, "setting", "review_due", '{"business_days": 7}', "--source", "the board")
    assert (done.exit_code, done.stderr) == (0, "")
    first, _, value = run(app, "show", "review_due").output.partition("\n")
    assert "the board" in first
    assert json.loads(value) == {"business_days": 7}


@pytest.mark.parametrize(
    "words",
    [
        ("setting", "review", '{"business_days": 7}', "--source", "a test"),
        ("setting", "review_due", "7 days", "--source", "a test"),
        ("setting", "review_due", "[7]", "--source", "a test"),
        ("setting", "review_due", '{"days": 7}', "--source", "a test"),
        ("setting", "review_due", '{"business_days": 7}', "--source", " "),
        ("text", "nothing", __file__, "--source", "a test"),
        ("text", "terms", __file__, "--source", "a test", "--from", "2026-01-01"),
        ("show", "nothing"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(app: Flask, words: tuple[str, ...]) -> None:
    before = run(app, "show").output
    done = run(app, *words)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.rstrip().endswith(".")
    assert run(app, "show").output == before


def test_everything_in_force_is_listed_with_its_source(app: Flask) -> None:
    listed = run(app, "show").output
    for name in ("disclaimer", "complaints", "identity", "case_clocks"):
        assert f"{name} " in listed
    assert all("since 2026-11-01" in line for line in listed.splitlines())

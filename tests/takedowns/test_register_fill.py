"""What was decided before there was a register is entered by command, once, after its decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import moved
from app.db import session
from app.register.models import Entry
from app.takedowns.kinds import Lane
from app.takedowns.models import Case
from tests.audit.tampering import tamper
from tests.takedowns.ending import desk
from tests.takedowns.making import Printed, confirmed, printed

COLUMNS = (
    "kind",
    "scope",
    "use_name",
    "sha256",
    "case_name",
    "reason",
    "asked_by",
    "made_by_id",
    "expires_on",
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def decided(app: Flask, outcome: str, *, lane: Lane = Lane.COPYRIGHT) -> tuple[Printed, int]:
    """An article, or its first image, that was removed by a decision; and the case."""
    article = printed(app)
    use = article.uses[0] if outcome == "withhold_image" else ""
    case_id = confirmed(app, article, lane=lane, use=use)
    return article, decide(app, case_id, outcome)


def decide(app: Flask, case_id: int, outcome: str) -> int:
    reviewer = desk(app)
    reviewer.get(f"/desk/cases/{case_id}")
    said = {
        "ground": "Copyright.",
        "explanation": "The claimant showed the negative.",
        "facts": "We compared what was sent with what stood there.",
        "at_sight": "yes",
    }
    assert reviewer.send("/decisions", outcome=outcome, **said).status_code == 303
    return case_id


def entries(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        rows = session.scalars(select(Entry).order_by(Entry.id))
        return [tuple(getattr(row, name) for name in COLUMNS) for row in rows]


def before_the_register(app: Flask) -> None:
    with app.app_context():
        tamper("DELETE FROM register_entries")


def fill(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["register", "fill"])
    assert done.exit_code == 0, done.output
    return done.output.strip()


@pytest.mark.parametrize(("outcome", "count"), [("withhold_image", 1), ("remove_article", 3)])
def test_what_a_decision_took_down_is_entered_as_it_would_have_been_then(
    app: Flask, outcome: str, count: int
) -> None:
    _, case_id = decided(app, outcome)
    made = entries(app)
    assert len(made) == count
    before_the_register(app)
    with moved(timedelta(days=40)):
        assert fill(app) == f"Entries that were made: {count}."
        assert entries(app) == made
        assert fill(app) == "Entries that were made: 0."
    with app.app_context():
        name = session.get_one(Case, case_id).public_number
        assert set(session.scalars(select(Entry.case_name))) == {name}
    decide(app, case_id, "reinstate")
    with app.app_context():
        assert set(session.scalars(select(Entry.state))) == {"lifted"}
    assert fill(app) == "Entries that were made: 0."


@on_sqlite
def test_what_concerns_nobody_or_is_long_past_is_left_out(app: Flask) -> None:
    decided(app, "withhold_image", lane=Lane.AUTHOR_WISH)
    assert fill(app) == "Entries that were made: 0."
    with app.app_context():
        tamper("UPDATE holds SET ground = 'copyright'")
    with moved(timedelta(days=5000)):
        assert fill(app) == "Entries that were made: 0."
    assert fill(app) == "Entries that were made: 1."


@on_sqlite
def test_every_start_fills_it(app: Flask) -> None:
    decided(app, "withhold_image")
    before_the_register(app)
    assert app.test_cli_runner().invoke(args=["prepare"]).exit_code == 0
    assert len(entries(app)) == 1

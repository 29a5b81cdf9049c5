"""What was decided, signed for, kept down, and ends: one change behind the product's back is found and named by the one
command, whichever column it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, inspect, select, text

from app.accounts.models import Member
from app.audit.models import Vault
from app.db import db, session, transaction
from app.pages import verification
from app.takedowns.kinds import Lane
from tests.audit.tampering import tamper
from tests.audit.test_tampering import named, verify
from tests.takedowns.browsing import Browser
from tests.takedowns.ending import at, days_before, desk, ending, printed_until, rights_page, run
from tests.takedowns.making import confirmed, member, printed
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask

REASONS = {
    "ground": "Copyright in the photograph",
    "explanation": "The claimant showed the negative.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
}
LAST = (datetime.now(UTC) + timedelta(days=120)).date()
LATER = LAST + timedelta(days=400)


ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def changes(table: str, *, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """For each column of the first row of a table: its name, and a statement that changes one sign of it."""
    for column in inspect(db.engine).get_columns(table):
        name = column["name"]
        if name in ("id", *but):
            continue
        with db.engine.connect() as connection:
            was = connection.execute(text(f"SELECT {name} FROM {table} ORDER BY id LIMIT 1")).scalar_one()
        first = f"WHERE id = (SELECT min(id) FROM {table})"
        yield name, f"UPDATE {table} SET {name} = {_other(was, str(column['type']))} {first}"


def _other(was: object, kind: str) -> str:
    if isinstance(was, int):
        return str(was + 1000)
    if was is None:
        return "'2020-01-01 00:00:00.000000'" if kind == "DATETIME" else "1000"
    said = str(was)
    if said[:4].isdigit() and said[4:5] == "-":  # a day or a moment: the next year
        return f"'{int(said[:4]) + 1}{said[4:]}'"
    if said.startswith("["):
        return "'[\"other\"]'"
    if said.startswith("{"):
        return '\'{"name": "Another", "address": "https://other.example"}\''
    return "'" + ("y" if said[:1] == "x" else "x") + said[1:].replace("'", "''") + "'"


BUT_FILES = [
    word
    for part in verification.PARTS
    if part.name not in ("originals", "evidence", "renditions", "shown")
    for word in ("--only", part.name)
]
"""The pictures of these articles were never written to the store."""


def sealed(app: Flask) -> None:
    with app.app_context():
        worker.seal()


def all_found(app: Flask, table: str, noun: str, *, but: tuple[str, ...] = ()) -> None:
    """Each column, changed alone, is found by the command, which names the row; put back, all is whole."""
    with app.app_context():
        assert verify(app, *BUT_FILES)[1]["faults"] == []
        tried = list(changes(table, but=but))
        assert tried
        for name, change in tried:
            was = session.execute(text(f"SELECT {name} FROM {table} ORDER BY id LIMIT 1")).scalar_one()
            tamper(change)
            assert noun in named(app, *BUT_FILES), (table, name)
            tamper(f"UPDATE {table} SET {name} = :was WHERE id = (SELECT min(id) FROM {table})", was=was)
        assert verify(app, *BUT_FILES)[0] == 0


def taken_down(app: Flask) -> None:
    article = printed(app)
    case_id = confirmed(app, article, lane=Lane.COPYRIGHT, use=article.uses[0])
    with app.app_context():
        member("R. Osei")
    reviewer = Browser(app).sign_in("R. Osei")
    assert reviewer.get(f"/desk/cases/{case_id}").status_code == 200
    reviewer.send("/decisions", outcome="withhold_image", **REASONS)
    assert reviewer.page.status_code == 303
    sealed(app)


def consulted(app: Flask) -> None:
    case_id = confirmed(app, printed(app))
    with app.app_context():
        legal = member("L. Egal")
        with transaction():
            session.get_one(Member, legal).legal = True
    said = (("R. Osei", "/questions", {"body": "May we?"}), ("L. Egal", "/opinions", {"opinion": "We may."}))
    for name, verb, typed in said:
        browser = Browser(app).sign_in(name)
        browser.get(f"/desk/cases/{case_id}")
        assert browser.send(verb, **typed).status_code == 303
    sealed(app)


def kept(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 20)):
        run(app)
        reviewer, page = desk(app), rights_page(app, article)
        reviewer.get(page)
        said = {"verdict": "kept", "reason": "The agency wrote.", "evidence": "Its letter of 3 May"}
        reviewer.send("/decisions", last_on=LATER.isoformat(), **said)
        assert reviewer.page.status_code == 303
    assert ending(app, article).last_on == LATER
    sealed(app)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("made", "table", "noun", "but"),
    [
        (taken_down, "case_decisions", "Decision about a case 1", ()),
        (
            taken_down,
            "case_statements",
            "Statement of reasons 1",
            ("ground", "at_sight", "automated_detection", "content_on", "applied_on", "ends_on"),
        ),
        (consulted, "case_questions", "Question to a specialist 1", ("mark",)),  # the database knows two
        (consulted, "case_opinions", "Opinion of a specialist 1", ()),
        (taken_down, "decisions", "Decision 1", ()),
        (taken_down, "findings", "Finding 1", ()),
        (taken_down, "holds", "Hold 1", ("level", "status")),
        (taken_down, "notices", "Notice 1", ("case_id", "state", "confirmed_at")),
        (taken_down, "receipts", "The receipt of attestation 1", ("attestation_id",)),
        (taken_down, "receipt_keys", "Receipt key 1", ()),
        (
            taken_down,
            "register_entries",
            "Entry 1",
            ("hashes", "ended_at", "ended_by_event"),
        ),
        (kept, "right_decisions", "Decision about a right 1", ()),
        (kept, "endings", "as one that ends (ending:1)", ("reminded_at", "version")),
    ],
)
@pytest.mark.timeout(120)
def test_each_column_changed_alone_is_found_and_the_row_named(
    app: Flask, made: Callable[[Flask], None], table: str, noun: str, but: tuple[str, ...]
) -> None:
    made(app)
    all_found(app, table, noun, but=but)


@pytest.mark.parametrize(
    ("made", "table", "said"),
    [
        (taken_down, "case_decisions", "Decision about a case "),
        (taken_down, "case_statements", "Statement of reasons "),
        (consulted, "case_questions", "Question to a specialist "),
        (consulted, "case_opinions", "Opinion of a specialist "),
        (taken_down, "decisions", "Decision "),
        (taken_down, "findings", "Finding "),
        (taken_down, "holds", "Hold "),
        (taken_down, "articles", "Article "),
        (taken_down, "cases", "Case "),
        (taken_down, "notices", "Notice "),
        (kept, "endings", "The right that ends, ending "),
        (taken_down, "receipts", "The receipt of attestation "),
        (taken_down, "register_entries", "Entry "),
        (kept, "right_decisions", "Decision about a right "),
    ],
)
def test_a_row_that_was_taken_away_is_found(
    app: Flask, made: Callable[[Flask], None], table: str, said: str
) -> None:
    made(app)
    with app.app_context():
        tamper(f"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})")
        assert any(
            one.startswith(said) for one in named(app, *BUT_FILES).splitlines() if "is missing." in one
        )


def test_a_decision_that_was_put_in_past_the_product_is_found(app: Flask) -> None:
    taken_down(app)
    with app.app_context():
        tamper(
            "INSERT INTO case_decisions (case_id, sequence, by_id, outcome, ground, explanation, internal, made_at) "
            "SELECT case_id, 2, by_id, 'reinstate', ground, explanation, internal, made_at FROM case_decisions"
        )
        assert "is named by no event of the log." in named(app, "--only", "case decisions")


def test_a_hold_that_was_put_in_or_lifted_past_the_product_is_found(app: Flask) -> None:
    taken_down(app)
    with app.app_context():
        tamper("UPDATE holds SET lifted_at = placed_at, lifted_by_id = placed_by_id")
        assert " is lifted, and no event of the log says so." in named(app, "--only", "holds")
        tamper("UPDATE holds SET lifted_at = NULL, lifted_by_id = NULL, level = 'interim', status = 404")
        assert "is not what the log says it was" in named(app, "--only", "holds")
        tamper(
            "INSERT INTO holds (article_id, level, status, ground, asked_by, reason, placed_at) "
            "SELECT article_id, level, status, ground, asked_by, reason, placed_at FROM holds"
        )
        assert " is named by no event of the log." in named(app, "--only", "holds")
        assert "is shown although a hold stands." in named(app, "--only", "articles")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE articles SET revision_id = revision_id + 1", "shows another revision than the log says"),
        ("UPDATE articles SET title = 'Another'", "is listed under other words than were signed"),
        ("UPDATE articles SET byline = 'Another'", "is listed under other words than were signed"),
        ("UPDATE uses SET asset_id = asset_id + 1", "shows other images, or other parts of them"),
        ("UPDATE uses SET crop = '0,0,5000,5000'", "shows other images, or other parts of them"),
        ("DELETE FROM attestations", "shows a revision that nobody signed"),
    ],
)
def test_an_article_that_shows_what_was_not_published_is_found(app: Flask, change: str, said: str) -> None:
    taken_down(app)
    with app.app_context():
        tamper(change)
        assert said in named(app, "--only", "articles")


def test_words_that_an_erasure_took_are_no_fault_and_the_rest_is_still_compared(app: Flask) -> None:
    taken_down(app)
    with app.app_context():
        with transaction():
            session.execute(delete(Vault))
        tamper("UPDATE case_decisions SET ground = '', explanation = '', internal = ''")
        assert verify(app, *BUT_FILES)[0] == 0
        tamper("UPDATE case_decisions SET outcome = 'no_action'")
        assert "is not what the log says it was" in named(app, "--only", "case decisions")


def test_the_words_themselves_stand_nowhere_in_the_log(app: Flask) -> None:
    taken_down(app)
    with app.app_context():
        facts = " ".join(map(str, session.execute(text("SELECT facts FROM events")).scalars()))
        assert REASONS["explanation"] not in facts
        assert session.scalars(select(Vault).where(Vault.label == "words")).first() is not None


def test_the_parts_have_names_of_their_own_that_fit_their_column() -> None:
    names = [part.name for part in verification.PARTS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 24

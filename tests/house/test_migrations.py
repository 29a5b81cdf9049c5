"""Migrations make what the models say, on both databases, and go up, down and up again; facts stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Member
from app.accounts.roles import Role
from app.clock import now
from app.db import db, session, transaction
from app.notifications import undoing
from app.publishing import checks, queries
from app.publishing.actions import schedule
from app.publishing.models import Article
from app.review import actions as review
from app.review.models import Verdict
from app.submissions.models import Submission
from app.takedowns.actions import cases as cases_actions
from app.takedowns.actions import decide
from app.takedowns.actions.decisions import Reasons
from app.takedowns.asking.actions import ask
from app.takedowns.asking.kinds import Mark
from app.takedowns.curing import actions as curing
from app.takedowns.models import Case
from app.takedowns.rules import Outcome
from config import ROOT
from tests.conftest import MakeSettings
from tests.factories.people import signed_submission
from tests.publishing import making as publishing
from tests.review import making as desk
from tests.takedowns import making as cases

FOLDER = str(ROOT / "migrations")
FACTS = (
    "events",
    "event_topics",
    "wordings",
    "attestations",
    "rights_records",
    "placements",
    "comments",
    "receipts",
    "receipt_keys",
)
"""Fact tables that one signed submission fills; those of later stages hold their triggers in the same way."""
LATER = (
    "settlements",
    "ticks",
    "decisions",
    "case_decisions",
    "case_statements",
    "case_questions",
    "case_opinions",
    "clocks",
    "information_requests",
    "added_answers",
    "right_decisions",
    "seals",
    "checkpoints",
    "findings",
    "editor_attestations",
    "erasures",
    "erasure_answers",
    "erased",
    "erasure_ends",
    "undoings",
    "notice_files",
    "case_comments",
)
ALL_FACTS = {*FACTS, *LATER}


@pytest.fixture
def bare(empty_database: str, make_settings: MakeSettings) -> Iterator[Flask]:
    from app import create_app

    made = create_app(make_settings(database_url=empty_database))
    with made.app_context():
        yield made
        session.remove()  # type: ignore[attr-defined]
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_exactly_what_the_models_say(bare: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True, "include_name": _is_in_models}
        )
        assert compare_metadata(context, db.metadata) == []


def _is_in_models(name: str | None, kind: str, _parents: object) -> bool:
    """All but the index of three letters each, which stands where the extension is."""
    return (kind, name) != ("index", "ix_items_search")


def test_words_in_the_queue_are_found_by_an_index_where_the_database_has_one_for_it(bare: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    found = {index["name"] for index in inspect(db.engine).get_indexes("items")}
    assert ("ix_items_search" in found) is (db.engine.dialect.name == "postgresql")


def test_migrations_go_up_and_down_and_up_again(bare: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    there = tables()
    assert there == set(db.metadata.tables)
    flask_migrate.downgrade(directory=FOLDER, revision="base")
    assert tables() == set()
    flask_migrate.upgrade(directory=FOLDER)
    assert tables() == there


def test_the_newest_migration_is_named() -> None:
    scripts = ScriptDirectory(FOLDER)
    [head] = scripts.get_heads()
    path = scripts.get_revision(head).path
    assert path.endswith((ROOT / "migrations" / ".head").read_text().strip() + ".py")


@pytest.fixture
def filled(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        draft = signed_submission(app)
        draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="When?")
        yield app


def refused(statement: str) -> bool:
    session.rollback()
    try:
        with db.engine.begin() as connection:
            done = connection.execute(text(statement))
            assert done.rowcount != 0, "there was nothing to change"
    except DatabaseError as why:
        return "can only be added to" in str(why) or "cannot be changed" in str(why)
    return False


def test_no_fact_can_be_changed_or_taken_away(filled: Flask) -> None:
    for table in FACTS:
        column = inspect(db.engine).get_columns(table)[-1]["name"]
        assert refused(f"UPDATE {table} SET {column} = {column}"), table
        assert refused(f"DELETE FROM {table}"), table


def test_every_table_of_facts_is_guarded(filled: Flask) -> None:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        there = set(connection.execute(text(query)).scalars())
    wanted = {f"{table}_no_{verb}" for table in ALL_FACTS for verb in ("update", "delete")}
    assert wanted | {"revisions_keep", "revisions_no_delete"} <= there


def test_a_revision_can_be_emptied_by_an_erasure_and_changed_by_nobody(filled: Flask) -> None:
    assert refused("DELETE FROM revisions")
    assert refused("UPDATE revisions SET content_hash = 'x'")
    assert refused("UPDATE revisions SET number = 9")
    assert refused("UPDATE revisions SET content = '{}'")
    assert refused("UPDATE revisions SET content = NULL")
    assert refused("UPDATE revisions SET content = '{}', erasure_id = 1")
    assert not refused("UPDATE revisions SET content = NULL, erasure_id = 1")
    assert refused("UPDATE revisions SET content = '{}', erasure_id = NULL")


def test_a_site_that_is_in_use_goes_down_and_up_and_loses_nothing(app: Flask) -> None:
    """Tables that others point to are changed, too, and what points to them is kept."""
    case_id = cases.confirmed(app, cases.printed(app))
    with app.app_context():
        reviewer = cases.member("R. Osei")
        with transaction():
            by, version = session.get_one(Member, reviewer), session.get_one(Case, case_id).version
            reasons = Reasons(ground="Copyright.", explanation="No licence.")
            decide(case_id, Outcome.NO_ACTION, by=by, reasons=reasons, version=version)
        session.rollback()
        before = {table: rows(table) for table in ("cases", "case_decisions", "notices", "links", "messages")}
        flask_migrate.downgrade(directory=FOLDER, revision="0004")
        flask_migrate.upgrade(directory=FOLDER)
        assert {table: rows(table) for table in before} == before
        assert all(before[table] for table in ("cases", "case_decisions", "notices", "links"))


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid) "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal",
}


def triggers() -> dict[str, str]:
    with db.engine.connect() as connection:
        found = connection.execute(text(TRIGGERS[db.engine.dialect.name]))
        return {name: " ".join(said.split()) for name, said in found.all()}


def test_every_trigger_is_the_same_after_going_down_and_up_again(bare: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    before = triggers()
    flask_migrate.downgrade(directory=FOLDER, revision="0017")
    flask_migrate.upgrade(directory=FOLDER)
    assert triggers() == before


def counted() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The counters of the queue, and what they count."""
    by = "kind, state, owes, severity, coalesce(holder_id, 0) AS holder, late"
    one = "kind, state, owes, severity, holder_id AS holder, late, items FROM counters WHERE items <> 0"
    with db.engine.connect() as connection:
        kept = connection.execute(text(f"SELECT {one} ORDER BY 1, 2, 3, 4, 5, 6"))
        there = connection.execute(
            text(
                f"SELECT {by}, count(*) FROM items WHERE open GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
            )
        )
        return [tuple(row) for row in kept], [tuple(row) for row in there]


def test_going_down_counts_no_approval_that_was_undone_and_counts_the_queue_as_it_is(app: Flask) -> None:
    with app.app_context():
        planned = publishing.approved()
        by_id = publishing.member(Role.EDITOR)
        with transaction():
            by, seen = session.get_one(Member, by_id), publishing.seen(planned)
            schedule(planned, at=now() + timedelta(days=2), by=by, seen=seen)
        taken_back = publishing.signed("Another", email="bo@example.org")
        with transaction():
            by = session.get_one(Member, by_id)
            review.open_item(desk.item_of(taken_back), by)
        with transaction():
            by, seen = session.get_one(Member, by_id), publishing.seen(taken_back)
            id_ = review.decide(taken_back, Verdict.CHANGES_REQUESTED, by=by, note="More.", seen=seen).id
        with transaction():
            version = session.get_one(Submission, taken_back, populate_existing=True).version
            undoing.undo(taken_back, id_, by=session.get_one(Member, by_id), version=version)
        session.rollback()
        approved = rows("decisions") - 1
        flask_migrate.downgrade(directory=FOLDER, revision="0017")
        assert rows("decisions") == approved
        kept, there = counted()
        assert kept == there
        flask_migrate.upgrade(directory=FOLDER)


def test_going_down_gives_back_to_the_desk_what_waits_for_a_specialist(app: Flask) -> None:
    case_id = cases.confirmed(app, cases.printed(app))
    with app.app_context():
        by_id, legal = cases.member("R. Osei"), cases.member("L. Egal")
        with transaction():
            session.get_one(Member, legal).legal = True
        with transaction():
            by, version = session.get_one(Member, by_id), session.get_one(Case, case_id).version
            ask(case_id, Mark.LEGAL, "May we?", by=by, version=version)
        session.rollback()
        flask_migrate.downgrade(directory=FOLDER, revision="0026")
        with db.engine.connect() as connection:
            states = "SELECT c.state, i.state, i.owes FROM cases c JOIN items i ON i.subject_kind = 'case'"
            assert connection.execute(text(states)).all() == [("under_review", "under_review", "us")]
        kept, there = counted()
        assert kept == there
        flask_migrate.upgrade(directory=FOLDER)


def test_a_site_that_ran_before_there_were_clocks_keeps_the_time_its_cases_were_given(app: Flask) -> None:
    waits = cases.confirmed(app, cases.printed(app))
    looked_at = cases.confirmed(app, cases.printed(app, title="Another", email="bo@example.org"))
    with app.app_context():
        with transaction():
            cases_actions.begin(
                session.get_one(Case, looked_at), by=session.get_one(Member, cases.member("R. Osei"))
            )
        session.rollback()
        flask_migrate.downgrade(directory=FOLDER, revision="0027")
        with db.engine.begin() as connection:
            due = connection.execute(text("SELECT id, due_at FROM cases ORDER BY id")).all()
        flask_migrate.upgrade(directory=FOLDER)
        session.rollback()
        found = "SELECT case_id, rule, due_at, next_at FROM clocks ORDER BY case_id, rule"
        with db.engine.begin() as connection:
            there = connection.execute(text(found)).all()
        promised = dict(tuple(row) for row in due)
        assert there == [
            (waits, "decide", promised[waits], None),
            (waits, "triage", promised[waits], None),
            (looked_at, "decide", promised[looked_at], None),
        ]
        with transaction():
            case = cases_actions.take(waits, version=session.get_one(Case, waits).version, seen=0)
            cases_actions.show(case)
        assert rows("clocks") == len(there), "what happened before starts nothing"
        reasons = Reasons(ground="Copyright.", explanation="No licence.")
        for case_id in (waits, looked_at):
            with transaction():
                by, version = (
                    session.get_one(Member, cases.member("R. Osei")),
                    session.get_one(Case, case_id).version,
                )
                decide(case_id, Outcome.NO_ACTION, by=by, reasons=reasons, version=version)
        with db.engine.begin() as connection:
            open_ = text("SELECT count(*) FROM clocks WHERE satisfied_at IS NULL AND cancelled_at IS NULL")
            assert connection.execute(open_).scalar_one() == 0


def test_going_down_gives_back_to_the_desk_what_waits_for_a_claimant(app: Flask) -> None:
    case_id = cases.confirmed(app, cases.printed(app))
    with app.app_context():
        by_id = cases.member("R. Osei")
        with transaction():
            case = session.get_one(Case, case_id)
            by = session.get_one(Member, by_id)
            curing.ask(case_id, case.notices[0].id, more=["work"], by=by, version=case.version)
        session.rollback()
        flask_migrate.downgrade(directory=FOLDER, revision="0027")
        with db.engine.connect() as connection:
            states = "SELECT c.state, i.state, i.owes, c.due_at = i.due_at FROM cases c, items i "
            of_cases = text(states + "WHERE i.subject_kind = 'case' AND i.subject_id = c.id")
            assert connection.execute(of_cases).all() == [("triage", "triage", "us", True)]
        kept, there = counted()
        assert kept == there
        flask_migrate.upgrade(directory=FOLDER)


def rows(table: str) -> int:
    with db.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_what_an_older_version_hid_stays_hidden_and_is_no_fault_after_the_upgrade(app: Flask) -> None:
    """Its hold says no case, and its article nothing of lists."""
    with app.app_context():
        made = publishing.published()
        publishing.withhold(made)
        session.rollback()
        flask_migrate.downgrade(directory=FOLDER, revision="0027")
        flask_migrate.upgrade(directory=FOLDER)
        session.rollback()
        article = session.get_one(Article, made.article_id)
        hold = queries.tombstone(article)
        assert hold is not None
        assert (hold.case_name, article.unlisted, article.dark) == ("", False, True)
        for part in (checks.HOLDS, checks.ARTICLES, checks.MEASURES):
            assert [fault.says for batch in part.check(0) for fault in batch.faults] == []

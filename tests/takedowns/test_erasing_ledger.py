"""The ledger outside the database: no crash loses a line, and no line touches what is another's by now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy import text as sql

from app.db import db, session, transaction
from app.media.shelf import storage
from app.pages import verification
from app.publishing.models import Article
from app.publishing.tree import Lock, Tree
from app.submissions.models import Submission
from app.takedowns.erasing import ending, ledger, replaying
from app.takedowns.erasing.models import Erasure
from app.takedowns.models import Case
from tests.notifications import making as letters
from tests.takedowns import test_erasing
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, confirmed, printed, state_of
from tests.takedowns.test_erasing import (
    ONE_DATABASE,
    WORDS,
    erased,
    in_database,
    proposed,
    run,
    second,
    taken_down,
)
from workers import erasures, notifications, sealing

article = test_erasing.article


@dataclass
class Backup:
    """The database and the store as they were."""

    app: Flask
    body: bytes
    shelf: dict[str, bytes]

    def bring_back(self) -> None:
        with self.app.app_context():
            session.remove()  # type: ignore[attr-defined]
            db.engine.dispose()
            path = _path()
            for end in ("-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            path.write_bytes(self.body)
            for key, body in self.shelf.items():
                storage().put(key, body)


def backup(app: Flask) -> Backup:
    with app.app_context():
        shelf = {key: storage().read(key) for key in storage().list()}
        session.remove()  # type: ignore[attr-defined]
        with db.engine.connect() as connection:
            connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))
        return Backup(app, _path().read_bytes(), shelf)


def _path() -> Path:
    return Path(str(db.engine.url.database))


def replayed(app: Flask, *more: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["erasures", "replay", *more])


def folder(app: Flask) -> Path:
    with app.app_context():
        return ending.folder()


def faults(app: Flask) -> list[str]:
    with app.app_context():
        sealing.seal()
        wanted = [part for part in verification.PARTS if part.name == "erasures"]
        return [str(fault["says"]) for fault in verification.look_through(wanted).faults]


def finished(app: Flask) -> None:
    with app.app_context():
        letters.told(500)
        notifications.deliver()
        erasures.erase()


@ONE_DATABASE
def test_what_was_confirmed_stands_in_the_ledger_before_any_worker_was_there(
    app: Flask, article: Printed
) -> None:
    erased(app, taken_down(app, article))
    [line] = ledger.read(folder(app))
    assert (line["begun"], line["scope"]) == (True, "article")
    assert faults(app) == []
    run(app)
    run(app)
    assert [bool(one.get("begun")) for one in ledger.read(folder(app))] == [True, False]
    [settled] = ledger.erased(folder(app))
    assert settled["files"] == line["files"]
    assert ledger.begun(folder(app)) == []
    words = (folder(app) / ledger.FILE).read_text()
    assert not [word for word in WORDS if word.casefold() in words.casefold()]


@ONE_DATABASE
def test_a_crash_after_the_commit_leaves_a_line_that_asks_people(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    before = backup(app)
    erased(app, case_id)
    before.bring_back()
    said = replayed(app)
    assert said.exit_code == 1
    assert said.output.startswith("0 erased again")
    assert "ER-0001 was being confirmed at" in said.output
    with app.app_context():
        assert in_database(("Rebuilding",))
    said = replayed(app, "--begun")
    assert (said.exit_code, said.output[:14]) == (0, "1 erased again"), said.output
    finished(app)
    with app.app_context():
        assert in_database(WORDS) == set()
        assert not set(storage().list()) & set(before.shelf)
    assert faults(app) == []
    assert replayed(app).exit_code == 0


@ONE_DATABASE
def test_a_database_that_knows_what_was_begun_needs_nobody_to_say_so(app: Flask, article: Printed) -> None:
    erased(app, taken_down(app, article))
    said = replayed(app)
    assert (said.exit_code, said.output[:14]) == (0, "1 erased again"), said.output


@ONE_DATABASE
def test_a_confirmation_that_was_not_committed_erases_nothing(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = taken_down(app, article)
    proposed(app, case_id)

    def dies(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.publishing.actions.erase", dies)
    webmaster = second(app, case_id)
    with pytest.raises(KeyboardInterrupt):
        webmaster.send("/confirmations", sure="y")
    monkeypatch.undo()
    assert len(ledger.begun(folder(app))) == 1
    run(app)
    assert state_of(app, case_id) == "decided"
    assert replayed(app).exit_code == 1
    with app.app_context():
        assert in_database(("Rebuilding",))
    webmaster = second(app, case_id)
    webmaster.send("/confirmations", sure="y")
    run(app)
    assert ledger.begun(folder(app)) == []


@ONE_DATABASE
def test_nothing_is_confirmed_that_the_ledger_does_not_take(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    proposed(app, case_id)
    where = folder(app)
    where.mkdir(parents=True, exist_ok=True)
    (where / ledger.FILE).mkdir()
    webmaster = second(app, case_id)
    webmaster.send("/confirmations", sure="y")
    assert webmaster.page.status_code == 503
    assert "ledger of erasures could not be written" in webmaster.text
    assert state_of(app, case_id) == "decided"
    with app.app_context():
        assert in_database(("Rebuilding",))


@ONE_DATABASE
def test_a_ledger_that_lost_its_end_is_a_fault_until_a_worker_completes_it(
    app: Flask, article: Printed
) -> None:
    erased(app, taken_down(app, article))
    run(app)
    (folder(app) / ledger.FILE).unlink()
    [fault] = faults(app)
    assert "ER-0001 is not in the ledger" in fault
    run(app)
    assert faults(app) == []
    assert len(ledger.erased(folder(app))) == 1


@ONE_DATABASE
def test_every_row_is_written_before_the_public_tree_is_locked(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a confirmation and by what is erased again: whoever waits for the tree holds no row that its holder needs."""
    before, written = backup(app), list[str]()
    exclusive = Tree.exclusive

    def locks(tree: Tree) -> Lock:
        written.clear()
        return exclusive(tree)

    monkeypatch.setattr(Tree, "exclusive", locks)
    with app.app_context():
        engine = db.engine

    def writes(_connection: object, _cursor: object, said: str, *_more: object) -> None:
        if not said.startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(said)

    case_id = taken_down(app, article)
    proposed(app, case_id)
    hand = second(app, case_id)
    event.listen(engine, "before_cursor_execute", writes)
    hand.send("/confirmations", sure="y")
    assert written == []
    event.remove(engine, "before_cursor_execute", writes)
    run(app)
    before.bring_back()
    [entry] = ledger.erased(folder(app))
    event.listen(engine, "before_cursor_execute", writes)
    with app.app_context(), transaction():
        assert replaying.replay(entry).erasure_id
    assert written == []
    assert Browser(app).get(article.url).status_code == 410


@ONE_DATABASE
def test_a_line_leaves_a_case_alone_that_has_its_number_by_now(app: Flask, article: Printed) -> None:
    other = printed(app, email="bo@example.org", title="Another hip")
    before = backup(app)
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)
    before.bring_back()
    theirs = confirmed(app, other)
    assert theirs == case_id
    with app.app_context():
        stood = session.get_one(Case, theirs).state
    said = replayed(app)
    assert said.output.startswith("ER-0001: case TD-"), said.output
    assert "was left alone" in said.output
    finished(app)
    with app.app_context():
        assert session.get_one(Case, theirs).state == stood
        assert session.get_one(Article, other.id).title == "Another hip"
        assert session.get_one(Article, article.id).state == "erased"
        assert in_database(("Rebuilding", "in spring. Amina")) == set()
        one = session.scalars(select(Erasure)).one()
        assert (one.case_id, one.standing) == (0, "erased")
    page = second(app, theirs)
    assert page.page.status_code == 200
    assert "ER-0001" not in page.text
    reader = Browser(app)
    assert reader.get(article.url).status_code == 410
    assert reader.get(other.url).status_code == 200
    assert faults(app) == []


@ONE_DATABASE
def test_a_line_finds_an_article_that_has_another_number_by_now(app: Flask, article: Printed) -> None:
    other = printed(app, email="bo@example.org", title="Another hip")
    erased(app, taken_down(app, article))
    run(app)
    path = folder(app) / ledger.FILE
    line = next(iter(ledger.erased(folder(app))))
    path.write_text(json.dumps({**line, "article": other.id}) + "\n")
    assert replayed(app).exit_code == 0
    with app.app_context():
        assert session.get_one(Article, other.id).state == "published"
        assert session.get_one(Article, other.id).title == "Another hip"


@ONE_DATABASE
def test_a_submission_with_another_reference_is_not_touched(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    before = backup(app)
    erased(app, case_id)
    run(app)
    before.bring_back()
    with app.app_context(), transaction():
        session.execute(update(Submission).values(draft_ref="somebody-elses"))
    said = replayed(app)
    assert said.output.startswith("0 erased again, 0 files removed; 1 not in this database."), said.output
    with app.app_context():
        assert in_database(("Rebuilding",))

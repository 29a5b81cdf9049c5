"""An erasure: two people, nothing left in the database or on the disk, and 410 without a name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select, update
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.models import Erased
from app.clock import moved
from app.db import db, session, transaction
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import original_key
from app.pages import verification
from app.publishing import presence
from app.publishing.models import Article
from app.submissions.models import DraftImage, Submission
from app.takedowns.erasing.models import Erasure
from app.takedowns.models import Case
from app.worklist import actions as worklist
from app.worklist.models import Item
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, confirmed, member, printed, state_of
from workers import erasures, notifications, sealing

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASONS = {
    "ground": "Privacy, as in Rebuilding",
    "explanation": "Amina Rahman asked.",
    "internal": "Rebuilding",
    "facts": "Amina Rahman is named in Rebuilding a knee.",
    "at_sight": "yes",
}
WORDS = (
    "Amina",
    "Rahman",
    "amina@example.org",
    "Rebuilding",
    "rebuilding-a-knee",
    "physiotherapist",
    "in spring",
)
"""Of the author, of the title and of the text: each was in the database, and on the disk, before."""


@pytest.fixture
def article(app: Flask) -> Printed:
    made = printed(app)
    with app.app_context():
        for asset in session.scalars(select(Asset)).all():
            storage().put(original_key(asset.sha256), _bytes_of(asset))
        member("W. Marsh", Role.WEBMASTER)
        member("V. Webb", Role.WEBMASTER)
    return made


def _bytes_of(asset: Asset) -> bytes:
    return f"the original of {asset.id}".encode()


def taken_down(app: Flask, article: Printed, outcome: str = "remove_article", *, use: str = "") -> int:
    case_id = confirmed(app, article, use=use)
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    osei.send("/decisions", outcome=outcome, **REASONS)
    assert osei.page.status_code == 303, osei.text
    return case_id


def proposed(app: Flask, case_id: int, *, scope: str = "article", urgent: str = "A patient.") -> Browser:
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    typed = {"urgent": urgent} if urgent else {}
    osei.send("/erasures", scope=scope, reason="A person asked for it.", **typed)
    return osei


def second(app: Flask, case_id: int, name: str = "W. Marsh") -> Browser:
    webmaster = Browser(app).sign_in(name)
    webmaster.get(f"/desk/cases/{case_id}")
    return webmaster


def erased(app: Flask, case_id: int, *, scope: str = "article") -> None:
    osei = proposed(app, case_id, scope=scope)
    assert osei.page.status_code == 303, osei.text
    confirmed_by_second(app, case_id)


def confirmed_by_second(app: Flask, case_id: int) -> None:
    webmaster = second(app, case_id)
    webmaster.send("/confirmations", sure="y")
    assert webmaster.page.status_code == 303, webmaster.text


def claimed(app: Flask, kind: str, name: str) -> int:
    """The item of that kind, which this member has by now."""
    with app.app_context():
        by = member(name)
        with transaction():
            item = session.scalars(select(Item).where(Item.subject_kind == kind)).one()
            worklist.claim(item, by=session.get_one(Member, by))
            return item.id


def taken_over(app: Flask, kind: str, *, reason: str) -> None:
    """One webmaster takes the item of that kind over from another, who gets the reason by letter."""
    item_id = claimed(app, kind, "V. Webb")
    with app.app_context():
        before, by = member("V. Webb"), member("W. Marsh")
        with transaction():
            item, person = session.get_one(Item, item_id), session.get_one(Member, by)
            worklist.take_over(item, by=person, reason=reason, holder_id=before)
        letters.told(500)


def run(app: Flask) -> None:
    """What the workers do after it: letters first, then the erasure."""
    with app.app_context():
        letters.told(500)
        notifications.deliver()
        erasures.erase()


def said_by_database() -> Iterator[tuple[str, str]]:
    """Every value of every row, with its table."""
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            for row in connection.execute(sql(f'SELECT * FROM "{table}"')):
                yield table, " ".join(str(value) for value in row).casefold()


def in_database(words: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(table, word) for table, row in said_by_database() for word in words if word.casefold() in row}


def on_disk(folder: Path, words: tuple[str, ...]) -> set[tuple[str, str]]:
    wanted = [word.encode() for word in words]
    return {
        (path.name, word.decode())
        for path in folder.rglob("*")
        if path.is_file()
        for word in wanted
        if word in path.read_bytes()
    }


def test_an_erasure_leaves_nothing_but_hashes_and_a_receipt(app: Flask, article: Printed) -> None:
    data = Path(app.config["SETTINGS"].data_dir)
    with app.app_context():
        originals = {hashlib.sha256(_bytes_of(one)).hexdigest() for one in session.scalars(select(Asset))}
    case_id = taken_down(app, article)
    Browser(app).get(article.url)
    with app.app_context():
        letters.told(500)
        notifications.deliver()
        presence.tidy()
        assert {word for _, word in in_database(WORDS)} == set(WORDS)
        sealing.seal()
    proposed(app, case_id)
    taken_over(app, "erasure", reason="Amina Rahman telephoned.")
    confirmed_by_second(app, case_id)
    run(app)
    assert state_of(app, case_id) == "erased"
    with app.app_context():
        assert in_database(WORDS) == set()
        session.remove()  # type: ignore[attr-defined]
        assert on_disk(data, WORDS) == set()
        hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in data.rglob("*") if path.is_file()}
        assert not originals & hashes
        assert list(storage().list("renditions")) == []
        sealing.seal()
        report = verification.look_through(verification.PARTS)
        assert not report.wrong, report.faults
    reader = Browser(app)
    for path in (article.url, f"{article.url}/history", f"{article.url}/report", article.picture()):
        assert reader.get(path).status_code == 410, path
        assert not [word for word in WORDS if word in reader.text], path
    for path in ("/", "/feed.xml", "/sitemap.xml", "/search?q=knee"):
        assert reader.get(path).status_code == 200
        assert article.slug not in reader.text
    desk = second(app, case_id)
    for words in (
        "Receipt ER-",
        "Backups of the database: none holds it after",
        "words of this report were erased",
        "R. Osei",
        "W. Marsh",
    ):
        assert words in desk.text, words
    with app.app_context():
        submission_id = session.get_one(Article, article.id).submission_id
    for path in (
        "/desk",
        "/desk?view=closed",
        "/desk/articles",
        "/desk/log",
        "/desk/messages",
        "/desk/rights",
    ):
        assert desk.get(path).status_code == 200, path
    assert desk.get(f"/desk/submissions/{submission_id}").status_code == 404
    assert "has been erased" in desk.text


@ONE_DATABASE
def test_whoever_proposed_it_cannot_be_the_second_hand(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    marsh = second(app, case_id)
    marsh.send("/erasures", scope="article", reason="Asked for.", urgent="A patient.")
    assert marsh.page.status_code == 303, marsh.text
    marsh.get(f"/desk/cases/{case_id}")
    assert "/confirmations" not in marsh.text
    fields = marsh.form("/refusals").fields
    answer = marsh.client.post(
        f"/desk/cases/{case_id}/erasures/1/confirmations",
        data={**fields, "sure": "y"},
        base_url="http://127.0.0.1:8000",
    )
    assert answer.status_code == 403
    assert "takes two people" in answer.get_data(as_text=True)
    assert state_of(app, case_id) == "decided"


def test_the_database_keeps_the_two_people_apart(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    proposed(app, case_id)
    insert = (
        "INSERT INTO erasure_answers (erasure_id, proposed_by_id, by_id, verdict, note, made_at) "
        "VALUES (1, {0}, {1}, 'confirmed', '', '2026-11-23 00:00:00')"
    )
    with app.app_context():
        by = session.scalars(select(Erasure.proposed_by_id)).one()
        for first, other in ((by, by), (by + 1, by)):
            with pytest.raises(DatabaseError), transaction():
                session.execute(sql(insert.format(first, other)))
        goes = (
            "INSERT INTO erased (erasure_id, kind, thing_id, sha256, kept) VALUES (1, 'comment', 1, '', '')"
        )
        with pytest.raises(DatabaseError), transaction():
            session.execute(sql(goes))


@ONE_DATABASE
def test_nothing_is_erased_while_the_decision_can_be_objected_to(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    osei = proposed(app, case_id, urgent="")
    assert osei.page.status_code == 422
    assert "can be objected to until" in osei.text
    with moved(timedelta(days=184)):
        assert proposed(app, case_id, urgent="").page.status_code == 303


@ONE_DATABASE
def test_an_erasure_waits_in_the_queue_and_can_be_declined(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    proposed(app, case_id)
    webmaster = second(app, case_id)
    assert "ER-0001" in webmaster.get("/desk").get_data(as_text=True)
    webmaster.get(f"/desk/cases/{case_id}")
    webmaster.send("/refusals", note="It is needed in court.")
    assert webmaster.page.status_code == 303, webmaster.text
    assert "needed in court" in webmaster.get(f"/desk/cases/{case_id}").get_data(as_text=True)
    with app.app_context():
        item = session.scalars(select(Item).where(Item.subject_kind == "erasure")).one()
        assert not item.open
        assert in_database(("Rebuilding",))


def test_nobody_erases_what_somebody_else_has_claimed_and_the_page_says_who(
    app: Flask, article: Printed
) -> None:
    case_id = taken_down(app, article)
    proposed(app, case_id)
    item_id = claimed(app, "erasure", "V. Webb")
    for verb, typed in (("/confirmations", {"sure": "y"}), ("/refusals", {"note": "No."})):
        webmaster = second(app, case_id)
        assert f"/desk/items/{item_id}/claims/takeover" in webmaster.text
        webmaster.send(verb, **typed)
        assert webmaster.page.status_code == 403
        assert "V. Webb has claimed this until" in webmaster.text
    with app.app_context(), transaction():
        worklist.release(session.get_one(Item, item_id), by=session.get_one(Member, member("V. Webb")))
    confirmed_by_second(app, case_id)


def test_a_picture_that_another_article_shows_keeps_its_bytes(app: Flask, article: Printed) -> None:
    other = printed(app, email="bo@example.org", title="Another knee")
    with app.app_context():
        shared = session.scalars(select(DraftImage.asset_id).order_by(DraftImage.id)).first()
        assert shared is not None
        theirs = session.get_one(Submission, session.get_one(Article, other.id).submission_id)
        with transaction():
            theirs = session.get_one(Submission, theirs.id)
            session.execute(
                update(DraftImage).where(DraftImage.id == theirs.images[0].id).values(asset_id=shared)
            )
        sha256 = session.get_one(Asset, shared).sha256
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)
    with app.app_context():
        assert storage().exists(original_key(sha256))
        rows = session.scalars(select(Erased).where(Erased.kind == "asset").order_by(Erased.thing_id)).all()
        assert [row.kept for row in rows] == ["shared", ""]
        assert not storage().exists(original_key(rows[1].sha256))
    assert "another article uses the same file" in second(app, case_id).text


@ONE_DATABASE
def test_one_image_is_erased_and_the_article_stays(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article, "withhold_image", use=article.uses[0])
    erased(app, case_id, scope="image")
    run(app)
    assert state_of(app, case_id) == "erased"
    assert "<li>Words with the image in signed revisions" in second(app, case_id).text
    reader = Browser(app)
    with app.app_context():
        presence.tidy()
    assert reader.get(article.url).status_code == 200
    assert reader.get(article.picture(0)).status_code in (410, 451)
    assert reader.get(article.picture(1)).status_code == 200
    with app.app_context():
        first, other = session.scalars(select(Asset).order_by(Asset.id)).all()
        assert not storage().exists(original_key(first.sha256))
        assert storage().exists(original_key(other.sha256))
        assert not verification.look_through(verification.PARTS[4:-1]).wrong


@ONE_DATABASE
def test_a_worker_that_dies_in_the_middle_leaves_a_list_to_go_on_from(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = taken_down(app, article)
    erased(app, case_id)
    with app.app_context():
        letters.told(500)
        notifications.deliver()
        store, count = storage(), [0]
        delete = store.delete

        def dies(key: str) -> None:
            count[0] += 1
            if count[0] > 3:
                raise KeyboardInterrupt
            delete(key)

        monkeypatch.setattr(store, "delete", dies)
        with pytest.raises(KeyboardInterrupt):
            erasures.erase()
        monkeypatch.undo()
        assert list(store.list("renditions"))
    assert state_of(app, case_id) == "erasing"
    assert "Being erased" in second(app, case_id).text
    run(app)
    assert state_of(app, case_id) == "erased"
    with app.app_context():
        assert list(storage().list("renditions")) == []


@ONE_DATABASE
def test_what_a_backup_brings_back_is_erased_again_by_the_ledger(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    with app.app_context():
        shelf = {key: storage().read(key) for key in storage().list()}
        path = Path(str(db.engine.url.database))
        session.remove()  # type: ignore[attr-defined]
        with db.engine.connect() as connection:
            connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))
        backup = path.read_bytes()
    erased(app, case_id)
    run(app)
    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(backup)
        for key, body in shelf.items():
            storage().put(key, body)
        assert in_database(("Rebuilding",))
        for _again in range(2):
            said = app.test_cli_runner().invoke(args=["erasures", "replay"])
            assert said.output.startswith("1 erased again"), said.output
        letters.told(500)
        notifications.deliver()
        erasures.erase()
        assert in_database(WORDS) == set()
        assert not set(storage().list()) & set(shelf)
        assert session.get_one(Case, case_id).state != "erasing"

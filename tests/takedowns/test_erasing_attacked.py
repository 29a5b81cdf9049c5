"""What was tried against an erasure: forged marks, files that two articles had, other cases, words that come late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy import text as sql

from app.accounts.roles import Role
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound, Stale
from app.lookalikes.models import LookAlike
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import original_key
from app.pages import verification
from app.publishing.models import Article
from app.register.models import Entry
from app.submissions import actions as submissions
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import DraftImage, Revision, RightsRecord, Submission
from app.submissions.schedules import Schedule
from app.takedowns.erasing.ending import AGAIN
from app.worklist.models import Item
from tests.takedowns import test_erasing
from tests.takedowns.making import Printed, confirmed, member, printed, state_of
from tests.takedowns.test_erasing import ONE_DATABASE, WORDS, erased, run, second, taken_down
from workers import sealing

article = test_erasing.article

CONFIRMED = (
    "INSERT INTO erasure_answers (erasure_id, proposed_by_id, by_id, verdict, note, made_at) "
    "VALUES (1, 1, 2, 'confirmed', '', '2026-01-01 00:00:00')"
)


def faults(*parts: str) -> list[Any]:
    sealing.seal()
    wanted = [part for part in verification.PARTS if part.name in parts]
    assert len(wanted) == len(parts)
    return [fault["says"] for fault in verification.look_through(wanted).faults]


def other_shows_the_same(app: Flask) -> tuple[Printed, str]:
    """Another article with the first picture of this one in its draft, and the SHA-256 of that."""
    other = printed(app, email="bo@example.org", title="Another knee")
    with app.app_context():
        shared = session.scalars(select(DraftImage.asset_id).order_by(DraftImage.id)).first()
        assert shared is not None
        theirs = session.get_one(Article, other.id).submission_id
        image = session.scalars(select(DraftImage.id).where(DraftImage.submission_id == theirs)).first()
        with transaction():
            session.execute(update(DraftImage).where(DraftImage.id == image).values(asset_id=shared))
        return other, session.get_one(Asset, shared).sha256


def submission_of(app: Flask, article: Printed) -> int:
    with app.app_context():
        return session.get_one(Article, article.id).submission_id


@ONE_DATABASE
def test_a_text_that_is_emptied_without_a_mark_is_a_fault(app: Flask, article: Printed) -> None:
    with app.app_context():
        assert not faults("revisions")
        with transaction():
            session.execute(sql("UPDATE revisions SET content = NULL, erasure_id = 7"))
        assert "without an erasure" in faults("revisions")[0]


@ONE_DATABASE
def test_a_mark_excuses_nothing_of_another_article(app: Flask, article: Printed) -> None:
    other = printed(app, email="bo@example.org", title="Another knee")
    theirs = submission_of(app, other)
    erased(app, taken_down(app, article))
    run(app)
    with app.app_context():
        assert not faults("rights", "erasures")
        record = session.scalars(select(RightsRecord.id).where(RightsRecord.submission_id == theirs)).first()
        mark = f"INSERT INTO erased (erasure_id, kind, thing_id, sha256, kept) VALUES (1, '{{}}', {record}, '', '')"
        with transaction():
            session.execute(sql(mark.format("rights_record")))
            session.execute(update(RightsRecord).where(RightsRecord.id == record).values(declared={}))
        assert [f"rights_record {record}" in said for said in faults("rights", "erasures")] == [True]


@ONE_DATABASE
def test_an_erasure_that_says_it_is_the_ledgers_stands_in_the_ledger(app: Flask, article: Printed) -> None:
    of = submission_of(app, article)
    forged = (
        "INSERT INTO erasures (id, case_id, article_id, submission_id, scope, use_name, reason, urgent, "
        f"proposed_by_id, proposed_at) VALUES (1, 1, {article.id}, {of}, 'article', '', '{AGAIN}', '', 1, "
        "'2026-01-01 00:00:00')"
    )
    with app.app_context():
        with transaction():
            session.execute(sql(forged))
            session.execute(sql(CONFIRMED))
        assert "ER-0001 is not what the log says" in faults("erasures")[0]


@ONE_DATABASE
@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_a_picture_of_two_goes_when_both_are_erased(app: Flask, article: Printed, first: str) -> None:
    other, sha256 = other_shows_the_same(app)
    order = (article, other) if first == "ours" else (other, article)
    for one, stays in zip(order, (True, False), strict=True):
        case_id = taken_down(app, one)
        erased(app, case_id)
        run(app)
        assert state_of(app, case_id) == "erased"
        with app.app_context():
            assert storage().exists(original_key(sha256)) is stays


@ONE_DATABASE
def test_a_report_that_waits_goes_on_waiting_in_the_queue(app: Flask, article: Printed) -> None:
    waiting = confirmed(app, article, use=article.uses[1], email="dora@example.net")
    erased(app, taken_down(app, article))
    run(app)
    with app.app_context():
        about = (Item.subject_kind == "case", Item.subject_id == waiting)
        item = session.scalars(select(Item).where(*about)).one()
        assert item.open
        assert not [word for word in WORDS if word in f"{item.title} {item.search}"]
    desk = second(app, waiting)
    assert desk.page.status_code == 200
    assert not [word for word in WORDS if word in desk.text]


@ONE_DATABASE
def test_the_ledger_leaves_alone_what_somebody_sent_again(app: Flask, article: Printed) -> None:
    erased(app, taken_down(app, article))
    run(app)
    _other, sha256 = other_shows_the_same(app)
    with app.app_context():
        with transaction():
            asset = session.scalars(select(Asset).where(Asset.sha256 == sha256)).one()
            asset.state, asset.refusal = "ready", ""
        storage().put(original_key(sha256), b"sent again by somebody else")
        said = app.test_cli_runner().invoke(args=["erasures", "replay"])
        assert said.output.startswith("1 erased again, 0 files removed"), said.output
        assert storage().exists(original_key(sha256))
        assert session.scalars(select(Asset.state).where(Asset.sha256 == sha256)).one() == "ready"


@ONE_DATABASE
def test_whoever_was_let_in_before_writes_nothing_afterwards(app: Flask, article: Printed) -> None:
    of = submission_of(app, article)
    with app.app_context():
        version = session.get_one(Submission, of).copy.version
    erased(app, taken_down(app, article))
    with app.app_context():
        with pytest.raises(Stale), transaction():
            submissions.save(
                session.get_one(Submission, of), {"title": "Rebuilding"}, version=version, images={}
            )
        for act in (submissions.hold, submissions.hold_room):
            with pytest.raises(NotFound), transaction():
                act(of)
        submission = session.get_one(Submission, of)
        with pytest.raises(NotFound):
            submissions.comment(submission, body="Amina was here", by=submission.guest)


@ONE_DATABASE
def test_no_passage_of_it_stays_beside_another_s_text(app: Flask, article: Printed) -> None:
    other = printed(app, email="bo@example.org", title="Another knee")
    theirs = submission_of(app, other)
    case_id = taken_down(app, article)
    with app.app_context(), transaction():
        entry = session.scalars(select(Entry.id).where(Entry.kind == "text")).one()
        found = LookAlike(
            revision_id=session.scalars(select(Revision.id).where(Revision.submission_id == theirs)).first(),
            strength="strong",
            entry_id=entry,
            share=90,
            passages=[{"ours": "Recovery varies", "theirs": "Recovery varies among individuals"}],
            made_at=session.get_one(Entry, entry).made_at,
        )
        session.add(found)
    erased(app, case_id)
    with app.app_context():
        assert session.scalars(select(LookAlike.passages)).all() == [[]]


@ONE_DATABASE
def test_what_an_editor_was_writing_about_an_erased_image_goes(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article, "withhold_image", use=article.uses[0])
    of = submission_of(app, article)
    with app.app_context(), transaction():
        mine = session.get_one(Submission, of)
        words = {"alt": "The patient Zelda", "caption": "Zelda in spring", "credit": "Zelda"}
        copy = DeskCopy(
            submission_id=of,
            revision_id=mine.revisions[0].id,
            by_id=1,
            title="Rebuilding a knee",
            summary="",
            body="",
            faq=[],
            references=[],
            pictures={mine.images[0].key: words, mine.images[1].key: words | {"alt": "A hip"}},
            saved_at=mine.made_at,
        )
        session.add(copy)
        kept = mine.images[1].key
    erased(app, case_id, scope="image")
    with app.app_context():
        left = session.scalars(select(DeskCopy)).one()
        assert [key for key, said in left.pictures.items() if "Zelda" in str(said)] == [kept]
        assert left.version == 2


def test_what_was_planned_for_an_erased_article_goes(app: Flask, article: Printed) -> None:
    """The time, and the words that an editor typed for it."""
    case_id = taken_down(app, article)
    with app.app_context():
        by_id = member("E. Ito", Role.EDITOR)
        with transaction():
            shown = session.scalars(select(Article)).one()
            at = {"due_at": now() + timedelta(days=1), "made_at": now()}
            held = {"submission_id": shown.submission_id, "revision_id": shown.revision_id, "by_id": by_id}
            said = {"content_hash": "0" * 64, "slug": "her-own-name", "note": "She was wrong about it."}
            session.add(Schedule(**held, **at, **said, version=1))
    erased(app, case_id)
    with app.app_context():
        assert session.scalars(select(Schedule)).all() == []

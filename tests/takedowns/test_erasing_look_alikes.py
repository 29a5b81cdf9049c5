"""An erasure beside the worker that looks for look-alikes: whichever comes first, no word comes back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.lookalikes import actions as lookalikes
from app.lookalikes.models import KnownText, LookAlike, Shingle
from app.publishing.models import Article
from app.register import actions as entering
from app.register import queries as register
from app.register.models import Entry
from app.submissions.models import Revision, Submission
from tests.takedowns import test_erasing
from tests.takedowns.making import Printed, printed, state_of
from tests.takedowns.test_erasing import erased, run, taken_down
from workers.lookalikes import compare

article = test_erasing.article

PASSAGE = {"ours": "Recovery varies", "theirs": "Recovery varies among individuals"}


def found_in(revision_id: int, *, entry_id: int | None = None, article_id: int | None = None) -> LookAlike:
    return LookAlike(
        revision_id=revision_id,
        strength="strong",
        entry_id=entry_id,
        article_id=article_id,
        share=90,
        passages=[PASSAGE],
        made_at=now(),
    )


def revision_of(article: Printed) -> int:
    of = session.get_one(Article, article.id).submission_id
    return session.get_one(Submission, of).revisions[0].id


def test_what_was_erased_before_anybody_looked_at_it_stays_down(app: Flask, article: Printed) -> None:
    case_id = taken_down(app, article)
    with app.app_context():
        entries = [(one.sha256, one.guest_id) for one in session.scalars(select(Entry)) if one.sha256]
        assert len(entries) == 2
        assert session.scalars(select(Entry).where(Entry.hashes.is_not(None))).all() == []
    erased(app, case_id)
    run(app)
    assert state_of(app, case_id) == "erased"
    with app.app_context():
        compare()
        compare()
        assert register.unhashed(but=()) is None
        assert session.scalars(select(Shingle)).all() == []
        for sha256, guest_id in entries:
            with pytest.raises(entering.StaysDown):
                entering.check(sha256, guest_id=guest_id)


@pytest.mark.parametrize("which", ["ours", "theirs", "entry"])
def test_passages_that_were_read_before_an_erasure_are_not_kept_after_it(
    app: Flask, article: Printed, which: str
) -> None:
    other = printed(app, email="bo@example.org", title="Another knee")
    case_id = taken_down(app, article)
    with app.app_context():
        compare()
        seen = register.known()
        entry = session.scalars(select(Entry.id).where(Entry.kind == "text")).one()
        found = {
            "ours": found_in(revision_of(article), article_id=other.id),
            "theirs": found_in(revision_of(other), article_id=article.id),
            "entry": found_in(revision_of(other), entry_id=entry),
        }[which]
    erased(app, case_id)
    with app.app_context():
        with transaction():
            assert lookalikes.keep(found.revision_id, [found], seen=seen, complete=True)
        assert session.scalars(select(LookAlike.passages)).all() == [[]]


def test_shingles_that_were_made_before_an_erasure_are_not_kept_after_it(
    app: Flask, article: Printed
) -> None:
    case_id = taken_down(app, article)
    erased(app, case_id)
    with app.app_context():
        with transaction():
            lookalikes.know(session.get_one(Article, article.id), {11, 22, 33})
        known = session.scalars(select(KnownText).where(KnownText.article_id == article.id)).all()
        assert [one.count for one in known] == [0]
        assert session.scalars(select(Shingle)).all() == []
        assert session.scalars(select(Revision.content)).all() == [None]

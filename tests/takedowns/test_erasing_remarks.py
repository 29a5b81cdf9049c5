"""An erasure takes the words that a comment quotes, and nobody answers it after that."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.db import session, transaction
from app.errors import NotFound
from app.pages import verification
from app.publishing.models import Article
from app.submissions import actions, content, passages, queries
from app.submissions.actions import About
from app.submissions.comments import Comment
from app.submissions.models import Submission
from tests.takedowns.making import Printed, member, printed
from tests.takedowns.test_erasing import erased, in_database, run, taken_down
from workers import sealing


def test_an_erasure_takes_what_comments_quote(app: Flask) -> None:
    article = printed(app)
    with app.app_context():
        by = member("M. Said")
        submission_id = session.get_one(Article, article.id).submission_id
        _remark(submission_id, by)
        [said] = session.scalars(select(Comment).where(Comment.quote != ""))
        words = (said.quote, "Says who about the quotation?", "knee-of-the-comment")
        assert {word for _, word in in_database(words[:2])} == set(words[:2])
    erased_by_two(app, article)
    with app.app_context():
        assert in_database(words) == set()
        [gone] = session.scalars(select(Comment).where(Comment.id == said.id))
        assert (gone.body, gone.quote, gone.prefix, gone.suffix, gone.image) == ("",) * 5
        sealing.seal()
        report = verification.look_through(verification.PARTS)
        assert not report.wrong, report.faults
        found = session.get_one(Submission, submission_id)
        with pytest.raises(NotFound, match="erased"), transaction():
            actions.comment(found, body="From me.", by=found.guest, reply_to=said.id)


def erased_by_two(app: Flask, article: Printed) -> None:
    from app.accounts.roles import Role

    with app.app_context():
        member("V. Webb", Role.WEBMASTER)
        member("W. Marsh", Role.WEBMASTER)
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)


def _remark(submission_id: int, by: int) -> None:
    submission = session.get_one(Submission, submission_id)
    revision = queries.newest(submission)
    assert revision is not None
    quote = passages.said_in(content.of(revision))[40:80].strip()
    with transaction():
        made = actions.comment(
            session.get_one(Submission, submission_id),
            body="Says who about the quotation?",
            by=session.get_one(Member, by),
            about=About(quote=quote),
        )
        actions.settle(session.get_one(Submission, submission_id), made.id, by=session.get_one(Member, by))

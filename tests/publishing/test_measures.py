"""What stands on an article that stays readable ends, holds and comes back as its table says."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.errors import Refused, Unmet
from app.publishing import actions as publishing
from app.publishing import measures, presence
from app.publishing import tree as trees
from app.publishing.kinds import Change, MeasureKind
from app.publishing.models import Article
from app.publishing.states import ENDS_WITH_CORRECTION, ArticleState, Level
from tests.publishing import making
from tests.publishing.making import Made

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def made(app: Flask) -> Made:
    with app.app_context():
        return making.published()


def put(made: Made, kind: MeasureKind, *, ends_with: str = "", quote: str = "") -> int:
    by_id = making.member(Role.REVIEWER)
    with transaction():
        return publishing.place(
            session.get_one(Article, made.article_id),
            kind,
            by=session.get_one(Member, by_id),
            level=Level.FINAL,
            sentence="Do not follow the dose.",
            ground="accuracy",
            asked_by="the publisher",
            about=publishing.About(quote=quote),
            ends_with=ends_with,
        ).id


def corrected(made: Made, body: str, *, change: Change = Change.CORRECTION) -> None:
    submission_id = session.get_one(Article, made.article_id).submission_id
    session.rollback()
    making.revise(submission_id, body)
    editor = making.member(Role.EDITOR)
    with transaction():
        publishing.publish(
            submission_id,
            by=session.get_one(Member, editor),
            seen=making.seen(submission_id),
            note="The dose was wrong." if change is Change.CORRECTION else "",
            change=change,
        )


@ONE_DATABASE
def test_a_warning_ends_with_the_correction_it_waits_for_and_with_nothing_less(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    with app.app_context():
        put(made, MeasureKind.SAFETY_NOTICE, ends_with=ENDS_WITH_CORRECTION)
        put(made, MeasureKind.LABEL)
        corrected(made, "Recovery varies greatly.", change=Change.TYPING)
        assert "Safety notice" in client.get(made.url).text
        corrected(made, "Recovery takes six months.")
        standing = [one.kind for one in measures.on(session.get_one(Article, made.article_id))]
    assert standing == ["label"], "what a decision put there for good stays"
    page = client.get(made.url).text
    assert "Safety notice" not in page
    assert "Recovery takes six months." in page


@ONE_DATABASE
def test_what_is_withheld_stays_withheld_in_a_new_revision(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    with app.app_context():
        put(made, MeasureKind.PASSAGE, quote="then walk a little")
        corrected(made, "Here again: then *walk* a little. And more.")
    page = client.get(made.url).text
    assert "withheld: accuracy" in page
    assert "walk" not in page
    assert "And more." in page
    assert made.slug not in client.get("/search?q=walk").text


@ONE_DATABASE
def test_nothing_of_a_retracted_article_is_published_anew(app: Flask, made: Made) -> None:
    with app.app_context():
        put(made, MeasureKind.RETRACTION)
        with pytest.raises(Unmet, match="retracted"):
            corrected(made, "Another text.")
        assert session.get_one(Article, made.article_id).state == ArticleState.RETRACTED


@ONE_DATABASE
def test_words_that_the_article_does_not_say_cannot_be_withheld(app: Flask, made: Made) -> None:
    with app.app_context(), pytest.raises(Refused, match="does not say"):
        put(made, MeasureKind.PASSAGE, quote="Nobody ever wrote this.")


def test_the_stored_page_goes_before_the_commit_and_none_is_made_meanwhile(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    """Whatever dies after the tree was changed leaves no page that says the words; a roll-back, one to be made."""
    assert "<strong>walk</strong> a little" in client.get(made.url).text
    with app.app_context():
        by_id = making.member(Role.REVIEWER)
        page = trees.here().page(made.slug)
        assert page.exists()
        with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012 - it ends after the tree
            publishing.place(
                session.get_one(Article, made.article_id),
                MeasureKind.PASSAGE,
                by=session.get_one(Member, by_id),
                level=Level.INTERIM,
                sentence="",
                ground="privacy",
                asked_by="a person it names",
                about=publishing.About(quote="then walk a little"),
            )
            assert not page.exists(), "the page went before the commit"
            raise ZeroDivisionError
        assert presence.make_page(made.slug)
    assert "<strong>walk</strong> a little" in client.get(made.url).text


@ONE_DATABASE
def test_an_article_out_of_the_lists_is_not_chosen_for_further_reading(app: Flask, made: Made) -> None:
    with app.app_context():
        other = making.published("Rebuilding a hip", email="bo@example.org")
        put(made, MeasureKind.UNLISTED)
        editor = making.member(Role.EDITOR)
        with pytest.raises(Refused), transaction():
            publishing.relate(
                other.article_id,
                slugs=[made.slug],
                by=session.get_one(Member, editor),
                version=session.get_one(Article, other.article_id).version,
            )

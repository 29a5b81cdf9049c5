"""Another address for a published article: what readers, machines, holds and a crash find at the old one and the
new."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale
from app.publishing import actions as publishing
from app.publishing import presence
from app.publishing import tree as trees
from app.publishing.models import Article, Slug
from app.publishing.states import Level
from tests.factories.pages import Browser, form, words
from tests.factories.people import at_the_desk
from tests.publishing import making
from tests.publishing.proving import dark
from tests.review.test_races import at_once


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def moves(made: making.Made, slug: str, *, role: Role = Role.EDITOR) -> None:
    by_id = making.member(role)
    with transaction():
        article, by = session.get_one(Article, made.article_id), session.get_one(Member, by_id)
        publishing.readdress(article.id, slug=slug, by=by, version=article.version)


def test_every_earlier_address_leads_straight_to_the_newest(client: FlaskClient) -> None:
    made = making.published(slug="first")
    assert client.get("/articles/first").status_code == 200
    moves(made, "second")
    moves(made, "third")
    page = client.get("/articles/third")
    assert page.status_code == 200
    assert 'rel="canonical" href="http://localhost/articles/third"' in page.text
    assert "/articles/first" not in page.text + client.get("/").text + client.get("/sitemap.xml").text
    for earlier in ("first", "second"):
        for rest in ("", "/history"):
            answer = client.get(f"/articles/{earlier}{rest}")
            assert (answer.status_code, answer.headers["Location"]) == (301, f"/articles/third{rest}")
            assert answer.headers["Cache-Control"] == "no-store"
        asked = client.get(f"/articles/{earlier}/report?lane=copyright")
        assert (asked.status_code, asked.headers["Location"]) == (
            303,
            "/articles/third/report?lane=copyright",
        )
    assert "Its address changed" in client.get("/articles/third/history").text
    assert trees.here().slugs() == {"third"}


def test_a_feed_names_an_article_for_good(client: FlaskClient) -> None:
    """RFC 4287, 4.2.6: or every reader of the feed has it twice."""
    made = making.published(slug="first")
    before = re.findall(r"<id>(.*?)</id>", client.get("/feed.xml").text)
    moves(made, "second")
    feed = client.get("/feed.xml").text
    assert re.findall(r"<id>(.*?)</id>", feed) == before
    assert 'href="http://localhost/articles/second"' in feed


def test_an_address_can_be_given_back_to_the_article_that_had_it(client: FlaskClient) -> None:
    made = making.published(slug="first")
    moves(made, "second")
    moves(made, "first")
    assert client.get("/articles/first").status_code == 200
    assert client.get("/articles/second").headers["Location"] == "/articles/first"


@pytest.mark.parametrize("wanted", ["first", "second", "Not Good", "", "second ", "planned"])
def test_no_other_article_gets_an_address_that_one_has_had_or_is_to_get(wanted: str) -> None:
    from tests.publishing.test_schedule import plan

    made = making.published("One", slug="first")
    moves(made, "second")
    plan(making.approved("Two", email="b@example.org"), slug="planned")
    other = making.published("Three", email="c@example.org", slug="other")
    with pytest.raises(Refused) as refusal:
        moves(other, wanted)
    assert "slug" in refusal.value.fields
    assert session.get_one(Article, other.article_id).slug == "other"
    if wanted != "planned":
        submission_id = making.approved("Four", email="d@example.org")
        with pytest.raises(Refused):
            making.publish(submission_id, slug=wanted or "second")


def test_of_two_articles_that_reach_for_one_address_at_once_one_gets_it(app: Flask) -> None:
    made = [making.published(f"Piece {n}", email=f"a{n}@example.org", slug=f"piece-{n}") for n in range(2)]
    session.rollback()

    def reaches(number: int) -> str:
        moves(made[number], "the-best")
        return "got it"

    ended = at_once(app, [lambda: reaches(0), lambda: reaches(1)])
    assert ended.count("got it") == 1, ended
    assert sum("address" in one for one in ended) == 1, ended
    session.rollback()
    owners = session.scalars(select(Slug.article_id).where(Slug.slug == "the-best")).all()
    assert len(owners) == 1
    assert session.get_one(Article, owners[0]).slug == "the-best"


def test_of_two_editors_at_once_one_is_told_that_it_changed(app: Flask) -> None:
    made, by_id = making.published(slug="first"), making.member(Role.EDITOR)
    version = session.get_one(Article, made.article_id).version
    session.rollback()

    def moves_to(slug: str) -> str:
        with transaction():
            by = session.get_one(Member, by_id)
            publishing.readdress(made.article_id, slug=slug, by=by, version=version)
        return "moved"

    ended = at_once(app, [lambda: moves_to("second"), lambda: moves_to("third")])
    assert ended.count("moved") == 1
    assert sum(one.startswith(Stale.__name__) for one in ended) == 1


def test_who_may_not_publish_moves_nothing_and_what_is_dark_stays_where_it_was() -> None:
    made = making.published(slug="first")
    with pytest.raises(NotAllowed):
        moves(made, "second", role=Role.REVIEWER)
    making.withhold(made)
    with pytest.raises(NotAllowed, match="not in view"):
        moves(made, "second")


@pytest.mark.parametrize("final", [True, False])
def test_a_hold_darkens_every_address_and_lifting_it_brings_each_back(
    client: FlaskClient, final: bool
) -> None:
    made = making.published(slug="first")
    moves(made, "second")
    hold_id = making.withhold(made, level=Level.FINAL if final else Level.INTERIM, status=451)
    for slug in ("first", "second"):
        assert client.get(f"/articles/{slug}").status_code == 451
        assert "Rebuilding a knee" not in client.get(f"/articles/{slug}").text
    making.lift(hold_id)
    assert client.get("/articles/second").status_code == 200
    assert client.get("/articles/first").status_code == 301


def test_a_removal_is_proven_at_every_address() -> None:
    from app.publishing import queries

    made = making.published(slug="first")
    moves(made, "second")
    making.remove(made)
    [hold] = queries.holds_on(session.get_one(Article, made.article_id))
    assert {"/articles/first", "/articles/second"} <= set(dark(hold))


def test_after_an_erasure_each_address_answers_410(client: FlaskClient) -> None:
    made = making.published(slug="first")
    moves(made, "second")
    making.remove(made)
    by_id = making.member(Role.WEBMASTER)
    with transaction():
        publishing.erase(
            session.get_one(Article, made.article_id), by=session.get_one(Member, by_id), case_id=None
        )
    for slug in ("first", "second"):
        assert client.get(f"/articles/{slug}").status_code == 410
    assert not session.scalars(select(Slug).where(Slug.slug.in_(["first", "second"]))).all()


def test_the_log_says_that_it_moved_and_the_vault_where() -> None:
    made = making.published(slug="first")
    moves(made, "second")
    event = audit.history(session.get_one(Article, made.article_id).ref)[-1]
    assert event.name is Kind.ARTICLE_MOVED
    assert "second" not in str(event.facts), "a slug is words of the author"
    assert (audit.said(event, "before"), audit.said(event, "after")) == ("first", "second")


# A crash between any two steps


STEPS = ("open_article", "drop_page", "commit", "leave")


class Killed(BaseException):
    """The process ends here."""


def dies(*_args: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("then_hidden", [False, True])
def test_killed_between_any_two_steps_readers_find_it_at_one_address_and_a_sweep_repairs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, step: str, then_hidden: bool
) -> None:
    made = making.published(slug="first")
    assert client.get("/articles/first").status_code == 200
    with monkeypatch.context() as patch:
        if step == "open_article":
            patch.setattr(trees.Tree, "drop_page", dies)  # after the new directory is made
        elif step == "drop_page":
            patch.setattr(presence, "after_commit", dies)
        elif step == "commit":
            patch.setattr(type(session()), "commit", dies)  # type: ignore[operator]
        else:
            patch.setattr(presence, "_leave", dies)
        try:
            moves(made, "second")
        except Killed:
            session.rollback()
    answers = {slug: client.get(f"/articles/{slug}") for slug in ("first", "second")}
    assert 200 in {one.status_code for one in answers.values()}
    gone_on = session.get_one(Article, made.article_id).slug == "second"
    session.rollback()
    assert gone_on is (step == "leave")
    if gone_on:
        assert answers["first"].headers["Location"] == "/articles/second"
    if then_hidden:
        making.withhold(made, status=451)
        assert client.get("/articles/first").status_code != 200
        assert client.get("/articles/second").status_code != 200
    presence.tidy()
    assert trees.here().slugs() == (set() if then_hidden else {"second" if gone_on else "first"})


def test_an_old_directory_with_a_page_in_it_is_taken_away_with_the_article(client: FlaskClient) -> None:
    """Whatever a crash or a restored disk left at an earlier address."""
    made = making.published(slug="first")
    page = client.get("/articles/first").data
    moves(made, "second")
    tree = trees.here()
    tree.open_article("first")
    tree.put_page("first", page)
    assert client.get("/articles/first").status_code == 200
    making.withhold(made, status=451)
    assert client.get("/articles/first").status_code == 451
    assert tree.slugs() == set()


# The page at the desk


def test_an_editor_changes_the_address_at_the_desk(app: Flask, editor: Browser) -> None:
    made = making.published(slug="first")
    assert f'href="/desk/articles/{made.article_id}"' in editor.get("/desk/articles").text
    assert (
        f'href="/desk/articles/{made.article_id}"'
        in editor.get(f"/desk/submissions/{made.submission_id}").text
    )
    page = editor.get(f"/desk/articles/{made.article_id}")
    address = f"/desk/articles/{made.article_id}/addresses"
    refused = editor.send(page, address, slug="Not Good")
    assert refused.status_code == 422
    assert form(refused, address).fields["slug"] == "Not Good"
    done = editor.send(refused, address, slug="second")
    assert (done.status_code, done.headers["Location"]) == (303, f"/desk/articles/{made.article_id}")
    shown = words(editor.get(f"/desk/articles/{made.article_id}"))
    assert "Readers find it at /articles/second" in shown
    assert "Earlier addresses" in shown
    assert editor.send(page, address, slug="third").status_code == 409
    reviewer = at_the_desk(app, "rev@desk.example")
    assert "Change the address" not in words(reviewer.get(f"/desk/articles/{made.article_id}"))


def test_there_is_no_page_for_what_was_erased_or_never_was(editor: Browser) -> None:
    assert editor.get("/desk/articles/999999").status_code == 404

"""Related articles: readers are led to what an editor chose, under its present title and address, and never to what is
dark."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.db import db, session, transaction
from app.errors import NotAllowed, Refused
from app.publishing import actions as publishing
from app.publishing import presence, relations
from app.publishing import tree as trees
from app.publishing.models import Article, Related
from app.submissions import actions as submissions
from tests.factories.pages import Browser, form, words
from tests.publishing import making
from tests.review.test_races import at_once


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def three() -> list[making.Made]:
    return [
        making.published(f"Piece {name}", email=f"{name}@example.org", slug=name)
        for name in ("one", "two", "three")
    ]


def relates(made: making.Made, *slugs: str, role: Role = Role.EDITOR) -> None:
    by_id = making.member(role)
    with transaction():
        article, by = session.get_one(Article, made.article_id), session.get_one(Member, by_id)
        publishing.relate(article.id, slugs=slugs, by=by, version=article.version)


def led_to(client: FlaskClient, slug: str = "one") -> list[str]:
    """The titles of the articles that the page of this one leads to."""
    page = client.get(f"/articles/{slug}")
    assert page.status_code == 200
    _, _, after = page.text.partition('id="further"')
    return [one.split(">")[-1] for one in after.partition("</nav>")[0].split("</a>")[:-1]]


def test_readers_are_led_to_what_an_editor_chose_in_order(
    client: FlaskClient, three: list[making.Made]
) -> None:
    assert led_to(client) == []
    relates(three[0], "three", "two")
    assert led_to(client) == ["Piece three", "Piece two"]
    assert led_to(client, "two") == []
    relates(three[0], "two", "three")
    assert led_to(client) == ["Piece two", "Piece three"]
    relates(three[0])
    assert led_to(client) == []


def test_nobody_is_led_to_what_is_dark_and_everybody_again_when_it_is_back(
    client: FlaskClient, three: list[making.Made]
) -> None:
    relates(three[0], "two", "three")
    assert led_to(client) == ["Piece two", "Piece three"]
    hold = making.withhold(three[1])
    assert led_to(client) == ["Piece three"]
    making.remove(three[2])
    assert led_to(client) == []
    making.lift(hold)
    assert led_to(client) == ["Piece two"]
    making.restore(three[2])
    assert led_to(client) == ["Piece two", "Piece three"]


def test_it_is_named_as_it_is_called_and_found_now(client: FlaskClient, three: list[making.Made]) -> None:
    relates(three[0], "two")
    assert led_to(client) == ["Piece two"]
    with transaction():
        submission = submissions.hold(three[1].submission_id)
        submissions.save(
            submission, {"title": "Called otherwise"}, version=submission.copy.version, images={}
        )
    making.sign(three[1].submission_id)
    making.approve(three[1].submission_id)
    making.publish(three[1].submission_id)
    assert led_to(client) == ["Called otherwise"]
    by_id = making.member(Role.EDITOR)
    with transaction():
        other = session.get_one(Article, three[1].article_id)
        by = session.get_one(Member, by_id)
        publishing.readdress(other.id, slug="deux", by=by, version=other.version)
    page = client.get("/articles/one").text
    assert 'href="/articles/deux"' in page
    assert "/articles/two" not in page


def test_a_page_in_the_making_while_another_article_goes_dark_does_not_lead_there(
    client: FlaskClient, three: list[making.Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the tree and before the commit: too dark, and whole again with the next reader."""

    class Killed(BaseException):
        pass

    def dies(*_args: object) -> None:
        raise Killed

    relates(three[0], "two")
    assert led_to(client) == ["Piece two"]
    making.member(Role.REVIEWER)
    with monkeypatch.context() as patch:
        patch.setattr(type(session()), "commit", dies)  # type: ignore[operator]
        with pytest.raises(Killed):
            making.withhold(three[1])
    session.rollback()
    assert not trees.here().page("one").exists()
    presence.tidy()
    assert led_to(client) == ["Piece two"]


def test_a_sweep_that_takes_away_what_is_too_bright_takes_the_pages_that_lead_there(
    client: FlaskClient, three: list[making.Made]
) -> None:
    """As after a database that came back from a backup, in which the hold stands."""
    relates(three[0], "two")
    kept = client.get("/articles/one").data
    making.withhold(three[1])
    tree = trees.here()
    tree.open_article("two")
    tree.put_page("one", kept)
    presence.tidy()
    assert led_to(client) == []


def test_what_is_erased_is_related_to_nothing_any_more(three: list[making.Made]) -> None:
    relates(three[0], "two", "three")
    relates(three[1], "one")
    by_id = making.member(Role.WEBMASTER)
    making.remove(three[1])
    with transaction():
        article, by = session.get_one(Article, three[1].article_id), session.get_one(Member, by_id)
        publishing.erase(article, by=by, case_id=None)
    left = session.scalars(select(Related.other_id)).all()
    assert left == [three[2].article_id]


def test_one_that_went_from_view_stays_chosen_and_no_other_dark_one_can_be_chosen(
    client: FlaskClient, three: list[making.Made]
) -> None:
    relates(three[0], "two")
    making.withhold(three[1])
    hold = making.withhold(three[2])
    with pytest.raises(Refused) as refusal:
        relates(three[0], "two", "three")
    assert refusal.value.fields == {"1": ["This article is not in view. Choose another."]}
    making.lift(hold)
    relates(three[0], "two", "three")
    assert led_to(client) == ["Piece three"]


@pytest.mark.parametrize(
    ("slugs", "field"),
    [
        (["one"], "0"),
        (["two", "nowhere"], "1"),
        (["two", "three", "two"], "2"),
        (["two", "three", "a", "b", "c"], ""),
        ([], ""),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(
    three: list[making.Made], slugs: list[str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        relates(three[0], *slugs)
    assert list(refusal.value.fields) == ([field] if field else [])
    assert session.scalars(select(Related)).all() == []


def test_an_earlier_address_chooses_the_article_that_had_it(
    client: FlaskClient, three: list[making.Made]
) -> None:
    by_id = making.member(Role.EDITOR)
    with transaction():
        other, by = session.get_one(Article, three[1].article_id), session.get_one(Member, by_id)
        publishing.readdress(other.id, slug="deux", by=by, version=other.version)
    relates(three[0], "two")
    assert led_to(client) == ["Piece two"]


def test_of_two_editors_at_once_one_is_told_that_it_changed(app: Flask, three: list[making.Made]) -> None:
    making.member(Role.EDITOR)
    version = session.get_one(Article, three[0].article_id).version
    session.rollback()

    def chooses(slug: str) -> str:
        by_id = making.member(Role.EDITOR)
        with transaction():
            by = session.get_one(Member, by_id)
            publishing.relate(three[0].article_id, slugs=[slug], by=by, version=version)
        return "chosen"

    ended = at_once(app, [lambda: chooses("two"), lambda: chooses("three")])
    assert sorted(ended)[-1] == "chosen", ended
    assert sum("changed while" in one for one in ended) == 1, ended
    session.rollback()
    assert len(session.scalars(select(Related)).all()) == 1


def test_chosen_while_it_goes_dark_it_is_not_shown(app: Flask, three: list[making.Made]) -> None:
    client = app.test_client()
    assert led_to(client) == []
    session.rollback()

    def chooses() -> str:
        try:
            relates(three[0], "two")
        except Refused:
            return "refused"
        return "chosen"

    def hides() -> str:
        making.withhold(three[1])
        return "hidden"

    making.member(Role.EDITOR)
    making.member(Role.REVIEWER)
    ended = at_once(app, [chooses, hides])
    assert ended[1] == "hidden", ended
    session.rollback()
    assert led_to(client) == []


def test_a_reviewer_chooses_none_and_nobody_for_what_is_dark(three: list[making.Made]) -> None:
    with pytest.raises(NotAllowed):
        relates(three[0], "two", role=Role.REVIEWER)
    making.withhold(three[0])
    with pytest.raises(NotAllowed):
        relates(three[0], "two")


def test_the_log_says_who_chose_what(three: list[making.Made]) -> None:
    relates(three[0], "three", "two")
    event = audit.history(session.get_one(Article, three[0].article_id).ref)[-1]
    assert event.name is Kind.ARTICLE_RELATED
    assert event.facts["articles"] == [three[2].article_id, three[1].article_id]


def test_what_shares_long_words_is_suggested_first_and_nothing_dark_or_chosen_before(app: Flask) -> None:
    made = making.published("Rebuilding a meniscus slowly", slug="one", email="a@example.org", body="Text.")
    near = making.published("The meniscus", slug="near", email="b@example.org", body="Of rebuilding. Slowly.")
    dark = making.published("Meniscus", slug="dark", email="c@example.org", body="Rebuilding.")
    making.published("Soup", slug="far", email="d@example.org", body="Leeks.")
    same = making.published("Bread", slug="same", email="a@example.org", body="Flour.")
    making.withhold(dark)
    article = session.get_one(Article, made.article_id)
    suggested = [one.slug for one in relations.suggestions(article)]
    assert suggested.index(near.slug) < suggested.index(same.slug)
    assert "dark" not in suggested
    assert "one" not in suggested
    session.rollback()
    relates(made, "near")
    assert near.slug not in [one.slug for one in relations.suggestions(article)]


# The page at the desk


def test_an_editor_chooses_by_search_and_by_a_pasted_address(
    client: FlaskClient, editor: Browser, three: list[making.Made]
) -> None:
    page = f"/desk/articles/{three[0].article_id}"
    found = editor.get(f"{page}?q=piece+two")
    assert "Piece two" in words(found)
    assert f"{page}?q=piece+two&amp;add=two#related" in found.text
    filled = editor.get(f"{page}?q=piece+three&add=two")
    assert f"{page}?q=piece+three&amp;add=two&amp;add=three#related" in filled.text
    assert (
        form(editor.get(f"{page}?add=two&add=three&add=none"), f"{page}/related").fields["second"] == "three"
    )
    assert led_to(client) == []
    answer = editor.send(filled, f"{page}/related", second="https://site.example/articles/three/")
    assert answer.status_code == 303
    assert led_to(client) == ["Piece two", "Piece three"]
    assert "Readers of this article are led to these" in words(editor.get(page))


def test_what_was_typed_is_kept_beside_what_is_wrong_with_it(
    editor: Browser, three: list[making.Made]
) -> None:
    page = f"/desk/articles/{three[0].article_id}"
    answer = editor.send(editor.get(page), f"{page}/related", first="two", third="no-such", fourth="two")
    assert answer.status_code == 422
    assert "No article has this address." in words(answer)
    assert "This one is chosen twice." in words(answer)
    typed = form(answer, f"{page}/related").fields
    assert (typed["first"], typed["third"], typed["fourth"]) == ("two", "no-such", "two")


def test_two_articles_are_chosen_for_each_other_at_once(
    app: Flask, three: list[making.Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its own article in hand when it writes the other's name down."""
    making.member(Role.EDITOR)
    both = threading.Barrier(2)
    relate = sys.modules[publishing.relate.__module__]
    others = relate._others

    def together(*given: Any) -> list[Article]:
        with suppress(threading.BrokenBarrierError):  # SQLite lets one in at a time
            both.wait(1)
        return others(*given)

    monkeypatch.setattr(relate, "_others", together)

    def chooses(made: making.Made, slug: str) -> str:
        relates(made, slug)
        return "chosen"

    ended = at_once(app, [lambda: chooses(three[0], "two"), lambda: chooses(three[1], "one")])
    assert ended == ["chosen", "chosen"], ended


@pytest.mark.parametrize("chosen_before", [False, True])
def test_what_is_being_erased_is_waited_for_and_not_chosen(
    app: Flask, three: list[making.Made], chosen_before: bool
) -> None:
    """Whoever chooses it has looked it up before the erasure is committed, and writes its name down after."""
    one, two, _three = three
    editor = making.member(Role.EDITOR)
    if chosen_before:
        with transaction():
            by, article = session.get_one(Member, editor), session.get_one(Article, one.article_id)
            publishing.relate(one.article_id, slugs=["two"], by=by, version=article.version)
    ended: list[str] = []

    def choose() -> None:
        with app.app_context():
            try:
                with transaction():
                    by, article = session.get_one(Member, editor), session.get_one(Article, one.article_id)
                    publishing.relate(article.id, slugs=["three", "two"], by=by, version=article.version)
            except Refused as refused:
                ended.append(refused.fields["1"][0])
            finally:
                db.session.remove()

    choosing = threading.Thread(target=choose)
    with transaction():
        article = session.get_one(Article, two.article_id)
        submissions.hold(article.submission_id)
        article.dark = True
        publishing.empty(article)
        choosing.start()
        _wait_until_somebody_waits()
    choosing.join()
    assert ended == ["This article is not in view. Choose another."]
    assert relations.chosen(session.get_one(Article, one.article_id)) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_erasure_waits_for_whoever_chooses_it_and_takes_the_choice_away(
    app: Flask, three: list[making.Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not hold the public tree meanwhile, which the other needs to end."""
    one, two, _three = three
    making.member(Role.EDITOR)
    by_id = making.member(Role.WEBMASTER)
    relate = sys.modules[publishing.relate.__module__]
    forget, chosen = presence.forget, threading.Event()

    def forgets(article: Article) -> None:
        chosen.set()
        _wait_until_somebody_waits()
        forget(article)

    monkeypatch.setattr(relate, "presence", SimpleNamespace(forget=forgets))

    def choose() -> str:
        relates(one, "two")
        return "chosen"

    def erase() -> str:
        chosen.wait(20)
        with transaction():
            by, article = session.get_one(Member, by_id), session.get_one(Article, two.article_id)
            submissions.hold(article.submission_id)
            publishing.erase(article, by=by, case_id=None)
        return "erased"

    assert at_once(app, [choose, erase]) == ["chosen", "erased"]
    session.rollback()
    assert session.scalars(select(Related)).all() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_page_that_moved_while_what_it_names_was_erased_names_it_no_more(
    app: Flask, client: FlaskClient, three: list[making.Made]
) -> None:
    """Its new address is known to nobody when the rows are emptied, and readers come before the commit."""
    one, two, _three = three
    relates(one, "two")
    editor, webmaster = making.member(Role.EDITOR), making.member(Role.WEBMASTER)

    def move() -> str:
        with transaction():
            by, article = session.get_one(Member, editor), session.get_one(Article, one.article_id)
            publishing.readdress(article.id, slug="uno", by=by, version=article.version)
        return ", ".join(led_to(client, "uno"))

    with transaction():
        by, article = session.get_one(Member, webmaster), session.get_one(Article, two.article_id)
        submissions.hold(article.submission_id)
        stood = publishing.empty(article)
        assert at_once(app, [move]) == ["Piece two"]
        publishing.erase(article, by=by, case_id=None, stood=stood)
    assert led_to(client, "uno") == []


def _wait_until_somebody_waits() -> None:
    """For a row of ours; SQLite has let nobody in from the beginning."""
    if db.engine.dialect.name != "postgresql":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with db.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited")

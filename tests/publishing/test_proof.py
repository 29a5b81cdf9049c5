"""A removal is proven by asking every address as a stranger would, and so is that something is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.db import session, transaction
from app.publishing import actions as publishing
from app.publishing import serving
from app.publishing import tree as trees
from app.publishing.kinds import MeasureKind
from app.publishing.models import Article, Hold, Measure
from app.publishing.proving import addresses
from app.publishing.proving.addresses import held
from app.publishing.proving.kinds import Place
from tests.publishing import making
from tests.publishing.making import Made
from tests.publishing.proving import dark, events, listening, receipt
from tests.publishing.test_measures import put
from workers import publishing as workers
from workers import sealing

FOUR = {"GET", "HEAD", "Range", "If-None-Match"}


@pytest.fixture
def made(app: Flask) -> Made:
    with app.app_context():
        return making.published()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with listening(app) as address:
        yield address


def relate(made: Made, other: Made) -> None:
    by_id = making.member(Role.EDITOR)
    with transaction():
        article, by = session.get_one(Article, other.article_id), session.get_one(Member, by_id)
        publishing.relate(article.id, slugs=[made.slug], by=by, version=article.version)


@pytest.mark.usefixtures("site")
def test_a_removal_is_proven_by_asking_every_address_once(app: Flask, made: Made) -> None:
    with app.app_context():
        other = making.published("Hips that swing", email="bo@example.org")
        relate(made, other)
        hold_id = making.remove(made)
        assert publishing.prove_all() == 1
        assert publishing.prove_all() == 0
        said = receipt(hold_id)
        gone = {made.url, *made.files, f"/api/v1/articles/{made.slug}"}
        assert set(dark(session.get_one(Hold, hold_id))) == gone
        for url in gone:
            assert said[url]["answers"] == dict.fromkeys(FOUR, 451), url
            assert said[url]["headers"]["Cache-Control"] == "no-store"
            assert said[url]["headers"]["X-Robots-Tag"] == "noindex, noarchive"
            assert 'rel="blocked-by"' in said[url]["headers"]["Link"]
            assert "ETag" not in said[url]["headers"]
        rest = {url: line for url, line in said.items() if url not in gone}
        assert {line["answers"]["GET"] for line in rest.values()} == {200}
        assert {line["place"] for line in rest.values()} == set(Place) - {
            Place.PAGE,
            Place.EARLIER,
            Place.NOTICE,
            Place.FILE,
            Place.ITEM,
        }
        assert other.url in rest
        [event] = events(hold_id)
        assert made.slug not in str(event.facts)
        assert event.topic("article") == made.article_id


@pytest.mark.usefixtures("site")
def test_a_notice_about_an_article_goes_dark_with_it_and_that_is_proven(app: Flask, made: Made) -> None:
    with app.app_context():
        measure_id = put(made, MeasureKind.LABEL)
        address = session.get_one(Measure, measure_id).url
        session.rollback()
        hold_id = making.remove(made)
        assert publishing.prove_all() == 1
        assert receipt(hold_id)[address]["answers"] == dict.fromkeys(FOUR, 451)


@pytest.mark.usefixtures("site")
def test_a_withheld_image_is_proven_at_its_files_and_on_every_page_that_showed_it(
    app: Flask, made: Made
) -> None:
    with app.app_context():
        hold_id = making.withhold(made, made.uses[0])
        assert publishing.prove_all() == 1
        said = receipt(hold_id)
        files = {name for name in made.files if made.uses[0] in name}
        assert {url for url, line in said.items() if set(line["answers"]) == FOUR} == files
        assert said[made.url]["answers"] == {"GET": 200}
        assert said[f"/api/v1/articles/{made.slug}"]["answers"] == {"GET": 200}


@pytest.mark.usefixtures("site")
def test_a_removal_is_not_proven_while_a_file_is_served(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        tree = trees.here()
        tree.open_use(made.uses[0], tree.prepare([("320.jpg", b"still here")]))
        assert not publishing.prove(session.get_one(Hold, hold_id))
        assert publishing.tidy_tree() == 1
        assert publishing.prove(session.get_one(Hold, hold_id))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("view", "page"),
    [
        ("publishing.home", '<img srcset="/media/{use}/320.jpg 320w, /media/other/640.jpg 640w">'),
        ("publishing.home", '<img srcset="/media/other/320.jpg 320w, /media/{use}/320.jpg 640w">'),
        ("publishing.home", '<a href="/articles/{slug}">'),
        ("feeds.feed", "<id>http://localhost/articles/{slug}</id>"),
        ("feeds.sitemap", "<loc>http://localhost/media/{use}/640.jpg</loc>"),
        ("publishing.search", '<a href="/articles/{slug}">'),
        ("publishing.history_of", "<h1>Rebuilding a knee</h1>"),
        ("takedowns.report", "<p>What helps &amp; what does not.</p>"),
        ("takedowns.report", '<img src="/media/{use}/320.jpg">'),
        ("api_articles.articles", '{{"url": "http://localhost/articles/{slug}"}}'),
        ("api_articles.changed", '{{"changes": []}}'),
    ],
)
def test_a_removal_is_not_proven_while_a_page_names_it(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch, view: str, page: str
) -> None:
    with app.app_context():
        hold_id = making.remove(made)
    right, said = app.view_functions[view], page.format(use=made.uses[0], slug=made.slug)
    monkeypatch.setitem(app.view_functions, view, lambda **_: said)
    for name in ("needs", "opens", "scope"):
        if hasattr(right, name):
            setattr(app.view_functions[view], name, getattr(right, name))
    with app.app_context():
        assert not publishing.prove(session.get_one(Hold, hold_id))
    monkeypatch.setitem(app.view_functions, view, right)
    with app.app_context():
        assert publishing.prove(session.get_one(Hold, hold_id))


@pytest.mark.usefixtures("site")
def test_a_removal_is_not_proven_while_a_cache_may_keep_what_stands_there(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        right = serving.dark

        def kept(answer: Response, hold: Hold) -> Response:
            made = right(answer, hold)
            made.headers["Cache-Control"] = "public, max-age=3600"
            return made

        monkeypatch.setattr(serving, "dark", kept)
        assert not publishing.prove(session.get_one(Hold, hold_id))


def test_a_removal_is_not_proven_where_nothing_answers(app: Flask, made: Made) -> None:
    app.config["BASE_URL"] = "http://127.0.0.1:1"
    with app.app_context():
        hold_id = making.remove(made)
        assert not publishing.prove(session.get_one(Hold, hold_id))


@pytest.mark.usefixtures("site")
def test_an_article_far_down_the_lists_is_looked_for_where_it_would_stand(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.publishing.queries.PAGE_SIZE", 1)
    with app.app_context():
        making.published("Hips that swing", email="bo@example.org")
        hold_id = making.remove(made)
        assert publishing.prove(session.get_one(Hold, hold_id))
        making.restore(made)
        workers.prove()
        back = receipt(hold_id, Kind.RETURN_PROVEN)
        assert sum(line["place"] == "home" for line in back.values()) == 2


@pytest.mark.usefixtures("site")
def test_an_erased_article_is_proven_without_a_word_of_it(app: Flask, made: Made) -> None:
    with app.app_context():
        making.remove(made)
        with transaction():
            article = session.get_one(Article, made.article_id)
            publishing.erase(article, by=session.get_one(Member, making.member(Role.REVIEWER)), case_id=None)
        assert publishing.prove_all() == 2


@pytest.mark.usefixtures("site")
def test_what_was_sealed_meanwhile_is_told_to_programs_all_the_same(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.withhold(made, made.uses[1])
        sealing.seal()
        assert publishing.prove(session.get_one(Hold, hold_id))
        making.lift(hold_id)
        sealing.seal()
        assert publishing.prove_all() == 1


@pytest.mark.usefixtures("site")
def test_a_return_is_proven_once_with_the_same_bytes(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        assert publishing.prove_all() == 1
        making.restore(made)
        assert publishing.prove_all() == 1
        assert publishing.prove_all() == 0
        said = receipt(hold_id, Kind.RETURN_PROVEN)
        for url in (made.url, *made.files, f"/api/v1/articles/{made.slug}"):
            assert said[url]["answers"] == {"GET": 200}
            assert len(said[url]["sha256"]) == 64
        known = {address.path: address.sha256 for address in held(session.get_one(Hold, hold_id)).addresses}
        assert all(said[url]["sha256"] == known[url] for url in made.files)


@pytest.mark.usefixtures("site")
def test_a_return_is_not_proven_while_a_file_has_other_bytes_or_is_not_there(app: Flask, made: Made) -> None:
    with app.app_context():
        making.remove(made)
        making.restore(made)
        tree = trees.here()
        tree.take_away(tree.use(made.uses[0]))
        assert publishing.prove_all() == 0
        tree.open_use(made.uses[0], tree.prepare([("320.jpg", b"something else")]))
        assert publishing.prove_all() == 0
        tree.take_away(tree.use(made.uses[0]))
        assert publishing.tidy_tree() == 1
        assert publishing.prove_all() == 1


@pytest.mark.usefixtures("site")
def test_of_several_holds_on_one_thing_the_last_speaks_for_the_return(app: Flask, made: Made) -> None:
    with app.app_context():
        first, second = making.withhold(made), making.withhold(made, status=410)
        making.lift(first)
        assert publishing.prove_all() == 1  # that the second is dark; nothing is back
        making.lift(second)
        assert publishing.prove_all() == 1
        assert events(first, Kind.RETURN_PROVEN) == []
        assert len(events(second, Kind.RETURN_PROVEN)) == 1


@pytest.mark.usefixtures("site")
def test_an_image_that_the_article_shows_no_more_is_not_looked_for(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.withhold(made, made.uses[2])
        making.revise(made.submission_id, "Rest. Then walk.\n\n![[knee-2]]", without=2)
        making.publish(made.submission_id)
        making.lift(hold_id)
        assert publishing.prove_all() == 0
        assert events(hold_id, Kind.RETURN_PROVEN) == []


def test_words_that_any_page_may_say_are_not_held_against_a_page(app: Flask) -> None:
    with app.app_context():
        short = making.published("Knees")
        hold_id = making.remove(short)
        assert held(session.get_one(Hold, hold_id)).words == ("What helps & what does not.",)
        assert len("Knees") < addresses.SHORTEST_SAID

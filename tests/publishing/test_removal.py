"""From the commit on nothing serves what was taken from view, and what is restored comes back byte by byte."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Member
from app.accounts.roles import Role
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.publishing import actions as publishing
from app.publishing import presence, queries, render
from app.publishing import tree as trees
from app.publishing.models import Article, Hold, Use
from app.publishing.states import Level
from tests.publishing import making
from tests.publishing.making import Made

ASKED = [{}, {"Range": "bytes=0-3"}]


@pytest.fixture
def made(app: Flask) -> Made:
    with app.app_context():
        return making.published()


def everything(client: FlaskClient, made: Made) -> dict[str, TestResponse]:
    return {address: client.get(address) for address in [made.url, *made.files]}


def is_dark(client: FlaskClient, address: str, status: int, tag: str = "") -> None:
    """No way of asking gets anything out of this address."""
    for headers in [*ASKED, *([{"If-None-Match": tag}] if tag else [])]:
        for ask in (client.get, client.head):
            answer = ask(address, headers=headers)
            assert answer.status_code == status, (address, headers)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
            assert "ETag" not in answer.headers


def test_nothing_serves_a_removed_article(app: Flask, client: FlaskClient, made: Made) -> None:
    before = everything(client, made)
    assert {answer.status_code for answer in before.values()} == {200}
    with app.app_context():
        making.remove(made, status=451)
    for address, answer in before.items():
        is_dark(client, address, 451, answer.headers["ETag"])
    for listing in ("/", "/feed.xml", "/sitemap.xml", "/search?q=knee"):
        page = client.get(listing).text
        assert made.slug not in page, listing
        assert not any(use in page for use in made.uses), listing


def test_a_tombstone_says_what_it_may_and_nothing_of_the_article(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    with app.app_context():
        making.remove(made, status=451)
    answer = client.get(made.url)
    assert answer.headers["Link"] == '<http://localhost/policies/corrections>; rel="blocked-by"'
    assert "a person who claims the copyright" in answer.text
    assert "It was removed after a claim that it infringes copyright." in answer.text
    assert "Rebuilding a knee" not in answer.text
    assert "What helps" not in answer.text
    history = client.get(f"{made.url}/history")
    assert history.status_code == 200
    assert "Removed" in history.text
    assert "Rebuilding a knee" not in history.text
    assert history.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("status", "link"), [(404, False), (410, False), (451, True)])
def test_only_a_legal_demand_names_who_blocks(
    app: Flask, client: FlaskClient, made: Made, status: int, link: bool
) -> None:
    with app.app_context():
        making.withhold(made, status=status)
    answer = client.get(made.url)
    assert answer.status_code == status
    assert ("Link" in answer.headers) == link
    assert "That says nothing about whether the report is right." in answer.text


def test_a_restored_article_is_the_same_byte_by_byte(app: Flask, client: FlaskClient, made: Made) -> None:
    before = everything(client, made)
    with app.app_context():
        making.withhold(made)
        making.remove(made)
        making.restore(made)
    for address, answer in everything(client, made).items():
        assert answer.status_code == 200, address
        assert answer.data == before[address].data, address
        assert answer.headers["ETag"] == before[address].headers["ETag"], address
    with app.app_context():
        assert queries.holds_on(session.get_one(Article, made.article_id)) == []
    assert "Restored, unchanged" in client.get(f"{made.url}/history").text
    assert made.url in client.get("/feed.xml").text


def test_a_withheld_image_leaves_a_space_of_its_size(app: Flask, client: FlaskClient, made: Made) -> None:
    before = everything(client, made)
    with app.app_context():
        hold_id = making.withhold(made, made.uses[1])
    page = client.get(made.url)
    assert page.status_code == 200
    assert made.uses[1] not in page.text
    assert 'viewBox="0 0 640 426"' in page.text
    assert "This image is not shown while a report about it is being looked into." in page.text
    for address in made.files:
        if made.uses[1] in address:
            is_dark(client, address, 404, before[address].headers["ETag"])
        else:
            assert client.get(address).status_code == 200
    assert made.uses[1] not in client.get("/sitemap.xml").text
    stale = client.get(made.url, headers={"If-None-Match": before[made.url].headers["ETag"]})
    assert stale.status_code == 200
    with app.app_context():
        making.lift(hold_id)
    for address, answer in everything(client, made).items():
        assert answer.data == before[address].data, address


def test_a_withheld_lead_image_is_shown_nowhere(app: Flask, client: FlaskClient, made: Made) -> None:
    with app.app_context():
        making.withhold(made, made.uses[0], level=Level.FINAL, status=451)
    for address in ("/", made.url, "/search?q=knee", "/sitemap.xml"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert made.uses[0] not in answer.text, address
    assert (
        client.get(made.files[0]).headers["Link"]
        == '<http://localhost/policies/corrections>; rel="blocked-by"'
    )


def test_an_image_on_hold_stays_dark_when_its_article_is_restored(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    with app.app_context():
        making.withhold(made, made.uses[1], status=410)
        making.remove(made)
        making.restore(made)
    assert client.get(made.url).status_code == 200
    is_dark(client, f"/media/{made.uses[1]}/320.jpg", 410)
    assert client.get(f"/media/{made.uses[0]}/320.jpg").status_code == 200


def test_a_hold_that_is_not_the_last_brings_nothing_back(app: Flask, client: FlaskClient, made: Made) -> None:
    with app.app_context():
        first = making.withhold(made)
        making.withhold(made, status=451)
        making.lift(first)
    assert client.get(made.url).status_code == 451
    with app.app_context(), pytest.raises(NotAllowed):
        making.lift(first)


def test_a_removed_article_comes_back_only_by_being_restored(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        with pytest.raises(NotAllowed):
            making.lift(hold_id)
        with pytest.raises(NotAllowed):
            making.remove(made)
        making.restore(made)
        with pytest.raises(NotAllowed):
            making.restore(made)


def test_a_page_in_the_making_does_not_bring_the_article_back(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader's page is being made while somebody removes the article: the removal waits, then takes it all."""
    reading, go_on = threading.Event(), threading.Event()
    real = render.page

    def slow(article: Article) -> str:
        page = real(article)
        reading.set()
        assert go_on.wait(20)
        return page

    monkeypatch.setattr(render, "page", slow)
    answers: list[int] = []
    reader = threading.Thread(target=lambda: answers.append(app.test_client().get(made.url).status_code))
    reader.start()
    assert reading.wait(20)
    removed = threading.Event()

    def removal() -> None:
        with app.app_context():
            making.remove(made, status=410)
        removed.set()

    remover = threading.Thread(target=removal)
    remover.start()
    assert not removed.wait(0.3), "the removal did not wait for the page in the making"
    go_on.set()
    for thread in (reader, remover):
        thread.join(20)
    assert answers == [200]  # asked before the removal was acknowledged
    with app.app_context():
        assert not trees.here().article(made.slug).exists()
    assert app.test_client().get(made.url).status_code == 410


def test_a_reader_waits_while_an_article_goes_dark(app: Flask, made: Made) -> None:
    """Between the tree and the commit no page is made from the records as they were."""
    with app.app_context():
        by_id = making.member(Role.REVIEWER)
    answers: list[int] = []
    with app.app_context():
        with transaction():
            presence.darken(session.get_one(Article, made.article_id), session.get_one(Use, made.uses[1]))
            hold = Hold(
                article_id=made.article_id,
                use_name=made.uses[1],
                level="interim",
                status=404,
                ground="x",
                asked_by="x",
                reason="x",
                placed_at=now(),
                placed_by_id=by_id,
            )
            session.add(hold)
            pages: list[str] = []

            def read() -> None:
                answer = app.test_client().get(made.url)
                answers.append(answer.status_code)
                pages.append(answer.text)

            reader = threading.Thread(target=read)
            reader.start()
            reader.join(0.3)
            assert answers == []
        reader.join(20)
    assert answers == [200]
    assert made.uses[1] not in pages[0]


def test_a_refusal_after_the_tree_went_dark_is_repaired(app: Flask, client: FlaskClient, made: Made) -> None:
    before = everything(client, made)
    with app.app_context():
        by_id = making.member(Role.REVIEWER)
        with pytest.raises(Refused), transaction():  # noqa: PT012 - the refusal comes after the tree
            publishing.withhold(
                session.get_one(Article, made.article_id),
                by=session.get_one(Member, by_id),
                level=Level.INTERIM,
                status=404,
                ground="copyright",
                asked_by="a reader",
                reason="",
            )
            raise Refused("Something else was wrong.")
    waiting = client.get(made.url)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "10")
    assert waiting.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert publishing.tidy_tree() > 0
        assert publishing.tidy_tree() == 0
    for address, answer in everything(client, made).items():
        assert answer.data == before[address].data, address

"""What a new revision is to readers: it stands on the article, in its history, and in what machines read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Member
from app.accounts.roles import Role
from app.clock import moved
from app.db import session, transaction
from app.errors import Refused
from app.publishing import actions as publishing
from app.publishing.kinds import CHANGES, Change
from app.publishing.models import Article
from tests.factories.pages import Browser, form, words
from tests.publishing import making
from tests.publishing.test_schedule import SOON, plan
from workers import publishing as work

NOTED = [change for change in Change if CHANGES[change].noted]


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def changed(made: making.Made, change: Change, note: str = "The dose was wrong.") -> None:
    """Revised by its author, approved, and published as such a change."""
    making.revise(made.submission_id, f"Other words, {change}.")
    by_id = making.member(Role.EDITOR)
    with transaction():
        publishing.publish(
            made.submission_id,
            by=session.get_one(Member, by_id),
            seen=making.seen(made.submission_id),
            note=note,
            change=change,
        )


def said_on(client: FlaskClient, made: making.Made) -> str:
    """The part of the page that says what changed."""
    found = re.search(r'<section class="amendments".*?</section>', client.get(made.url).text, re.S)
    return found[0] if found else ""


@pytest.mark.parametrize("change", NOTED)
def test_a_change_stands_dated_on_the_article_and_in_its_history(client: FlaskClient, change: Change) -> None:
    made = making.published()
    before = client.get(made.url).text
    assert "amendments" not in before
    with moved(timedelta(days=2)):
        changed(made, change)
    said, page = said_on(client, made), client.get(made.url).text
    assert CHANGES[change].said in said
    assert "The dose was wrong." in said
    at = session.get_one(Article, made.article_id).changed_at.isoformat(timespec="seconds")
    assert f'datetime="{at}"' in said
    assert f'<a href="#changes">{CHANGES[change].said}</a>' in page
    assert f'<meta itemprop="dateModified" content="{at}">' in page
    assert f'<meta property="article:modified_time" content="{at}">' in page
    assert f"<updated>{at}</updated>" in client.get("/feed.xml").text
    assert f"<lastmod>{at}</lastmod>" in client.get("/sitemap.xml").text
    history = client.get(f"{made.url}/history").text
    assert CHANGES[change].said in history
    assert "The dose was wrong." in history


def test_mended_typing_errors_are_listed_and_nobody_is_told_of_a_change(client: FlaskClient) -> None:
    made = making.published()
    feed = client.get("/feed.xml").text
    with moved(timedelta(days=2)):
        changed(made, Change.TYPING, note="")
    page = client.get(made.url).text
    assert "Other words, typing." in page
    assert said_on(client, made) == ""
    assert "Corrected" not in page
    assert client.get("/feed.xml").text == feed
    assert "Typing errors mended" in client.get(f"{made.url}/history").text


def test_every_change_stays_listed_in_the_order_in_which_it_came(client: FlaskClient) -> None:
    made = making.published()
    for number, change in enumerate(Change, start=1):
        with moved(timedelta(days=number)):
            changed(made, change, note=f"Note {number}.")
    said = said_on(client, made)
    assert re.findall(r"Note \d", said) == ["Note 1", "Note 2", "Note 3"]
    history = client.get(f"{made.url}/history").text
    assert all(told.said in history for told in CHANGES.values())


@pytest.mark.parametrize("change", Change)
def test_what_readers_are_told_of_needs_a_sentence(change: Change) -> None:
    made = making.published()
    if change is Change.TYPING:
        changed(made, change, note=" ")
        return
    with pytest.raises(Refused) as refusal:
        changed(made, change, note=" ")
    assert "note" in refusal.value.fields


def test_a_hold_takes_the_notes_with_the_article(client: FlaskClient) -> None:
    made = making.published()
    changed(made, Change.CORRECTION)
    making.withhold(made, status=451)
    assert "The dose was wrong." not in client.get(made.url).text
    assert "The dose was wrong." not in client.get(f"{made.url}/history").text


def test_a_change_with_a_time_is_the_same_when_it_comes(client: FlaskClient) -> None:
    made = making.published()
    making.revise(made.submission_id, "Other words.")
    plan(made.submission_id, note="A study was withdrawn.", change=Change.UPDATE)
    with moved(SOON):
        work.publish_due()
        assert "Updated" in said_on(client, made)
        assert "A study was withdrawn." in said_on(client, made)


def test_the_desk_chooses_what_it_is_and_keeps_the_choice_when_it_is_refused(
    client: FlaskClient, editor: Browser
) -> None:
    made = making.published()
    making.revise(made.submission_id, "Other words.")
    page = editor.get(f"/desk/submissions/{made.submission_id}")
    assert all(told.label in words(page) for told in CHANGES.values())
    address = f"/desk/submissions/{made.submission_id}/publications"
    refused = editor.send(page, address, change="clarification", note="")
    assert refused.status_code == 422
    assert "Say in a sentence what changed" in words(refused)
    assert form(refused, address).fields["change"] == "clarification"
    assert editor.send(refused, address, note="It meant adults alone.").status_code == 303
    assert "Clarified" in said_on(client, made)

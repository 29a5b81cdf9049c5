"""A correction that is declined leaves the article as readers have it, and its author may send another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.errors import NotAllowed
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.worklist.models import Item
from tests.factories.pages import Browser, forms, words
from tests.factories.people import Draft
from tests.notifications.making import letters, told
from tests.publishing.making import approve, publish

ADVERT, BETTER = "Buy the knee brace that I sell.", "A knee heals with patience, and with company."


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def url(draft: Draft) -> str:
    """The address of the article that the draft became."""
    return session.get_one(Article, publish(draft.row.id)).url


def decline(editor: Browser, draft: Draft) -> None:
    desk = f"/desk/submissions/{draft.row.id}"
    page = editor.get(desk)
    claim = next(form.action for form in forms(page) if form.action.endswith("/claims"))
    editor.send(page, claim)
    page = editor.get(desk)
    assert (
        editor.send(page, f"{desk}/decisions", verdict="declined", reasons="advertising").status_code == 303
    )


def corrected(draft: Draft, body: str) -> None:
    assert draft.save(body=body).status_code == 303
    assert draft.sign().status_code == 303


def letter() -> str:
    while told():
        pass
    return next(one.text for one in reversed(letters()) if one.letter == "submission_declined")


def test_readers_keep_what_they_had_and_the_letter_says_so(
    app: Flask, draft: Draft, editor: Browser, url: str
) -> None:
    corrected(draft, ADVERT)
    decline(editor, draft)
    assert draft.row.state == "declined"
    item = session.scalars(select(Item).where(Item.subject_kind == "submission")).one()
    assert (item.owes, item.open) == ("nobody", False)
    shown = Browser(app, app.response_class).get(url)
    assert shown.status_code == 200
    assert "brace" not in words(shown)
    said = letter()
    assert "We will not publish this change" in said
    assert "The article stays as readers have it." in said
    assert "Nothing of it has been published" not in said


def test_the_author_is_told_the_way_on_and_the_next_correction_goes_out(
    app: Flask, draft: Draft, editor: Browser, url: str
) -> None:
    corrected(draft, ADVERT)
    decline(editor, draft)
    status = words(draft.guest.get(f"{draft.where}/status"))
    assert "You may change the article again" in status
    assert "Withdraw this article" not in status
    signing = draft.guest.get(f"{draft.where}/attestation")
    assert "the desk declined what it changes" in words(signing)
    assert not [form for form in forms(signing) if form.action.endswith("/attestation")]
    corrected(draft, BETTER)
    assert draft.row.state == "submitted"
    approve(draft.row.id)
    publish(draft.row.id)
    assert "with company" in words(Browser(app, app.response_class).get(url))


def test_the_same_again_is_no_answer_from_a_page_that_was_opened_before(
    draft: Draft, editor: Browser, url: str
) -> None:
    assert draft.save(body=ADVERT).status_code == 303
    page = draft.guest.get(f"{draft.where}/attestation")
    assert draft.sign().status_code == 303
    decline(editor, draft)
    again = draft.sign_on(page)
    assert again.headers["Location"] == draft.where
    assert "Nothing has changed since the desk declined your change" in words(draft.guest.get(draft.where))
    assert draft.row.state == "declined"


def test_what_never_was_published_stays_closed_once_it_is_declined(draft: Draft, editor: Browser) -> None:
    corrected(draft, ADVERT)
    decline(editor, draft)
    assert draft.guest.get(draft.where).status_code == 303, "there is nothing to write on any more"
    with pytest.raises(NotAllowed, match="closed"), transaction():
        submissions.save(draft.row, {"body": BETTER}, version=draft.row.copy.version, images={})
    assert "Nothing of it has been published" in letter()

"""The difference of a revision to any that was sent before it: words, images side by side, and what is declared."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.db import session, transaction
from app.media.models import Asset, Rendition
from app.pages import difference
from app.pages.difference import NOT_THERE, TAKEN_OUT
from app.pages.sides import GONE, HIDDEN
from app.submissions import actions, content
from tests.pages.signing_in import post
from tests.pages.test_number_of_questions import counted
from tests.publishing import making as published
from tests.review import making

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def page_of(desk, since: object = "") -> str:
    address = f"/desk/submissions/{desk['submission']}"
    return desk["reviewer"].get(f"{address}?since={since}" if since != "" else address).text


def between(submission_id: int, since: int) -> difference.Difference:
    revision = making.newest(submission_id)
    found = difference.since(revision, content.of(revision), str(since))
    assert found is not None
    return found


def changed(submission_id: int, **said: str) -> None:
    """The author says something else about the image, and hands it over again."""
    with transaction():
        submission = actions.hold(submission_id)
        [image] = submission.images
        words: dict[str, str] = {
            name: said.pop(name) for name in ("alt", "caption", "credit") if name in said
        }
        image.declared = {**image.declared, **said}
        if words:
            kept: dict[str, Any] = {
                "alt": image.alt,
                "caption": image.caption,
                "credit": image.credit,
                **words,
            }
            actions.save(submission, {}, version=submission.copy.version, images={image.id: kept})
        making._hand_over(submission)


def drawn(asset: Asset) -> None:
    for ending in ("avif", "webp", "jpg"):
        made = {"width": 320, "height": 213, "format": ending, "size": 9, "sha256": "0" * 64}
        session.add(Rendition(asset_id=asset.id, recipe=asset.recipe, **made))


@pytest.fixture
def thrice(app: Flask, desk):
    with app.app_context():
        making.revised(desk["submission"], body="Recovery varies among people.")
        making.revised(desk["submission"], body="Recovery varies.")
    return desk


def test_it_is_compared_with_the_one_before_or_with_any_earlier_one(thrice):
    assert "Changed since revision 2" in page_of(thrice)
    assert "<del>individuals" not in page_of(thrice)
    first = page_of(thrice, 1)
    assert "Changed since revision 1" in first
    assert "among individuals" in first.partition("Changed since revision 1")[2]
    assert re.findall(r'<option value="(\d)"( selected)?>', first.partition('id="since"')[2])[:2] == [
        ("2", ""),
        ("1", " selected"),
    ]


@pytest.mark.parametrize("since", ["3", "4", "0", "-1", "x", "²", "9" * 40, " 1"])
@ONE_DATABASE
def test_one_that_was_not_sent_before_it_is_not_there_and_the_page_says_which_are(thrice, since):
    answer = thrice["reviewer"].get(
        f"/desk/submissions/{thrice['submission']}", query_string={"since": since}
    )
    assert answer.status_code == 404
    assert "can be compared with what was sent before it: 1, 2." in answer.text


@ONE_DATABASE
def test_the_first_has_none_before_it(desk):
    assert "Changed since" not in page_of(desk)
    answer = desk["reviewer"].get(f"/desk/submissions/{desk['submission']}?since=1")
    assert (answer.status_code, "is the first that was sent" in answer.text) == (404, True)


def test_what_stands_beside_an_image_is_compared_word_by_word(app, desk):
    with app.app_context():
        changed(desk["submission"], alt="A left knee", credit="Photograph: the author")
        found = between(desk["submission"], 1)
    assert [one.part for one in found.changes] == ["alternative text of “knee”"]
    assert ("added", "left ") in found.changes[0].pieces or ("added", " left") in found.changes[0].pieces


def test_the_answers_about_rights_that_changed_are_said_in_words_then_and_now(app, desk):
    with app.app_context():
        changed(desk["submission"], holder="A. Rahman and others", people="none", expires_on="2027-05-01")
        [about] = between(desk["submission"], 1).rights
    said = {question: (then, now) for question, then, now in about.changed}
    assert about.key == "knee"
    assert ("Amina Rahman", "A. Rahman and others") in said.values()
    assert ("nothing", "1 May 2027") in said.values()
    assert len(said) == 2
    page = page_of(desk)
    assert "Declared about “knee”" in page
    assert '<del dir="auto">Amina Rahman</del> <ins dir="auto">A. Rahman and others</ins>' in page


def test_images_that_came_or_went_stand_side_by_side_where_they_still_exist(app, desk):
    with app.app_context():
        with transaction():
            submission = actions.hold(desk["submission"])
            drawn(submission.images[0].asset)
            actions.remove_image(submission, submission.images[0].id)
            image = actions.place(submission, making.ready_asset("hip", {}), filename="hip.jpg")
            image.declared = {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}
            making._hand_over(submission)
        old, new = sorted(between(desk["submission"], 1).pictures, key=lambda one: one.key, reverse=True)
        assert (old.key, old.old.widths, old.new.empty) == ("knee", [320], TAKEN_OUT)
        assert (new.key, new.old.empty, new.new.empty) == ("hip", NOT_THERE, GONE)
    page = page_of(desk)
    assert TAKEN_OUT in page
    assert "/320.jpg" in page.partition('id="difference"')[2]


def test_what_is_hidden_from_readers_is_not_shown_there_before_and_is_again_after(app):
    with app.app_context():
        made = published.published()
        published.revise(made.submission_id, "Something shorter.", without=1)
        [before] = between(made.submission_id, 1).pictures
        assert before.old.widths
        hold = published.withhold(made, made.uses[1])
        [one] = between(made.submission_id, 1).pictures
        assert (one.key, one.old.base, one.old.empty, one.new.empty) == (before.key, "", HIDDEN, TAKEN_OUT)
        published.lift(hold)
        [again] = between(made.submission_id, 1).pictures
        assert again == before


def test_what_was_refused_keeps_its_words_whatever_it_is_compared_with(thrice):
    address = f"/desk/submissions/{thrice['submission']}"
    answer = post(thrice["reviewer"], f"{address}/comments", body="x" * 6000)
    assert answer.status_code == 422
    assert "Changed since revision 2" in answer.text


def test_the_work_does_not_grow_with_the_number_of_revisions(app, desk):
    def asked() -> int:
        address = f"/desk/submissions/{desk['submission']}?since=1"
        with counted(app) as statements:
            assert desk["reviewer"].get(address).status_code == 200
        return len(statements)

    with app.app_context():
        making.revised(desk["submission"], body="Two.")
        making.revised(desk["submission"], body="Three.")
    few = asked()
    with app.app_context():
        for number in range(6):
            making.revised(desk["submission"], body=f"More {number}.")
    assert asked() == few

"""Addresses and numbers that no link of ours has."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import session, transaction
from app.submissions import actions
from app.submissions.forms import MOST_QUESTIONS
from tests.factories.pages import Browser
from tests.factories.people import guest_with_draft
from tests.takedowns.making import printed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_picture_with_an_endless_width_is_simply_not_there(app: Flask) -> None:
    with app.app_context():
        article = printed(app)
    browser = Browser(app)
    use = article.uses[0]
    assert browser.get(article.picture()).status_code == 200
    for digits in (9, 300, 2000):
        answer = browser.get(f"/media/{use}/{'1' * digits}.jpg")
        assert answer.status_code == 404
        assert "Content-Security-Policy" in answer.headers


def test_a_draft_with_as_many_questions_as_may_be_opens_again(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        asked = [(f"Question {number}?", "Yes.") for number in range(MOST_QUESTIONS)]
        with transaction():
            row = draft.row
            actions.save(row, {"faq": asked}, version=row.copy.version, images={})
        session.rollback()
        answer = draft.guest.get(draft.where)
        assert answer.status_code == 200
        assert answer.text.count(f"Question {MOST_QUESTIONS - 1}?") >= 1

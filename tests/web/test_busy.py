"""While something goes dark nobody is told that they did something wrong: the page says to come back in a moment."""

from __future__ import annotations

import pytest
from flask import Flask

from app.errors import Busy
from app.publishing import tree as trees
from app.web import errors
from tests.factories.pages import browser, words
from tests.publishing import making


def test_a_reader_who_meets_busy_pages_is_told_when_to_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "LOCK_SECONDS", 0.05)
    with app.app_context():
        made = making.published()
        tree = trees.here()
        tree.drop_page(made.slug)
        lock = tree.exclusive()
        try:
            answer = browser(app).get(made.url)
        finally:
            lock.release()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The public pages are busy. Try again in a moment." in words(answer)
    assert browser(app).get(made.url).status_code == 200


def test_being_busy_is_nobody_s_mistake() -> None:
    assert errors.status_of(Busy("Not now.")) == 503

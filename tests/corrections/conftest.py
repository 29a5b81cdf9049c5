"""What an editor's change begins with: an article with two images, signed, and an editor at the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.roles import Role
from tests.factories.pages import Browser
from tests.factories.people import Draft, at_the_desk, signed_submission


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def editor(app: Flask) -> Browser:
    return at_the_desk(app, "ed@desk.example", role=Role.EDITOR)


@pytest.fixture
def draft(app: Flask) -> Draft:
    return signed_submission(app, images=2)

"""Tests of publishing ask the site at the host that the test client names; some begin with an approved article."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from config import Settings
from tests.conftest import MakeSettings
from tests.factories.pages import Browser
from tests.factories.people import Draft, at_the_desk, signed_submission
from tests.publishing.making import approve


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Settings:
    return make_settings(database_url=database, base_url="http://localhost")


@pytest.fixture
def editor(app: Flask) -> Browser:
    return at_the_desk(app, "ed@desk.example", role=Role.EDITOR)


@pytest.fixture
def draft(app: Flask) -> Draft:
    """Signed, its rights accepted, approved by two: it could be published."""
    made = signed_submission(app, images=2)
    approve(made.row.id)
    return made

"""Tests of publishing ask the site at the host that the test client names."""

from __future__ import annotations

import pytest

from config import Settings
from tests.conftest import MakeSettings


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Settings:
    return make_settings(database_url=database, base_url="http://localhost")

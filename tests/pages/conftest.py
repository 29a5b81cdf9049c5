"""What the tests of the desk's pages share."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from tests.pages.signing_in import sign_in
from tests.review import making


@pytest.fixture
def desk(app: Flask):
    """A submission in the queue, a reviewer's browser, and an editor's."""
    with app.app_context():
        reviewer, editor = making.member(), making.member("E. Lindqvist", role=Role.EDITOR)
        submission = making.submitted()
        item = making.item_of(submission).id
    return {
        "submission": submission,
        "item": item,
        "reviewer": sign_in(app, reviewer),
        "editor": sign_in(app, editor),
        "ids": (reviewer, editor),
    }

"""What is tampered with: a draft that was signed, in a log that is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.factories.people import Draft, signed_submission
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def draft(app: Flask) -> Iterator[Draft]:
    """A signed submission with an image; everything that happened is sealed and has a checkpoint."""
    with app.app_context():
        draft = signed_submission(app, images=1)
        worker.seal()
        worker.checkpoint()
        worker.seal()
        yield draft

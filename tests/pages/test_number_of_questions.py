"""A page asks the database as often for an article with many images as for one with few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.db import db
from tests.factories.people import at_the_desk, signed_submission


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Every statement sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_status_page_of_twelve_images_takes_as_many_statements_as_one_of_three(app: Flask) -> None:
    with app.app_context():
        drafts = [
            signed_submission(app, f"{images}@example.org", images=images, title="One") for images in (3, 12)
        ]
    taken = []
    for draft in drafts:
        draft.guest.get(f"{draft.where}/status")
        with counted(app) as sent:
            answer = draft.guest.get(f"{draft.where}/status")
        assert answer.status_code == 200
        taken.append(sent)
    assert len(taken[0]) == len(taken[1]), sorted(set(taken[1]) - set(taken[0]))


def test_a_submission_of_twelve_images_takes_as_many_statements_as_one_of_three(app: Flask) -> None:
    with app.app_context():
        few = signed_submission(app, "few@example.org", images=3).row.id
        draft = signed_submission(app, "many@example.org", images=12)
        assert len(draft.row.images) == 12
        many = draft.row.id
        desk = at_the_desk(app)
    taken = []
    for id_ in (few, few, many):
        with counted(app) as sent:
            answer = desk.get(f"/desk/submissions/{id_}")
        assert answer.status_code == 200
        taken.append(sent)
    assert len(taken[1]) == len(taken[2]), sorted(set(taken[2]) - set(taken[1]))

"""A page asks the database as often for an article with many images as for one with few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from app.accounts.models import Member
from app.audit.kinds import Ref
from app.db import db, session, transaction
from app.worklist import actions as worklist
from app.worklist.models import Owes
from app.worklist.views import STANDING, one_of
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


def test_a_queue_takes_seven_statements_whatever_stands_in_it_and_however_many_views_are_kept(
    app: Flask,
) -> None:
    with app.app_context():
        desk = at_the_desk(app)
        by = session.scalars(select(Member)).one().id
    taken = []
    for items in (1, 70):
        with app.app_context(), transaction():
            for number in range(items):
                row = worklist.Row(kind="case", url="/desk", title=f"{number}", state="triage", owes=Owes.US)
                worklist.put(Ref("case", number), row)
            for number in range(2, items, 7):
                view = STANDING["open"].narrowed(one_of(severity="2"), f"word{number}")
                worklist.keep(view, title=f"View {number}", by=session.get_one(Member, by))
        desk.get("/desk")
        for address in ("/desk", "/desk?view=closed", "/desk?view=late&kind=case&q=x"):
            with counted(app) as sent:
                answer = desk.get(address)
            assert answer.status_code == 200
            taken.append(len([one for one in sent if not one.startswith("BEGIN")]))
    assert taken == [6] * 6, taken

"""The clock of permissions beside people at work: one article that somebody is busy with stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from flask import Flask

from app.clock import moved
from app.db import session, transaction
from app.submissions import actions as submissions
from tests.submissions.test_permissions import pending, told
from workers.permissions import tell_overdue


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_an_article_that_somebody_is_busy_with_does_not_stop_the_clock_of_others(app: Flask) -> None:
    """On SQLite whoever writes is alone, so that there the clock waits for its turn and then tells all."""
    busy, free = pending(app), pending(app)
    busy_id, free_id = busy.row.id, free.row.id
    assert busy_id != free_id
    session.rollback()
    held, enough = Signal(), Signal()

    def work() -> None:
        with app.app_context(), transaction():
            submissions.hold(busy_id)
            held.set()
            enough.wait(30)

    other = Thread(target=work)
    other.start()
    assert held.wait(10)
    with moved(timedelta(days=31)):
        if session.get_bind().dialect.name == "postgresql":
            tell_overdue()
            assert [event.subject_id for event in told()] == [free_id]
        enough.set()
        other.join()
        tell_overdue()
        tell_overdue()
    assert sorted(event.subject_id for event in told()) == sorted([busy_id, free_id])

"""Opening the signing page makes the revision it shows, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from app.attestations import actions as attestations
from app.db import session, transaction
from app.submissions.models import Submission
from tests.factories.people import ready_to_sign


def test_the_page_opened_twice_at_once_makes_one_revision(app: Flask) -> None:
    with app.app_context():
        draft = ready_to_sign(app)
        submission_id = draft.row.id
        session.rollback()
    barrier = Barrier(4)

    def opened() -> int:
        with app.app_context():
            barrier.wait()
            with transaction():
                return attestations.prepare(session.get_one(Submission, submission_id)).number

    with ThreadPoolExecutor(4) as pool:
        numbers = [done.result() for done in [pool.submit(opened) for _ in range(4)]]
    assert numbers == [1, 1, 1, 1]

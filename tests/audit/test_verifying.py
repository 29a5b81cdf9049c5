"""An order to verify: done in slices, by one worker at a time, and done even if a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit import verifying
from app.audit.findings import Batch, Fault, Part
from app.audit.kinds import Kind, member
from app.audit.models import Event, Verification
from app.clock import moved
from app.db import session, transaction
from app.pages import verification
from tests.factories.people import signed_submission
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        signed_submission(app)
        worker.seal()
        with transaction():
            assert verifying.ask(by=member(3))
        yield


def order() -> Verification:
    session.rollback()
    return session.scalars(select(Verification)).one()


def test_an_order_done_slice_by_slice_finds_what_one_look_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    report = verification.look_through(verification.PARTS)
    monkeypatch.setattr(worker, "SLICE_SECONDS", 0.0)
    slices = 0
    while order().finished_at is None:
        worker.verify()
        slices += 1
        assert slices < 2 * len(verification.PARTS)
    assert slices > 5
    assert order().looked == report.total
    assert order().faults == report.wrong == 0


def test_only_one_order_is_open_at_a_time() -> None:
    with transaction():
        assert not verifying.ask(by=member(4))
    worker.verify()
    with transaction():
        assert verifying.ask(by=member(4))


def test_a_second_worker_leaves_the_order_to_the_first_until_its_lease_ends() -> None:
    with transaction():
        assert verifying.take("one") is not None
    with transaction():
        assert verifying.take("two") is None
    with moved(verifying.LEASE + timedelta(seconds=1)), transaction():
        assert verifying.take("two") is not None
    with transaction():
        assert not verifying.note(order().id, "one", "chain", Batch(1, 1))
    assert order().looked == 0


def test_an_order_that_stops_every_worker_is_given_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(after: int) -> Iterator[Batch]:
        if after == 0:
            raise RuntimeError("out of order")
        yield Batch(1, 1)

    monkeypatch.setattr(verification, "PARTS", (Part("chain", "events", breaks),))
    monkeypatch.setattr(verification.rest, "__defaults__", (verification.PARTS,))
    for _try in range(verifying.TRIES):
        with pytest.raises(RuntimeError, match="out of order"):
            worker.verify()
        with transaction():
            session.get_one(Verification, order().id).lease_until = None
    worker.verify()
    assert order().finished_at is not None
    assert order().faults == 1
    assert "The worker stopped each time" in order().found[0]["says"]


def test_many_faults_are_counted_and_the_first_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Fault(f"event {number}", f"Event {number} is missing.") for number in range(verifying.KEPT + 20)]
    part = Part("chain", "events", lambda _after: iter([Batch(1, 5, many)]))
    monkeypatch.setattr(verification.rest, "__defaults__", ((part,),))
    worker.verify()
    assert (order().faults, len(order().found)) == (verifying.KEPT + 20, verifying.KEPT)
    event = session.scalars(select(Event).where(Event.kind == Kind.LOG_VERIFIED.value)).one()
    assert event.facts == {"looked": 5, "faults": verifying.KEPT + 20}
    assert event.actor == member(3)

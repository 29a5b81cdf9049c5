"""Intake as a job: leased, done, settled once; a worker that dies loses the lease and not the job."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import moved
from app.db import session, transaction
from app.media import actions, intake, sandbox
from app.media.models import Asset, Rendition
from app.media.receive import receive
from app.media.shelf import inbox, storage
from app.media.storage import RECIPE, Unreachable, original_key, rendition_key
from tests.factories.pictures import jpeg


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def upload(content: bytes) -> str:
    """The SHA-256 of a picture that is in the store and waits for a worker."""
    received = receive(io.BytesIO(content), folder=inbox())
    actions.keep(received)
    with transaction():
        actions.take_over(received)
    received.path.unlink(missing_ok=True)
    return received.sha256


def asset(sha256: str) -> Asset:
    session.rollback()
    return session.scalars(select(Asset).where(Asset.sha256 == sha256)).one()


def events(kind: Kind) -> int:
    session.rollback()
    return session.scalar(select(func.count(Event.id)).where(Event.kind == kind.value)) or 0


def drawn(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> None:
    """Stand in for the child where a test is about what happens around it."""

    def take_in(*_given: object, **_more: object) -> Any:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome() if callable(outcome) else outcome

    monkeypatch.setattr(sandbox, "take_in", take_in)


def test_a_photograph_goes_through_the_sandbox_and_comes_out_in_three_formats() -> None:
    sha256 = upload(jpeg("whole way"))
    assert intake.take_in_next("worker")
    made = asset(sha256)
    assert (made.state, made.mime, made.width, made.height) == ("ready", "image/jpeg", 640, 480)
    assert {one.format for one in made.renditions} == {"avif", "webp", "jpg"}
    assert all(
        storage().exists(rendition_key(sha256, RECIPE, one.width, one.format)) for one in made.renditions
    )
    assert (made.lease_until, made.lease_owner) == (None, "")
    assert events(Kind.IMAGE_READY) == 1
    assert not intake.take_in_next("worker")
    assert [path.name for path in inbox().iterdir()] == []


def test_a_file_that_only_looks_like_a_picture_is_refused_in_words() -> None:
    sha256 = upload(jpeg()[:3000])
    intake.take_in_next("worker")
    assert asset(sha256).state == "refused"
    assert "damaged" in asset(sha256).refusal
    assert events(Kind.IMAGE_REFUSED) == 1


def test_the_same_bytes_are_one_asset_and_a_refused_one_is_looked_at_again() -> None:
    content = jpeg()[:3000]
    sha256 = upload(content)
    intake.take_in_next("worker")
    upload(content)
    assert session.scalar(select(func.count(Asset.id))) == 1
    again = asset(sha256)
    assert (again.state, again.attempts, again.refusal, again.settled_at) == ("received", 0, "", None)


def test_two_takers_get_one_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(jpeg())
    both = threading.Barrier(2, timeout=20)
    leased: list[bool] = []
    drawn(monkeypatch, sandbox.Refused("broken", "It is broken."))

    def take(owner: str) -> None:
        with app.app_context():
            both.wait()
            leased.append(intake.take_in_next(owner))

    takers = [threading.Thread(target=take, args=(f"taker-{number}",)) for number in range(2)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(leased) == [False, True]
    assert events(Kind.IMAGE_REFUSED) == 1


def test_a_worker_that_died_loses_the_lease_and_not_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = upload(jpeg())
    drawn(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        intake.take_in_next("killed")
    monkeypatch.undo()
    assert not intake.take_in_next("too early")
    with moved(actions.LEASE + timedelta(seconds=1)):
        assert intake.take_in_next("second")
    assert (asset(sha256).state, asset(sha256).attempts) == ("ready", 2)


def test_a_worker_that_comes_too_late_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = upload(jpeg())

    def overtaken() -> sandbox.Refused:
        with moved(actions.LEASE + timedelta(seconds=1)), transaction():
            assert actions.lease("faster") is not None
        return sandbox.Refused("broken", "It is broken.")

    drawn(monkeypatch, overtaken)
    intake.take_in_next("slow")
    assert (asset(sha256).state, asset(sha256).lease_owner) == ("received", "faster")
    assert events(Kind.IMAGE_REFUSED) == 0


def test_a_picture_that_takes_every_worker_down_is_parked_after_five_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poison, other = upload(jpeg("poison")), upload(jpeg("other"))
    drawn(monkeypatch, KeyboardInterrupt())
    with transaction():
        asset_row = session.scalars(select(Asset).where(Asset.sha256 == other)).one()
        asset_row.lease_until = asset_row.made_at + timedelta(days=1)
    for number in range(actions.MOST_ATTEMPTS):
        with moved((actions.LEASE + timedelta(seconds=1)) * number), pytest.raises(KeyboardInterrupt):
            intake.take_in_next(f"worker {number}")
    monkeypatch.undo()
    with moved(timedelta(days=2)):
        assert intake.take_in_next("the next")
    assert (asset(poison).state, asset(poison).attempts) == ("refused", 5)
    assert "several times" in asset(poison).refusal
    assert asset(other).state == "ready"


def test_a_disk_that_fails_leaves_the_picture_due(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = upload(jpeg())
    drawn(monkeypatch, OSError("no space left on device"))
    with pytest.raises(OSError, match="no space"):
        intake.take_in_next("worker")
    assert asset(sha256).state == "received"
    monkeypatch.undo()
    with moved(actions.LEASE + timedelta(seconds=1)):
        assert intake.take_in_next("worker")
    assert asset(sha256).state == "ready"


def test_a_store_that_is_away_for_long_costs_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = upload(jpeg())

    def away(_key: str) -> bytes:
        raise Unreachable("no answer")

    monkeypatch.setattr(storage(), "read", away)
    for number in range(actions.MOST_ATTEMPTS + 2):
        with moved((actions.LEASE + timedelta(seconds=1)) * number), pytest.raises(Unreachable):
            intake.take_in_next("worker")
    monkeypatch.undo()
    assert (asset(sha256).state, asset(sha256).attempts) == ("received", 0)


class TestInAnotherStore:
    @pytest.fixture
    def settings(self, make_settings: Any, database: str, s3_server: Any) -> Any:
        return make_settings(
            database_url=database, **{name.lower(): value for name, value in s3_server.settings().items()}
        )

    def test_a_photograph_goes_the_same_way(self) -> None:
        sha256 = upload(jpeg("in the store"))
        assert intake.take_in_next("worker")
        assert asset(sha256).state == "ready"
        assert storage().exists(original_key(sha256))
        [first, *_] = session.scalars(select(Rendition))
        assert storage().size(rendition_key(sha256, RECIPE, first.width, first.format)) == first.size

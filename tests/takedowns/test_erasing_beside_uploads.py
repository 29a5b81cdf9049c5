"""The same bytes come again, from anybody, while an erasure deletes them: who was told that they came keeps them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.media import actions as media
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.submissions.models import DraftImage
from tests.factories.pictures import jpeg
from tests.takedowns import test_erasing
from tests.takedowns.browsing import Browser
from tests.takedowns.ending import author
from tests.takedowns.making import Printed, printed, state_of
from tests.takedowns.test_erasing import erased, run, taken_down
from tests.takedowns.test_erasing_what_was_taken_out import (
    PDF,
    an_image_taken_out,
    in_store,
    newest_image,
    sent,
    sha256_of,
)

article = test_erasing.article

WOUND = jpeg("a wound")
WAITS = 0.7
"""Seconds in which the other has long gone on, if nothing keeps it waiting."""


class Other:
    """Somebody else at a browser, and what they send in a thread of their own."""

    def __init__(self, app: Flask) -> None:
        self.app, self.failed = app, list[AssertionError]()
        article = printed(app, email="bo@example.org", title="Another knee")
        self.guest, self.where = author(app, article)
        self.guest.get(self.where)
        with app.app_context():
            self.image = session.scalars(select(DraftImage.id).order_by(DraftImage.id.desc())).first()
        self.thread = Thread(target=self._run)
        self.does: Callable[[], object] = self.image_sent

    def image_sent(self) -> None:
        sent(self.guest, self.where, "/images", WOUND, "wound.jpg")

    def evidence_sent(self) -> None:
        sent(self.guest, self.where, f"/images/{self.image}/evidence", PDF, "licence.pdf")

    def _run(self) -> None:
        try:
            self.does()
        except AssertionError as why:
            self.failed.append(why)

    def is_through(self, *, within: float) -> bool:
        self.thread.join(within)
        return not self.thread.is_alive()


def runs_out(other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other comes to an end, without a fault, and from here on nobody is held up."""
    assert other.is_through(within=20)
    assert not other.failed
    monkeypatch.undo()


def while_deleting(app: Flask, monkeypatch: pytest.MonkeyPatch, other: Other, key: str) -> None:
    """The other begins when the first key of the file is about to be deleted."""
    with app.app_context():
        store = storage()
        delete = store.delete

        def slow(wanted: str) -> None:
            if wanted == key and not other.thread.ident:
                other.thread.start()
                other.is_through(within=WAITS)
            delete(wanted)

        monkeypatch.setattr(store, "delete", slow)
    run(app)
    runs_out(other, monkeypatch)


def held_up(monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[Event, Event]:
    """``media.<name>`` does its work, says so by the first, and comes back when the second is set."""
    is_done, goes_on = Event(), Event()
    does = getattr(media, name)

    def slow(received: Any) -> object:
        found = does(received)
        is_done.set()
        assert goes_on.wait(20)
        return found

    monkeypatch.setattr(media, name, slow)
    return is_done, goes_on


def test_an_image_that_comes_while_it_is_deleted_is_kept(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = an_image_taken_out(app, article, WOUND)
    other = Other(app)
    case_id = taken_down(app, article)
    erased(app, case_id)
    while_deleting(app, monkeypatch, other, key)
    assert in_store(app, key) == [True]
    run(app)
    assert in_store(app, key) == [True]
    assert state_of(app, case_id) == "erased"
    with app.app_context():
        assert session.scalars(select(Asset.state).where(Asset.sha256 == sha256_of(WOUND))).one() != "refused"


def test_evidence_that_comes_while_it_is_deleted_is_kept(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, where = author(app, article)
    guest.get(where)
    with app.app_context():
        image = session.scalars(select(DraftImage.id).order_by(DraftImage.id)).first()
    sent(guest, where, f"/images/{image}/evidence", PDF, "licence.pdf")
    other = Other(app)
    other.does = other.evidence_sent
    case_id = taken_down(app, article)
    erased(app, case_id)
    key = evidence_key(sha256_of(PDF))
    while_deleting(app, monkeypatch, other, key)
    run(app)
    assert in_store(app, key) == [True]
    assert state_of(app, case_id) == "erased"


def test_an_erasure_waits_for_bytes_whose_row_is_not_committed_yet(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = an_image_taken_out(app, article, WOUND)
    other = Other(app)
    case_id = taken_down(app, article)
    erased(app, case_id)
    is_put, goes_on = held_up(monkeypatch, "keep")
    other.thread.start()
    assert is_put.wait(20)
    worker = Thread(target=run, args=[app])
    worker.start()
    worker.join(WAITS)
    assert worker.is_alive(), "it waits for its turn"
    assert in_store(app, key) == [True]
    goes_on.set()
    worker.join(20)
    runs_out(other, monkeypatch)
    run(app)
    assert in_store(app, key) == [True]
    assert state_of(app, case_id) == "erased"


def test_an_image_that_comes_while_two_people_confirm_stays_its_senders(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = an_image_taken_out(app, article, WOUND)
    other = Other(app)
    case_id = taken_down(app, article)
    is_known, goes_on = held_up(monkeypatch, "admit")
    other.thread.start()
    assert is_known.wait(20)
    confirming = Thread(target=erased, args=[app, case_id])
    confirming.start()
    confirming.join(WAITS)
    goes_on.set()
    confirming.join(20)
    runs_out(other, monkeypatch)
    run(app)
    assert state_of(app, case_id) == "erased"
    assert in_store(app, key) == [True]
    with app.app_context():
        image = session.get_one(DraftImage, newest_image(app))
        assert (image.asset.sha256, image.asset.state) == (sha256_of(WOUND), "ready")
    assert Browser(app).get(article.url).status_code == 410

"""A real worker reads documents: soon after the bell, and none is lost when it is killed in the middle."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.clock import now
from app.db import session, transaction
from app.documents import queries as documents
from app.documents.models import Import
from deploy import processes
from tests import servers
from tests.factories.documents import docx, paragraph, table
from tests.factories.people import Draft, guest_with_draft
from tests.workers.conftest import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from config import Settings
    from tests.conftest import MakeSettings
    from tests.workers.conftest import Start

pytestmark = [pytest.mark.timeout(180), pytest.mark.redis]


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Iterator[Settings]:
    with servers.redis_server() as broker:
        yield make_settings(database_url=database, redis_url=broker, sweep_seconds=1.0, broker_timeout=0.5)


def long() -> bytes:
    """A document that takes a few seconds to read."""
    return docx(paragraph("Walking"), table([f"{number}"] for number in range(8000)))


def bring(draft: Draft, body: bytes) -> None:
    sent = [("document", (io.BytesIO(body), "article.docx"))]
    assert draft.guest.send(draft.where, f"{draft.where}/imports", files=sent).status_code == 303


def current(draft: Draft) -> Import:
    session.rollback()
    row = documents.newest(draft.row.id)
    assert row is not None
    return row


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_killed_while_reading_loses_nothing(app: Flask, settings: Settings, start: Start) -> None:
    worker = start(settings, "worker")
    start(settings, "beat")
    with app.app_context():
        draft = guest_with_draft(app)
        bring(draft, long())
        until(lambda: current(draft).lease_owner, within=60)
        processes.end_group(worker.pid)
        assert current(draft).state == "received"
        with transaction():
            session.get_one(Import, current(draft).id).lease_until = now() - timedelta(seconds=1)
        start(settings, "worker")
        until(lambda: current(draft).state == "ready", within=90)
        assert current(draft).found["tables"] == 1
        assert current(draft).attempts == 2

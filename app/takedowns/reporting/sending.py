"""Taking a report in: the page as its reader saw it first, durable, then the row that speaks of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from sqlalchemy import select

from app.db import session, transaction
from app.errors import Busy, NotFound
from app.media import turns
from app.publishing.models import Article
from app.site import queries as site
from app.takedowns import actions
from app.takedowns.actions import Report
from app.takedowns.models import Notice
from app.takedowns.reporting import snapshots


def send(article_id: int, report: Report, *, key: str) -> str:
    """Keep a report with the page it is about; its reference. No transaction is open while the store is written to."""
    with kept(article_id, report) as whole, transaction():
        return actions.receive(article_id, whole, key=key).notice_ref


def send_unnamed(article_id: int, report: Report, *, network: str, key: str) -> str:
    """The same for one without an address, which counts at once. ``network`` is where it came from: only a keyed hash
    of it is kept, and that until the day is over."""
    told = f"{site.today().isoformat()}|{network}|{article_id}"
    mark = hmac.new(key.encode(), f"imprimatur-unnamed:{told}".encode(), hashlib.sha256).hexdigest()
    with kept(article_id, report) as whole, transaction():
        return actions.receive_unnamed(article_id, whole, mark=mark, key=key).notice_ref


@contextmanager
def kept(article_id: int, report: Report) -> Iterator[Report]:
    """The report with its snapshot, which is in the store until the row is committed. Refused after all, and nobody
    else's, it goes again."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    found = snapshots.take(article, report.revision)
    session.rollback()  # gives the connection back; who is signed in stays known
    if found is None:
        yield report
        return
    try:
        with turns.bringing(found.sha256):
            snapshots.keep(found)
            yield replace(report, revision=found.number, snapshot=found.sha256)
    except BaseException:
        _let_go(found.sha256)
        raise


def _let_go(sha256: str) -> None:
    """In the quiet in which nobody brings the same page: whoever has it by then keeps it."""
    with suppress(Busy), turns.erasing(sha256):
        session.rollback()
        if session.scalar(select(Notice.id).where(Notice.snapshot == sha256).limit(1)) is None:
            snapshots.forget(sha256)
        session.rollback()

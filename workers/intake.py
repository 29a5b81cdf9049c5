"""Emptying the webmaster's mailbox: each mail is stored, read in its child process, kept in a transaction of its own,
and only then moved out of the way."""

from __future__ import annotations

from email.utils import parseaddr
from time import monotonic

import structlog
from flask import current_app
from sqlalchemy.exc import InterfaceError, OperationalError

from app.db import release, transaction
from app.intake import actions, box, reading
from app.intake.actions import Stored
from app.intake.box import Away, Box, Waiting
from app.intake.kinds import Read
from app.media.receive import Received, Receiving
from app.media.shelf import inbox, storage
from app.media.storage import Unreachable, mail_key
from app.takedowns.mailing import actions as mailing
from app.takedowns.mailing import queries
from workers.batches import until_done

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Mails of one run; the next goes on."""
SECONDS = 120.0
"""One run begins no further mail after this long."""
OURS = (OperationalError, InterfaceError, Unreachable, OSError)
"""Our own side cannot do it now: the mail stays where it is, and the next run tries again."""


def fetch() -> None:
    """Take in what waits in the mailbox, the oldest first. Where it cannot be reached the next run tries again."""
    settings = current_app.config["SETTINGS"]
    if settings.intake == "none":
        return
    until = monotonic() + SECONDS
    try:
        with box.opened(settings) as opened:
            for waiting in opened.waiting(AT_ONCE):
                if monotonic() > until:
                    return
                _take(opened, waiting, most=settings.max_upload_bytes)
    except Away as why:
        log.warning("intake.away", why=str(why))


def expire() -> None:
    """Let go of mails whose time is over."""
    until_done(mailing.expire)


def _take(opened: Box, waiting: Waiting, *, most: int) -> None:
    received = _received(opened, waiting, most=most)
    try:
        if not _is_known(received.sha256):
            storage().put(mail_key(received.sha256), received.path, expect_sha256=received.sha256)
            read = reading.read(received.path, folder=inbox())
            whole = waiting.size <= most
            _keep(
                read,
                Stored(
                    sha256=received.sha256, size=received.size, received_at=waiting.received_at, whole=whole
                ),
            )
    finally:
        received.path.unlink(missing_ok=True)
    opened.put_away(waiting.uid)


def _received(opened: Box, waiting: Waiting, *, most: int) -> Received:
    into = Receiving(inbox(), most)
    try:
        opened.read(waiting.uid, into, most=most)
        return into.take()
    except BaseException:
        into.close()
        raise


def _keep(read: Read, stored: Stored) -> None:
    """One that cannot be kept as what it is, for a fault of ours that comes every time, is kept as it came, where a
    person finds it: it stops no other."""
    try:
        _taken(read, stored)
    except OURS:
        raise
    except Exception:
        log.exception("intake.not_understood", sha256=stored.sha256)
        _taken(reading.UNREADABLE, stored)
    release()


def _taken(read: Read, stored: Stored) -> None:
    own = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    with transaction():
        actions.take(read, stored, own=own, key=current_app.config["LINK_KEY"])


def _is_known(sha256: str) -> bool:
    found = queries.is_known(sha256)
    release()
    return found

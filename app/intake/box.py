"""The mailbox, over IMAP (RFC 9051): what waits there is fetched one by one, and moved out of the way once it is kept.

The mailbox is never the only place of a mail, nor does it lose one: it is moved after the commit, so that a crash in
between costs a second look at a mail whose bytes are known.
"""

from __future__ import annotations

import imaplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from app.clock import now
from app.media.receive import Receiving
from config import Settings

PIECE = 256 * 1024
"""Bytes fetched at once, so that a large mail costs no memory."""


class Away(Exception):
    """The mailbox cannot be reached or does not let us in; one sentence says why. The next run tries again."""


@dataclass(frozen=True)
class Waiting:
    """A mail in the mailbox: its number there, its size in bytes, and when the mailbox received it."""

    uid: str
    size: int
    received_at: datetime


class Box:
    """One open mailbox. Its folder is looked at without marking anything as read."""

    def __init__(self, box: BaseMailBox, *, taken: str) -> None:
        self._box, self._taken = box, taken

    def waiting(self, most: int) -> list[Waiting]:
        """The oldest mails, up to ``most``."""
        uids = self._box.uids()[:most]
        return [found for uid in uids if (found := self._about(uid))]

    def read(self, uid: str, into: Receiving, *, most: int) -> None:
        """Write the first ``most`` bytes of a mail, as they came, a piece at a time."""
        while into.size < most:
            piece = self._piece(uid, into.size, min(PIECE, most - into.size))
            into.write(piece)
            if len(piece) < PIECE:
                return

    def put_away(self, uid: str) -> None:
        """Move a mail to the folder of those that were taken in."""
        self._box.move(uid, self._taken)

    def ready(self) -> None:
        """Make the folder of those that were taken in, where it is not there yet."""
        if not self._box.folder.exists(self._taken):
            self._box.folder.create(self._taken)

    def _piece(self, uid: str, begin: int, size: int) -> bytes:
        _, answer = self._box.client.uid("FETCH", uid, f"(BODY.PEEK[]<{begin}.{size}>)")
        piece = next((part[1] for part in answer or [] if isinstance(part, tuple)), None)
        if isinstance(piece, bytes):
            return piece
        if begin:
            return b""  # its size is a whole number of pieces
        raise Away(f"The mail server did not give out mail {uid}.")

    def _about(self, uid: str) -> Waiting | None:
        _, answer = self._box.client.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")
        said = next((part for part in answer or [] if isinstance(part, bytes)), None)
        if said is None:
            return None  # somebody else has moved it meanwhile
        return Waiting(uid, _size(said), _received(said))


@contextmanager
def opened(settings: Settings) -> Iterator[Box]:
    """The mailbox of this installation. Raises Away where it cannot be reached, in the middle too."""
    try:
        with _connected(settings) as box:
            made = Box(box, taken=settings.imap_taken)
            made.ready()
            yield made
    except (OSError, ImapToolsError, imaplib.IMAP4.error, ssl.SSLError) as fault:
        raise Away(f"The mailbox cannot be read: {fault}") from fault


def _connected(settings: Settings) -> BaseMailBox:
    context = ssl.create_default_context()
    host, port, wait = settings.imap_host, settings.imap_port, settings.imap_timeout
    box: Any
    if settings.imap_tls == "tls":
        box = MailBox(host, port, timeout=wait, ssl_context=context)
    elif settings.imap_tls == "starttls":
        box = MailBoxStartTls(host, port, timeout=wait, ssl_context=context)
    else:
        box = MailBoxUnencrypted(host, port, timeout=wait)
    try:
        return _entered(box, settings)
    except BaseException:
        box.client.shutdown()
        raise


def _entered(box: BaseMailBox, settings: Settings) -> BaseMailBox:
    password = settings.imap_password.get_secret_value()
    made: BaseMailBox = box.login(settings.imap_user, password, initial_folder=settings.imap_folder)
    # What it can do it says only to whom it knows (RFC 9051, 6.1.1), MOVE (RFC 6851) among it: without that, moving
    # would also clear away what a person has marked as deleted.
    _, said = made.client.capability()
    made.client.capabilities = tuple(said[0].decode("ascii", "replace").upper().split())
    return made


def _size(said: bytes) -> int:
    words = said.decode("ascii", "replace").replace("(", " ").replace(")", " ").split()
    after = words[words.index("RFC822.SIZE") + 1] if "RFC822.SIZE" in words[:-1] else ""
    return int(after) if after.isdecimal() else 0


def _received(said: bytes) -> datetime:
    """When the server took it in (RFC 9051, 2.3.3); now where it does not say."""
    found = imaplib.Internaldate2tuple(said)
    return datetime.fromtimestamp(time.mktime(found), tz=UTC) if found else now()

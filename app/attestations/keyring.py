"""The key that receipts are signed with: its private half in a file or a setting, its public half a row.

``RECEIPT_KEY`` wins; without it the key stands in ``receipt.key`` in the data directory, readable by its owner alone,
and is made when it is first needed. A key that the table does not know is entered there the first time it signs, which
retires the one before; so a restart with another ``RECEIPT_KEY`` changes the key, and a crash during a change mends
itself. A retired key signs nothing any more, and neither does one that was reported stolen: that stands in the log
before anything else is done about it, so that whatever becomes the next key, and however, the one before stays marked.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app import disk
from app.attestations import seals
from app.attestations.models import ReceiptKey
from app.audit import rows
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.audit.models import Event
from app.clock import now
from app.db import insert_new, session
from app.errors import NotAllowed
from config import Settings


class Why(StrEnum):
    """What became of the key before."""

    FIRST = "first"
    ROTATED = "rotated"
    STOLEN = "stolen"


RETIRED = "This site was given a key for receipts that is retired. Its webmaster must mend that."
STOLEN = (
    "The key for receipts was reported stolen, and no other was put in its place yet. Its webmaster must mend that: "
    "until then nothing can be signed."
)
IN_SETTING = (
    "The key comes from the setting RECEIPT_KEY, so a new one is put there: 32 random bytes, as "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' prints them. The next start takes it up."
)


@dataclass(frozen=True)
class Signer:
    """The key in force with its private half."""

    key: ReceiptKey
    seed: str


@dataclass(frozen=True)
class Term:
    """A key and when it was in force. ``stolen``: it was retired because somebody else may have had it."""

    key: ReceiptKey
    retired_at: datetime | None
    stolen: bool


def in_force() -> Signer:
    """The key to sign with now. NotAllowed where the installation was given one that is retired or stolen."""
    settings = _settings()
    for _ in range(2):  # the file may have been read a moment before it was replaced
        seed = _given(settings) or _kept(settings.receipt_key_file)
        key = _row_of(seals.public_half(seed))
        if key is not None and key.id in _reported():
            raise NotAllowed(STOLEN)
        if key is not None:
            return Signer(key, seed)
    raise NotAllowed(RETIRED)


def report_stolen() -> bool:
    """Write down that somebody else may have the key in force: no receipt by it is to be relied on, and it signs none
    any more. To be committed before the key is changed. False where that stands in the log already."""
    settings = _settings()
    key = _row_of(seals.public_half(_given(settings) or _kept(settings.receipt_key_file)))
    if key is None or key.id in _reported():
        return False
    record(Kind.RECEIPT_KEY_STOLEN, about=key, by=SYSTEM, facts={"key": key.key_id})
    return True


def is_begun() -> bool:
    """A key in the file was reported stolen, and the change that was to follow has not happened."""
    newest = _newest()
    return newest is not None and newest.id in _reported() and not _given(_settings())


def rotate() -> ReceiptKey:
    """A new key in the place of the one in force, whose private half is destroyed. Receipts signed with it stay
    verifiable, unless it was reported stolen. NotAllowed where the key comes from ``RECEIPT_KEY``."""
    settings = _settings()
    if _given(settings):
        raise NotAllowed(IN_SETTING)
    before, seed = _row_of(seals.public_half(_kept(settings.receipt_key_file))), seals.new_seed()
    if before is None:
        raise NotAllowed(RETIRED)
    made = _enter(seals.public_half(seed), before)
    assert made is not None
    # Before the commit: if that fails, the next signature enters the new key; the other way round nobody could sign.
    _fresh(settings.receipt_key_file, seed).replace(settings.receipt_key_file)
    return made


def terms() -> list[Term]:
    """Every key there was, newest first."""
    keys, reported = list(session.scalars(select(ReceiptKey).order_by(ReceiptKey.id))), _reported()
    found = [
        Term(
            key,
            after.in_force_from if after else None,
            key.id in reported or bool(after and after.why == Why.STOLEN),
        )
        for key, after in zip_longest(keys, keys[1:])
    ]
    return found[::-1]


def place() -> Path:
    """The file that holds the private key."""
    return _settings().receipt_key_file


def _row_of(public_key: str) -> ReceiptKey | None:
    """The row of this key, entered if it is new; None where another took its place."""
    newest = _newest()
    if newest is None or newest.public_key != public_key:
        return _enter(public_key, newest)
    return newest


def _reported() -> set[int]:
    """The keys that were reported stolen, by their numbers."""
    told = select(Event.subject_id).where(Event.kind == Kind.RECEIPT_KEY_STOLEN.value)
    return set(session.scalars(told))


def _enter(public_key: str, before: ReceiptKey | None) -> ReceiptKey | None:
    """The row of a key that was not in force until now; None where it is retired. Of two who enter the same at once,
    one does."""
    why = Why.FIRST
    if before:
        why = Why.STOLEN if before.id in _reported() else Why.ROTATED
    row = {
        "key_id": seals.key_id(public_key),
        "public_key": public_key,
        "in_force_from": now(),
        "why": why.value,
    }
    if insert_new(ReceiptKey, row) is None:
        newest = _newest()
        return newest if newest and newest.public_key == public_key else None
    made = session.scalars(select(ReceiptKey).where(ReceiptKey.public_key == public_key)).one()
    facts = {"key": made.key_id, **rows.facts_of(made)}
    if before:
        facts |= {"before": before.key_id, "stolen": why is Why.STOLEN}
    record(Kind.RECEIPT_KEY_CHANGED if before else Kind.RECEIPT_KEY_MADE, about=made, by=SYSTEM, facts=facts)
    return made


def _newest() -> ReceiptKey | None:
    return session.scalar(select(ReceiptKey).order_by(ReceiptKey.id.desc()).limit(1))


def _kept(path: Path) -> str:
    """The key in the file, which is made where there is none. Of two who make it at once, one does."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        fresh = _fresh(path, seals.new_seed())
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
        return path.read_text(encoding="ascii").strip()


def _fresh(path: Path, seed: str) -> Path:
    """The key in a file beside, complete and never readable by others."""
    fresh = path.with_suffix(f".{os.getpid()}-{seals.key_id(seals.public_half(seed))}.new")
    disk.write(fresh, f"{seed}\n".encode("ascii"))
    return fresh


def _given(settings: Settings) -> str:
    return settings.receipt_key.get_secret_value()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings

"""Sealing the log, its checkpoints and their timestamps, and verifying it when somebody asked."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from time import monotonic

import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.audit import authority, heads, roots, sealing, stamping, verifying
from app.audit.authority import Authority
from app.clock import now
from app.db import release, session, transaction
from app.pages import verification
from app.tokens import public_name
from config import Settings

log = structlog.get_logger(__name__)

SEALING_SECONDS = 30.0
STAMPING_SECONDS = 60.0
SLICE_SECONDS = 20.0
"""How long one run of each goes on at most; the next goes on from there."""


def seal() -> None:
    """Seal what was recorded, write the new head down outside the database, and say that all is well."""
    done = _seal_all(whole=False)
    _write_head()
    if done:
        _say_so()


def checkpoint() -> None:
    """Once a day: seal whatever a run may have overlooked, then write down size and root of the whole."""
    if not sealing.is_due() or not _seal_all(whole=True):
        return
    _write_head()
    with transaction():
        sealing.checkpoint(timestamped=bool(_settings().timestamp_url))


def stamp() -> None:
    """Ask the authority for the timestamps that are due, one after the other, with no transaction open."""
    settings = _settings()
    until = monotonic() + STAMPING_SECONDS
    while settings.timestamp_url and monotonic() < until:
        with transaction():
            order = stamping.take()
        if order is None:
            return
        release()
        _ask(Authority(settings.timestamp_url, Path(settings.timestamp_roots)), order)


def verify() -> None:
    """Look through the next slice of what somebody asked to be verified; ring for the one after it."""
    owner = f"{socket.gethostname()[:24]}-{os.getpid()}-{public_name()[:12]}"
    with transaction():
        order = verifying.take(owner)
    if order is None:
        return
    until = monotonic() + SLICE_SECONDS
    for part, after in verification.rest(order.part, order.after):
        for batch in part.look(after):
            with transaction():
                goes_on = verifying.note(order.id, owner, part.name, batch)
            if not goes_on or monotonic() > until:
                with transaction():
                    verifying.let_go(order.id, owner)
                return
    with transaction():
        verifying.finish(order.id, owner)


def _seal_all(*, whole: bool) -> bool:
    """Seal in small transactions until nothing is left; False where the time was over before."""
    until = monotonic() + SEALING_SECONDS
    while monotonic() < until:
        with transaction():
            sealed = sealing.seal_next(whole=whole)
        if sealed < sealing.BATCH:
            return True
    return False


def _write_head() -> None:
    """A disk that does not take it is told by the log of this process and, if that goes on, at the desk: the run fails
    here, before its sign of life."""
    try:
        heads.append(roots.folder(), sealing.newest, at=now())
    finally:
        session.rollback()


def _say_so() -> None:
    """Two sealers may give the first sign of life at once: one of them is enough."""
    try:
        with transaction():
            sealing.sign_of_life()
    except IntegrityError:
        log.info("sealing.pulse_twice")


def _ask(asked: Authority, order: stamping.Order) -> None:
    try:
        token = asked.stamp(order.said)
    except authority.NotStamped as why:
        log.warning("sealing.not_stamped", checkpoint_id=order.checkpoint_id, why=str(why))
        with transaction():
            stamping.put_off(order.checkpoint_id, str(why))
        return
    with transaction():
        stamping.settle(order.checkpoint_id, token)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings

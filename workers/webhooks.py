"""Calling webhooks: the shallow task around ``app.notifications.hooking``."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from time import monotonic

import structlog
from flask import current_app

from app import bell, disk
from app.db import release, session, transaction
from app.notifications import actions, hooking, webhooks
from app.notifications.models import Channel, Message, Webhook
from app.tokens import public_name
from config import Settings

log = structlog.get_logger(__name__)

RUN_SECONDS = 20.0
"""One run ends after this long and rings for the next, so that other tasks have their turn."""


def call() -> None:
    """Call every webhook for which something is due: take one message, post it with no transaction open, settle it and
    take the next. A receiver that did not take one is left alone for the rest of the run, so that it holds up none of
    the others. One run at a time is enough on a machine: receivers may be slow, letters must not be. A run that dies
    keeps nobody waiting but the receiver it was calling, for as long as its lease."""
    if (turn := _turn()) is None:
        return
    try:
        _call_all()
    finally:
        os.close(turn)


def _turn() -> int | None:
    """The lock that is held while calling, and that ends with the process; None while another run has it."""
    folder = Path(current_app.config["SETTINGS"].data_dir) / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return disk.lock(folder / "webhooks", fcntl.LOCK_EX, within=0)
    except TimeoutError:
        return None


def _call_all() -> None:
    owner = f"{socket.gethostname()[:24]}-{os.getpid()}-{public_name()[:12]}"
    until = monotonic() + RUN_SECONDS
    away: set[int] = set()
    with transaction():
        hooking.recall()
        actions.give_up_on_crashing()
        taken = actions.lease(owner, channel=Channel.WEBHOOK)
    while taken:
        [message_id] = taken
        fault = _post(message_id, away)
        with transaction():
            hooking.settle(message_id, owner, fault)
            goes_on = monotonic() < until
            taken = actions.lease(owner, channel=Channel.WEBHOOK, but_not=away) if goes_on else []
    if monotonic() >= until:
        with transaction():
            bell.ring(bell.CALL)


def _post(message_id: int, away: set[int]) -> webhooks.NotTaken | None:
    """Call for one message; what the receiver had against it, or None."""
    settings: Settings = current_app.config["SETTINGS"]
    message = session.get_one(Message, message_id)
    hook = session.get_one(Webhook, message.webhook_id)
    key = settings.link_key.get_secret_value()
    secret = webhooks.secret(key, hook.id, hook.generation)
    wanted, number = webhooks.Call(message.message_id, hook.address, message.text, secret), hook.id
    release()
    try:
        webhooks.post(wanted, inside=settings.webhook_networks)
    except webhooks.NotTaken as fault:
        log.info("webhooks.not_taken", message_id=message_id, webhook=number, gone=fault.gone)
        away.add(number)
        return fault
    return None

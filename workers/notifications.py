"""Telling and delivering: the shallow tasks around ``app.notifications.actions``."""

from __future__ import annotations

import os
import socket
from time import monotonic

import structlog
from flask import current_app

from app import bell
from app.accounts.models import Pass
from app.attestations import receipts
from app.attestations.models import Receipt
from app.db import release, session, transaction
from app.guests import queries as guests
from app.guests.models import Code, Link, Scope
from app.notifications import actions, mail
from app.notifications.models import Message
from app.tokens import public_name
from config import Settings

log = structlog.get_logger(__name__)

BATCH = 50
RUN_SECONDS = 60.0
"""One run ends after this long and rings for the next, so that other tasks have their turn."""


def fan_out() -> None:
    """Make the messages of every event nobody has been told of."""
    until = monotonic() + RUN_SECONDS
    while monotonic() < until:
        with transaction():
            told = actions.fan_out(limit=BATCH)
        if told < BATCH:
            return
    with transaction():
        bell.ring(bell.FAN_OUT)


def deliver() -> None:
    """Send every letter that is due: take one, post it with no transaction open, settle it and take the next."""
    settings: Settings = current_app.config["SETTINGS"]
    owner = f"{socket.gethostname()[:24]}-{os.getpid()}-{public_name()[:12]}"
    until = monotonic() + RUN_SECONDS
    with transaction():
        actions.give_up_on_crashing()
        taken = actions.lease(owner)
    with mail.mailer(settings) as mailer:
        while taken:
            [message_id] = taken
            fault = _post(mailer, message_id, settings)
            goes_on = monotonic() < until and not (fault and fault.away)
            with transaction():
                _settle(message_id, owner, fault)
                taken = actions.lease(owner) if goes_on else []
    if monotonic() >= until:
        with transaction():
            bell.ring(bell.DELIVER)


def _post(mailer: mail.Mailer, message_id: int, settings: Settings) -> mail.NotTaken | None:
    """Hand one letter over; what the mail server had against it, or None."""
    message = session.get_one(Message, message_id)
    link = _living(session.get(Link, message.link_id)) if message.link_id else None
    code = session.get(Code, message.code_id) if message.code_id else None
    receipt = _whole(session.get(Receipt, message.receipt_id)) if message.receipt_id else None
    opens = session.get(Pass, message.pass_id) if message.pass_id else None
    try:
        envelope = mail.seal(message, mail.Filling(link, code, receipt, opens), settings=settings)
    except ValueError as unfit:
        return mail.NotTaken(f"The letter could not be put on the wire: {unfit}", final=True)
    release()
    try:
        mailer.post(envelope)
    except mail.NotTaken as fault:
        log.info("notifications.not_taken", message_id=message_id, final=fault.final, away=fault.away)
        return fault
    return None


def _living(link: Link | None) -> Link | None:
    """The link a letter was written with; the one that took its place where it was ended while the letter waited."""
    if link is None or link.revoked_at is None:
        return link
    return guests.current_link(Scope(link.scope), link.subject_ref) or link


def _whole(receipt: Receipt | None) -> Receipt | None:
    """None where what it is about was erased while the letter waited."""
    return receipt if receipt and receipts.of(receipt.attestation) else None


def _settle(message_id: int, owner: str, fault: mail.NotTaken | None) -> None:
    if fault is None:
        actions.settle_sent(message_id, owner)
    else:
        actions.settle_failed(message_id, owner, why=str(fault), final=fault.final)

"""Publishing what has a time, keeping the public tree in step with the records, and proving that what is on hold is
dark."""

from __future__ import annotations

from time import monotonic

import structlog

from app.db import transaction
from app.publishing import actions, probe

log = structlog.get_logger(__name__)

PROVING_SECONDS = 60.0
"""One run of proofs begins no further one after this long; the next run goes on."""


def publish_due() -> None:
    """Publish what has come to its time, each in a transaction of its own. One that our own side cannot do now stops
    no other; the next runs try it again for a while, and this one fails for all to see."""
    failed: list[Exception] = []
    for submission_id in actions.due():
        try:
            with transaction():
                actions.publish_due(submission_id)
        except Exception as why:
            log.exception("publishing.not_now", submission_id=submission_id)
            failed.append(why)
            _give_up(submission_id)
    if failed:
        raise failed[0]


def _give_up(submission_id: int) -> None:
    """Where not even that can be noted, the others still have their turn, and the next run finds this one again."""
    try:
        with transaction():
            actions.give_up(submission_id)
    except Exception:
        log.exception("publishing.not_noted", submission_id=submission_id)


def tidy_tree() -> None:
    """Put right what a crash may have left in the public tree."""
    actions.tidy_tree()


def prove() -> None:
    """Ask the addresses of each hold that stands and is not proven yet, the newest first; then those of what was shown
    again."""
    until = monotonic() + PROVING_SECONDS
    waiting = [(probe.prove, hold_id) for hold_id in reversed(probe.unproven())]
    waiting += [(probe.prove_return, hold_id) for hold_id in reversed(probe.unreturned())]
    for ask, hold_id in waiting:
        if monotonic() > until:
            return
        ask(hold_id)

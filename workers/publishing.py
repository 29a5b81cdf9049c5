"""Keeping the public tree in step with the records, and proving that what is on hold is dark."""

from __future__ import annotations

from time import monotonic

from app.publishing import actions, probe

PROVING_SECONDS = 60.0
"""One run of proofs begins no further one after this long; the next run goes on."""


def tidy_tree() -> None:
    """Put right what a crash may have left in the public tree."""
    actions.tidy_tree()


def prove() -> None:
    """Ask the addresses of each hold that stands and is not proven yet, the newest first."""
    until = monotonic() + PROVING_SECONDS
    for hold_id in reversed(probe.unproven()):
        if monotonic() > until:
            return
        probe.prove(hold_id)

"""The clocks of the queue."""

from __future__ import annotations

from app.worklist import actions
from workers.batches import until_done


def mark_late() -> None:
    """Mark what the desk owes and whose time has passed; each is told once."""
    until_done(actions.mark_late)


def end_claims() -> None:
    """Take leases that ran out off the list."""
    until_done(actions.end_claims)

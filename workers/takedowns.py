"""The clocks of notices and cases."""

from __future__ import annotations

from app.takedowns.actions import cases, notices, unnamed
from app.takedowns.clocks import actions as clocks
from app.takedowns.curing import actions as curing
from app.takedowns.reporting import files
from workers.batches import until_done


def expire_notices() -> None:
    """Let go of the notices that nobody confirmed in time."""
    until_done(notices.expire_notices)


def mark_clocks() -> None:
    """Remind of the clocks of which half or nine tenths have passed, and tell of those that were missed."""
    until_done(clocks.mark_due)


def close_incomplete() -> None:
    """Close the reports whose claimants were asked for what they lack and said nothing in time."""
    until_done(curing.close_incomplete)


def let_files_go() -> None:
    """Forget the files of forms that nobody sent in the end."""
    while files.let_go():
        pass


def forget_sources() -> None:
    """Forget where reports without an address came from, once their day is over."""
    until_done(unnamed.forget_sources)


def close_cases() -> None:
    """Close the cases that nobody can object to any more."""
    until_done(cases.close_settled)

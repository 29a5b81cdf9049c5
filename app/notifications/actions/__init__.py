"""Telling people of events, and seeing each letter to its end.

None of these sends anything. ``fan_out`` turns untold events into messages; a deliverer takes a letter (``lease``),
posts it outside any transaction, and settles it. Everything is safe to run twice and by several workers at once.
"""

from __future__ import annotations

from app.notifications.actions.leasing import (
    CRASHES,
    LEASE,
    WAITS,
    WAITS_OF,
    give_up_on_crashing,
    lease,
    resend,
    settle_failed,
    settle_sent,
)
from app.notifications.actions.telling import TELLING_TRIES, fan_out, tell_again

__all__ = [
    "CRASHES",
    "LEASE",
    "TELLING_TRIES",
    "WAITS",
    "WAITS_OF",
    "fan_out",
    "give_up_on_crashing",
    "lease",
    "resend",
    "settle_failed",
    "settle_sent",
    "tell_again",
]

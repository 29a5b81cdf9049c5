"""The clock of permissions that an author asked for."""

from __future__ import annotations

from app.submissions.actions import permissions
from workers.batches import until_done


def tell_overdue() -> None:
    """Tell author and desk, once, that an answer has not come in time."""
    until_done(permissions.tell_overdue)

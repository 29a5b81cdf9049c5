"""The place in the queue, as an address carries it."""

from __future__ import annotations

from datetime import UTC, datetime

from app.errors import Refused
from app.web import paging
from app.worklist.questions import After

GONE = "That page of the list does not exist any more. Start again from the top."


def place(asked: str) -> After | None:
    """The line that this names, None for the top; whatever no page of ours gave is refused in words."""
    if not asked:
        return None
    try:
        match paging.decode(asked):
            case [str(due_at), int(severity), int(item_id)]:
                when = datetime.fromisoformat(due_at)
                if when.tzinfo is not None and abs(severity) < 2**31:
                    return After(when.astimezone(UTC), severity, item_id)
    except (Refused, ValueError, OverflowError):
        pass
    raise Refused(GONE, fields={"after": [GONE]})


def cursor(after: After) -> str:
    """What the page behind this line is asked for with."""
    return paging.encode([after.due_at.isoformat(), after.severity, after.id])

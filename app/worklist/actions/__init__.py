"""The verbs of the queue: putting things into it, claiming them, and marking what is late."""

from app.worklist.actions.claims import (
    BACK_WITHIN,
    LONGEST_REASON,
    OPEN_FOR,
    Held,
    beat,
    check_free,
    claim,
    end_claims,
    leave,
    release,
    take_over,
)
from app.worklist.actions.counting import BATCH
from app.worklist.actions.items import NEVER, About, Row, mark_late, put

__all__ = [
    "BACK_WITHIN",
    "BATCH",
    "LONGEST_REASON",
    "NEVER",
    "OPEN_FOR",
    "About",
    "Held",
    "Row",
    "beat",
    "check_free",
    "claim",
    "end_claims",
    "leave",
    "mark_late",
    "put",
    "release",
    "take_over",
]

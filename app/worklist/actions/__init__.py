"""The verbs of the queue: putting things into it, claiming them, marking what is late, and keeping views."""

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
    release_all,
    take_over,
)
from app.worklist.actions.counting import BATCH
from app.worklist.actions.items import About, Row, mark_late, put
from app.worklist.actions.views import LONGEST_TITLE, keep, remove
from app.worklist.clocks import NEVER

__all__ = [
    "BACK_WITHIN",
    "BATCH",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "NEVER",
    "OPEN_FOR",
    "About",
    "Held",
    "Row",
    "beat",
    "check_free",
    "claim",
    "end_claims",
    "keep",
    "leave",
    "mark_late",
    "put",
    "release",
    "release_all",
    "remove",
    "take_over",
]

"""The verbs of takedowns: one file each for notices, cases, holds and decisions."""

from app.takedowns.actions.cases import open_item
from app.takedowns.actions.decisions import decide
from app.takedowns.actions.holds import lift, withhold
from app.takedowns.actions.measures import end, meanwhile
from app.takedowns.actions.notices import (
    Report,
    add_evidence,
    confirm,
    expire_notices,
    receive,
    withdraw,
)
from app.takedowns.actions.unnamed import receive_unnamed

__all__ = [
    "Report",
    "add_evidence",
    "confirm",
    "decide",
    "end",
    "expire_notices",
    "lift",
    "meanwhile",
    "open_item",
    "receive",
    "receive_unnamed",
    "withdraw",
    "withhold",
]

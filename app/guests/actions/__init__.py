"""The verbs of guests: one file each for people and their links, short codes, and a change of address."""

from app.guests.actions.addresses import ask_to_change, change
from app.guests.actions.codes import Chance, Outcome, attempt, make_code, send_code, use
from app.guests.actions.links import (
    LINKS_AT_ONCE,
    Unknown,
    ask_again,
    checked,
    confirm,
    confirm_by_id,
    give_link,
    keep_still,
    meet,
    missed,
    replace,
    revoke,
    send_links,
    somebody,
)

__all__ = [
    "LINKS_AT_ONCE",
    "Chance",
    "Outcome",
    "Unknown",
    "ask_again",
    "ask_to_change",
    "attempt",
    "change",
    "checked",
    "confirm",
    "confirm_by_id",
    "give_link",
    "keep_still",
    "make_code",
    "meet",
    "missed",
    "replace",
    "revoke",
    "send_code",
    "send_links",
    "somebody",
    "use",
]

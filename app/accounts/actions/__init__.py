"""The verbs about people of the desk: inviting, adding and changing them, and their passwords."""

from app.accounts.actions.passes import (
    accept,
    again,
    cancel,
    invite,
    live,
    open_invitation,
)
from app.accounts.actions.people import (
    SHORTEST_PASSWORD,
    add,
    change,
    end_sessions,
    set_password,
    switch_off,
    switch_on,
)

__all__ = [
    "SHORTEST_PASSWORD",
    "accept",
    "add",
    "again",
    "cancel",
    "change",
    "end_sessions",
    "invite",
    "live",
    "open_invitation",
    "set_password",
    "switch_off",
    "switch_on",
]

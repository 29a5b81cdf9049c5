"""The verbs about people of the desk: inviting, adding and changing them, and their passwords."""

from app.accounts.actions import factors, sign_ins, tokens
from app.accounts.actions.passes import (
    accept,
    again,
    cancel,
    forget_password,
    invite,
    live,
    new_password,
    open_invitation,
)
from app.accounts.actions.people import (
    add,
    change,
    end_sessions,
    set_password,
    switch_off,
    switch_on,
)

__all__ = [
    "accept",
    "add",
    "again",
    "cancel",
    "change",
    "end_sessions",
    "factors",
    "forget_password",
    "invite",
    "live",
    "new_password",
    "open_invitation",
    "set_password",
    "sign_ins",
    "switch_off",
    "switch_on",
    "tokens",
]

"""The states of an entry: it counts until the decision behind it is undone, or its time is over."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class EntryState(StrEnum):
    ACTIVE = "active"
    LIFTED = "lifted"
    EXPIRED = "expired"


ENTRY = Lifecycle(
    start=EntryState.ACTIVE,
    moves={
        EntryState.ACTIVE: to(EntryState.LIFTED, EntryState.EXPIRED),
        EntryState.LIFTED: to(),
        EntryState.EXPIRED: to(),
    },
)

"""The states of an import."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class ImportState(StrEnum):
    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"
    PLACED = "placed"
    DROPPED = "dropped"


IMPORT = Lifecycle(
    start=ImportState.RECEIVED,
    moves={
        ImportState.RECEIVED: to(ImportState.READY, ImportState.REFUSED, ImportState.DROPPED),
        ImportState.READY: to(ImportState.PLACED, ImportState.DROPPED),
        ImportState.REFUSED: to(ImportState.DROPPED),
        ImportState.PLACED: to(),
        ImportState.DROPPED: to(),
    },
)

OPEN = frozenset({ImportState.RECEIVED, ImportState.READY, ImportState.REFUSED})
"""Its author has not answered yet."""

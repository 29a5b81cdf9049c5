"""A history in words: each event as ``told`` has it, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from app.audit.models import Event
from app.pages.told import GATHERED, SENTENCES, Reader

__all__ = ["SENTENCES", "Entry", "Reader", "for_guest", "said"]


@dataclass(frozen=True)
class Entry:
    """One line of a history, as the timeline shows it."""

    at: datetime
    text: str
    who: str = ""
    detail: str = ""


def said(event: Event, reader: Reader = Reader.DESK) -> str:
    """The event in words for this reader; empty when it is not for them."""
    return SENTENCES[event.name].to(reader).format_map(_Facts(event.facts))


def for_guest(events: Iterable[Event], reader: Reader) -> list[Entry]:
    """A history without names and without anything internal, newest first. What an author did several times in a row
    is one line, with the time of the last."""
    shown = [event for event in events if said(event, reader)]
    runs = (list(run) for _, run in groupby(shown, key=lambda event: _alike(event, reader)))
    return [Entry(at=run[-1].at, text=_of_run(run, reader)) for run in runs][::-1]


def _alike(event: Event, reader: Reader) -> object:
    return event.name if reader is Reader.AUTHOR and event.name in GATHERED else event


def _of_run(run: Sequence[Event], reader: Reader) -> str:
    if len(run) == 1:
        return said(run[0], reader)
    return GATHERED[run[0].name].format(count=len(run))


class _Facts(dict[str, Any]):
    """A fact that an older event lacks leaves a question mark, not an error page."""

    def __missing__(self, key: str) -> str:
        return "?"

"""Was the chain cut? Its length and root as they were written down elsewhere: head file, checkpoints, timestamps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.audit import authority, heads, sealing, stamping
from app.audit.findings import Batch, Fault, Part
from app.audit.heads import Head, Unreadable
from app.audit.kinds import Kind
from app.audit.models import Checkpoint, Event, Seal
from app.audit.walking import through
from app.db import session
from config import Settings

SIZE = 500


def folder() -> Path:
    """Where this installation keeps its head file."""
    return _settings().seals_dir


def head_part(where: Path | None = None) -> Part:
    """The check against the head file in ``where``, a copy of it or, left out, the installation's own."""
    own = where is None
    return Part(
        "head" if own else "copy", "lines of the head file", lambda after: _lines(where or folder(), after)
    )


def known_part(size: int, root: str) -> Part:
    """The check against one size and root that somebody kept, such as those of a letter."""

    def check(_after: int) -> Iterator[Batch]:
        yield Batch(0, 1, _compared([("What you gave", size, root)]))

    return Part("given", "sizes and roots given by hand", check)


def _lines(where: Path, after: int) -> Iterator[Batch]:
    if next(heads.read(where), None) is None:
        if sealing.newest() and not after:
            what = "The head file is empty" if heads.files(where) else "There is no head file"
            said = f"{what} in {where}: nothing outside the database says how long the log was."
            yield Batch(1, 0, [Fault("head file", said)])
        return
    lines = heads.read(where, skip=after)
    while found := list(islice(lines, SIZE)):
        after += len(found)
        told = [
            (f"The head file, on {one.at},", one.size, one.root) for one in found if isinstance(one, Head)
        ]
        bad = [one for one in found if isinstance(one, Unreadable)]
        session.rollback()  # what is compared must not be older than what was read
        faults = [
            Fault(f"{one.file}:{one.line}", f"Line {one.line} of {one.file} cannot be read.")
            for one in bad
            if not one.torn
        ]
        notes = [
            f"Line {one.line} of {one.file} was cut short, as by a power cut." for one in bad if one.torn
        ]
        yield Batch(after, len(found), faults + _compared(told), notes)


def checkpoints(after: int) -> Iterator[Batch]:
    """Each checkpoint says what the chain says, is the one its event names, and has a timestamp that holds."""
    wanted = select(Checkpoint).order_by(Checkpoint.id).limit(SIZE)
    while found := list(session.scalars(wanted.where(Checkpoint.id > after))):
        after = found[-1].id
        told = [(f"The checkpoint of {one.made_on}", one.size, one.root) for one in found]
        faults = _compared(told) + _named(found)
        unchecked = 0
        for one in found:
            fault, looked = _stamp(one)
            faults += fault
            unchecked += not looked
        many = "1 timestamp was" if unchecked == 1 else f"{unchecked} timestamps were"
        notes = [f"{many} not checked: TIMESTAMP_ROOTS is not set."] if unchecked else []
        yield Batch(after, len(found), faults, notes)


def _taken_away(found: Sequence[Any]) -> list[Fault]:
    """Each checkpoint that the log speaks of is there."""
    return [
        Fault(f"event {row.id}", f"The checkpoint of {row.at:%Y-%m-%d} (event {row.id}) is missing.")
        for row in found
        if row.there is None
    ]


def _compared(told: Sequence[tuple[str, int, str]]) -> list[Fault]:
    """Of (who says so, size, root): the first that the chain contradicts, and the longest that it does not reach."""
    newest = sealing.newest()
    size = newest[0] if newest else 0
    wanted = {said for _, said, _ in told}
    there: Mapping[int, str] = {
        row.seq: row.hash for row in session.execute(select(Seal.seq, Seal.hash).where(Seal.seq.in_(wanted)))
    }
    faults = []
    beyond = max((one for one in told if one[1] > size), key=lambda one: one[1], default=None)
    if beyond:
        cut = beyond[1] - size
        faults.append(
            Fault(
                f"entry {size + 1}",
                f"The chain ends at entry {size}. {beyond[0]} knew {beyond[1]}: the last {cut} "
                f"{'entry was' if cut == 1 else 'entries were'} cut off.",
            )
        )
    other = next((one for one in told if one[1] <= size and there.get(one[1]) != one[2]), None)
    if other:
        said = (
            f"{other[0]} has another root for entry {other[1]} than the chain: it was made anew up to there."
        )
        faults.append(Fault(f"entry {other[1]}", said))
    return faults


def _named(found: Sequence[Checkpoint]) -> list[Fault]:
    """Checkpoints that are not what the log says of them."""
    made = select(Event.subject_id, Event.facts, Event.at).where(
        Event.kind == Kind.CHECKPOINT_MADE.value,
        Event.subject_kind == "checkpoint",
        Event.subject_id.in_([one.id for one in found]),
    )
    told = {
        row.subject_id: (row.facts.get("size"), row.facts.get("root"), row.at)
        for row in session.execute(made)
    }
    return [
        Fault(str(one.ref), f"The checkpoint of {one.made_on} is not what the log says it was.")
        for one in found
        if not _is_as_told(one, told.get(one.id))
    ]


def _is_as_told(one: Checkpoint, told: tuple[Any, Any, datetime] | None) -> bool:
    """Size, root and day; one that is made at midnight may be told of a day later."""
    if told is None or told[:2] != (one.size, one.root):
        return False
    return one.made_on in (told[2].date(), told[2].date() - timedelta(days=1)) and abs(
        one.made_at - told[2]
    ) < timedelta(hours=1)


def _stamp(one: Checkpoint) -> tuple[list[Fault], bool]:
    """What is wrong with the timestamp of a checkpoint; and whether that could be told."""
    token = one.timestamp.token if one.timestamp else None
    if token is None:
        return [], True
    roots = _settings().timestamp_roots
    if not roots:
        return [], False
    try:
        authority.check(token, stamping.said_by(one), roots=Path(roots))
    except authority.NotStamped as why:
        return [Fault(str(one.ref), f"The timestamp over the checkpoint of {one.made_on}: {why}.")], True
    return [], True


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


HEAD = head_part()
CHECKPOINTS = Part("checkpoints", "checkpoints", checkpoints)
_TOLD = (
    select(Event.id, Event.at, Checkpoint.id.label("there"))
    .outerjoin(Checkpoint, Checkpoint.id == Event.subject_id)
    .where(Event.kind == Kind.CHECKPOINT_MADE.value)
)
NAMED = Part("named", "checkpoints in the log", through(_TOLD, Event.id, _taken_away))

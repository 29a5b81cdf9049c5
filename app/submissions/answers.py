"""What the script of the writing desk is answered: who is writing, what was saved, why something was not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm

from app.errors import NotAllowed, Stale
from app.submissions.actions.writers import Elsewhere, Writing

WHY = {Elsewhere: "elsewhere", Stale: "stale", NotAllowed: "closed"}
"""By which word the script tells refusals of one status apart."""

NAME = re.compile(r"[A-Za-z0-9-]{8,32}")


def tab(value: str | None) -> str:
    """The name a window gave itself, or nothing: what is no name of ours is judged like a browser without scripts."""
    return value if value and NAME.fullmatch(value) else ""


def who_writes(now: Writing) -> dict[str, Any]:
    """Moments are ISO 8601 in UTC."""
    return {
        "yours": now.yours,
        "holder": now.holder,
        "until": now.until.isoformat() if now.until else None,
        "since": now.since.isoformat(),
        "version": now.version,
    }


def faults(form: FlaskForm, images: Iterable[FlaskForm] = ()) -> list[str]:
    """Every sentence that refuses a field, pairs of questions and answers included; an image's begin with its place."""
    found = list(_sentences(form.errors))
    for number, image in enumerate(images, start=1):
        found += [f"Image {number}: {said}" for said in _sentences(image.errors)]
    return list(dict.fromkeys(found))


def _sentences(errors: Any) -> Iterable[str]:
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, Mapping):
        for said in errors.values():
            yield from _sentences(said)
    elif isinstance(errors, Sequence):
        for said in errors:
            yield from _sentences(said)

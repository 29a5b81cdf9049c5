"""Saved views of the queue that name what is erased: somebody wrote the name of an author, or of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, exists, select

from app.audit.models import Vault
from app.db import session
from app.guests.models import Guest
from app.submissions.models import Revision, Submission, WorkingCopy
from app.takedowns.erasing import people
from app.worklist.models import Item, SavedView

OF_A_NAME, OF_A_TITLE = 3, 5
"""Characters: shorter words of a name, or of a title, say nothing of one article."""

_WORD = re.compile(r"\w+")


def about(submission_id: int, items: ColumnElement[bool]) -> list[int]:
    """The views, by number, in whose title or search stands a word of the author's name, of their address or of a title
    that was given to it, and that no other line of the queue has. ``items`` says which lines are its own."""
    names = _naming(submission_id, items)
    rows = session.execute(select(SavedView.id, SavedView.title, SavedView.search))
    return [row.id for row in rows if names(f"{row.title} {row.search}")]


def titles(submission_id: int, items: ColumnElement[bool]) -> list[int]:
    """What the log keeps in private of such views, by number in the vault; also of those that are there no more."""
    names = _naming(submission_id, items)
    rows = session.execute(select(Vault.id, Vault.value).where(Vault.owner_kind == "view"))
    return [row.id for row in rows if names(row.value)]


def _naming(submission_id: int, items: ColumnElement[bool]) -> Callable[[str], bool]:
    """Whether some words name it. A long part of a word does, as in a search; so does what has a long word in it, as
    the genitive of a name has in many languages."""
    own, known = _words(submission_id), dict[str, bool]()
    long = [word for word in own if len(word) >= OF_A_TITLE]

    def of_it(part: str) -> Iterator[str]:
        if part in own or (len(part) >= OF_A_TITLE and any(part in word for word in own)):
            yield part
        yield from (word for word in long if word in part)

    def names(said: str) -> bool:
        found = [word for part in _split(said) for word in of_it(part)]
        return any(known.setdefault(word, _is_nobody_elses(word, items)) for word in found)

    return names


def _words(submission_id: int) -> set[str]:
    """What names it. Nothing where it was emptied before."""
    copy = select(WorkingCopy.title, WorkingCopy.byline).where(WorkingCopy.submission_id == submission_id)
    signed = session.scalars(select(Revision.content).where(Revision.submission_id == submission_id))
    author = select(Guest.email).join(Submission, Submission.guest_id == Guest.id)
    given = [(row.title, row.byline) for row in session.execute(copy)]
    given += [(one["title"], one["byline"]) for one in signed if one]
    email = session.scalars(author.where(Submission.id == submission_id)).one()
    mailbox = "" if email.endswith(people.NOWHERE) else email.partition("@")[0]
    of_names = [word for name in (mailbox, *(name for _, name in given)) for word in _split(name)]
    of_titles = [word for title, _ in given for word in _split(title) if len(word) >= OF_A_TITLE]
    return {*(word for word in of_names if len(word) >= OF_A_NAME), *of_titles}


def _split(said: str) -> list[str]:
    return _WORD.findall(said.casefold())


def _is_nobody_elses(part: str, items: ColumnElement[bool]) -> bool:
    return not session.scalar(select(exists().where(~items, Item.search.contains(part, autoescape=True))))

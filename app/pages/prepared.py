"""Prepared messages to an author, with what the site knows filled in. It only reads."""

from __future__ import annotations

from app.errors import NotFound
from app.notifications.contents import draft_number
from app.site import letters
from app.site import queries as site
from app.site.letters import Prepared
from app.submissions.models import Submission


def offered(submission: Submission, *, title: str = "", revision: int | None = None) -> list[Prepared]:
    """Every message that can be chosen. Without a title the article is not signed, and the desk does not know it."""
    who = site.identity()
    values = {
        "title": title or "your article",
        "number": draft_number(submission.draft_ref),
        "revision": str(revision or ""),
        "site_name": who.name,
        "contact": who.contact,
    }
    return [Prepared(one.name, one.title, letters.filled(one.words, values)) for one in site.prepared()]


def chosen(name: str | None, among: list[Prepared]) -> str:
    """The words of the one that the address names; nothing where it names none. NotFound for one that is not there."""
    if name is None:
        return ""
    found = next((one for one in among if one.name == name), None)
    if found is None:
        raise NotFound(f"There is no prepared message “{name[:40]}”.")
    return found.words

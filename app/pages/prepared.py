"""Prepared messages to an author, with what the site knows filled in. It only reads."""

from __future__ import annotations

from app import text
from app.errors import Refused
from app.notifications.contents import draft_number
from app.site import letters
from app.site import queries as site
from app.site.letters import Prepared
from app.submissions.models import Submission

GONE = "That prepared message is not there any more. Choose another."


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


def put(typed: str, name: str, among: list[Prepared]) -> str:
    """The words of one, after what was typed: no typed word is lost. Another prepared message that nobody touched gives
    way. Refused for one that is not there."""
    found = next((one.words for one in among if one.name == name), None)
    if found is None:
        raise Refused(GONE, fields={"body": [GONE]})
    untouched = {text.line(one.words) for one in among}  # a browser sends other line ends than it got
    kept = "" if text.line(typed) in untouched else typed.rstrip()
    return f"{kept}\n\n{found}" if kept else found

"""The place in a list of articles, as an address carries it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request

from app.errors import Refused
from app.publishing.models import Article
from app.publishing.queries import Listed
from app.web import paging


def after() -> tuple[datetime, int] | None:
    """The place that the address names, None for the top; a broken one is refused in words."""
    return place(request.args.get("after", ""))


def place(asked: str) -> tuple[datetime, int] | None:
    """The place that this names, None for the top; a broken one is refused in words."""
    if not asked:
        return None
    try:
        when, last = paging.decode(asked)
        if type(last) is not int:
            raise TypeError("not the number of an article")
        return datetime.fromisoformat(when).astimezone(UTC), last
    except (TypeError, ValueError, OverflowError):
        raise Refused("That page of the list does not exist any more. Start again from the top.") from None


def cursor(listed: Listed) -> str:
    """What the next page is asked for with; empty on the last one."""
    return paging.encode([listed.after[0].isoformat(), listed.after[1]]) if listed.after else ""


def just_before(article: Article) -> str:
    """The place from which a list begins with this article, if it is in the list at all."""
    return paging.encode([article.published_at.isoformat(), article.id + 1])


def pair() -> tuple[int, int] | None:
    """A place that two numbers name, None for the top; a broken one is refused in words."""
    asked = request.args.get("after")
    match paging.decode(asked) if asked else None:
        case None:
            return None
        case [int(first), int(second)]:
            return first, second
    raise Refused("That page of the list does not exist any more. Start again from the top.")

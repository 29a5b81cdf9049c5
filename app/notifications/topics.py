"""What programs are told of: one table from events to topics, and the body of a call.

A body names things by number and address, never a person, and no word that somebody wrote. Readers learn of a removal
from the address itself; a program needs to hear of it, so that it takes its own copy down.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.notifications import people
from app.notifications.letters import address
from app.notifications.models import Webhook
from app.publishing import queries
from app.publishing.models import Article, Hold

Data = dict[str, Any]


class Topic(StrEnum):
    ARTICLE_PUBLISHED = "article.published"
    ARTICLE_CORRECTED = "article.corrected"
    ARTICLE_MOVED = "article.moved"
    ARTICLE_DARK = "article.dark"
    ARTICLE_RESTORED = "article.restored"
    ARTICLE_MARKED = "article.marked"
    IMAGE_DARK = "image.dark"
    IMAGE_RESTORED = "image.restored"
    SUBMISSION_CHANGED = "submission.changed"
    CASE_OPENED = "case.opened"
    CASE_DECIDED = "case.decided"
    TEST = "webhook.test"


SAYS: dict[Topic, str] = {
    Topic.ARTICLE_PUBLISHED: "An article was published",
    Topic.ARTICLE_CORRECTED: "A new revision of an article was published",
    Topic.ARTICLE_MOVED: "An article got another address",
    Topic.ARTICLE_DARK: "An article went dark: take it down",
    Topic.ARTICLE_RESTORED: "An article is shown again",
    Topic.ARTICLE_MARKED: "A notice, a listing or a passage of an article changed: read it again",
    Topic.IMAGE_DARK: "An image went dark: take it down",
    Topic.IMAGE_RESTORED: "An image is shown again",
    Topic.SUBMISSION_CHANGED: "A submission moved on",
    Topic.CASE_OPENED: "A case was opened",
    Topic.CASE_DECIDED: "A case was decided, or its decision reversed",
}
"""What can be chosen, in words. A test goes to whoever it was asked for."""


@dataclass(frozen=True)
class Telling:
    """Of an event the ``topic`` is told where ``when`` holds, with what ``data`` gathers."""

    topic: Topic
    data: Callable[[Event], Data]
    when: Callable[[Event], bool] = lambda _event: True


def _article(event: Event) -> Data:
    return _of(people.article(event))


def _of(article: Article) -> Data:
    return {
        "article": article.id,
        "submission": article.submission_id,
        "url": address(article.url),
        "dark": article.dark,
    }


def _image(event: Event) -> Data:
    """Of an image its uses' name, which begins each of its public addresses."""
    use = event.facts["use"]
    return {**_article(event), "image": use, "image_url": address(f"/media/{use}/")}


def _submission(event: Event) -> Data:
    found = people.submission(event)
    return {"submission": found.id, "state": found.state, "event": event.kind}


def _case(event: Event) -> Data:
    found = people.case(event)
    if found is None:
        raise LookupError(f"{event.kind} {event.id} names no case that is there")
    article = session.get_one(Article, found.article_id)
    said = {**_of(article), "case": found.public_number, "lane": found.lane, "state": found.state}
    return said | {"outcome": event.facts.get("outcome", "")}


def _of_article(event: Event) -> bool:
    return event.facts["use"] is None


def _of_image(event: Event) -> bool:
    return event.facts["use"] is not None


def _shows_again(event: Event) -> bool:
    """One hold was lifted, and no other keeps the article from view. A decision that restores says so itself."""
    held = people.about(Hold, event, "hold")
    return (
        _of_article(event) and bool(event.facts["by_itself"]) and held is not None and not held.article.dark
    )


def _image_shows_again(event: Event) -> bool:
    """One hold was lifted, and no other keeps the image from view, by itself or with its article. A decision that keeps
    it down lifts the hold that was there before."""
    use = queries.use(event.facts["use"]) if event.facts["use"] else None
    return use is not None and queries.hold_on_use(use) is None


_MOVED = Telling(Topic.SUBMISSION_CHANGED, _submission)

TOLD: dict[Kind, tuple[Telling, ...]] = {
    Kind.ARTICLE_PUBLISHED: (Telling(Topic.ARTICLE_PUBLISHED, _article),),
    Kind.ARTICLE_CORRECTED: (Telling(Topic.ARTICLE_CORRECTED, _article),),
    Kind.ARTICLE_MOVED: (Telling(Topic.ARTICLE_MOVED, _article),),
    Kind.ARTICLE_RESTORED: (Telling(Topic.ARTICLE_RESTORED, _article),),
    Kind.HOLD_PLACED: (
        Telling(Topic.ARTICLE_DARK, _article, _of_article),
        Telling(Topic.IMAGE_DARK, _image, _of_image),
    ),
    Kind.HOLD_LIFTED: (
        Telling(Topic.ARTICLE_RESTORED, _article, _shows_again),
        Telling(Topic.IMAGE_RESTORED, _image, _image_shows_again),
    ),
    Kind.MEASURE_PLACED: (Telling(Topic.ARTICLE_MARKED, _article),),
    Kind.MEASURE_LIFTED: (Telling(Topic.ARTICLE_MARKED, _article),),
    **dict.fromkeys(
        (
            Kind.SUBMISSION_RECEIVED,
            Kind.SUBMISSION_REVISED,
            Kind.SUBMISSION_WITHDRAWN,
            Kind.REVIEW_STARTED,
            Kind.SUBMISSION_APPROVED,
            Kind.CHANGES_REQUESTED,
            Kind.CHANGES_MADE,
            Kind.SUBMISSION_DECLINED,
            Kind.PUBLICATION_SCHEDULED,
            Kind.PUBLICATION_CANCELLED,
            Kind.PUBLICATION_REFUSED,
        ),
        (_MOVED,),
    ),
    Kind.CASE_OPENED: (Telling(Topic.CASE_OPENED, _case),),
    Kind.CASE_DECIDED: (Telling(Topic.CASE_DECIDED, _case),),
    Kind.CASE_REVERSED: (Telling(Topic.CASE_DECIDED, _case),),
    Kind.WEBHOOK_TESTED: (Telling(Topic.TEST, lambda _event: {"test": True}),),
}


def of(event: Event) -> Topic | None:
    """What programs are told of this event, if anything."""
    told = _telling(event)
    return told.topic if told else None


def told(topic: Topic, event: Event) -> list[Webhook]:
    """The webhooks that are on and want to know; a test goes to its own alone."""
    hooks = session.scalars(select(Webhook).where(Webhook.active).order_by(Webhook.id))
    if topic is Topic.TEST:
        return [hook for hook in hooks if hook.id == event.subject_id]
    return [hook for hook in hooks if topic.value in hook.topics]


def body(topic: Topic, event: Event) -> str:
    """As Standard Webhooks has it: type, timestamp, data. ``sequence`` is the event's number, so that whoever gets two
    about one thing in another order knows which is the newer."""
    telling = _telling(event)
    data = telling.data(event) if telling else {}
    stamp = event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(
        {"type": topic.value, "timestamp": stamp, "data": {"sequence": event.id, **data}},
        separators=(",", ":"),
    )


def _telling(event: Event) -> Telling | None:
    return next((one for one in TOLD.get(event.name, ()) if one.when(event)), None)

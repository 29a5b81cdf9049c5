"""Reading what guest and desk said to each other: threads, what is still open, and where in the draft it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.submissions import content, passages, queries
from app.submissions.comments import Comment
from app.submissions.models import Revision, Submission


@dataclass
class Thread:
    """A comment with what was answered to it, oldest first."""

    comment: Comment
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """The desk tied it to a passage or an image, and nobody there has settled it yet."""
        return self.comment.is_tied and self.comment.by_desk and self.comment.settlement is None


@dataclass(frozen=True)
class Point:
    """An open comment as its author meets it beside the draft. ``place`` is the id of the field it leads to, empty
    where that is gone; ``stands``: the very words, or the image, are still there."""

    comment: Comment
    answers: Sequence[Comment]
    place: str
    stands: bool
    quote: str = ""
    offset: int = 0
    occurrence: int = 0


def threads(submission: Submission) -> list[Thread]:
    """Everything that was said, in the order in which it began."""
    found: dict[int, Thread] = {}
    for one in queries.comments(submission):
        if one.reply_to is None:
            found[one.id] = Thread(one)
        else:
            found[one.reply_to].answers.append(one)
    return list(found.values())


def open_threads(submission: Submission) -> list[Thread]:
    """What the desk has asked about a passage or an image and has not settled."""
    return [one for one in threads(submission) if one.is_open]


def points(submission: Submission) -> list[Point]:
    """The same beside the draft as it stands now."""
    asked = open_threads(submission)
    if not asked:
        return []
    draft = content.of_draft(submission)
    ids = {image.key: f"image-{image.id}" for image in submission.images}
    said = passages.parts(draft)
    return [_point(one, ids, said, draft) for one in asked]


def revision(submission: Submission, number: int) -> Revision | None:
    """A revision that was handed to the desk, by its number."""
    return session.scalar(
        select(Revision).where(
            Revision.submission_id == submission.id,
            Revision.number == number,
            Revision.submitted_at.is_not(None),
        )
    )


def numbers(submission: Submission) -> dict[int, int]:
    """The number of each revision by its id."""
    wanted = select(Revision.id, Revision.number).where(Revision.submission_id == submission.id)
    return {row.id: row.number for row in session.execute(wanted)}


def said_since(row: Comment, since: datetime) -> Comment | None:
    """The same words about the same thing, said by the same person since then."""
    same = ("submission_id", "member_id", "guest_id", "body", "reply_to", "image", "quote")
    wanted = [getattr(Comment, name).is_not_distinct_from(getattr(row, name)) for name in same]
    return session.scalar(select(Comment).where(*wanted, Comment.made_at > since).limit(1))


def _point(
    one: Thread, ids: dict[str, str], said: Sequence[tuple[str, str]], draft: content.Content
) -> Point:
    about = one.comment
    if about.image:
        place = ids.get(about.image, "")
        return Point(about, one.answers, place, stands=bool(place))
    best = _best_place(about, said)
    if best is None:
        place = _draft_place(passages.begins(about.quote, said), ids)
        return Point(about, one.answers, place, stands=bool(place))
    place, words = best
    passage = passages.find(about.quote, words, before=about.prefix)
    assert passage is not None
    return Point(
        about,
        one.answers,
        _draft_place(place, ids),
        stands=True,
        quote=passage.quote,
        offset=max(0, str(getattr(draft, place, "")).find(passage.quote)),
        occurrence=_occurrence(passage, words),
    )


def _draft_place(place: str, ids: dict[str, str]) -> str:
    """The id of its field on the writing desk."""
    return ids.get(place.removeprefix(passages.IMAGE), "") if place.startswith(passages.IMAGE) else place


def _best_place(about: Comment, said: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The part of the draft with the words in it: of several the one that has them after the same words."""
    there = [
        (place, words)
        for place, words in said
        if passages.find(about.quote, words, before=about.prefix) is not None
    ]
    whole = f"{about.prefix.strip()[-20:]} {about.quote}".strip()
    return next((one for one in there if passages.find(whole, one[1])), there[0] if there else None)


def _occurrence(passage: passages.Passage, words: str) -> int:
    """How often the same words stand before it."""
    at = words.find(passage.prefix + passage.quote) + len(passage.prefix)
    return words.count(passage.quote, 0, at)

"""What the pages of a change show, gathered. It only reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.corrections import drafting, queries, rules
from app.errors import Refused
from app.review import compare
from app.review import queries as reviews
from app.submissions import content
from app.submissions.content import Content
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import Revision, Submission


@dataclass(frozen=True)
class Between:
    """Two contents side by side, as ``pieces.differences`` draws them: the words, then those of the images."""

    changes: tuple[compare.Change, ...]
    images: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.images


def between(before: Content, after: Content) -> Between:
    words = (*compare.changes(before, after), *compare.image_words(before, after))
    return Between(words, tuple(compare.image_changes(before, after)))


def page(
    submission: Submission, copy: DeskCopy | None, revision: Revision, refusal: Refused | None
) -> dict[str, Any]:
    """The page on which it is changed. ``ahead`` says that the author went on writing, ``moved`` that they signed."""
    stands = copy.revision if copy else revision
    return {
        "submission": submission,
        "revision": stands,
        "copy": copy,
        "item": reviews.item_of(submission),
        "saved_by": queries.held_by(copy) if copy else "",
        "ahead": rules.AHEAD if queries.author_is_ahead(submission, revision) else "",
        "moved": rules.MOVED if copy and copy.revision_id != revision.id else "",
        "replaced": {said["by"]: key for key, said in copy.pictures.items() if said.get("by")}
        if copy
        else {},
        "missing": drafting.lacking(copy) if copy else [],
        "widths": {one.use: min(one.asset.widths(one.crop), default=320) for one in stands.placements},
        "refusal": refusal,
    }


def signing(submission: Submission, copy: DeskCopy) -> dict[str, Any]:
    """The page on which it is signed."""
    before = content.of(copy.revision)
    return {
        "submission": submission,
        "revision": copy.revision,
        "copy": copy,
        "item": reviews.item_of(submission),
        "between": between(before, drafting.drafted(copy)),
        "added": copy.images,
        "missing": drafting.lacking(copy),
        "ahead": rules.AHEAD if queries.author_is_ahead(submission, copy.revision) else "",
    }


def as_form(shown: Content) -> dict[str, Any]:
    """What the fields of the page hold before anything was changed."""
    return {
        "title": shown.title,
        "summary": shown.summary,
        "body": shown.body,
        "faq": [asdict(pair) for pair in shown.faq],
        "references": "\n".join(shown.references),
    }

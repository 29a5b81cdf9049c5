"""The states of an article. They are moved only by decisions; holds stand apart and decide what is seen."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class ArticleState(StrEnum):
    PUBLISHED = "published"
    RETRACTED = "retracted"
    REMOVED = "removed"
    ERASED = "erased"


ARTICLE = Lifecycle(
    start=ArticleState.PUBLISHED,
    moves={
        ArticleState.PUBLISHED: to(
            ArticleState.RETRACTED, ArticleState.REMOVED, ArticleState.ERASED
        ),  # the last from an old backup
        ArticleState.RETRACTED: to(ArticleState.PUBLISHED, ArticleState.REMOVED, ArticleState.ERASED),
        ArticleState.REMOVED: to(ArticleState.PUBLISHED, ArticleState.RETRACTED, ArticleState.ERASED),
        ArticleState.ERASED: to(),
    },
)


DOWN = frozenset({ArticleState.REMOVED, ArticleState.ERASED})
"""Nothing of an article in these is published before a decision brings it back; what was erased never comes back."""


class Level(StrEnum):
    INTERIM = "interim"
    FINAL = "final"


class Ended(StrEnum):
    """Why an image may not be shown any more although nobody reported it; the ground of its hold."""

    RIGHT_ENDED = "right_ended"
    RIGHT_REVOKED = "right_revoked"
    CONSENT_WITHDRAWN = "consent_withdrawn"


ENDS_WITH_CORRECTION = "correction"
"""Of a measure that stands until a corrected revision is published."""
ERASED = "erased"
"""The ground of the hold that stands on what was erased."""

ONE_S_OWN = frozenset({*Ended, "author_wish"})
"""Grounds of a hold that are about one contributor alone: their right, the consent given to them, their own wish."""


class Target(StrEnum):
    ARTICLE = "article"
    USE = "use"

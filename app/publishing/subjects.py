"""What an event of publishing is also about."""

from __future__ import annotations

from dataclasses import dataclass

from app.audit.kinds import Ref
from app.audit.log import Subject
from app.publishing.models import Article


@dataclass(frozen=True)
class Named:
    """A thing of a later stage, which an event names by its reference alone."""

    ref: Ref


def also(article: Article, *cases: int | None) -> list[Subject]:
    """The article, its submission, and the cases it happened in."""
    named = [Named(Ref("case", case)) for case in cases if case is not None]
    return [article, article.submission, *named]

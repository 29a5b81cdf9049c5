"""When something may be erased; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.takedowns.erasing.kinds import Scope
from app.takedowns.states import CaseState

DECIDED = frozenset({CaseState.DECIDED, CaseState.CLOSED})
LONGEST = 2000
"""Characters of a reason."""


@dataclass(frozen=True)
class Situation:
    """What an erasure depends on. ``article_down`` and ``image_down``: this case took it down for good and it still is.
    ``open`` says that an erasure of the same article waits or is under way."""

    state: CaseState
    article_down: bool
    image_down: bool
    open: bool


def scopes(at: Situation) -> tuple[Scope, ...]:
    """What a case allows to be erased now: only what its decision took down and what still is."""
    if at.state not in DECIDED or at.open:
        return ()
    given = {Scope.ARTICLE: at.article_down, Scope.IMAGE: at.image_down}
    return tuple(scope for scope, is_given in given.items() if is_given)


def opens_at(decided_at: datetime, days: int) -> datetime:
    """When nobody can object any more: an erasure cannot be undone, so objections come first (the site setting
    ``case_closing``; DSA art. 20(1): six months)."""
    return decided_at + timedelta(days=days)

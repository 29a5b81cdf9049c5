"""What a token of a program may be used for: one table, with the right its member must hold for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.roles import Right


class Scope(StrEnum):
    ARTICLES_READ = "articles:read"
    SUBMISSIONS_WRITE = "submissions:write"
    SUBMISSIONS_READ = "submissions:read"
    DESK_READ = "desk:read"
    DESK_DECIDE = "desk:decide"


@dataclass(frozen=True)
class Reach:
    """``right`` is what the member must hold at the moment of each request; ``says`` stands on the page of tokens."""

    right: Right
    says: str


SCOPES: dict[Scope, Reach] = {
    Scope.ARTICLES_READ: Reach(Right.READ, "Read what is published, and what went from view"),
    Scope.SUBMISSIONS_WRITE: Reach(Right.PUBLISH, "Hand in articles for contributors, who sign themselves"),
    Scope.SUBMISSIONS_READ: Reach(Right.PUBLISH, "See where the articles stand that this token handed in"),
    Scope.DESK_READ: Reach(Right.READ, "Read the queue, and articles that were sent"),
    Scope.DESK_DECIDE: Reach(Right.DECIDE, "Claim and decide about articles, in your name"),
}
"""A scope narrows what its member may do, and never adds to it."""

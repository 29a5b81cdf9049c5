"""The states of a submission and the table of moves (domain.md, “Submission and article”)."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    AWAITING_AUTHOR = "awaiting_author"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SUBMISSION = Lifecycle(
    start=State.DRAFT,
    moves={
        State.DRAFT: to(State.SUBMITTED, State.WITHDRAWN),
        State.SUBMITTED: to(State.SUBMITTED, State.IN_REVIEW, State.AWAITING_AUTHOR, State.WITHDRAWN),
        State.IN_REVIEW: to(
            State.IN_REVIEW,
            State.SUBMITTED,
            State.APPROVED,
            State.CHANGES_REQUESTED,
            State.AWAITING_AUTHOR,
            State.DECLINED,
            State.WITHDRAWN,
        ),
        State.CHANGES_REQUESTED: to(State.SUBMITTED, State.WITHDRAWN),
        State.AWAITING_AUTHOR: to(State.SUBMITTED, State.WITHDRAWN),
        State.APPROVED: to(
            State.SCHEDULED,
            State.PUBLISHED,
            State.SUBMITTED,
            State.CHANGES_REQUESTED,
            State.AWAITING_AUTHOR,
            State.WITHDRAWN,
        ),
        State.SCHEDULED: to(
            State.SCHEDULED,
            State.APPROVED,
            State.PUBLISHED,
            State.SUBMITTED,
            State.CHANGES_REQUESTED,
            State.AWAITING_AUTHOR,
            State.WITHDRAWN,
        ),
        State.PUBLISHED: to(State.SUBMITTED, State.AWAITING_AUTHOR),
        State.DECLINED: to(State.SUBMITTED),
        State.WITHDRAWN: to(),
    },
    back={
        State.IN_REVIEW: to(State.IN_REVIEW),  # one approval of several
        State.APPROVED: to(State.IN_REVIEW),
        State.CHANGES_REQUESTED: to(State.IN_REVIEW, State.APPROVED),
        State.DECLINED: to(State.IN_REVIEW),
    },
)


class Stage(StrEnum):
    """How far an image of a draft is, as its author sees it."""

    RECEIVED = "received"
    REFUSED = "refused"
    CUTTING = "cutting"
    UNCUT = "uncut"
    READY = "ready"


WRITABLE = frozenset(State) - {State.DECLINED, State.WITHDRAWN}
"""The author may write, and sign again, in these; and after a correction was declined (``writable``)."""

PUBLISHABLE = frozenset({State.APPROVED, State.SCHEDULED})
"""Only what is in these is published: approved, whether or not a time was set for it."""

CORRECTABLE = frozenset({State.SUBMITTED, State.IN_REVIEW, *PUBLISHABLE, State.PUBLISHED})
"""An editor may change the article in these: the next move is the desk's, or nobody's. Where the author owes it, as
after a request for changes, two people would be writing at once."""

"""The states of notices and cases, and the tables of moves (domain.md, “Case”)."""

from __future__ import annotations

from enum import StrEnum

from app.lifecycle import Lifecycle, to


class NoticeState(StrEnum):
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


NOTICE = Lifecycle(
    start=NoticeState.RECEIVED,
    moves={
        NoticeState.RECEIVED: to(NoticeState.CONFIRMED, NoticeState.WITHDRAWN, NoticeState.EXPIRED),
        NoticeState.CONFIRMED: to(NoticeState.WITHDRAWN),
        NoticeState.WITHDRAWN: to(),
        NoticeState.EXPIRED: to(),
    },
)


class CaseState(StrEnum):
    TRIAGE = "triage"
    NEEDS_INFORMATION = "needs_information"
    UNDER_REVIEW = "under_review"
    AWAITING_SPECIALIST = "awaiting_specialist"
    DECIDED = "decided"
    REINSTATED = "reinstated"
    CLOSED = "closed"
    ERASING = "erasing"
    ERASED = "erased"
    WITHDRAWN = "withdrawn"


CASE = Lifecycle(
    start=CaseState.TRIAGE,
    moves={
        CaseState.TRIAGE: to(CaseState.UNDER_REVIEW, CaseState.NEEDS_INFORMATION, CaseState.WITHDRAWN),
        CaseState.NEEDS_INFORMATION: to(CaseState.TRIAGE, CaseState.CLOSED, CaseState.WITHDRAWN),
        CaseState.UNDER_REVIEW: to(
            *(CaseState.NEEDS_INFORMATION, CaseState.AWAITING_SPECIALIST),
            *(CaseState.DECIDED, CaseState.WITHDRAWN),
        ),
        CaseState.AWAITING_SPECIALIST: to(CaseState.UNDER_REVIEW, CaseState.WITHDRAWN),
        CaseState.DECIDED: to(CaseState.REINSTATED, CaseState.CLOSED, CaseState.ERASING),
        CaseState.REINSTATED: to(CaseState.CLOSED),
        CaseState.CLOSED: to(CaseState.ERASING),
        CaseState.ERASING: to(CaseState.ERASED),
        CaseState.ERASED: to(),
        CaseState.WITHDRAWN: to(),
    },
)

SETTLED = frozenset({CaseState.DECIDED, CaseState.REINSTATED})
"""Nobody owes a move; what was decided stands until the case closes."""
OURS = frozenset({CaseState.TRIAGE, CaseState.UNDER_REVIEW})
"""The desk owes the next move in these: it decides, or asks a specialist."""
OPEN = OURS | {CaseState.AWAITING_SPECIALIST, CaseState.NEEDS_INFORMATION}
"""Undecided; a further notice on the same target joins the case."""


OVER = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.ERASING, CaseState.ERASED})
"""Nothing is added to it any more."""


class EndingState(StrEnum):
    """Of a right that ends: it is asked about, kept by the desk, renewed by the author, not shown any more, or over
    and its image withheld."""

    OPEN = "open"
    KEPT = "kept"
    RENEWED = "renewed"
    GONE = "gone"
    WITHHELD = "withheld"


ENDING = Lifecycle(
    start=EndingState.OPEN,
    moves={
        EndingState.OPEN: to(EndingState.KEPT, EndingState.RENEWED, EndingState.GONE, EndingState.WITHHELD),
        EndingState.KEPT: to(
            *(EndingState.OPEN, EndingState.RENEWED, EndingState.GONE, EndingState.WITHHELD),
            EndingState.KEPT,  # to another day
        ),
        EndingState.RENEWED: to(EndingState.OPEN),
        EndingState.GONE: to(EndingState.OPEN),
        EndingState.WITHHELD: to(
            *(EndingState.OPEN, EndingState.KEPT, EndingState.RENEWED, EndingState.GONE),
            EndingState.WITHHELD,
        ),
    },
)

WATCHED = frozenset({EndingState.OPEN, EndingState.KEPT, EndingState.WITHHELD})
"""The image is published under that right, so the clock looks after it."""

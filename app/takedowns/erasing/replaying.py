"""Erasing again what an older backup has brought back: by the ledger, and as often as anybody likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import bell
from app.audit.kinds import SYSTEM
from app.db import session
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.takedowns.erasing import ending, words
from app.takedowns.erasing.kinds import Scope, Verdict
from app.takedowns.erasing.models import Erasure, ErasureAnswer

AGAIN = "Erased again by the ledger: a backup had brought it back."


def replay(entry: Mapping[str, Any]) -> int | None:
    """Empty the rows of one erasure of the ledger again; its number here, or None where the submission is not there.
    The two people are those who decided then. The files are to be removed after the commit."""
    submission = session.get(Submission, entry["submission"])
    if submission is None or ending.proof(submission) != entry["proof"]:
        return None
    submissions.hold(submission.id, also_erased=True)
    erasure = _known(entry) or _brought_back(entry)
    words.empty(erasure)
    words.close_items(erasure)
    article = session.get(Article, erasure.article_id)
    if erasure.of is Scope.ARTICLE and article is not None and article.submission_id == erasure.submission_id:
        publishing.erase(article, by=SYSTEM, case_id=erasure.case_id)
    words.show_cases(erasure)
    bell.ring(bell.ERASE)
    return erasure.id


def _known(entry: Mapping[str, Any]) -> Erasure | None:
    same = select(Erasure).where(
        Erasure.submission_id == entry["submission"],
        Erasure.scope == entry["scope"],
        Erasure.use_name == entry["use"],
    )
    return next((one for one in session.scalars(same) if one.is_confirmed), None)


def _brought_back(entry: Mapping[str, Any]) -> Erasure:
    """The rows of an erasure that the backup does not know, under the next number: the one it had may be another's, and
    a number that was not drawn from the database's own would be drawn again."""
    erasure = Erasure(
        case_id=entry["case"],
        article_id=entry["article"],
        submission_id=entry["submission"],
        scope=entry["scope"],
        use_name=entry["use"],
        asset_id=entry["asset"],
        reason=AGAIN,
        proposed_by_id=entry["proposed_by"],
        proposed_at=datetime.fromisoformat(entry["proposed_at"]),
    )
    session.add(erasure)
    session.flush()
    session.add(
        ErasureAnswer(
            erasure_id=erasure.id,
            proposed_by_id=erasure.proposed_by_id,
            by_id=entry["confirmed_by"],
            verdict=Verdict.CONFIRMED.value,
            note="",
            made_at=datetime.fromisoformat(entry["confirmed_at"]),
        )
    )
    session.flush()
    session.refresh(erasure)
    return erasure

"""Erasing again what an older backup has brought back: by the ledger, and as often as anybody likes.

A database that lived on after a backup was brought back may have given a number of the ledger to something else. So
each thing is known by more than its number, and what is not the same is left alone and named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import bell
from app.audit.kinds import SYSTEM
from app.db import session
from app.media import queries as media
from app.publishing import actions as publishing
from app.publishing import queries as articles
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.takedowns.erasing import ending, words
from app.takedowns.erasing.kinds import Scope, Verdict
from app.takedowns.erasing.models import Erasure, ErasureAnswer
from app.takedowns.models import Case

NOTHING = 0
"""The number of no case and of no article: an erasure that has none here must not come by another's."""


@dataclass(frozen=True)
class Replayed:
    """The erasure's number here, None where nothing of it is here; and what a person should know of it."""

    erasure_id: int | None
    said: str = ""


def replay(entry: Mapping[str, Any]) -> Replayed:
    """Empty the rows of one erasure of the ledger again, in the order of every verb about a case. The two people are
    those who decided then. The files are to be removed after the commit."""
    submission = _submission(entry)
    if submission is None:
        return Replayed(None)
    submissions.hold(submission.id, also_erased=True)
    article = articles.of_submission(submission.id)
    case, said = _case(entry, article)
    erasure = _known(entry) or _brought_back(entry, article, case)
    if erasure is None:
        return Replayed(None, f"{name_of(entry)}: its picture is not here.")
    words.empty(erasure)
    public = session.get_one(Article, article.id) if erasure.of is Scope.ARTICLE and article else None
    stood = publishing.empty(public) if public else None
    words.close_items(erasure)
    words.show_cases(erasure)
    bell.ring(bell.ERASE)
    if public is not None:
        case_id = erasure.case_id if session.get(Case, erasure.case_id) else None
        publishing.erase(public, by=SYSTEM, case_id=case_id, stood=stood)
    return Replayed(erasure.id, said)


def name_of(entry: Mapping[str, Any]) -> str:
    """What a person calls a line of the ledger."""
    return f"ER-{entry['erasure']:04d}"


def is_doubtful(entry: Mapping[str, Any]) -> bool:
    """It was only begun, and this database has its submission and does not know it as confirmed."""
    return _submission(entry) is not None and _known(entry) is None


def _submission(entry: Mapping[str, Any]) -> Submission | None:
    found = session.get(Submission, entry["submission"])
    return found if found is not None and ending.proof(found) == entry["proof"] else None


def _known(entry: Mapping[str, Any]) -> Erasure | None:
    same = select(Erasure).where(
        Erasure.submission_id == entry["submission"],
        Erasure.scope == entry["scope"],
        Erasure.use_name == entry["use"],
    )
    return next((one for one in session.scalars(same) if one.is_confirmed), None)


def _case(entry: Mapping[str, Any], article: Article | None) -> tuple[int, str]:
    """The number of its case, where that stands for the same case as then; else of none, and a sentence."""
    case = session.get(Case, entry["case"])
    if case is None:
        return NOTHING, ""
    is_its = article is not None and case.article_id == article.id
    if is_its and ending.proof_of_case(case) == entry.get("case_proof", ending.proof_of_case(case)):
        return case.id, ""
    return NOTHING, f"{name_of(entry)}: case {case.public_number} here is another one and was left alone."


def _brought_back(entry: Mapping[str, Any], article: Article | None, case_id: int) -> Erasure | None:
    """The rows of an erasure that the backup does not know, under the next number: the one it had may be another's, and
    a number that was not drawn from the database's own would be drawn again. None where its picture is not here."""
    asset = media.by_sha256(entry.get("asset_sha256", "")) if entry["asset"] else None
    if entry["scope"] == Scope.IMAGE.value and asset is None:
        return None
    erasure = Erasure(
        case_id=case_id,
        article_id=article.id if article else NOTHING,
        submission_id=entry["submission"],
        scope=entry["scope"],
        use_name=entry["use"],
        asset_id=asset.id if asset else None,
        reason=ending.AGAIN,
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

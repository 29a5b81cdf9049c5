"""Seeing a confirmed erasure to its end, step by step: each can be repeated, and the end is written down last."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import current_app

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.publishing.subjects import also
from app.submissions.models import Submission
from app.takedowns.actions import cases
from app.takedowns.erasing import files, ledger, people
from app.takedowns.erasing.models import Erasure, ErasureEnd
from app.takedowns.models import Case
from app.takedowns.states import CASE, CaseState


def write_down(erasure_id: int) -> None:
    """Into the ledger, before anything is deleted."""
    ledger.append(folder(), entry_of(erasure_id))


def folder() -> Path:
    """Where this installation keeps its ledger: beside the head file of the log."""
    where: Path = current_app.config["SETTINGS"].seals_dir
    return where


def entry_of(erasure_id: int) -> dict[str, Any]:
    """What the ledger says of an erasure. ``proof`` is a hash of the submission's reference: after a backup was brought
    back, a number may stand for something else."""
    one = session.get_one(Erasure, erasure_id)
    answer = one.answer
    if answer is None:
        raise LookupError(f"{one.number} was not confirmed")
    submission = session.get_one(Submission, one.submission_id)
    return {
        "erasure": one.id,
        "case": one.case_id,
        "article": one.article_id,
        "submission": one.submission_id,
        "proof": proof(submission),
        "scope": one.scope,
        "use": one.use_name,
        "asset": one.asset_id,
        "proposed_by": one.proposed_by_id,
        "proposed_at": one.proposed_at.isoformat(),
        "confirmed_by": answer.by_id,
        "confirmed_at": answer.made_at.isoformat(),
        "files": [list(file) for file in files.listed(one.id)],
    }


def proof(submission: Submission) -> str:
    return hashlib.sha256(submission.draft_ref.encode()).hexdigest()


def forget_people(erasure_id: int) -> None:
    """The author's address, where nothing else of theirs is here."""
    erasure = session.get_one(Erasure, erasure_id)
    guest_id = people.forgettable(erasure)
    if guest_id is not None:
        people.forget(erasure, guest_id)


def finish(erasure_id: int, *, probed: int) -> None:
    """Nothing was found any more: the receipt is complete. Of two at once one writes it down."""
    erasure = session.get_one(Erasure, erasure_id)
    article = cases.keep_still(erasure.article_id)
    if session.get(ErasureEnd, erasure_id) is not None:
        return
    session.add(ErasureEnd(erasure_id=erasure_id, done_at=now(), probed=probed))
    facts = {"number": erasure.number, "probed": probed}
    record(Kind.ERASURE_DONE, about=erasure, by=SYSTEM, also=also(article, erasure.case_id), facts=facts)
    case = session.get(Case, erasure.case_id)
    if case is not None and CASE.allows(case.standing, CaseState.ERASED):
        case.advance(CaseState.ERASED)
        case.version += 1
        session.flush()
        cases.show(case)

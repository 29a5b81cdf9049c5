"""Seeing a confirmed erasure to its end, step by step: each can be repeated, and the end is written down last."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import Busy
from app.media.models import Asset
from app.publishing.subjects import also
from app.submissions.models import Submission
from app.takedowns.actions import cases
from app.takedowns.erasing import files, ledger, people
from app.takedowns.erasing.models import Erasure, ErasureAnswer, ErasureEnd
from app.takedowns.models import Case
from app.takedowns.states import CASE, CaseState

log = structlog.get_logger(__name__)

AGAIN = "Erased again by the ledger: a backup had brought it back."


def announce(erasure_id: int) -> None:
    """Into the ledger, before the commit that confirms it. Busy where the disk does not take it: nothing is erased that
    the ledger does not know."""
    try:
        ledger.append(folder(), entry_of(erasure_id) | {ledger.BEGUN: True})
    except OSError as why:
        log.exception("erasure.ledger", erasure=erasure_id)
        raise Busy(
            "The ledger of erasures could not be written, so nothing was done. Tell the operator."
        ) from why


def write_down(erasure_id: int) -> None:
    """Into the ledger, after the commit and before anything is deleted. What the ledger brought back stands there."""
    if session.get_one(Erasure, erasure_id).reason != AGAIN:
        ledger.append(folder(), entry_of(erasure_id))


def complete() -> None:
    """Whatever is missing in the ledger is written down: somebody put back an older copy of it, or a crash came between
    the commit and the line."""
    written = {decided(entry) for entry in ledger.erased(folder())}
    for one in session.scalars(select(Erasure).join(Erasure.answer).order_by(Erasure.id)).all():
        if one.answer and one.is_confirmed and decided_by(one, one.answer) not in written:
            write_down(one.id)


def decided(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a line of the ledger says was decided, and by whom."""
    return tuple(entry.get(key) for key in ("submission", "scope", "use", "proposed_by", "confirmed_by"))


def decided_by(one: Erasure, answer: ErasureAnswer) -> tuple[Any, ...]:
    """The same of a row."""
    return (one.submission_id, one.scope, one.use_name, one.proposed_by_id, answer.by_id)


def folder() -> Path:
    """Where this installation keeps its ledger: beside the head file of the log."""
    where: Path = current_app.config["SETTINGS"].seals_dir
    return where


def entry_of(erasure_id: int) -> dict[str, Any]:
    """What the ledger says of an erasure. After a backup was brought back, and the site lived on, a number may stand
    for something else: ``proof`` is a hash of the submission's reference, ``case_proof`` one of what tells a case from
    others, and ``asset_sha256`` names the picture."""
    one = session.get_one(Erasure, erasure_id)
    answer = one.answer
    if answer is None:
        raise LookupError(f"{one.number} was not confirmed")
    submission = session.get_one(Submission, one.submission_id)
    case, asset = session.get(Case, one.case_id), session.get(Asset, one.asset_id) if one.asset_id else None
    return {
        "erasure": one.id,
        "case": one.case_id,
        "article": one.article_id,
        "submission": one.submission_id,
        "proof": proof(submission),
        "case_proof": proof_of_case(case) if case else "",
        "asset_sha256": asset.sha256 if asset else "",
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


def proof_of_case(case: Case) -> str:
    return hashlib.sha256(f"{case.public_number} {case.received_at.isoformat()}".encode()).hexdigest()


def forget_people(erasure_id: int) -> None:
    """The author's address, where nothing else of theirs is here."""
    erasure = session.get_one(Erasure, erasure_id)
    guest_id = people.forgettable(erasure)
    if guest_id is not None:
        people.forget(erasure, guest_id)


def finish(erasure_id: int, *, probed: int) -> None:
    """Nothing was found any more: the receipt is complete. Of two at once one writes it down."""
    erasure = session.get_one(Erasure, erasure_id)
    article = cases.of_submission(erasure.submission_id)
    if session.get(ErasureEnd, erasure_id) is not None:
        return
    session.add(ErasureEnd(erasure_id=erasure_id, done_at=now(), probed=probed))
    facts = {"number": erasure.number, "probed": probed}
    case = session.get(Case, erasure.case_id)
    about = also(article, case.id if case else None) if article else []
    record(Kind.ERASURE_DONE, about=erasure, by=SYSTEM, also=about, facts=facts)
    if case is not None and CASE.allows(case.standing, CaseState.ERASED):
        case.advance(CaseState.ERASED)
        case.version += 1
        session.flush()
        cases.show(case)

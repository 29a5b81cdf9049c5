"""Emptying rows: first it is written down what goes, then it goes. Everything here is in the transaction of whoever
confirms, can be done again, and touches no file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from app.audit.models import Erased, Vault
from app.clock import now
from app.db import session, table
from app.documents.models import Import
from app.guests.models import Code, Link
from app.lookalikes import actions as lookalikes
from app.lookalikes.models import KnownText, LookAlike, Shingle
from app.media import erasing as media
from app.media.models import Asset
from app.publishing.models import Hold
from app.register.models import Entry
from app.review.models import Decision, Note
from app.review.rights.models import Finding
from app.submissions.comments import Comment
from app.submissions.consent_links import Consent
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import (
    DraftImage,
    Evidence,
    Revision,
    RightsRecord,
    Submission,
    WorkingCopy,
)
from app.submissions.schedules import Schedule
from app.takedowns.actions import cases
from app.takedowns.asking.models import Opinion, Question
from app.takedowns.curing.models import AddedAnswers
from app.takedowns.erasing import things
from app.takedowns.erasing.kinds import Scope
from app.takedowns.erasing.models import Erasure
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, CaseDecision, Notice, RightDecision
from app.takedowns.reporting.models import Attachment, CaseComment
from app.takedowns.stating.models import Statement
from app.worklist import actions as worklist
from app.worklist.models import Item, Owes, SavedView

EMPTIED: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "rights_record": (RightsRecord, {"declared": {}}),
    "finding": (Finding, {"note": ""}),
    "right_decision": (RightDecision, {"reason": "", "evidence": ""}),
    "comment": (Comment, dict.fromkeys(("body", "image", "prefix", "quote", "suffix"), "")),
    "note": (Note, {"body": ""}),
    "decision": (Decision, {"note": ""}),
    "case_decision": (CaseDecision, {"ground": "", "explanation": "", "internal": ""}),
    "case_statement": (Statement, {"facts": "", "reference_url": ""}),
    "case_question": (Question, {"body": ""}),
    "case_opinion": (Opinion, {"body": ""}),
    "mail": (Mail, {**dict.fromkeys(("sender", "name", "subject", "words", "message_id"), ""), "files": []}),
    "notice": (Notice, {"answers": {}, "quote": "", "prefix": "", "suffix": ""}),
    "added_answers": (AddedAnswers, {"answers": {}}),
    "evidence": (Evidence, {"filename": "erased"}),
    "case_comment": (CaseComment, {"body": ""}),
    "notice_file": (Attachment, {"filename": "erased"}),
    "import": (Import, {"filename": "erased", "found": {}, "refusal": ""}),
    "draft_image": (
        DraftImage,
        {"filename": "erased", "alt": "", "caption": "", "credit": "", "declared": {}},
    ),
}
"""The columns that hold words, by kind, and what stands in them afterwards."""

NOTHING_WRITTEN: dict[str, Any] = {
    **dict.fromkeys(("title", "summary", "body", "byline", "role", "affiliation", "bio"), ""),
    **dict.fromkeys(("trademarks", "orcid", "holder"), ""),
    "faq": [],
    "references": [],
    "disclosures": {},
}
TITLE = "An erased article"


def empty(erasure: Erasure) -> None:
    """Write down everything that goes, and empty it. A second time it finds nothing more to do."""
    for picture in things.brought_by_documents(erasure):
        media.known(picture["sha256"], picture["size"])
    things.keep_still(erasure)
    found = things.named(erasure)
    goes = _write_down(erasure, found)
    for kind, (model, nothing) in EMPTIED.items():
        _empty(model, found.get(kind, ()), nothing)
    for asset_id in goes:
        media.forget(session.get_one(Asset, asset_id))
    session.execute(delete(Vault).where(Vault.id.in_(found["vault"])))
    _end_links(erasure)
    if erasure.of is Scope.ARTICLE:
        _empty_article(erasure, found)
    else:
        _empty_in_copy(erasure)
    session.expire_all()


def close_items(erasure: Erasure) -> None:
    """Nothing of it waits in the queue, and no line there names it. Comes after the records, as everywhere."""
    for item in session.scalars(select(Item).where(Item.id.in_(things.named(erasure).get("item", ())))):
        row = worklist.Row(
            kind=item.kind, url=item.url, title=TITLE, state=item.state, owes=Owes.NOBODY, open=False
        )
        worklist.put(item.subject, row)


def show_cases(erasure: Erasure) -> None:
    """What waits for the desk goes on waiting: a case that is open owes its claimant an answer, whatever was erased.
    Comes after the public face is emptied, so that no line names the article again."""
    about = Case.article_id == erasure.article_id
    if erasure.of is Scope.IMAGE:
        about = Case.id == erasure.case_id
    for case in session.scalars(select(Case).where(about).order_by(Case.id)):
        cases.show(case)


def _write_down(erasure: Erasure, found: things.Named) -> list[int]:
    """The rows of what went. The pictures that really go: nobody else shows them."""
    rows: list[dict[str, Any]] = []
    for kind, ids in found.items():
        hashes = _hashes(kind, ids)
        for id_ in ids:
            sha256 = hashes.get(id_, "")
            kept = things.shared(erasure, kind, id_, sha256) if kind in things.FILES else ""
            rows.append({"kind": kind, "thing_id": id_, "sha256": sha256, "kept": kept})
    if erasure.of is Scope.ARTICLE:
        rows.append({"kind": "draft", "thing_id": erasure.submission_id, "sha256": "", "kept": ""})
    written = select(Erased.kind, Erased.thing_id).where(Erased.erasure_id == erasure.id)
    known = {tuple(one) for one in session.execute(written)}
    new = [{"erasure_id": erasure.id, **row} for row in rows if (row["kind"], row["thing_id"]) not in known]
    if new:
        session.execute(insert(table(Erased)), new)
    return [row["thing_id"] for row in rows if row["kind"] == "asset" and not row["kept"]]


def _hashes(kind: str, ids: Iterable[int]) -> dict[int, str]:
    if kind == "revision":
        query = select(Revision.id, Revision.content_hash).where(Revision.id.in_(ids))
    elif kind == "rights_record":
        query = select(RightsRecord.id, RightsRecord.hash).where(RightsRecord.id.in_(ids))
    elif kind in things.FILES:
        model, sha256 = things.FILES[kind]
        query = select(model.id, sha256).where(model.id.in_(ids))
    else:
        return {}
    return {row[0]: row[1] for row in session.execute(query)}


def _empty(model: type[Any], ids: Iterable[int], nothing: dict[str, Any]) -> None:
    """Only rows in which something stands: the guards of facts ask for each one why it is touched."""
    columns = table(model).c
    change = update(model).where(model.id.in_(list(ids))).values(**nothing)
    text = [columns[name] != value for name, value in nothing.items() if isinstance(value, str)]
    if len(text) == len(nothing):
        change = change.where(or_(*text))
    session.execute(change.execution_options(synchronize_session=False))


def _end_links(erasure: Erasure) -> None:
    """Private links to what is gone end: to the consents, and to the draft where the whole article goes."""
    submission = session.get_one(Submission, erasure.submission_id)
    consents = select(Consent.consent_ref).where(Consent.submission_id == erasure.submission_id)
    if erasure.of is Scope.IMAGE:
        consents = consents.where(Consent.asset_id == erasure.asset_id)
    ends = (Link.scope == "consent") & Link.subject_ref.in_(consents)
    if erasure.of is Scope.ARTICLE:
        ends = ends | ((Link.scope == "draft") & (Link.subject_ref == submission.draft_ref))
        session.execute(update(Code).where(Code.subject_ref == submission.draft_ref).values(email=""))
    session.execute(update(Link).where(ends, Link.revoked_at.is_(None)).values(revoked_at=now()))


def _empty_in_copy(erasure: Erasure) -> None:
    """What an editor was writing about the picture: that was never signed, so nothing of it has to stay."""
    copy = session.scalar(select(DeskCopy).where(DeskCopy.submission_id == erasure.submission_id))
    asset = session.get(Asset, erasure.asset_id)
    if copy is None or asset is None or copy.revision.content is None:
        return
    keys = {one["key"] for one in copy.revision.content["images"] if one["asset"] == asset.sha256}
    silent = dict.fromkeys(("alt", "caption", "credit"), "")
    copy.pictures = {key: said | silent if key in keys else said for key, said in copy.pictures.items()}
    copy.version += 1  # a window that saves now comes too late
    session.flush()


def _empty_article(erasure: Erasure, found: things.Named) -> None:
    of = erasure.submission_id
    session.execute(
        update(Revision)
        .where(Revision.submission_id == of, Revision.content.is_not(None))
        .values(content=None, erasure_id=erasure.id)
    )
    session.execute(
        update(WorkingCopy)
        .where(WorkingCopy.submission_id == of)
        .values(**NOTHING_WRITTEN, version=WorkingCopy.version + 1)  # a window that saves now comes too late
    )
    session.execute(
        update(Import).where(Import.submission_id == of, Import.state == "received").values(state="refused")
    )
    session.execute(update(DraftImage).where(DraftImage.submission_id == of).values(desk_copy_id=None))
    session.execute(delete(DeskCopy).where(DeskCopy.submission_id == of))
    session.execute(delete(Schedule).where(Schedule.submission_id == of))
    session.execute(delete(SavedView).where(SavedView.id.in_(found["view"])))
    for id_ in found["draft_image"]:
        session.execute(update(DraftImage).where(DraftImage.id == id_).values(key=f"erased-{id_}"))
    lookalikes.gate()
    texts = list(things.named(erasure)["known_text"])  # what came in before the gate was ours
    session.execute(delete(Shingle).where(Shingle.text_id.in_(texts)))
    session.execute(delete(KnownText).where(KnownText.id.in_(texts)))
    holds = select(Hold.id).where(Hold.article_id == erasure.article_id)
    alike = or_(
        LookAlike.article_id == erasure.article_id,
        LookAlike.revision_id.in_(found["revision"]),
        LookAlike.entry_id.in_(select(Entry.id).where(Entry.hold_id.in_(holds))),
    )
    session.execute(update(LookAlike).where(alike).values(passages=[]))

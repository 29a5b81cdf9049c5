"""What belongs to an erasure: by kind and number, found in the records of every stage before this one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, Text, and_, cast, or_, select

from app.attestations.models import Attestation
from app.audit.models import Erased, Vault
from app.db import session
from app.documents.models import Import
from app.documents.states import OPEN
from app.lookalikes.models import KnownText
from app.media import queries as media
from app.media.models import Asset, AssetFingerprint
from app.publishing.models import Hold, Measure, Use
from app.register.models import Entry
from app.review.models import Decision, Note
from app.review.rights.models import Finding
from app.submissions.comments import Comment
from app.submissions.consent_links import Consent
from app.submissions.models import DraftImage, Evidence, Placement, Revision, RightsRecord
from app.takedowns.asking.models import Opinion, Question
from app.takedowns.curing.models import AddedAnswers
from app.takedowns.erasing import views
from app.takedowns.erasing.kinds import SHARED, Scope
from app.takedowns.erasing.models import Erasure
from app.takedowns.mailing import queries as mails
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, CaseDecision, Ending, Notice, RightDecision
from app.takedowns.reporting.models import Attachment, CaseComment, HeldFile
from app.takedowns.stating.models import Statement
from app.worklist.models import Item

Named = dict[str, list[int]]

FILES: dict[str, tuple[type[Any], Any]] = {
    "asset": (Asset, Asset.sha256),
    "evidence": (Evidence, Evidence.sha256),
    "import": (Import, Import.sha256),
    "snapshot": (Notice, Notice.snapshot),
    "notice_file": (Attachment, Attachment.sha256),
    "mail": (Mail, Mail.sha256),
}
"""What has bytes in the store, and the column that names them."""
PAPERS = ("evidence", "notice_file")


def named(erasure: Erasure) -> Named:
    """The numbers of everything that is emptied or goes, by kind. The rows stay, so that it can be asked again."""
    found = {kind: list(session.scalars(query)) for kind, query in _rows(erasure).items()}
    found["asset"] = assets(erasure)
    if erasure.of is Scope.ARTICLE:
        found["view"] = views.about(erasure.submission_id, _queued(erasure))
    for kind, query in _after(erasure, found).items():
        found[kind] = list(session.scalars(query))
    return found


def assets(erasure: Erasure) -> list[int]:
    """The pictures of the submission, also those that were sent and taken out again and those of documents that nobody
    put in; or the one picture of the case."""
    if erasure.of is Scope.IMAGE:
        return [erasure.asset_id] if erasure.asset_id else []
    of = erasure.submission_id
    placed = select(Placement.asset_id).join(Revision).where(Revision.submission_id == of)
    drawn = select(DraftImage.asset_id).where(DraftImage.submission_id == of)
    declared = select(RightsRecord.asset_id).where(RightsRecord.submission_id == of)
    used = select(Use.asset_id).where(Use.article_id == erasure.article_id)
    brought = select(Asset.id).where(
        Asset.sha256.in_([one["sha256"] for one in brought_by_documents(erasure)])
    )
    found = session.scalars(placed.union(drawn, declared, used, brought)).all()
    return sorted({*found, *session.scalars(media.sent_for(of))})


def keep_still(erasure: Erasure) -> None:
    """Nobody puts one of its pictures into another draft between asking who has it and the commit (PostgreSQL; SQLite
    has one writer). In the order of their numbers."""
    found = select(Asset.id).where(Asset.id.in_(assets(erasure))).order_by(Asset.id)
    session.execute(found.with_for_update())


def brought_by_documents(erasure: Erasure) -> list[dict[str, Any]]:
    """The pictures that documents of the submission brought, by SHA-256 and size; while the documents are not emptied.
    None where one image goes."""
    if erasure.of is Scope.IMAGE:
        return []
    read = session.scalars(select(Import.found).where(Import.submission_id == erasure.submission_id))
    return [picture for found in read for picture in found.get("pictures", [])]


def shared(erasure: Erasure, kind: str, id_: int, sha256: str) -> str:
    """Why the bytes of a thing stay; empty where nobody else uses them."""
    if kind == "asset":
        others = _elsewhere(erasure, id_)
    elif kind in PAPERS:
        others = _papers(erasure, sha256)
    elif kind == "mail":
        return ""  # the same bytes are the same mail
    elif kind == "snapshot":
        same = select(Notice.id).where(Notice.snapshot == sha256, Notice.article_id != erasure.article_id)
        others = [same.where(Notice.id.not_in(_gone("snapshot")))]
    else:
        same = select(Import.id).where(Import.sha256 == sha256, Import.submission_id != erasure.submission_id)
        others = [same.where(Import.id.not_in(_gone("import")))]
    return SHARED if any(session.scalar(query.limit(1)) is not None for query in others) else ""


def papers(sha256: str) -> list[Select[Any]]:
    """Who has the same file: as evidence of a right, with a report, or with a form that is not sent yet."""
    return [
        select(Evidence.id).where(Evidence.sha256 == sha256, Evidence.id.not_in(_gone("evidence"))),
        select(Attachment.id)
        .join(Notice, Notice.id == Attachment.notice_id)
        .where(Attachment.sha256 == sha256, Attachment.id.not_in(_gone("notice_file"))),
        select(HeldFile.id).where(HeldFile.sha256 == sha256),
    ]


def owners(erasure: Erasure, found: Named) -> list[tuple[str, Sequence[int]]]:
    """Whose words in the vault go, and what events speak of whose letters go: (kind, numbers)."""
    rows = {kind: ids for kind, ids in found.items() if kind not in ("asset", "item", "slug", "vault")}
    if erasure.of is Scope.IMAGE:
        return [*rows.items(), *_consents(erasure)]
    of = erasure.submission_id
    signed = list(session.scalars(select(Attestation.id).where(Attestation.submission_id == of)))
    about = Case.article_id == erasure.article_id
    held = list(session.scalars(select(Hold.id).where(Hold.article_id == erasure.article_id)))
    measured = list(session.scalars(select(Measure.id).where(Measure.article_id == erasure.article_id)))
    return [
        *rows.items(),
        *_consents(erasure),
        ("submission", [of]),
        ("article", [erasure.article_id]),
        ("attestation", signed),
        ("case", list(session.scalars(select(Case.id).where(about)))),
        ("hold", held),
        ("measure", measured),
        ("register_entry", list(session.scalars(select(Entry.id).where(Entry.hold_id.in_(held))))),
        ("ending", list(session.scalars(_endings(erasure)))),
        (
            "erasure",
            list(session.scalars(select(Erasure.id).where(Erasure.article_id == erasure.article_id))),
        ),
    ]


def _rows(erasure: Erasure) -> dict[str, Select[Any]]:
    of = erasure.submission_id
    rights = select(RightsRecord.id).where(_ours(erasure, RightsRecord))
    found: dict[str, Select[Any]] = {
        "rights_record": rights,
        "evidence": select(Evidence.id).where(_ours(erasure, Evidence)),
        "draft_image": select(DraftImage.id).where(_ours(erasure, DraftImage)),
        "finding": select(Finding.id).where(Finding.rights_id.in_(rights)),
        "right_decision": select(RightDecision.id).where(RightDecision.ending_id.in_(_endings(erasure))),
    }
    if erasure.of is Scope.IMAGE:
        return found
    cases = select(Case.id).where(Case.article_id == erasure.article_id)
    decided = select(CaseDecision.id).where(CaseDecision.case_id.in_(cases))
    asked = select(Question.id).where(Question.case_id.in_(cases))
    return found | {
        "revision": select(Revision.id).where(Revision.submission_id == of),
        "comment": select(Comment.id).where(Comment.submission_id == of),
        "note": select(Note.id).where(Note.submission_id == of),
        "decision": select(Decision.id).where(Decision.submission_id == of),
        "import": select(Import.id).where(Import.submission_id == of),
        "mail": select(Mail.id).where(mails.of_article(erasure.article_id, erasure.submission_id)),
        "notice": select(Notice.id).where(Notice.article_id == erasure.article_id),
        "added_answers": select(AddedAnswers.id).where(
            AddedAnswers.notice_id.in_(select(Notice.id).where(Notice.article_id == erasure.article_id))
        ),
        "snapshot": select(Notice.id).where(Notice.article_id == erasure.article_id, Notice.snapshot != ""),
        "case_comment": select(CaseComment.id).join(Notice).where(Notice.article_id == erasure.article_id),
        "notice_file": select(Attachment.id).join(Notice).where(Notice.article_id == erasure.article_id),
        "case_decision": decided,
        "case_statement": select(Statement.id).where(Statement.decision_id.in_(decided)),
        "case_question": asked,
        "case_opinion": select(Opinion.id).where(Opinion.question_id.in_(asked)),
    }


def _after(erasure: Erasure, found: Named) -> dict[str, Select[Any]]:
    """What is found by what was found."""
    private = or_(
        *(
            and_(Vault.owner_kind == kind, Vault.owner_id.in_(ids))
            for kind, ids in owners(erasure, found)
            if ids
        )
    )
    more: dict[str, Select[Any]] = {
        "fingerprint": select(AssetFingerprint.id).where(AssetFingerprint.asset_id.in_(found["asset"])),
        "vault": select(Vault.id).where(private),
    }
    if erasure.of is Scope.IMAGE:
        return more
    titles = views.titles(erasure.submission_id, _queued(erasure))
    holds = select(Hold.id).where(Hold.article_id == erasure.article_id)
    over = select(Entry.id).where(Entry.hold_id.in_(holds), Entry.state != "active")
    texts = or_(KnownText.article_id == erasure.article_id, KnownText.entry_id.in_(over))
    return more | {
        "vault": select(Vault.id).where(or_(private, Vault.id.in_(titles))),
        "known_text": select(KnownText.id).where(texts),
        "item": select(Item.id).where(_queued(erasure)),
    }


def _queued(erasure: Erasure) -> Any:
    cases = select(Case.id).where(Case.article_id == erasure.article_id)
    return or_(
        and_(Item.subject_kind == "submission", Item.subject_id == erasure.submission_id),
        and_(Item.subject_kind == "case", Item.subject_id.in_(cases)),
        and_(Item.subject_kind == "ending", Item.subject_id.in_(_endings(erasure))),
    )


def _endings(erasure: Erasure) -> Select[Any]:
    ours = select(RightsRecord.id).where(_ours(erasure, RightsRecord))
    return select(Ending.id).where(Ending.rights_id.in_(ours))


def _consents(erasure: Erasure) -> list[tuple[str, Sequence[int]]]:
    return [("consent", list(session.scalars(select(Consent.id).where(_ours(erasure, Consent)))))]


def _ours(erasure: Erasure, model: type[Any]) -> Any:
    """Rows about the submission; for one image, only those about that."""
    whole = model.submission_id == erasure.submission_id
    return whole if erasure.of is Scope.ARTICLE else and_(whole, model.asset_id == erasure.asset_id)


def _papers(erasure: Erasure, sha256: str) -> list[Select[Any]]:
    """The same, but for what goes with this erasure."""
    evidence, attached, held = papers(sha256)
    if erasure.of is Scope.ARTICLE:
        attached = attached.where(Notice.article_id != erasure.article_id)
    return [evidence.where(~_ours(erasure, Evidence)), attached, held]


def _elsewhere(erasure: Erasure, asset_id: int) -> Iterable[Select[Any]]:
    """Where other submissions show the same picture or have it in a draft, unless it was erased there as well (the
    declaration about it, which every placement names, went with the article or with the picture alone); or have it in
    a document that waits to be put in."""
    placed = select(Placement.id).join(Revision).where(Placement.asset_id == asset_id)
    drawn = select(DraftImage.id).where(DraftImage.asset_id == asset_id)
    sha256 = session.get_one(Asset, asset_id).sha256
    waits = waiting(sha256).where(Import.submission_id != erasure.submission_id)
    return (
        waits,  # first: what waits is in the draft when it waits no more
        placed.where(
            Revision.submission_id != erasure.submission_id,
            Placement.rights_id.not_in(_gone("rights_record")),
        ),
        drawn.where(
            DraftImage.submission_id != erasure.submission_id, DraftImage.id.not_in(_gone("draft_image"))
        ),
    )


def waiting(sha256: str) -> Select[Any]:
    """The documents that brought this picture and that their authors have not answered."""
    brought = cast(Import.found, Text).contains(sha256)
    return select(Import.id).where(Import.state.in_([state.value for state in OPEN]), brought)


def _gone(kind: str) -> Select[Any]:
    return select(Erased.thing_id).where(Erased.kind == kind)

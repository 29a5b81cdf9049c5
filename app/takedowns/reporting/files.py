"""Files of evidence with a report: part of it from when it is sent, looked at by the desk, let go of when nobody sent
the form in the end. What can be looked at of them is made as with evidence of rights (``submissions.viewing``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app import bell
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Actor, Kind
from app.audit.log import Subject, record
from app.audit.queries import erased
from app.clock import now
from app.db import after_commit, release, session, transaction
from app.errors import NotFound, Refused
from app.media import turns
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.submissions import viewing
from app.submissions.models import Evidence
from app.takedowns.models import Notice
from app.takedowns.reporting.models import Attachment, HeldFile

MOST_FILES = 10
"""Of one report."""
HELD_FOR = timedelta(days=1)
GONE_AFTER = HELD_FOR + timedelta(hours=1)
"""Long enough that nobody sends the form in the moment in which its files go."""
TOO_MANY = f"A report can have {MOST_FILES} files. Leave one out to add another."
BATCH = 100


def held(article_id: int, tokens_: Sequence[str]) -> list[HeldFile]:
    """The files that are kept under these tokens for a report of this article."""
    wanted = select(HeldFile).where(
        HeldFile.token.in_(tokens_[:MOST_FILES]),
        HeldFile.article_id == article_id,
        HeldFile.made_at > now() - HELD_FOR,
    )
    return list(session.scalars(wanted.order_by(HeldFile.id)))


def attach(
    notice: Notice, tokens_: Sequence[str], *, by: Actor, member: Member | None = None
) -> list[Attachment]:
    """What was held becomes part of a report, once each. Refused where it has as many as it may have."""
    has = {one.sha256 for one in of_notice(notice)}
    added = []
    for one in held(notice.article_id, tokens_):
        if one.sha256 not in has:
            added.append(_add(notice, one, member))
            has.add(one.sha256)
        session.delete(one)
    if len(has) > MOST_FILES:
        raise Refused(TOO_MANY, fields={"files": [TOO_MANY]})
    session.flush()
    also: list[Subject] = [notice.case, notice.article] if notice.case else [notice.article]
    for new in added:
        facts = {"file": new.id, **rows.facts_of(new)}
        record(Kind.EVIDENCE_RECEIVED, about=notice, by=by, also=also, facts=facts)
        _have_shown(new.sha256)
    return added


def of_notice(notice: Notice) -> list[Attachment]:
    """In the order in which they came; none that an erasure took."""
    found = list(
        session.scalars(select(Attachment).where(Attachment.notice_id == notice.id).order_by(Attachment.id))
    )
    gone = erased("notice_file", [one.id for one in found])
    return [one for one in found if one.id not in gone]


def of_case(case_id: int, file_id: int) -> Attachment:
    """A file of one of the reports of this case, or NotFound."""
    found = session.get(Attachment, file_id)
    if found is None or found.notice.case_id != case_id or erased("notice_file", [file_id]):
        raise NotFound
    return found


def mime_of(sha256: str) -> str | None:
    """What a file is that somebody looks at: as evidence of a right, or with a report."""
    same = list(session.scalars(select(Attachment).where(Attachment.sha256 == sha256)))
    gone = erased("notice_file", [one.id for one in same])
    here = next((one.mime for one in same if one.id not in gone), None)
    return here or viewing.mime_of(sha256)


def show_again(found: Attachment) -> None:
    """Make what can be looked at of it once more."""
    sha256 = found.sha256
    after_commit(lambda: viewing.forget(sha256))
    _have_shown(sha256)


def let_go() -> int:
    """Forget what was held and never sent, a day after. How many; 0: all done. No transaction is open while the store
    is written to, and bytes that somebody else has stay."""
    over = select(HeldFile.id, HeldFile.sha256).where(HeldFile.made_at <= now() - GONE_AFTER)
    found = session.execute(over.order_by(HeldFile.id).limit(BATCH)).all()
    release()
    for id_, sha256 in found:
        with turns.erasing(sha256):
            with transaction():
                if row := session.get(HeldFile, id_):
                    session.delete(row)
            if not _is_known(sha256):
                release()
                storage().delete(evidence_key(sha256))
    release()
    return len(found)


def _is_known(sha256: str) -> bool:
    asked = (select(model.id).where(model.sha256 == sha256) for model in (HeldFile, Attachment, Evidence))
    return any(session.scalar(one.limit(1)) is not None for one in asked)


def _add(notice: Notice, one: HeldFile, member: Member | None) -> Attachment:
    row = Attachment(
        notice=notice,
        sha256=one.sha256,
        size=one.size,
        mime=one.mime,
        filename=one.filename,
        by_id=member.id if member else None,
        made_at=now(),
    )
    session.add(row)
    return row


def _have_shown(sha256: str) -> None:
    after_commit(lambda: viewing.order(sha256))
    bell.ring(bell.VIEW)

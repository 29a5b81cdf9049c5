"""Reading mails: by their private page, by where they stand, by what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.audit.kinds import Ref
from app.db import session
from app.errors import NotFound
from app.submissions.models import Submission
from app.takedowns.mailing.kinds import MailKind, MailState
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, Notice

SIZE = 50
"""Lines of a page."""
UNSETTLED = (MailState.WAITING, MailState.ASIDE)


def by_ref(ref: str) -> Mail | None:
    return session.scalar(select(Mail).where(Mail.mail_ref == ref))


def one(mail_id: int) -> Mail:
    found = session.get(Mail, mail_id)
    if found is None:
        raise NotFound
    return found


def is_known(sha256: str) -> bool:
    """These very bytes were taken in before."""
    return session.scalar(select(Mail.id).where(Mail.sha256 == sha256)) is not None


def page(state: MailState, *, before: int | None) -> list[Mail]:
    """Mails in one state, the newest first."""
    wanted = select(Mail).where(Mail.state == state.value)
    if before is not None:
        wanted = wanted.where(Mail.id < before)
    return list(session.scalars(wanted.order_by(Mail.id.desc()).limit(SIZE)))


def counts() -> dict[str, int]:
    """How many are in each state."""
    found = session.execute(select(Mail.state, func.count(Mail.id)).group_by(Mail.state))
    return {**dict.fromkeys(MailState, 0), **{str(row[0]): int(row[1]) for row in found}}


def about(*refs: Ref) -> list[Mail]:
    """What was written by mail about any of these, the oldest first."""
    found = [mail for ref in refs for mail in _about(ref)]
    return sorted(found, key=lambda mail: mail.id)


def waiting_of(guest_id: int) -> int:
    """How many mails of one sender wait for being completed."""
    wanted = select(func.count(Mail.id)).where(
        Mail.guest_id == guest_id, Mail.kind == MailKind.REPORT.value, Mail.state == MailState.WAITING.value
    )
    return session.scalar(wanted) or 0


def asked_since(moment: datetime) -> int:
    """How many senders were written to since then."""
    wanted = select(func.count(Mail.id)).where(Mail.kind == MailKind.REPORT.value, Mail.taken_at >= moment)
    return session.scalar(wanted) or 0


def same_letter(message_id: str, sender: str) -> Mail | None:
    """The same mail by another way: what came to two addresses of one mailbox differs in its headers alone."""
    if not message_id:
        return None
    return session.scalar(
        select(Mail).where(Mail.message_id == message_id, Mail.sender == sender).order_by(Mail.id).limit(1)
    )


def of_article(article_id: int, submission_id: int) -> ColumnElement[bool]:
    """Mails about an article: which name it, or answer a letter about it, its cases, its notices or its submission."""
    subjects = {
        "case": select(Case.id).where(Case.article_id == article_id),
        "notice": select(Notice.id).where(Notice.article_id == article_id),
        "submission": select(Submission.id).where(Submission.id == submission_id),
    }
    answers = [
        and_(Mail.about_kind == kind, Mail.about_id.in_(numbers)) for kind, numbers in subjects.items()
    ]
    return or_(Mail.article_id == article_id, *answers)


def _about(ref: Ref) -> Iterable[Mail]:
    return session.scalars(
        select(Mail).where(Mail.about_kind == ref.kind, Mail.about_id == ref.id).order_by(Mail.id)
    )

"""What becomes of a mail: its sender is asked, it is filed with what it answers, it becomes a notice, or its time ends.

Like a notice that came over a form it hides nothing and writes to nobody but its sender, once; and it is counted from
the moment the mailbox received it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app import tokens
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import SYSTEM, Kind, Ref
from app.audit.log import record
from app.audit.models import Vault
from app.clock import now
from app.db import after_commit, savepoint, session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest, Scope
from app.media.shelf import storage
from app.media.storage import mail_key
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns import queries as cases
from app.takedowns.actions import notices
from app.takedowns.actions.cases import keep_still
from app.takedowns.channels import Channel
from app.takedowns.mailing import queries
from app.takedowns.mailing.kinds import KINDS, MailKind, MailState
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Notice
from app.takedowns.reporting import files

BATCH = 200
"""Mails one run lets expire in one transaction."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A mail that is in the store, and what was read in it. ``about`` is what it answers, ``slug`` the article whose
    address stands in it; both may be missing."""

    sha256: str
    size: int
    kind: MailKind
    sender: str
    name: str
    subject: str
    words: str
    files: Sequence[str]
    message_id: str
    received_at: datetime
    whole: bool = True
    about: Ref | None = None
    slug: str = ""


@dataclass(frozen=True)
class Named:
    """A subject of the log by its number alone."""

    ref: Ref


def keep(taken: Taken, *, key: str) -> Mail:
    """Keep a mail. The same bytes twice are one mail.

    The sender of a report gets one letter with a private link, and completes it there; never more than the site setting
    ``mail_intake`` allows, neither to one sender nor to all in an hour, so that nobody has us write to strangers.
    """
    known = session.scalar(select(Mail).where(Mail.sha256 == taken.sha256))
    if known is not None:
        return known
    kind, guest = _known(taken)
    moment = now()
    mail = Mail(
        mail_ref=tokens.reference(),
        sha256=taken.sha256,
        size=taken.size,
        whole=taken.whole,
        kind=kind.value,
        state=MailState.TAKEN.value,
        sender=taken.sender,
        name=taken.name,
        subject=taken.subject,
        words=taken.words,
        files=list(taken.files),
        message_id=taken.message_id,
        guest=guest,
        article=_article(taken.slug),
        about_kind=taken.about.kind if taken.about else "",
        about_id=taken.about.id if taken.about else None,
        received_at=min(taken.received_at, moment),
        taken_at=moment,
        expires_at=_expiry(kind, moment),
    )
    mail.advance(_begins(kind))
    try:
        with savepoint():
            session.add(mail)
    except IntegrityError:  # two workers emptied the mailbox at once
        return session.scalars(select(Mail).where(Mail.sha256 == taken.sha256)).one()
    facts: dict[str, object] = {"kind": kind.value, **rows.facts_of(mail)}
    if KINDS[kind].waits:
        facts["link"] = _give_link(mail, key=key)
    also = [Named(taken.about)] if taken.about else []
    record(Kind.MAIL_RECEIVED, about=mail, by=guest.actor if guest else SYSTEM, also=also, facts=facts)
    return mail


def complete(ref: str, article_id: int, report: notices.Report, *, by: Guest) -> Notice:
    """Its sender says what the mail is about and what is wrong: it becomes a notice under the same number, confirmed,
    because only the mailbox it came from had the link. Its clocks count from when the mail was received.

    Completing what is complete changes nothing.
    """
    mail = _keep_still(ref)
    if mail.standing is MailState.REPORTED:
        return cases.by_ref(ref)
    if mail.standing is not MailState.WAITING or mail.guest_id != by.id:
        raise NotAllowed("This mail was not completed in time. Please report the problem from the article.")
    notice = _received(article_id, report, mail, by=by)
    mail.advance(MailState.REPORTED)
    mail.article_id, mail.expires_at = notice.article_id, None
    mail.about_kind, mail.about_id = notice.ref.kind, notice.ref.id
    return notices.confirm(ref, by=by)


def ask(mail_id: int, *, by: Member, key: str) -> Mail:
    """The desk finds that a mail was set aside wrongly: its sender is asked to complete it, as for any report."""
    mail = session.get(Mail, mail_id, with_for_update={"of": Mail}, populate_existing=True)
    if mail is None:
        raise NotFound
    if mail.standing is MailState.WAITING:
        return mail
    if mail.standing is not MailState.ASIDE or not KINDS[mail.of_kind].may_be_asked:
        raise NotAllowed("There is nobody to ask about this mail.")
    try:
        mail.guest = guests.meet(mail.sender)
    except Refused:
        raise NotAllowed("It names no sender who could be written to.") from None
    mail.advance(MailState.WAITING)
    mail.kind = MailKind.REPORT.value
    mail.expires_at = _expiry(MailKind.REPORT, now())
    session.flush()
    record(Kind.MAIL_ASKED, about=mail, by=by.actor, facts={"link": _give_link(mail, key=key)})
    return mail


def expire() -> int:
    """Let go of what nobody completed in time, and of what was set aside long enough: its words and its bytes. How
    many; 0: all done."""
    passed = (
        select(Mail)
        .where(Mail.state.in_([state.value for state in queries.UNSETTLED]), Mail.expires_at <= now())
        .order_by(Mail.id)
        .limit(BATCH)
        .with_for_update(of=Mail, skip_locked=True)
    )
    mails = list(session.scalars(passed))
    for mail in mails:
        mail.advance(MailState.EXPIRED)
        mail.sender = mail.name = mail.subject = mail.words = mail.message_id = ""
        mail.files = []
        record(Kind.MAIL_EXPIRED, about=mail, by=SYSTEM)
        session.execute(delete(Vault).where(Vault.owner_kind == mail.ref.kind, Vault.owner_id == mail.id))
        _forget(mail.sha256)
    return len(mails)


def _received(article_id: int, report: notices.Report, mail: Mail, *, by: Guest) -> Notice:
    """The report that the mail has become, under the reference of the mail, whose link is the notice’s."""
    answers = notices.answers_of(report)
    article = keep_still(article_id)
    if article.state == ArticleState.ERASED:
        raise NotFound
    notices.check(report, article, answers)
    notice = notices.drawn_up(
        by, article, report, answers, channel=Channel.MAIL, received_at=mail.received_at
    )
    notice.notice_ref = mail.mail_ref
    session.add(notice)
    session.flush()
    facts = {"channel": Channel.MAIL.value, **rows.facts_of(notice)}
    record(Kind.NOTICE_RECEIVED, about=notice, by=by.actor, also=[article], facts=facts)
    files.attach(notice, report.files, by=by.actor)
    return notice


def _known(taken: Taken) -> tuple[MailKind, Guest | None]:
    """What it counts as, and who sent it: whoever could not be written to sent nothing that waits."""
    if taken.kind not in (MailKind.REPORT, MailKind.ANSWER):
        return taken.kind, None
    try:
        guest = guests.keep_still(guests.meet(taken.sender))
    except Refused:
        return MailKind.NOBODY, None
    if taken.kind is MailKind.REPORT and (
        queries.same_letter(taken.message_id, taken.sender) or _is_too_much(guest)
    ):
        return MailKind.TOO_MANY, guest
    return taken.kind, guest


def _is_too_much(guest: Guest) -> bool:
    most = site.setting("mail_intake")
    hour = queries.asked_since(now() - timedelta(hours=1))
    return queries.waiting_of(guest.id) >= int(most["per_sender"]) or hour >= int(most["per_hour"])


def _begins(kind: MailKind) -> MailState:
    if KINDS[kind].waits:
        return MailState.WAITING
    return MailState.FILED if kind is MailKind.ANSWER else MailState.ASIDE


def _expiry(kind: MailKind, moment: datetime) -> datetime | None:
    match _begins(kind):
        case MailState.WAITING:
            return moment + timedelta(days=site.setting("notice_expiry")["days"])
        case MailState.ASIDE:
            return moment + timedelta(days=site.setting("mail_intake")["days"])
    return None


def _give_link(mail: Mail, *, key: str) -> int:
    if mail.guest is None:
        raise LookupError(f"mail {mail.id} has no sender to write to")
    return guests.give_link(mail.guest, scope=Scope.NOTICE, ref=mail.mail_ref, key=key).id


def _article(slug: str) -> Article | None:
    found = articles.by_slug(slug) if slug else None
    return found if found and found.state != ArticleState.ERASED else None


def _forget(sha256: str) -> None:
    after_commit(lambda: storage().delete(mail_key(sha256)))


def _keep_still(ref: str) -> Mail:
    mail = session.scalar(
        select(Mail)
        .where(Mail.mail_ref == ref)
        .with_for_update(of=Mail)
        .execution_options(populate_existing=True)
    )
    if mail is None:
        raise NotFound
    return mail

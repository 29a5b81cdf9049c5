"""What a claimant does: send a notice, confirm it, withdraw it. And what time does: an unconfirmed one expires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app import text, tokens
from app.audit import rows
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest, Scope
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.subjects import also
from app.site import queries as site
from app.submissions import content, passages
from app.submissions.models import Revision
from app.takedowns import rules
from app.takedowns.actions import cases
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Notice
from app.takedowns.states import NoticeState

TWICE_WITHIN = timedelta(minutes=30)
"""The same report sent again within this time is a second click, not a second report."""

BATCH = 200
"""Notices one run lets expire in one transaction."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a reader filled in. ``revision`` is the number of the revision on the reader's screen, ``use`` the image
    it is about, ``quote`` the passage; both may be empty."""

    lane: Lane
    email: str
    answers: Mapping[str, object]
    revision: int
    use: str = ""
    quote: str = ""


def receive(article_id: int, report: Report, *, key: str) -> Notice:
    """Keep a report and mail its private link; nothing else happens until it is confirmed.

    It is bound to what the reader saw, also when the article was revised meanwhile. The same report sent twice
    in a row is one notice.
    """
    answers = _answers(report)
    article = cases.keep_still(article_id)
    _check(report, article, answers)
    guest = guests.meet(report.email)
    again = _sent_before(guest, article, report, answers)
    if again:
        return again
    notice = _notice(guest, article, report, answers)
    session.add(notice)
    session.flush()
    link = guests.give_link(guest, scope=Scope.NOTICE, ref=notice.notice_ref, key=key)
    facts = {"link": link.id, **rows.facts_of(notice)}
    record(Kind.NOTICE_RECEIVED, about=notice, by=guest.actor, also=[article], facts=facts)
    return notice


def receive_mailed(article_id: int, report: Report, *, by: Guest, ref: str, received_at: datetime) -> Notice:
    """Keep a report that came by mail and that its sender completed, under the reference of the mail. Its clocks count
    from when the mailbox received it; the link of the mail is the notice’s."""
    answers = _answers(report)
    article = cases.keep_still(article_id)
    _check(report, article, answers)
    notice = _notice(by, article, report, answers)
    notice.notice_ref, notice.received_at = ref, received_at
    session.add(notice)
    facts = {"channel": "mail", **rows.facts_of(notice)}
    record(Kind.NOTICE_RECEIVED, about=notice, by=by.actor, also=[article], facts=facts)
    return notice


def by_ref(ref: str) -> Notice:
    """The notice of a reference, or NotFound."""
    found = session.scalar(select(Notice).where(Notice.notice_ref == ref))
    if found is None:
        raise NotFound
    return found


def confirm(ref: str, *, by: Guest) -> Notice:
    """The claimant confirms: from now on it counts. It joins the open case about the same target or opens one.

    Confirming what is confirmed changes nothing.
    """
    notice = _keep_still(ref)
    guests.confirm(by)
    if notice.standing is NoticeState.CONFIRMED:
        return notice
    if notice.standing is NoticeState.RECEIVED and not notice.can_be_confirmed(now()):
        raise NotAllowed("This report was not confirmed in time. Please send it again from the article.")
    notice.advance(NoticeState.CONFIRMED)
    notice.confirmed_at = now()
    case = cases.join_or_open(notice)
    record(Kind.NOTICE_CONFIRMED, about=notice, by=by.actor, also=[case, notice.article])
    if case.notices == [notice] and not case.opened_for:
        record(Kind.CASE_OPENED, about=case, by=SYSTEM, also=also(notice.article))
    cases.show(case)
    return notice


def withdraw(ref: str, *, by: Guest) -> Notice:
    """The claimant takes the report back, while nothing is decided. The last one to do so ends the case.

    Withdrawing what is withdrawn changes nothing.
    """
    notice = _keep_still(ref)
    guests.confirm(by)
    if notice.standing is NoticeState.WITHDRAWN:
        return notice
    if notice.case and not notice.can_be_withdrawn:
        raise NotAllowed("This has been decided and cannot be withdrawn any more.")
    notice.advance(NoticeState.WITHDRAWN)
    subjects: list[Subject] = [notice.article]
    if notice.case:
        subjects.append(notice.case)
    record(Kind.NOTICE_WITHDRAWN, about=notice, by=by.actor, also=subjects)
    if notice.case:
        cases.left(notice.case, by=by.actor)
    return notice


def expire_notices() -> int:
    """Let go of what was not confirmed in time (the site setting ``notice_expiry``). How many; 0: all done."""
    passed = (
        select(Notice)
        .where(Notice.state == NoticeState.RECEIVED.value, Notice.expires_at <= now())
        .order_by(Notice.id)
        .limit(BATCH)
        .with_for_update(of=Notice, skip_locked=True)
    )
    notices = list(session.scalars(passed))
    for notice in notices:
        notice.advance(NoticeState.EXPIRED)
        record(Kind.NOTICE_EXPIRED, about=notice, by=SYSTEM, also=[notice.article])
    return len(notices)


def _answers(report: Report) -> dict[str, object]:
    return {
        field.name: _cleaned(field, report.answers.get(field.name)) for field in LANES[report.lane].fields
    }


def _cleaned(field: Field, answer: object) -> object:
    if field.shape is Shape.DECLARATION:
        return bool(answer)
    said = str(answer or "")
    return text.plain(said) if field.shape is Shape.TEXT else text.line(said)


def _check(report: Report, article: Article, answers: Mapping[str, object]) -> None:
    """Everything the lane requires, said at once; and that what it is about is in this article."""
    wrong = rules.faults(report.lane, answers)
    if len(report.quote) > rules.LONGEST_QUOTE:
        wrong["quote"] = [f"Keep the passage under {rules.LONGEST_QUOTE:,} characters."]
    use = articles.use(report.use) if report.use else None
    if report.use and (use is None or use.article_id != article.id):
        wrong["image"] = ["That image is not in this article. Choose what it is about."]
    if wrong:
        raise Refused("Some of it is missing. Please complete it below.", fields=wrong)


def _notice(guest: Guest, article: Article, report: Report, answers: dict[str, object]) -> Notice:
    received_at = now()
    revision = _seen(article, report.revision)
    passage = _passage(revision, report.quote)
    return Notice(
        notice_ref=tokens.reference(),
        guest=guest,
        article=article,
        revision_id=revision.id,
        use_name=report.use or None,
        lane=report.lane.value,
        quote=passage.quote,
        prefix=passage.prefix,
        suffix=passage.suffix,
        answers=answers,
        state=NoticeState.RECEIVED.value,
        received_at=received_at,
        expires_at=received_at + timedelta(days=site.setting("notice_expiry")["days"]),
    )


def _seen(article: Article, number: int) -> Revision:
    """The revision that was on the screen; the one shown now where the number names none that was handed in."""
    wanted = select(Revision).where(
        Revision.submission_id == article.submission_id,
        Revision.number == number,
        Revision.submitted_at.is_not(None),
    )
    return session.scalar(wanted) or article.revision


def _passage(revision: Revision, quote: str) -> passages.Passage:
    """The passage with its surroundings; as it was typed where the article does not say it."""
    said = text.line(quote)
    try:
        found = passages.find(said, passages.said_in(content.of(revision))) if said else None
    except NotFound:
        found = None
    return found or passages.Passage("", said, "")


def _sent_before(guest: Guest, article: Article, report: Report, answers: dict[str, object]) -> Notice | None:
    alike = session.scalars(
        select(Notice).where(
            Notice.guest_id == guest.id,
            Notice.article_id == article.id,
            Notice.lane == report.lane.value,
            Notice.state == NoticeState.RECEIVED.value,
            Notice.received_at > now() - TWICE_WITHIN,
        )
    )
    return next(
        (
            one
            for one in alike
            if one.answers == answers
            and one.use_name == (report.use or None)
            and one.quote == text.line(report.quote)
        ),
        None,
    )


def _keep_still(ref: str) -> Notice:
    """The notice as it stands now, kept still with everything about its article."""
    notice = session.scalar(select(Notice).where(Notice.notice_ref == ref))
    if notice is None:
        raise NotFound
    cases.keep_still(notice.article_id)
    return session.get_one(Notice, notice.id, with_for_update={"of": Notice}, populate_existing=True)

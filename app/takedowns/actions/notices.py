"""What a claimant does: send a notice, confirm it, withdraw it. And what time does: an unconfirmed one expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app import text, tokens
from app.audit import rows
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Guest, Scope
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.publishing.subjects import also
from app.site import queries as site
from app.submissions import content, passages
from app.submissions.models import Revision
from app.takedowns import rules
from app.takedowns.actions import cases
from app.takedowns.channels import Channel
from app.takedowns.curing import actions as curing
from app.takedowns.curing import rules as curable
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case, Notice
from app.takedowns.reporting import files, snapshots
from app.takedowns.states import NoticeState

TWICE_WITHIN = timedelta(minutes=30)
"""The same report sent again within this time is a second click, not a second report."""

BATCH = 200
"""Notices one run lets expire in one transaction."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a reader filled in. ``revision`` is the number of the revision on the reader's screen, ``use`` the image
    it is about, ``quote`` the passage, with what stands before and after it (W3C text quote); each may be empty.
    ``snapshot`` names the page that was kept in the store (``reporting.snapshots``), ``files`` those that came with
    the form, by their tokens. ``as_it_is``: sent although it lacks something, where its lane lets a report come in so
    (``curing.rules``)."""

    lane: Lane
    email: str
    answers: Mapping[str, object]
    revision: int
    use: str = ""
    quote: str = ""
    as_it_is: bool = False
    prefix: str = ""
    suffix: str = ""
    snapshot: str = ""
    files: tuple[str, ...] = ()


def receive(article_id: int, report: Report, *, key: str) -> Notice:
    """Keep a report and mail its private link; nothing else happens until it is confirmed.

    It is bound to what the reader saw, also when the article was revised meanwhile. The same report sent twice
    in a row is one notice.
    """
    answers = answers_of(report)
    article = cases.keep_still(article_id)
    if article.state == ArticleState.ERASED:
        raise NotFound
    check(report, article, answers)
    guest = guests.meet(report.email)
    again = _sent_before(guest, article, report, answers)
    if again:
        files.attach(again, report.files, by=guest.actor)
        return again
    notice = drawn_up(guest, article, report, answers)
    session.add(notice)
    session.flush()
    link = guests.give_link(guest, scope=Scope.NOTICE, ref=notice.notice_ref, key=key)
    facts = {"link": link.id, **rows.facts_of(notice)}
    record(Kind.NOTICE_RECEIVED, about=notice, by=guest.actor, also=[article], facts=facts)
    files.attach(notice, report.files, by=guest.actor)
    return notice


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
    case = counts(notice, Kind.NOTICE_CONFIRMED, by=by.actor)
    curing.ask_by_itself(case, notice)
    return notice


def add_evidence(ref: str, held: Sequence[str], *, by: Guest) -> Notice:
    """The claimant adds files to a report, until what it is about is decided and over. What was held for it is added
    once; NotAllowed where the report is not followed any more."""
    notice = _keep_still(ref)
    guests.confirm(by)
    if not notice.can_be_added_to(now()):
        raise NotAllowed("This report is over: nothing can be added to it any more.")
    files.attach(notice, held, by=by.actor)
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


def counts(
    notice: Notice,
    kind: Kind,
    *,
    by: Actor,
    private: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """From now on it counts: it joins the open case about the same target or opens one. ``kind`` says by whose word."""
    notice.advance(NoticeState.CONFIRMED)
    notice.confirmed_at = now()
    case = cases.join_or_open(notice)
    record(kind, about=notice, by=by, also=[case, notice.article], facts=facts, private=private)
    if case.notices == [notice] and not case.opened_for:
        opener = by if by.kind == "member" else SYSTEM
        record(Kind.CASE_OPENED, about=case, by=opener, also=also(notice.article))
    cases.show(case)
    return case


def answers_of(report: Report) -> dict[str, object]:
    return {
        field.name: _cleaned(field, report.answers.get(field.name)) for field in LANES[report.lane].fields
    }


def _cleaned(field: Field, answer: object) -> object:
    if field.shape is Shape.DECLARATION:
        return bool(answer)
    said = str(answer or "")
    return text.plain(said) if field.shape is Shape.TEXT else text.line(said)


def check(report: Report, article: Article, answers: Mapping[str, object]) -> None:
    """Everything the lane requires, said at once; and that what it is about is in this article."""
    wrong = (curable.bars if report.as_it_is else rules.faults)(report.lane, answers)
    wrong |= _target_faults(report, article)
    if wrong:
        raise Refused("Some of it is missing. Please complete it below.", fields=wrong)


def check_target(report: Report, article: Article) -> None:
    """Only that what it is about is in this article."""
    if wrong := _target_faults(report, article):
        raise Refused("Some of it has to be put right.", fields=wrong)


def _target_faults(report: Report, article: Article) -> dict[str, list[str]]:
    wrong = {}
    if len(report.quote) > rules.LONGEST_QUOTE:
        wrong["quote"] = [f"Keep the passage under {rules.LONGEST_QUOTE:,} characters."]
    use = articles.use(report.use) if report.use else None
    if report.use and (use is None or use.article_id != article.id):
        wrong["image"] = ["That image is not in this article. Choose what it is about."]
    return wrong


def drawn_up(
    guest: Guest,
    article: Article,
    report: Report,
    answers: dict[str, object],
    *,
    channel: Channel = Channel.FORM,
    entered_by_id: int | None = None,
    received_at: datetime | None = None,
) -> Notice:
    received_at = received_at or now()
    revision = snapshots.seen(article, report.revision)
    passage = _passage(revision, report)
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
        snapshot=report.snapshot,
        answers=answers,
        channel=channel.value,
        entered_by_id=entered_by_id,
        state=NoticeState.RECEIVED.value,
        received_at=received_at,
        expires_at=received_at + timedelta(days=site.setting("notice_expiry")["days"]),
    )


def _passage(revision: Revision, report: Report) -> passages.Passage:
    """The passage with its surroundings, of several such places the one they fit; as it was typed where the article
    does not say it."""
    said, before, after = text.line(report.quote), text.line(report.prefix), text.line(report.suffix)
    try:
        words = passages.said_in(content.of(revision)) if said else ""
        found = passages.find(said, words, before=before, after=after)
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
    return still(session.scalar(select(Notice).where(Notice.notice_ref == ref)))


def still(notice: Notice | None) -> Notice:
    """The notice as it stands now, kept still with everything about its article."""
    if notice is None:
        raise NotFound
    cases.keep_still(notice.article_id)
    return session.get_one(Notice, notice.id, with_for_update={"of": Notice}, populate_existing=True)

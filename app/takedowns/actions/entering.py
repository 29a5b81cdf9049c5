"""What the desk itself brings in: a report that came another way than by the form, and one that nobody confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app import text
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Kind
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Scope
from app.guests.queries import fold
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns import rules
from app.takedowns.actions import cases, notices
from app.takedowns.actions.notices import Report
from app.takedowns.channels import BY_DESK, Channel
from app.takedowns.kinds import LANES
from app.takedowns.models import Case, Notice
from app.takedowns.reporting import files

EARLIEST = date(2000, 1, 1)
LONGEST_REASON = 2000
"""Characters."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a report came and on which day; ``write`` sends its claimant a letter with their private link."""

    channel: Channel
    received_on: date
    write: bool = False


def enter(article_id: int, report: Report, entry: Entry, *, by: Member, key: str) -> Case:
    """The desk opens a case about what came by post, by telephone, as an order, or what it found itself; or the report
    joins the open case about the same. It counts as confirmed, and clocks count from the day it was received.

    What its ground needs may be missing: the case says so. Without an address nobody is written to.
    """
    article = cases.keep_still(article_id)
    if article.state == ArticleState.ERASED:
        raise NotFound
    answers = notices.answers_of(report)
    received_at = _moment(entry.received_on)
    _check(report, entry, answers)
    notices.check_target(report, article)
    guest = guests.meet(report.email) if report.email else guests.somebody()
    notice = notices.drawn_up(
        guest,
        article,
        report,
        answers,
        channel=entry.channel,
        entered_by_id=by.id,
        received_at=received_at,
    )
    session.add(notice)
    session.flush()
    link = guests.give_link(guest, scope=Scope.NOTICE, ref=notice.notice_ref, key=key)
    told = {"link": link.id, "write": entry.write, "channel": entry.channel.value, **rows.facts_of(notice)}
    case = notices.counts(notice, Kind.NOTICE_ENTERED, by=by.actor, facts=told)
    files.attach(notice, report.files, by=by.actor, member=by)
    return case


def adopt(notice_id: int, *, by: Member, reason: str) -> Case:
    """The desk takes up a report whose sender has not confirmed it: from now on it counts. Not by whoever sent it or
    wrote what it is about; NotAllowed once it was confirmed, withdrawn, or its time is up."""
    said = text.plain(reason)
    if not said or len(said) > LONGEST_REASON:
        raise Refused("Say why.", fields={"reason": [f"Say why, in up to {LONGEST_REASON:,} characters."]})
    notice = notices.still(session.get(Notice, notice_id))
    if not notice.can_be_confirmed(now()):
        raise NotAllowed("This report was confirmed, was withdrawn, or its time is up.")
    if fold(by.email) in (notice.guest.email, notice.article.submission.guest.email):
        raise NotAllowed("You are a party in this. Somebody else has to do it.")
    return notices.counts(notice, Kind.NOTICE_ADOPTED, by=by.actor, private={"reason": said})


def _check(report: Report, entry: Entry, answers: dict[str, object]) -> None:
    wrong = {
        field.name: [said]
        for field in LANES[report.lane].fields
        if (said := rules.fault(field.optional(), answers[field.name]))
    }
    if entry.channel not in BY_DESK:
        wrong["channel"] = ["Say how it came."]
    if entry.write and not report.email:
        wrong["write"] = ["There is no address to write to."]
    if not EARLIEST <= entry.received_on <= site.today():
        wrong["received_on"] = ["Give the day on which it came: not a day to come."]
    if not any(answers.values()) and not report.quote:
        wrong[LANES[report.lane].fields[0].name] = ["Say at least in one answer what it is about."]
    if wrong:
        raise Refused("Some of it has to be put right.", fields=wrong)


def _moment(day: date) -> datetime:
    """The beginning of that day where the site is, and now for today: no clock begins later than it may."""
    begun = datetime.combine(day, time.min, ZoneInfo(site.identity().zone))
    return now() if day == site.today() else begun

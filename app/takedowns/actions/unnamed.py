"""A report of somebody who gives no address: it counts at once, and nobody is written to."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, delete

from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import insert_new, session
from app.errors import NotFound, Refused
from app.guests import actions as guests
from app.guests.models import Scope
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns.actions import cases, notices
from app.takedowns.actions.notices import Report
from app.takedowns.channels import Channel
from app.takedowns.kinds import LANES
from app.takedowns.models import Notice
from app.takedowns.reporting import files
from app.takedowns.reporting.models import UnnamedSource

ONCE_A_DAY = (
    "Somebody where you are has reported this article without an address today. Give your e-mail address, or add to "
    "it tomorrow."
)


def receive_unnamed(article_id: int, report: Report, *, mark: str, key: str) -> Notice:
    """Keep a report of somebody who gives no address: it goes to triage at once and nobody is written to.

    ``mark`` says where it came from, for this article and this day: one is taken, and the next is refused in words, so
    that a thousand from one place weigh as much as one.
    """
    if not LANES[report.lane].unnamed:
        raise Refused("An address is missing.", fields={"email": ["Enter your e-mail address."]})
    answers = notices.answers_of(report)
    article = cases.keep_still(article_id)
    if article.state == ArticleState.ERASED:
        raise NotFound
    notices.check(report, article, answers)
    if insert_new(UnnamedSource, {"mark": mark, "made_at": now()}) is None:
        raise Refused(ONCE_A_DAY, fields={"email": [ONCE_A_DAY]})
    guest = guests.somebody()
    notice = notices.drawn_up(guest, article, report, answers, channel=Channel.UNNAMED)
    session.add(notice)
    session.flush()
    link = guests.give_link(guest, scope=Scope.NOTICE, ref=notice.notice_ref, key=key)
    facts = {"link": link.id, **rows.facts_of(notice)}
    record(Kind.NOTICE_RECEIVED, about=notice, by=guest.actor, also=[article], facts=facts)
    files.attach(notice, report.files, by=guest.actor)
    notices.counts(notice, Kind.NOTICE_CONFIRMED, by=guest.actor)
    return notice


def forget_sources() -> int:
    """Forget where reports without an address came from, once their day is over. How many; 0: all done."""
    begun = datetime.combine(site.today(), time.min, ZoneInfo(site.identity().zone))
    gone = session.execute(delete(UnnamedSource).where(UnnamedSource.made_at < begun))
    return cast("CursorResult[Any]", gone).rowcount

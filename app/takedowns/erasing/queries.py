"""Reading erasures: what a case allows, who did what, and the receipt of what went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.models import Member
from app.audit.models import Erased
from app.db import session
from app.errors import NotFound
from app.publishing import queries as articles
from app.publishing.states import ArticleState, Level
from app.site import queries as site
from app.takedowns.erasing import rules
from app.takedowns.erasing.kinds import KEPT, STAYS, STAYS_WITH_IMAGE, THINGS, Scope, Standing, Verdict
from app.takedowns.erasing.models import Erasure, ErasureAnswer, ErasureEnd
from app.takedowns.erasing.rules import Situation
from app.takedowns.models import Case

HASHED = ("asset", "evidence", "import", "snapshot", "notice_file")
"""Kinds of which the receipt lists each with its SHA-256: what had bytes."""


BACKUPS = {"database_days": "Backups of the database", "files_days": "Backups of the files"}
"""The lengths of the site setting ``backups``, and what each is about."""
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Backup:
    """A kind of backup, and the day on which the last copy of it that could still hold the erased is deleted."""

    name: str
    purged_on: date


@dataclass(frozen=True)
class Receipt:
    """What went, by kind and count; of what had bytes each SHA-256; what stays and why; and when no backup has it."""

    erasure: Erasure
    proposed_by: str
    confirmed_by: str
    went: list[str]
    hashes: list[tuple[str, str, str]]
    stays: tuple[str, ...]
    backups: list[Backup]


def one(case_id: int, erasure_id: int) -> Erasure:
    """An erasure of this case, or NotFound."""
    found = session.get(Erasure, erasure_id)
    if found is None or found.case_id != case_id:
        raise NotFound
    return found


def of_case(case: Case) -> list[Erasure]:
    """Newest first."""
    return list(
        session.scalars(select(Erasure).where(Erasure.case_id == case.id).order_by(Erasure.id.desc()))
    )


def unfinished() -> list[int]:
    """The confirmed ones of which something may be left, oldest first."""
    wanted = (
        select(Erasure.id)
        .join(ErasureAnswer, ErasureAnswer.erasure_id == Erasure.id)
        .outerjoin(ErasureEnd, ErasureEnd.erasure_id == Erasure.id)
        .where(ErasureAnswer.verdict == Verdict.CONFIRMED.value, ErasureEnd.erasure_id.is_(None))
    )
    return list(session.scalars(wanted.order_by(Erasure.id)))


def situation(case: Case, *, but: Erasure | None = None) -> Situation:
    """What a case allows now depends on this. ``but`` is the erasure that is being answered."""
    final = [
        hold
        for hold in articles.holds_on(case.article)
        if hold.case_id == case.id and hold.level == Level.FINAL
    ]
    others = session.scalars(select(Erasure).where(Erasure.article_id == case.article_id))
    busy = (Standing.PROPOSED, Standing.ERASING)
    return Situation(
        state=case.standing,
        article_down=case.article.state == ArticleState.REMOVED
        and any(hold.use_name is None for hold in final),
        image_down=bool(case.use_name) and any(hold.use_name == case.use_name for hold in final),
        open=any(one.standing in busy for one in others if but is None or one.id != but.id),
    )


def opens_at(case: Case) -> datetime:
    """When the last decision of a case can no longer be objected to."""
    return rules.opens_at(case.decisions[-1].made_at, site.setting("case_closing")["days"])


def receipt(erasure: Erasure) -> Receipt:
    """The receipt of a confirmed erasure."""
    rows = list(session.scalars(select(Erased).where(Erased.erasure_id == erasure.id)))
    counted = Counter(row.kind for row in rows if not row.kept)
    stays = [
        f"{_word(row.kind, 1).capitalize()} {row.sha256[:12]}… {KEPT[row.kept]}." for row in rows if row.kept
    ]
    more = STAYS_WITH_IMAGE if erasure.of is Scope.IMAGE else ()
    return Receipt(
        erasure=erasure,
        proposed_by=_name(erasure.proposed_by_id),
        confirmed_by=_name(erasure.answer.by_id) if erasure.answer else "",
        went=[f"{counted[kind]:,} {_word(kind, counted[kind])}" for kind in THINGS if counted[kind]],
        hashes=[
            (_word(row.kind, 1).capitalize(), row.sha256, KEPT.get(row.kept, ""))
            for row in rows
            if row.kind in HASHED
        ],
        stays=(*stays, *STAYS, *more),
        backups=backups(erasure),
    )


def backups(erasure: Erasure) -> list[Backup]:
    """Each kind of backup the publisher makes (the site setting ``backups``), with the day from which none of it can
    hold what was erased: those made before live so many days more."""
    if erasure.answer is None:
        return []
    day = erasure.answer.made_at.astimezone(ZoneInfo(site.identity().zone)).date()
    kept = site.setting("backups", at=erasure.answer.made_at)
    return [Backup(name, day + timedelta(days=min(kept[key], MOST_DAYS))) for key, name in BACKUPS.items()]


def _word(kind: str, count: int) -> str:
    one, several = THINGS.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else several


def _name(member_id: int) -> str:
    member = session.get(Member, member_id)
    return member.name if member else "A former member"

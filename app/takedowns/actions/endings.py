"""The clock of rights that end: it asks in time, asks once more, and takes the image from view when nobody answered.

Each article is looked at in a transaction of its own, under the lock of its submission, and everything is read again
there: a clock that runs twice, late, or beside a renewal does each thing once. Records first, then the queue, then the
public tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app import calendars
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import SYSTEM, Actor, Kind
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.publishing import actions as publishing
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import Ended, Level
from app.publishing.subjects import also
from app.review import actions as review
from app.site import queries as site
from app.submissions import days
from app.submissions.models import Placement, RightsRecord, Submission
from app.submissions.rows import thumbnail
from app.takedowns import rights
from app.takedowns.actions import cases
from app.takedowns.kinds import LANES, Lane
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Case, Ending
from app.takedowns.states import WATCHED, EndingState
from app.worklist import actions as worklist
from app.worklist.models import Claim, Item, Owes

ITEM = "right"
NOTHING: Mapping[str, Any] = MappingProxyType({})


def watch() -> int:
    """Look after the rights of one article, of those for which something is to be done. How many were; 0: all done.

    What somebody else is busy with is left for the next run.
    """
    due = (
        select(Article.id)
        .join(Submission, Submission.id == Article.submission_id)
        .where(or_(_to_begin(), _to_move()))
        .order_by(Article.id)
        .limit(1)
        .with_for_update(of=Submission, skip_locked=True)
    )
    article_id = session.scalar(due)
    if article_id is None:
        return 0
    _look_after(cases.keep_still(article_id))
    return 1


def withhold(
    ending: Ending, placed: Placement, why: Ended, *, by: Member | Actor, told: Mapping[str, Any] = NOTHING
) -> Case:
    """End a right now: a case is opened, and the image goes from view as the last step before the commit. ``told`` is
    what the event says besides."""
    case = lapse(ending, placed, why, by=by, told=told)
    darken(case, by=by)
    return case


def lapse(
    ending: Ending, placed: Placement, why: Ended, *, by: Member | Actor, told: Mapping[str, Any] = NOTHING
) -> Case:
    """The records and the queue of a right that has ended; ``darken`` comes after it."""
    actor = by.actor if isinstance(by, Member) else by
    case = cases.open_for(why, placed, ending.article, by=actor)
    ending.advance(EndingState.WITHHELD)
    ending.case_id = case.id
    facts = {**facts_of(ending), "why": why.value, **told}
    record(Kind.RIGHT_LAPSED, about=ending, by=actor, also=subjects(ending, case), facts=facts)
    show(ending)
    cases.show(case)
    return case


def darken(case: Case, *, by: Member | Actor) -> None:
    """Take the image of a case that was opened for a right from view, unless this case hides it already."""
    why = Ended(case.opened_for)
    use = articles.use(case.use_name) if case.use_name else None
    if use is None or any(hold.use_name == use.name for hold in cases.holds_of(case)):
        return
    said = LAPSES[why]
    publishing.withhold(
        case.article,
        by=by,
        use=use,
        level=Level.INTERIM,
        status=LANES[Lane(case.lane)].interim_status,
        ground=why.value,
        asked_by=said.asked_by,
        reason=said.interim,
        case_id=case.id,
    )


def shown_again(case: Case, *, by: Member) -> None:
    """A hold of a case was lifted: a right that still holds is watched again, or it would outlive its last day. Where
    the author has renewed it and that is approved, the image waits for being published under the new one: the desk is
    given as many days as for a last letter, and then it goes from view again."""
    ending = rights.ending_of(case.rights_id) if case.opened_for else None
    if ending is None or ending.standing is not EndingState.WITHHELD:
        return
    if rights.holds(ending.rights, today=site.today()):
        ending.advance(EndingState.KEPT)
        show(ending)
    elif rights.is_renewed(ending.rights):
        _await_publication(ending, by=by)


def open_item(item: Item, by: Member, *, beating: bool = False) -> Claim:
    """Claim a right from the queue."""
    ending = session.get_one(Ending, item.subject_id)
    cases.keep_still(ending.article_id)
    return worklist.claim(item, by=by, beating=beating)


def show(ending: Ending) -> None:
    """Bring the queue up to date with a right: due at the site's midnight that begins the day after its last day. The
    line of its submission bears the same mark."""
    review.update_item(ending.article.submission)
    found, image = rights.shown(ending.rights), None
    if found is not None:
        image = found.image
    today, asked = site.today(), ending.standing is EndingState.OPEN
    title, renewed = ending.article.title, asked and rights.is_renewed(ending.rights)
    worklist.put(
        ending.ref,
        worklist.Row(
            kind=ITEM,
            url=f"/desk/rights/{ending.rights_id}",
            title=f"{found.name if found else 'An image'} · {title}",
            detail=f"{'renewed: publish it by' if renewed else 'may be shown until'} {days.in_words(ending.last_on)}",
            search=f"{title} {ending.article.byline} {ending.article.slug} {image.key if image else ''}",
            thumbnail=thumbnail(image) if image else "",
            mark=rights.mark(ending.rights, today=today),
            state=ending.state,
            owes=(Owes.US if renewed else Owes.AUTHOR) if asked else Owes.NOBODY,
            due_at=calendars.end_of(ending.last_on, zone=site.identity().zone) if asked else worklist.NEVER,
            open=asked,
        ),
    )


def subjects(ending: Ending, case: Case | None = None) -> list[Subject]:
    """What an event about a right is also about."""
    return [*also(ending.article, case.id if case else None), ending.rights]


def facts_of(ending: Ending) -> dict[str, object]:
    """What events say of a right; ``day`` is its last day in words, ``ending`` a digest of what does not move."""
    said: dict[str, object] = {
        "rights": ending.rights_id,
        "ending": rows.digest(ending),
        "state": ending.state,
    }
    return said | {"last_on": ending.last_on.isoformat(), "day": days.in_words(ending.last_on)}


def _look_after(article: Article) -> None:
    """Everything that is to be done about the rights of one article, then the tree."""
    shown = {placed.rights_id: placed for placed in article.revision.placements}
    known = {
        one.rights_id: one
        for one in session.scalars(
            select(Ending).where(Ending.article_id == article.id).execution_options(populate_existing=True)
        )
    }
    for ending in known.values():
        if ending.standing in WATCHED and ending.rights_id not in shown:
            _settle(ending, article)
    asked = [_asked(known.get(rights_id), placed, article) for rights_id, placed in shown.items()]
    over = [one for one in asked if one is not None and _is_over(one)]
    opened = [lapse(one, shown[one.rights_id], _why(one), by=SYSTEM) for one in over]
    for case in opened:
        darken(case, by=SYSTEM)


def _await_publication(ending: Ending, *, by: Member) -> None:
    renewed = rights.renewal(ending.rights)
    last_on = renewed.expires_on if renewed else None
    ending.advance(EndingState.OPEN)
    ending.last_on = min(last_on or date.max, _ahead("right_reminder"))
    ending.revoked_at, ending.reminded_at = None, now()  # nobody is asked any more: there is an answer
    record(Kind.RIGHT_KEPT, about=ending, by=by.actor, also=subjects(ending), facts=facts_of(ending))
    show(ending)


def _settle(ending: Ending, article: Article) -> None:
    """The article shows the image under this right no more: under another one, or not at all."""
    still = any(placed.asset_id == ending.rights.asset_id for placed in article.revision.placements)
    ending.advance(EndingState.RENEWED if still else EndingState.GONE)
    facts = {**facts_of(ending), "shown": still}
    record(Kind.RIGHT_SETTLED, about=ending, by=SYSTEM, also=subjects(ending), facts=facts)
    show(ending)


def _asked(ending: Ending | None, placed: Placement, article: Article) -> Ending | None:
    """The right that is asked about now, begun or asked about again where its time has come; else None."""
    if ending is None:
        if placed.rights.expires_on is None or placed.rights.expires_on > _ahead("right_warning"):
            return None
        ending = Ending(
            rights=placed.rights, article=article, last_on=placed.rights.expires_on, begun_at=now(), version=1
        )
        session.add(ending)
        session.flush()
        _tell(ending)
    elif ending.standing is EndingState.WITHHELD:
        return None
    elif ending.standing is not EndingState.OPEN:
        if ending.last_on > _ahead("right_warning") and ending.revoked_at is None:
            return None
        ending.advance(EndingState.OPEN)
        _tell(ending)
    elif ending.reminded_at is None and ending.last_on <= _ahead("right_reminder"):
        _tell(ending)
    return ending


def _tell(ending: Ending) -> None:
    """Author and desk are asked; in the last week the letter is the last one. Of what is over already the letter about
    its end speaks."""
    last = ending.last_on <= _ahead("right_reminder")
    ending.reminded_at = now() if last else None
    if not _is_over(ending):
        facts = {**facts_of(ending), "last": last}
        record(Kind.RIGHT_ENDING, about=ending, by=SYSTEM, also=subjects(ending), facts=facts)
    show(ending)


def _is_over(ending: Ending) -> bool:
    return ending.revoked_at is not None or ending.last_on < site.today()


def _why(ending: Ending) -> Ended:
    return Ended.RIGHT_REVOKED if ending.revoked_at else Ended.RIGHT_ENDED


def _ahead(setting: str) -> date:
    """The day that is as many days ahead as the setting says."""
    today = site.today()
    return today + min(timedelta(days=site.setting(setting)["days"]), date.max - today)


def _to_begin() -> ColumnElement[bool]:
    """The article shows an image under a right that ends soon (signed or decided) or was revoked, unwatched."""
    looked_after = exists().where(
        Ending.rights_id == Placement.rights_id, Ending.state.in_([state.value for state in WATCHED])
    )
    decided = exists().where(
        Ending.rights_id == Placement.rights_id,
        Ending.last_on > _ahead("right_warning"),
        Ending.revoked_at.is_(None),
    )
    over = or_(Ending.revoked_at.is_not(None), Ending.last_on <= _ahead("right_warning"))
    told = exists().where(Ending.rights_id == Placement.rights_id, over)
    return exists().where(
        Placement.revision_id == Article.revision_id,
        RightsRecord.id == Placement.rights_id,
        or_(RightsRecord.expires_on <= _ahead("right_warning"), told),
        ~looked_after,
        ~decided,
    )


def _to_move() -> ColumnElement[bool]:
    """A right of the article is not shown any more, is over, or is to be asked about (once more)."""
    shown = exists().where(
        Placement.revision_id == Article.revision_id, Placement.rights_id == Ending.rights_id
    )
    asked = Ending.state == EndingState.OPEN.value
    kept = Ending.state == EndingState.KEPT.value
    soon = and_(asked, Ending.reminded_at.is_(None), Ending.last_on <= _ahead("right_reminder"))
    return exists().where(
        Ending.article_id == Article.id,
        Ending.state.in_([state.value for state in WATCHED]),
        or_(
            ~shown,
            and_(asked, Ending.last_on < site.today()),
            soon,
            and_(kept, Ending.last_on <= _ahead("right_warning")),
        ),
    )

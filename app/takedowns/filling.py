"""What was decided before there was a register is entered, once: each standing removal that has no entry yet."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import exists, select

from app.audit.kinds import SYSTEM
from app.db import session
from app.publishing import queries as articles
from app.publishing.actions import holds
from app.publishing.models import Hold
from app.publishing.states import Level
from app.register import actions as register
from app.register.kinds import Decided, Scope
from app.register.models import Entry
from app.site import queries as site
from app.takedowns.actions import cases
from app.takedowns.kinds import LANES
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Case

SCOPES: Mapping[str, Scope | None] = {
    **{lane.value: rule.stays_down for lane, rule in LANES.items()},
    **{ended.value: rule.stays_down for ended, rule in LAPSES.items()},
}
"""Whose uploads a removal on this ground concerns."""


def following(after: int) -> int | None:
    """The next standing removal by a decision, behind this number, of which the register knows nothing."""
    grounds = [ground for ground, scope in SCOPES.items() if scope is not None]
    entered = exists().where(Entry.hold_id == Hold.id)
    return session.scalar(
        select(Hold.id)
        .where(Hold.id > after, Hold.level == Level.FINAL.value, Hold.lifted_at.is_(None), ~entered)
        .where(Hold.case_id.is_not(None), Hold.ground.in_(grounds))
        .order_by(Hold.id)
        .limit(1)
    )


def enter(hold_id: int) -> int:
    """Enter what one hold keeps down, named after its case and counted from its decision; how many entries. None where
    it was lifted or entered meanwhile, or where its time would be over by now."""
    article = cases.keep_still(session.get_one(Hold, hold_id).article_id)
    hold = session.get_one(Hold, hold_id, populate_existing=True)
    scope = SCOPES[hold.ground]
    is_over = register.expiry(hold.placed_at) <= site.today()
    if scope is None or is_over or following(hold_id - 1) != hold_id:
        return 0
    case_name = session.get_one(Case, hold.case_id).public_number
    things = holds.things(article, articles.use(hold.use_name) if hold.use_name else None)
    decided = Decided(at=hold.placed_at, by_id=hold.placed_by_id or 0)
    for thing in things:
        removed = holds.removed(hold, thing, case_name=case_name)
        register.enter(removed, scope=scope, by=SYSTEM, decided=decided)
    return len(things)

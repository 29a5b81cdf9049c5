"""Claims: leases on the items of the queue. One person has an item at a time, and the database says who.

A page that is open takes its item and says every half a minute that it is still there (``beat``); whoever leaves it
gives the item back at once (``leave``), and a browser that fell silent after two minutes. The button of a page without
scripts holds for as long as the site setting ``claim`` says. A lease ends by itself: what runs out belongs to nobody,
whether or not a worker has tidied it up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, case, func, select, true, update

from app import text
from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Actor, Kind, Ref
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused, Stale
from app.site import queries as site
from app.worklist.actions.counting import BATCH, again, drop_claim, gate, key_of, read, recount, touch
from app.worklist.actions.items import About
from app.worklist.models import Claim, Item
from app.worklist.views import DESK

OPEN_FOR = timedelta(minutes=2)
"""What each sign of life of an open page adds: more than the minute to which browsers slow down a hidden window."""

BACK_WITHIN = timedelta(minutes=1)
"""Whoever left and is back within this time goes on with the same claim: a reload is no new one in the log."""

LONGEST_REASON = 300
"""Characters."""


class Held(NotAllowed):
    """Somebody else has it: who, and until when."""

    def __init__(self, claim: Claim) -> None:
        until = ", and has it open" if claim.open else f" until {_hour(claim.expires_at)}"
        super().__init__(f"{claim.holder_name} has claimed this{until}.")


def claim(item: Item, *, by: Member, beating: bool = False) -> Claim:
    """Take the lease, or renew one's own. Held, with the holder's name, while somebody else's lease runs.

    ``beating``: by a page that says that it is open, so for two minutes only; a longer lease is not shortened. A page
    takes nothing by itself where it is not our turn, however long it has been open.
    """
    gate()
    item, held = _again(item)
    moment = now()
    if not item.open:
        raise NotAllowed("This is finished: there is nothing left to claim.")
    if held and held.holder_id != by.id and held.expires_at > moment:
        raise Held(held)
    if beating and item.owes not in DESK:
        raise NotAllowed("It is not the desk’s turn now.")
    until = moment + (OPEN_FOR if beating else timedelta(minutes=site.setting("claim")["minutes"]))
    mine = held is not None and held.holder_id == by.id
    if not (mine and held and held.expires_at > moment):
        _check_number(item, by)
    if held and mine and held.expires_at > moment - BACK_WITHIN:
        if held.expires_at <= moment:  # or a lease that ran out meanwhile would hide that this one came back
            touch(item)
        held.open = beating and (held.open or held.expires_at < until)
        held.expires_at = max(held.expires_at, until)
        return held
    return _give(item, held, by=by, until=until, kind=Kind.CLAIM_TAKEN, beating=beating)


def beat(item: Item, *, by: Member) -> bool:
    """A sign of life: the running lease of ``by`` lasts two more minutes. False where there is none to renew."""
    until = now() + OPEN_FOR
    longer = case((Claim.expires_at > until, Claim.expires_at), else_=until)
    kept = case((Claim.expires_at > until, Claim.open), else_=true())
    return _on_own(item, by, expires_at=longer, open=kept)


def leave(item: Item, *, by: Member) -> bool:
    """The page was left: from now on anybody can take it. False where ``by`` did not have it."""
    gate()
    if not _on_own(item, by, expires_at=now()):
        return False
    touch(again(item))
    return True


def release(item: Item, *, by: Member) -> None:
    """Give the lease back. Releasing what nobody holds does nothing; somebody else's running lease stays theirs."""
    gate()
    item, held = _again(item)
    if held is None:
        return
    if held.holder_id != by.id and held.expires_at > now():
        raise Held(held)
    _end(item, by=by.actor, facts={"holder": held.holder_id})


def release_all(holder_id: int, *, by: Actor) -> int:
    """End every lease of somebody who is at the desk no more; how many. Others can take these items at once."""
    gate()
    held = list(session.scalars(select(Claim).where(Claim.holder_id == holder_id).order_by(Claim.item_id)))
    for claim in held:
        item = session.scalars(read().where(Item.id == claim.item_id)).one()
        _end(item, by=by, facts={"holder": holder_id})
    return len(held)


def take_over(item: Item, *, by: Member, reason: str, holder_id: int) -> Claim:
    """Take an item from ``holder_id``, whom the person saw holding it, and say why: the holder is told.

    Refused without a reason; Stale where another has it by now; what is free by now is simply claimed.
    """
    said = text.plain(reason)
    if not said or len(said) > LONGEST_REASON:
        sentence = f"Say why, in up to {LONGEST_REASON} characters: whoever has it reads it."
        raise Refused(sentence, fields={"reason": [sentence]})
    gate()
    item, held = _again(item)
    if held is None or held.expires_at <= now() or held.holder_id == by.id:
        return claim(item, by=by)
    if held.holder_id != holder_id:
        raise Stale(f"{held.holder_name} has it by now. Nothing was taken over.")
    if not item.open:
        raise NotAllowed("This is finished: there is nothing left to claim.")
    _check_number(item, by)
    until = now() + timedelta(minutes=site.setting("claim")["minutes"])
    facts, private = {"before": held.holder_id}, {"reason": said}
    return _give(item, held, by=by, until=until, kind=Kind.CLAIM_TAKEN_OVER, facts=facts, private=private)


def check_free(subject: Ref, *, by: Member) -> None:
    """Held while somebody else has the item of ``subject``: whoever wants to decide takes it over first."""
    held = session.scalar(
        select(Claim)
        .join(Item, Item.id == Claim.item_id)
        .where(
            Item.subject_kind == subject.kind,
            Item.subject_id == subject.id,
            Claim.holder_id != by.id,
            Claim.expires_at > now(),
        )
        .execution_options(populate_existing=True)
    )
    if held is not None:
        raise Held(held)


def end_claims(size: int = BATCH) -> int:
    """Take leases that ran out off the list: this only tidies up. How many were ended; 0: all done."""
    gate()
    over = now() - BACK_WITHIN
    ended = list(session.scalars(select(Claim).where(Claim.expires_at <= over).limit(size)))
    for held in ended:
        item = session.scalars(read().where(Item.id == held.item_id)).one()
        _end(item, by=SYSTEM, facts={"holder": held.holder_id, "expired": True})
    return len(ended)


def _again(item: Item) -> tuple[Item, Claim | None]:
    return again(item), session.get(Claim, item.id, populate_existing=True)


def _on_own(item: Item, by: Member, **values: Any) -> bool:
    """Change the running lease of ``by``, if there is one."""
    done = session.execute(
        update(Claim)
        .where(Claim.item_id == item.id, Claim.holder_id == by.id, Claim.expires_at > now())
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.expire(item, ["claim"])
    return cast("CursorResult[Any]", done).rowcount == 1


def _give(
    item: Item,
    held: Claim | None,
    *,
    by: Member,
    until: datetime,
    kind: Kind,
    beating: bool = False,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
) -> Claim:
    before = key_of(item)
    if held is None:
        held = Claim(item_id=item.id)
        session.add(held)
    held.holder_id, held.holder_name = by.id, by.name
    held.taken_at, held.expires_at, held.open = now(), until, beating
    item.holder_id = by.id
    touch(item)
    session.flush()
    session.expire(item, ["claim"])
    recount(before, key_of(item))
    # About its subject first: what was written freely belongs to that, and goes with it where it is erased.
    subject: Subject = About(item.subject)
    first, second = (subject, item) if private else (item, subject)
    said = {"holder": by.id, **(facts or {})}
    record(kind, about=first, by=by.actor, also=[second], facts=said, private=private)
    return held


def _end(item: Item, *, by: Any, facts: Mapping[str, Any]) -> None:
    before = key_of(item)
    drop_claim(item)
    touch(item)
    session.flush()
    recount(before, key_of(item))
    record(Kind.CLAIM_RELEASED, about=item, by=by, also=[About(item.subject)], facts=dict(facts))


def _check_number(item: Item, by: Member) -> None:
    at_most = site.setting("claim")["at_most"]
    holds = session.scalar(
        select(func.count()).where(
            Claim.holder_id == by.id, Claim.expires_at > now(), Claim.item_id != item.id
        )
    )
    if (holds or 0) >= at_most:
        raise NotAllowed(f"You hold {holds} claims, as many as one person may hold. Release one first.")


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(site.identity().zone)):%H:%M}"

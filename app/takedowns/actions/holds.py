"""Interim holds: what the desk hides while it looks into a case, and shows again."""

from __future__ import annotations

from app import text
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.publishing import actions as publishing
from app.publishing import queries as articles
from app.publishing.models import Hold, Use
from app.publishing.states import Level
from app.site import letters
from app.takedowns import rights
from app.takedowns.actions import cases, endings
from app.takedowns.clocks import actions as clocks
from app.takedowns.kinds import INTERIM_GROUND, LANES, Lane
from app.takedowns.models import Case
from app.takedowns.states import OPEN

LONGEST_REASON = 500
"""Characters."""


def withhold(case_id: int, *, by: Member, use: str, reason: str = "", version: int, seen: int = 0) -> Hold:
    """Hide one image, or with an empty ``use`` the whole article, until the case is decided.

    What is hidden already by this case stays hidden by the same hold. ``version`` and ``seen`` are what stood on the
    member's screen (``cases.take``). ``reason`` is what readers are told; the usual sentence where it is empty.
    """
    said = text.plain(reason) or INTERIM_GROUND
    if len(said) > LONGEST_REASON:
        sentence = f"Keep it under {LONGEST_REASON:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"reason": [sentence]})
    letters.check(said, field="reason")
    case = cases.take(case_id, version=version, seen=seen)
    if case.standing not in OPEN:
        raise NotAllowed("This case is decided: nothing more can be put on hold under it.")
    image = _image(case, use)
    for hold in cases.holds_of(case):
        if hold.use_name == (use or None):
            return hold
    rule = LANES[Lane(case.lane)]
    cases.begin(case, by=by)
    cases.show(case, expecting=Kind.HOLD_PLACED)
    hold = publishing.withhold(
        case.article,
        by=by,
        use=image,
        level=Level.INTERIM,
        status=rule.interim_status,
        ground=case.lane,
        asked_by=rule.asked_by,
        reason=said,
        case_id=case.id,
        case_name=case.public_number,
    )
    clocks.follow(case)
    return hold


def lift(case_id: int, hold_id: int, *, by: Member, version: int, seen: int = 0) -> None:
    """Show again what was hidden meanwhile. What was decided is put back by a decision only.

    Lifting what is lifted changes nothing.
    """
    case = cases.take(case_id, version=version, seen=seen)
    hold = session.get(Hold, hold_id)
    if hold is None or hold.case_id != case.id:
        raise NotFound
    if not hold.stands:
        return
    if hold.level != Level.INTERIM:
        raise NotAllowed("This was decided. Decide to put it back instead.")
    if hold.use_name == case.use_name and (gone := rights.obstacle(case)):
        raise NotAllowed(gone)
    cases.begin(case, by=by)
    endings.shown_again(case, by=by)
    cases.show(case, expecting=Kind.HOLD_LIFTED)
    publishing.lift(hold, by=by)
    clocks.follow(case)


def _image(case: Case, use: str) -> Use | None:
    image = articles.use(use) if use else None
    if use and (image is None or image.article_id != case.article_id):
        sentence = "That image is not in this article."
        raise Refused(sentence, fields={"target": [sentence]})
    return image

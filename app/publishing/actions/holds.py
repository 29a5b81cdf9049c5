"""Taking an article or one of its images from view, and bringing it back."""

from __future__ import annotations

from app import bell
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused
from app.media.erasing import SAID as ERASED_IMAGE
from app.publishing import measures, presence, queries
from app.publishing.kinds import MeasureKind
from app.publishing.models import Article, Hold, Use
from app.publishing.states import DOWN, ArticleState, Level
from app.publishing.subjects import also
from app.register import actions as register
from app.register.kinds import Removed, Scope


def withhold(
    article: Article,
    *,
    by: Member | Actor,
    use: Use | None = None,
    level: Level,
    status: int,
    ground: str,
    asked_by: str,
    reason: str,
    case_id: int | None = None,
    case_name: str = "",
    stays_down: Scope | None = None,
) -> Hold:
    """Take an article, or one of its images, from view: once the transaction is committed nothing serves it.

    ``status`` is what its addresses answer from then on (404 interim without a legal demand, 451, 410).
    ``asked_by`` is a role, never a name, and ``reason`` a sentence for readers: a tombstone shows both.
    Only what no member did (a right that ended, a consent withdrawn) has another actor for ``by``.
    With ``stays_down`` it goes into the register until the hold ends, for uploads by these people; of an article its
    text and every image it shows.
    """
    if use is not None and use.article_id != article.id:
        raise Refused("This image does not belong to this article.")
    hold = Hold(
        article_id=article.id,
        use_name=use.name if use else None,
        case_id=case_id,
        case_name=case_name,
        level=Level(level).value,
        status=status,
        ground=ground,
        asked_by=asked_by,
        reason=reason,
        placed_at=now(),
        placed_by_id=by.id if isinstance(by, Member) else None,
    )
    session.add(hold)
    article.dark = article.dark or use is None
    facts = {"level": hold.level, "status": status, "ground": ground, "use": hold.use_name}
    facts |= rows.facts_of(hold)
    actor = by.actor if isinstance(by, Member) else by
    record(Kind.HOLD_PLACED, about=hold, by=actor, also=also(article, case_id), facts=facts)
    if stays_down is not None:
        for thing in things(article, use):
            register.enter(removed(hold, thing, case_name=case_name), scope=stays_down, by=actor)
    presence.darken(article, use)
    bell.ring(bell.PROVE)
    return hold


def remove(
    article: Article,
    *,
    by: Member,
    status: int,
    ground: str,
    asked_by: str,
    reason: str,
    case_id: int | None = None,
    case_name: str = "",
    stays_down: Scope | None = None,
) -> Hold:
    """Remove an article by a decision: its state says so, and a final hold keeps it from view until restored."""
    article.advance(ArticleState.REMOVED)
    said = {"ground": ground, "asked_by": asked_by, "reason": reason, "case_id": case_id}
    said |= {"case_name": case_name, "stays_down": stays_down}
    hold = withhold(article, by=by, level=Level.FINAL, status=status, **said)  # type: ignore[arg-type]
    facts = {"hold": hold.id, "status": status, "ground": ground}
    record(Kind.ARTICLE_REMOVED, about=article, by=by.actor, also=also(article, case_id), facts=facts)
    return hold


def lift(hold: Hold, *, by: Member) -> None:
    """End a hold. What no other hold keeps from view comes back: the same bytes at the same addresses."""
    article = hold.article
    if hold.use_name is None and hold.level == Level.FINAL and article.state in DOWN:
        raise NotAllowed("This article was removed by a decision. Restore it instead.")
    if hold.use is not None and hold.use.asset.refusal == ERASED_IMAGE:
        raise NotAllowed(ERASED_IMAGE)
    _lift(hold, by, by_itself=True)
    article.dark = queries.tombstone(article) is not None
    if hold.use_name is not None:
        presence.forget(article)
    presence.show(article)
    bell.ring(bell.PROVE)


def restore(article: Article, *, by: Member, case_id: int | None = None) -> None:
    """Bring an article back: the same bytes at the same addresses. Holds on single images stay."""
    if not article.dark:
        raise NotAllowed("This article is in view already.")
    if article.state == ArticleState.ERASED:
        raise NotAllowed("This article was erased. There is nothing left to bring back.")
    lifted = [hold for hold in queries.holds_on(article) if hold.use_name is None]
    for hold in lifted:
        _lift(hold, by, by_itself=False)
    if article.state == ArticleState.REMOVED:
        retracted = measures.on(article, kind=MeasureKind.RETRACTION)
        article.advance(ArticleState.RETRACTED if retracted else ArticleState.PUBLISHED)
    article.dark = False
    about = also(article, *{case_id, *(hold.case_id for hold in lifted)})
    facts = {"holds": [hold.id for hold in lifted]}
    record(Kind.ARTICLE_RESTORED, about=article, by=by.actor, also=about, facts=facts)
    presence.show(article)
    bell.ring(bell.PROVE)


def _lift(hold: Hold, by: Member, *, by_itself: bool) -> None:
    if not hold.stands:
        raise NotAllowed("This hold was lifted already.")
    hold.lifted_at = now()
    hold.lifted_by_id = by.id
    facts = {"level": hold.level, "use": hold.use_name, "by_itself": by_itself}
    about = also(hold.article, hold.case_id)
    event_id = record(Kind.HOLD_LIFTED, about=hold, by=by.actor, also=about, facts=facts)
    register.lift(hold.id, event_id=event_id, by=by.actor)


def things(article: Article, use: Use | None) -> list[Use | None]:
    """What a hold on an image, or on a whole article, puts into the register. None is the text of the article; the
    images go with it, but those held for good by themselves have reasons of their own."""
    if use is not None:
        return [use]
    held = {hold.use_name for hold in queries.holds_on(article) if hold.level == Level.FINAL}
    return [None, *(one for one in queries.uses_of(article) if one.shown and one.name not in held)]


def removed(hold: Hold, use: Use | None, *, case_name: str) -> Removed:
    """What of a hold the register knows."""
    article = session.get_one(Article, hold.article_id)
    return Removed(
        hold_id=hold.id,
        case_id=hold.case_id,
        case_name=case_name,
        guest_id=article.submission.guest_id,
        title=article.title,
        revision_id=article.revision_id,
        reason=hold.ground,
        asked_by=hold.asked_by,
        asset_id=use.asset_id if use else None,
        sha256=use.asset.sha256 if use else "",
        use_name=use.name if use else "",
    )

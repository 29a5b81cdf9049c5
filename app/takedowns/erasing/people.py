"""The author's address: it goes last, when the letter about the erasure is on its way, and only where nothing else of
the same person is left here."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.audit.models import Erased, Vault
from app.clock import now
from app.db import session
from app.guests.models import Code, Guest, Link
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.submissions.models import Submission
from app.takedowns.erasing.kinds import Scope
from app.takedowns.erasing.models import Erasure
from app.takedowns.models import Notice

NOWHERE = "@erased.invalid"
"""How the address ends that stands in the place of one that went."""


def forgettable(erasure: Erasure) -> int | None:
    """The guest whose address goes with this erasure; None where they wrote something else that stays."""
    submission = session.get(Submission, erasure.submission_id)
    if submission is None or erasure.of is not Scope.ARTICLE:
        return None
    gone = select(Erased.thing_id).where(Erased.kind == "draft")
    articles = select(Article.id).where(Article.state == ArticleState.ERASED.value)
    guest = submission.guest_id
    others = (
        select(Submission.id).where(Submission.guest_id == guest, Submission.id.not_in(gone)),
        select(Notice.id).where(Notice.guest_id == guest, Notice.article_id.not_in(articles)),
    )
    return None if any(session.scalar(one.limit(1)) is not None for one in others) else guest


def forget(erasure: Erasure, guest_id: int) -> None:
    """Nothing is left of a guest but a number. Repeatable."""
    guest = session.get_one(Guest, guest_id)
    guest.email, guest.confirmed_at = f"erased-{guest_id}{NOWHERE}", None
    session.execute(update(Code).where(Code.guest_id == guest_id).values(email=""))
    session.execute(
        update(Link).where(Link.guest_id == guest_id, Link.revoked_at.is_(None)).values(revoked_at=now())
    )
    session.execute(delete(Vault).where(Vault.owner_kind == "guest", Vault.owner_id == guest_id))
    if session.get(Erased, (erasure.id, "guest", guest_id)) is None:
        session.add(Erased(erasure_id=erasure.id, kind="guest", thing_id=guest_id))

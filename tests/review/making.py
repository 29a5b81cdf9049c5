"""Submissions and members for tests of the desk, made through the product's own verbs."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import session, transaction
from app.media.models import Asset
from app.media.states import AssetState
from app.review import actions as review
from app.review import looking
from app.review import queries as reviews
from app.review.looking import Looked
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Revision, Submission
from app.worklist.models import Item

PASSWORD = "correct horse battery staple"
KEY = "a key for private links in tests, never used"


def member(name: str = "R. Osei", *, role: Role = Role.REVIEWER, email: str = "") -> int:
    """A member of the desk; the name makes the address."""
    address = email or f"{name.lower().replace(' ', '').replace('.', '')}@desk.example"
    with transaction():
        return accounts.add(email=address, name=name, password=PASSWORD, roles=[role], by=SYSTEM).id


def submitted(
    email: str = "amina@example.org",
    *,
    title: str = "Rebuilding a knee",
    body: str = "Recovery varies among individuals, and most notice improvement.",
    declared: dict[str, Any] | None = None,
    embedded: dict[str, Any] | None = None,
) -> int:
    """A submission whose first revision has been handed to the desk, with one image, in the queue."""
    with transaction():
        submission = submissions.start(email, key=KEY)
        asset = ready_asset(f"{email}{title}", embedded or {})
        image = submissions.place(submission, asset, filename="knee.jpg")
        image.declared = declared or {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}
        described = {image.id: {"alt": "A knee", "credit": "Photograph: the author"}}
        fields = {"title": title, "summary": "What helps.", "body": body, "byline": "Amina Rahman"}
        submissions.save(submission, fields, version=submission.copy.version, images=described)
        _hand_over(submission)
        return submission.id


def revised(submission_id: int, *, body: str) -> None:
    """The author changes the text and hands it over again."""
    with transaction():
        submission = submissions.hold(submission_id)
        submissions.save(submission, {"body": body}, version=submission.copy.version, images={})
        _hand_over(submission)


def in_review(submission_id: int, by: int) -> None:
    """Claimed once, so that its review has begun, and free again."""
    from app.worklist import actions as worklist

    with transaction():
        item = item_of(submission_id)
        person = session.get_one(Member, by)
        review.open_item(item, person)
        worklist.release(item, by=person)


def item_of(submission_id: int) -> Item:
    item = reviews.item_of(session.get_one(Submission, submission_id))
    assert item is not None
    return item


def newest(submission_id: int) -> Revision:
    revision = drafts.newest(session.get_one(Submission, submission_id))
    assert revision is not None
    return revision


def seen(submission_id: int) -> Looked:
    """What a reviewer who opens the page now has on the screen."""
    submission = session.get_one(Submission, submission_id, populate_existing=True)
    return looking.at(submission)


def ready_asset(name: str, embedded: dict[str, Any]) -> Asset:
    asset = Asset(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=1000,
        state=AssetState.READY.value,
        mime="image/jpeg",
        width=1200,
        height=800,
        embedded=embedded,
        made_at=now(),
    )
    session.add(asset)
    session.flush()
    return asset


def _hand_over(submission: Submission) -> None:
    session.flush()
    revision = submissions.snapshot(submission)
    submissions.submit(submission, revision, due_at=now() + timedelta(days=5))
    review.update_item(submission)

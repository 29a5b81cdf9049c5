"""Events to tell, made through the product's own verbs."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select, update

from app.audit.models import Untold
from app.clock import now
from app.db import session, transaction
from app.notifications import actions, contents
from app.notifications.models import Message
from app.submissions import actions as submissions
from app.submissions.models import Submission

KEY = "a key for private links in tests, never used"


def draft(email: str = "amina@example.org") -> int:
    """A draft somebody just started: one untold event that makes one letter."""
    with transaction():
        return submissions.start(email, key=KEY).id


def told(limit: int = 50) -> int:
    with transaction():
        return actions.fan_out(limit=limit)


def letters() -> list[Message]:
    """Every message there is, oldest first, as they stand now."""
    session.rollback()
    return list(
        session.scalars(select(Message).order_by(Message.id).execution_options(populate_existing=True))
    )


def untold() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Untold.event_id).order_by(Untold.event_id)))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def number_of(submission_id: int) -> str:
    return contents.draft_number(session.get_one(Submission, submission_id).draft_ref)


def hurry(message_id: int) -> None:
    """The waiting time of a letter has passed, and the lease on it too, if there is one."""
    past = now() - timedelta(seconds=1)
    this = update(Message).where(Message.id == message_id).execution_options(synchronize_session=False)
    with transaction():
        session.execute(this.values(due_at=past))
        session.execute(this.where(Message.lease_until.is_not(None)).values(lease_until=past))

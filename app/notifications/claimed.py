"""What a letter says of words between the desk and a claimant."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, of_registered
from app.takedowns.reporting.models import CaseComment


def of_word(event: Event) -> Says:
    """What was said, under the number of the case. To the desk only that something was: the words stand there."""
    return {**of_registered(event), "comment": session.get_one(CaseComment, event.facts["comment"]).body}

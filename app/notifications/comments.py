"""What a letter says of something that guest and desk said to each other."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says, for_the_desk, of_submission
from app.notifications.letters import quoted
from app.notifications.people import submission
from app.submissions.comments import Comment


def of_comment(event: Event) -> Says:
    """What the desk said, and the words or the image it is about."""
    said = _said(event)
    sent = submission(event).was_sent
    return {**of_submission(event), **_about(_root(said)), "comment": said.body, "sent": sent}


def of_answer(event: Event) -> Says:
    """That the author has written, and what about. Their words stand at the desk alone."""
    return {**for_the_desk(event), **_about(_root(_said(event)))}


def _said(event: Event) -> Comment:
    return session.get_one(Comment, event.facts["comment"])


def _root(said: Comment) -> Comment:
    """An answer is about what its thread is about."""
    return session.get_one(Comment, said.reply_to) if said.reply_to else said


def _about(said: Comment) -> Says:
    return {"passage": quoted(said.quote), "image": quoted(said.image)}

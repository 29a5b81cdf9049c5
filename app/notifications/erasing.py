"""Letters about something that was erased: the last one goes out, then none of them holds a word any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, or_, select, update

from app.audit.models import Erased, Event, Topic, Untold
from app.db import session
from app.notifications import topics
from app.notifications.actions import TELLING_TRIES
from app.notifications.models import Channel, Message, MessageState
from app.notifications.people import CODE_PAGES
from app.takedowns.erasing import people, things
from app.takedowns.erasing.kinds import Scope
from app.takedowns.erasing.models import Erasure

AS_GUEST = ("author", "holder", "claimant", "guest", "left", *CODE_PAGES)
"""The parts in which a guest is written to; their number follows."""

NOTHING: dict[str, Any] = {"subject": "(erased)", "text": "", "html": "", "address": "", "last_error": ""}

DARK = (topics.Topic.ARTICLE_DARK, topics.Topic.IMAGE_DARK)


def is_told(erasure_id: int) -> bool:
    """Whoever was to hear of the erasure has been written to, or cannot be."""
    erasure = session.get_one(Erasure, erasure_id)
    untold = select(Untold.event_id).where(
        Untold.event_id.in_(_events(erasure)), Untold.attempts < TELLING_TRIES
    )
    own = select(Event.id).where(Event.subject_kind == "erasure", Event.subject_id == erasure_id)
    waiting = select(Message.id).where(
        Message.event_id.in_(own),
        Message.state == MessageState.WAITING.value,
        Message.channel == Channel.MAIL.value,
    )
    return session.scalar(untold.limit(1)) is None and session.scalar(waiting.limit(1)) is None


def forget(erasure_id: int) -> None:
    """Empty every letter about it, sent or not; one that waits is not sent any more. Repeatable.

    What tells a program that it is dark goes on waiting, without a word of it: whoever copied the article must hear of
    it, and may be away for days."""
    erasure = session.get_one(Erasure, erasure_id)
    if erasure.of is not Scope.ARTICLE:
        return
    ids = list(session.scalars(select(Message.id).where(_about(erasure)).order_by(Message.id)))
    stay = _said_anew(ids)
    ids = [id_ for id_ in ids if id_ not in stay]
    for id_ in ids:
        _captured(id_).unlink(missing_ok=True)
    theirs = Message.id.in_(ids)
    waiting = theirs & (Message.state == MessageState.WAITING.value)
    session.execute(update(Message).where(waiting).values(state=MessageState.FAILED.value, lease_owner=""))
    session.execute(update(Message).where(theirs).values(**NOTHING))
    known = set(
        session.scalars(
            select(Erased.thing_id).where(Erased.erasure_id == erasure_id, Erased.kind == "message")
        )
    )
    session.add_all(
        Erased(erasure_id=erasure_id, kind="message", thing_id=id_) for id_ in ids if id_ not in known
    )


def _said_anew(ids: Sequence[int]) -> set[int]:
    """Of these the calls that wait and say that something is dark, made again of what is left of the rows."""
    waits = (Message.state == MessageState.WAITING.value) & Message.letter.in_(
        [topic.value for topic in DARK]
    )
    calls = Message.id.in_(ids) & (Message.channel == Channel.WEBHOOK.value) & waits
    found = list(session.scalars(select(Message).where(calls).order_by(Message.id).with_for_update()))
    for message in found:
        message.text = topics.body(topics.Topic(message.letter), session.get_one(Event, message.event_id))
    session.flush()
    return {message.id for message in found}


def _about(erasure: Erasure) -> Any:
    """What was written about the submission, and whatever was written to somebody whose address goes."""
    guest_id = people.forgettable(erasure)
    names = [f"{role}:{guest_id}" for role in AS_GUEST] if guest_id else []
    return or_(Message.event_id.in_(_events(erasure)), Message.recipient.in_(names))


def _events(erasure: Erasure) -> Select[Any]:
    owners: Sequence[tuple[str, Sequence[int]]] = things.owners(erasure, things.named(erasure))
    about = [and_(Topic.subject_kind == kind, Topic.subject_id.in_(ids)) for kind, ids in owners if ids]
    return select(Topic.event_id).where(or_(*about))


def _captured(message_id: int) -> Path:
    folder: Path = current_app.config["SETTINGS"].mail_dir
    return folder / f"{message_id:08d}.eml"

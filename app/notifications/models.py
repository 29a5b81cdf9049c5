"""A message: one notification to one recipient over one channel, made from one event."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.lifecycle import Lifecycle, to


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RECALLED = "recalled"
    BOUNCED = "bounced"


MESSAGE = Lifecycle(
    start=MessageState.WAITING,
    moves={
        MessageState.WAITING: to(MessageState.SENT, MessageState.FAILED, MessageState.RECALLED),
        MessageState.SENT: to(MessageState.BOUNCED),
        MessageState.BOUNCED: to(MessageState.WAITING),
        MessageState.FAILED: to(MessageState.WAITING),
        MessageState.RECALLED: to(),
    },
)


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class Webhook(Base):
    """An address of a program that is told what happens. ``topics`` are the kinds of news it wants (``topics.py``).

    Its secret is derived from ``generation`` (``webhooks.secret``) and never stored; at 0 it has none yet. ``stopped``
    says why the site switched it off by itself. Of one that was removed the row stays, without its address: the log
    and what was sent name its number.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(250))
    topics: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=False)
    generation: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[str] = mapped_column(String(400), default="")
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def ref(self) -> Ref:
        return Ref("webhook", self.id)

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc


class Message(Base):
    """One letter, or one call of a webhook: ``text`` is its body then, and ``letter`` the topic.

    ``text`` and ``html`` keep a ``{link}`` or ``{code}`` slot that is filled only on the wire, so that no stored letter
    opens or proves anything; a receipt is attached only there, too. ``message_id`` is fixed here: a second copy after a
    crash is the same letter."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(8), default=Channel.MAIL.value)
    address: Mapped[str] = mapped_column(String(254))
    letter: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id"))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("codes.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"))
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("passes.id"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhooks.id"))
    thread: Mapped[str] = mapped_column(String(60), default="")
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(8), default=MessageState.WAITING.value)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    last_error: Mapped[str] = mapped_column(String(400), default="")
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "recipient", "channel"),
        Index("ix_messages_due", "state", "due_at", "id"),
        Index("ix_messages_webhook", "webhook_id", "id"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("message", self.id)

    def advance(self, to: MessageState) -> None:
        self.state = MESSAGE.check(MessageState(self.state), to).value

"""A mail as it reached the webmaster's mailbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.guests.models import Guest
from app.publishing.models import Article
from app.takedowns.mailing.kinds import MAIL, MailKind, MailState


class Mail(Base):
    """One mail, by the SHA-256 of its bytes as the mailbox had them: taken in twice it is one.

    ``mail_ref`` is the reference of the private page, and of the notice that it becomes. ``about_kind`` and
    ``about_id`` name what it answers: the case, the notice or the submission of a letter of ours. ``received_at`` is
    when the mailbox received it; clocks count from then. Its bytes lie in the store, never public; only its beginning
    where it is not ``whole``, and then the mailbox keeps the rest.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("sender", "name", "subject", "words", "files", "message_id")
    MOVES: ClassVar[tuple[str, ...]] = (
        "kind",
        "state",
        "guest_id",
        "article_id",
        "about_kind",
        "about_id",
        "expires_at",
    )

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mail_ref: Mapped[str] = mapped_column(String(32), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    whole: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    sender: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list[Any]] = mapped_column(default=list)
    message_id: Mapped[str] = mapped_column(String(260), default="")
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guests.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    about_kind: Mapped[str] = mapped_column(String(24), default="")
    about_id: Mapped[int | None] = mapped_column(BigId)
    received_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    guest: Mapped[Guest | None] = relationship()
    article: Mapped[Article | None] = relationship()

    __table_args__ = (
        Index("ix_mails_state", "state", "id"),
        Index("ix_mails_about", "about_kind", "about_id"),
        Index("ix_mails_message_id", "message_id"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("mail", self.id)

    @property
    def of_kind(self) -> MailKind:
        return MailKind(self.kind)

    @property
    def standing(self) -> MailState:
        return MailState(self.state)

    @property
    def public_number(self) -> str:
        """The notice number, which it keeps when it becomes a notice."""
        return f"N-{self.mail_ref[:6].upper()}"

    def advance(self, to: MailState) -> None:
        self.state = MAIL.check(self.standing, to).value

"""One entry for each thing that a decision took down: an image, or the text of an article and each of its images."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.register.states import ENTRY, EntryState


class Entry(Base):
    """What was taken down, by which decision, and until when it is known. Only its state moves, by an event.

    ``hold_id``, ``case_id``, ``revision_id`` and ``use_name`` name things of later stages. ``hashes`` is what others
    like it are found by, made soon after: 32 bytes for each PDQ of an image, 8 for each shingle of a text; None until
    then, empty where nothing can be told from it.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("title",)
    MOVES: ClassVar[tuple[str, ...]] = ("hashes", "state", "ended_at", "ended_by_event")

    __tablename__ = "register_entries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hold_id: Mapped[int] = mapped_column(BigId)
    case_id: Mapped[int | None] = mapped_column(BigId, index=True)
    case_name: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(12))
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"))
    title: Mapped[str] = mapped_column(String(300))
    revision_id: Mapped[int] = mapped_column(BigId)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id"))
    use_name: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    hashes: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reason: Mapped[str] = mapped_column(String(24))
    asked_by: Mapped[str] = mapped_column(String(60))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime]
    expires_on: Mapped[date] = mapped_column(Date())
    state: Mapped[str] = mapped_column(String(8), default=EntryState.ACTIVE.value, index=True)
    ended_at: Mapped[datetime | None]
    ended_by_event: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (UniqueConstraint("hold_id", "use_name"),)

    @property
    def ref(self) -> Ref:
        return Ref("register_entry", self.id)

    @property
    def name(self) -> str:
        """What a person says to mean it."""
        return f"SD-{self.id:04d}"

    @property
    def is_active(self) -> bool:
        return self.state == EntryState.ACTIVE

    def advance(self, to: EntryState) -> None:
        self.state = ENTRY.check(EntryState(self.state), to).value

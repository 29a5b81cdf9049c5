"""An import is one document whose text and images its author wants in a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.documents.states import IMPORT, ImportState


class Import(Base):
    """One document. The row is the worker's order, as an asset's is.

    ``found`` is what was read, as JSON: Markdown, images with their alternative texts, and a list of what could not be
    taken over, in sentences. ``placed_at`` is when the author put it into the draft.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    filename: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default=ImportState.RECEIVED.value, index=True)
    refusal: Mapped[str] = mapped_column(String(400), default="")
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]

    @property
    def ref(self) -> Ref:
        return Ref("import", self.id)

    @property
    def standing(self) -> ImportState:
        return ImportState(self.state)

    def advance(self, to: ImportState) -> None:
        """Move along the table in states.py, or NotAllowed."""
        self.state = IMPORT.check(self.standing, to).value

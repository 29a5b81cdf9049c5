"""Which draft a program handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.submissions.models import Submission


class HandedIn(Base):
    """A draft that was begun over the API, and the token that did it: no other token is told how it stands."""

    __tablename__ = "handed_in"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"))
    made_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()

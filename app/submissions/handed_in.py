"""Which draft a program handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.submissions.models import Submission


class HandedIn(Base):
    """A draft that was begun over the API, and the token that did it: no other token is told how it stands.

    ``version`` is the working copy's as the program left it: with another one its author has begun to write."""

    __tablename__ = "handed_in"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"))
    version: Mapped[int]
    made_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()

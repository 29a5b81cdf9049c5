"""Queue items, claims, the counters of the views, and the views that people keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.worklist.views import Owes, View

__all__ = ["Claim", "Counter", "Item", "Owes", "SavedView"]


class Item(Base):
    """One thing that waits for the desk, complete in itself, so that one query lists submissions and cases alike.

    ``tick`` is the number of its newest change among the changes of all items, given under the gate: a page that knows
    the highest one knows whether anything changed since.
    """

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigId)
    url: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(String(300), default="")
    search: Mapped[str] = mapped_column(Text, default="")
    thumbnail: Mapped[str] = mapped_column(String(200), default="")
    mark: Mapped[str] = mapped_column(String(16), default="none")
    state: Mapped[str] = mapped_column(String(24))
    owes: Mapped[str] = mapped_column(String(12))
    severity: Mapped[int] = mapped_column(default=2)
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime]
    our_turn_since: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=True)
    holder_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    tick: Mapped[int] = mapped_column(BigInteger, default=0)

    claim: Mapped[Claim | None] = relationship(back_populates="item", lazy="joined")

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id"),
        Index("ix_items_queue", "open", "due_at", "severity", "id"),
        Index("ix_items_owed", "open", "owes", "due_at", "severity", "id"),
        Index("ix_items_kind", "open", "kind", "due_at", "severity", "id"),
        Index("ix_items_tick", "tick"),
        Index("ix_items_held", "open", "holder_id", "due_at", "severity", "id"),
        CheckConstraint("severity BETWEEN 0 AND 3", name="severity"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("item", self.id)

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)


class Claim(Base):
    """A lease on an item: one holder at a time (the primary key says so), and it ends by itself.

    ``open``: an open page keeps it, two minutes at a time; else a button took it, for as long as the setting says.
    """

    __tablename__ = "claims"

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    holder_id: Mapped[int] = mapped_column(index=True)
    holder_name: Mapped[str] = mapped_column(String(120))
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    open: Mapped[bool] = mapped_column(default=False)

    item: Mapped[Item] = relationship(back_populates="claim")


class Counter(Base):
    """How many open items share these six; kept in the transaction that changes an item, so counts equal rows."""

    __tablename__ = "counters"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    state: Mapped[str] = mapped_column(String(24), primary_key=True)
    owes: Mapped[str] = mapped_column(String(12), primary_key=True)
    severity: Mapped[int] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True)
    late: Mapped[bool] = mapped_column(primary_key=True)
    items: Mapped[int] = mapped_column(default=0)


class SavedView(Base):
    """A view that a member made: for that member alone, or ``shared`` with the whole desk.

    ``chosen``: the values it allows in each dimension it names (views.py). One person has one view of a title.
    """

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    title: Mapped[str] = mapped_column(String(60))
    shared: Mapped[bool] = mapped_column(default=False, index=True)
    open: Mapped[bool] = mapped_column(default=True)
    search: Mapped[str] = mapped_column(String(200), default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("owner_id", "title"),)

    @property
    def ref(self) -> Ref:
        return Ref("view", self.id)

    @staticmethod
    def seen_by(row: Any, member_id: int) -> View:
        """The view that a row of this table says, as an object or as columns."""
        return View(
            name=f"v{row.id}",
            title=row.title,
            where={name: frozenset(values) for name, values in row.chosen.items()},
            open=row.open,
            search=row.search,
            id=row.id,
            shared=row.shared,
            mine=row.owner_id == member_id,
        )

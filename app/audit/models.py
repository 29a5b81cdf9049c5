"""The event, its topics, the untold row and the vault; the chain over the log; and the workers' sign of life."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Actor, Kind, Ref
from app.db import Base

BigId = BigInteger().with_variant(Integer(), "sqlite")


class Event(Base):
    """One thing that happened. Append-only: a trigger on both databases refuses any update or deletion."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigId)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(BigId)
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)

    topics: Mapped[list[Topic]] = relationship(back_populates="event")

    __table_args__ = (
        Index("ix_events_subject", "subject_kind", "subject_id", "id"),
        Index("ix_events_counted", "kind", "at"),
    )

    @property
    def name(self) -> Kind:
        return Kind(self.kind)

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)

    @property
    def actor(self) -> Actor:
        return Actor(self.actor_kind, self.actor_id)

    @property
    def program(self) -> int | None:
        """The token of the program it came through, by number; None where a person did it at a page."""
        return self.facts.get("program")

    def topic(self, kind: str) -> int | None:
        """The id of the first topic of that kind, for example the submission an image belongs to."""
        return next((topic.subject_id for topic in self.topics if topic.subject_kind == kind), None)


class Topic(Base):
    """What an event is (also) about: the same row is history of the submission, the article and the case."""

    __tablename__ = "event_topics"

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, primary_key=True)

    event: Mapped[Event] = relationship(back_populates="topics")

    __table_args__ = (Index("ix_event_topics_subject", "subject_kind", "subject_id", "event_id"),)


class Untold(Base):
    """An event nobody has been told of yet. Written with it, deleted in the transaction that makes its messages.

    ``attempts`` and ``last_error`` tell of an event whose letters could not be written; after a few it is set aside.
    """

    __tablename__ = "untold"

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id"), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(400), default="")


class Vault(Base):
    """Personal data and free text of an event. The event holds a salted commitment; an erasure deletes this row, and no
    other ever gets its number."""

    __tablename__ = "vault"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(24))
    owner_id: Mapped[int] = mapped_column(BigId)
    label: Mapped[str] = mapped_column(String(40))
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_vault_owner", "owner_kind", "owner_id"),
        {"sqlite_autoincrement": True},
    )


class Erased(Base):
    """One thing that went by an erasure, which is a fact of a later stage: its kind and number, and the SHA-256 of its
    bytes where it had any. ``kept`` says why the bytes of one that was named stay. A trigger lets no row in before two
    people have said so."""

    __tablename__ = "erased"

    erasure_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("erasure_answers.erasure_id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    thing_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    kept: Mapped[str] = mapped_column(String(24), default="")

    __table_args__ = (Index("ix_erased_thing", "kind", "thing_id"),)


class Pulse(Base):
    """A worker's sign of life: when this queue was last really consumed."""

    __tablename__ = "pulses"

    queue: Mapped[str] = mapped_column(String(24), primary_key=True)
    at: Mapped[datetime]


class Seal(Base):
    """One link of the chain over the log (``audit.seal``). Append-only, like the events.

    The order is that of sealing: an event whose id was given out early and committed late has a later ``seq``.
    """

    __tablename__ = "seals"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id"), unique=True)
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class Checkpoint(Base):
    """How long the chain was on one day (UTC), and its root: the hash of its last entry. Append-only."""

    __tablename__ = "checkpoints"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    made_on: Mapped[date] = mapped_column(Date(), unique=True)
    size: Mapped[int] = mapped_column(BigId)
    root: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]

    timestamp: Mapped[Timestamp | None] = relationship(back_populates="checkpoint", lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("checkpoint", self.id)


class Timestamp(Base):
    """The order for an authority's timestamp over a checkpoint, and its answer (RFC 3161, DER) once there is one.

    A trigger keeps an answer from being changed or taken away.
    """

    __tablename__ = "timestamps"

    checkpoint_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkpoints.id"), primary_key=True)
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    stamped_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(400), default="")

    checkpoint: Mapped[Checkpoint] = relationship(back_populates="timestamp")


class Verification(Base):
    """The order to look through the log and what it speaks of, how far that is, and what was found.

    ``part`` and ``after`` say where the next slice begins. ``faults`` counts them all; ``found`` keeps the first.
    """

    __tablename__ = "verifications"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    asked_by: Mapped[int] = mapped_column(BigId)
    asked_at: Mapped[datetime]
    part: Mapped[str] = mapped_column(String(24), default="")
    after: Mapped[int] = mapped_column(BigId, default=0)
    looked: Mapped[int] = mapped_column(BigId, default=0)
    faults: Mapped[int] = mapped_column(default=0)
    found: Mapped[list[Any]] = mapped_column(default=list)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def ref(self) -> Ref:
        return Ref("verification", self.id)

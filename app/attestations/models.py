"""Wordings and attestations. Rows are added, never changed: a trigger on both databases says so too."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Ref
from app.audit.models import BigId
from app.db import Base
from app.submissions.models import Revision


class Wording(Base):
    """One version of what people sign. ``body`` is the text in parts; ``sha256`` is of its canonical JSON."""

    __tablename__ = "wordings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(12))
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[datetime]

    __table_args__ = (UniqueConstraint("name", "version", "locale"),)


class Attestation(Base):
    """A signature. It binds, by hash, the wording shown, the revision, each original and its rights record.

    Personal data (typed name, address, address prefix, browser) are commitments in ``statement``; the vault has them.
    """

    __tablename__ = "attestations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    statement: Mapped[dict[str, Any]]
    statement_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()
    wording: Mapped[Wording] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("attestation", self.id)


class EditorAttestation(Base):
    """An editor's signature for exactly what they changed between two revisions, and for the rights of what they added.

    ``difference_hash`` is the SHA-256 of that difference (``manifest.difference``). The typed name and the sentence to
    the author are commitments in ``statement``; the vault has them.
    """

    __tablename__ = "editor_attestations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    from_revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    difference_hash: Mapped[str] = mapped_column(String(64))
    statement: Mapped[dict[str, Any]]
    statement_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    from_revision: Mapped[Revision] = relationship(foreign_keys=[from_revision_id])
    revision: Mapped[Revision] = relationship(foreign_keys=[revision_id])
    wording: Mapped[Wording] = relationship(lazy="joined")

    @property
    def ref(self) -> Ref:
        return Ref("editor_attestation", self.id)


class ReceiptKey(Base):
    """The public half of a key that receipts are signed with; the private half is never in the database.

    The newest row is the key in force, and each row retires the one before it: ``in_force_from`` is when. ``why`` says
    what became of that one (``Why``). Both halves of the name are unique: a key that was retired never comes back.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()
    MOVES: ClassVar[tuple[str, ...]] = ()

    __tablename__ = "receipt_keys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16), unique=True)
    public_key: Mapped[str] = mapped_column(String(43), unique=True)
    in_force_from: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(12))

    @property
    def ref(self) -> Ref:
        return Ref("receipt_key", self.id)


class Receipt(Base):
    """The site's signature under a contributor's: over statement, manifest and wording, which stand in their own rows.

    ``site`` is the name and address of the site as they were; ``signature`` is Ed25519, base64 for addresses.
    """

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestations.id"), unique=True)
    receipt_key_id: Mapped[int] = mapped_column(ForeignKey("receipt_keys.id"))
    site: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    signature: Mapped[str] = mapped_column(String(86))

    attestation: Mapped[Attestation] = relationship()
    key: Mapped[ReceiptKey] = relationship(lazy="joined")

"""A guest is one confirmed e-mail address; a link is a capability for exactly one draft, notice or consent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.kinds import Actor, Ref, guest
from app.audit.models import BigId
from app.db import Base


class Scope(StrEnum):
    """What a link opens: exactly one of these, never two."""

    DRAFT = "draft"
    NOTICE = "notice"
    CONSENT = "consent"


class Purpose(StrEnum):
    """The weighty acts, each with a code of its own; a change of address asks for one at either address."""

    SIGN = "sign"
    WITHDRAW = "withdraw"
    OLD_ADDRESS = "old_address"
    NEW_ADDRESS = "new_address"


NOBODY = "@nobody.invalid"
"""How the address ends that stands where somebody gave none: no letter goes there (RFC 2606, 2)."""


class Guest(Base):
    """A person without an account. The address is case-folded, and nothing else of it is folded."""

    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    confirmed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]

    @property
    def ref(self) -> Ref:
        return Ref("guest", self.id)

    @property
    def actor(self) -> Actor:
        return guest(self.id)

    @property
    def has_address(self) -> bool:
        """Whether anybody can be written to: not somebody who reported without an address."""
        return not self.email.endswith(NOBODY)


def page_of(scope: str, ref: str) -> str:
    """The page that a link of this scope leads to."""
    return {"draft": "/drafts/", "notice": "/notices/", "consent": "/consents/"}[scope] + ref


class Link(Base):
    """A private link. The token is derived, never stored; the row keeps its hash, its scope and its end.

    ``subject_ref`` is the reference in the address the link opens (``/drafts/<ref>``). A link to a consent belongs to
    no guest: whoever holds it is known by the consent alone.
    """

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guests.id"), index=True)
    scope: Mapped[str] = mapped_column(String(12))
    subject_ref: Mapped[str] = mapped_column(String(32))
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    guest: Mapped[Guest | None] = relationship()

    __table_args__ = (
        Index("ix_links_subject", "scope", "subject_ref"),
        CheckConstraint("scope IN ('draft', 'notice', 'consent')", name="scope"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("link", self.id)

    @property
    def owner(self) -> Guest:
        """The guest whose draft or notice it opens."""
        if self.guest is None:
            raise LookupError(f"link {self.id} belongs to no guest")
        return self.guest

    @property
    def path(self) -> str:
        """The page the link leads to."""
        return page_of(self.scope, self.subject_ref)


class Code(Base):
    """A short code sent by letter, asked for before a weighty act. Only a keyed hash of it is kept, it is good once,
    for one ``purpose`` about one ``subject_ref``, until ``expires_at``; ``tries`` counts what was typed for it."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    subject_ref: Mapped[str] = mapped_column(String(32))
    email: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_codes_subject", "purpose", "subject_ref"),
        Index("ix_codes_email", "email", "made_at"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("code", self.id)

    @property
    def bound_to(self) -> str:
        """What the digits are derived from, beside the key: this code for this person, act, draft and mailbox."""
        parts = (self.id, self.guest_id, self.purpose, self.subject_ref, self.email, self.made_at.isoformat())
        return ":".join(str(part) for part in parts)

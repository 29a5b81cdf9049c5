"""A member of the desk and the roles held; the tables Flask-Security works on."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.roles import Right, rights_of
from app.audit.kinds import Actor, Ref, member
from app.audit.models import BigId
from app.db import Base

holds_role = Table(
    "members_roles",
    Base.metadata,
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True),
)


class RoleRow(Base, RoleMixin):
    """A role by name; what it may do stands in roles.py."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(24), unique=True)


class Member(Base, UserMixin):
    """A person of the desk. ``clinical`` and ``legal``: answers such questions about cases.

    ``single_keys``: keys such as d and j do something on the pages of the desk. Whoever dictates must be able to turn
    them off (WCAG 2.2, 2.1.4). ``tf_totp_secret`` makes the codes of an authenticator app, and is kept encrypted;
    ``last_step`` is the time step of the last one that was taken, so that none is taken twice.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    clinical: Mapped[bool] = mapped_column(default=False)
    legal: Mapped[bool] = mapped_column(default=False)
    single_keys: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(16))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(400))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]

    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        back_populates="member", order_by="Passkey.id", cascade="all, delete-orphan"
    )
    roles: Mapped[list[RoleRow]] = relationship(secondary=holds_role, lazy="selectin")  # type: ignore[assignment]

    token = ""
    """What the cookie of this browser holds, while a request of it lasts; never in the database."""
    sign_in_id = 0
    lacks_codes = False
    seen_at = datetime.max.replace(tzinfo=UTC)

    def get_id(self) -> str:
        """What a cookie names this sign-in by: a new random token each time somebody signs in."""
        self.token = self.token or secrets.token_urlsafe(32)
        return self.token

    @property
    def ref(self) -> Ref:
        return Ref("member", self.id)

    @property
    def actor(self) -> Actor:
        return member(self.id)

    @property
    def role_names(self) -> list[str]:
        return [role.name for role in self.roles]

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role_names)

    @property
    def has_codes(self) -> bool:
        """Whether signing in with the password asks for a code as well."""
        return bool(self.tf_totp_secret)

    @property
    def waits_for_codes(self) -> bool:
        """Whether this sign-in opens nothing yet: the site asks this person for a second factor, and there is none."""
        return self.lacks_codes and not self.has_codes

    def may(self, right: Right | str) -> bool:
        return Right(right) in self.rights


class SignIn(Base):
    """One browser in which a member is signed in. Its cookie holds a random token, of which the row keeps the hash:
    without the row the cookie opens nothing, so that ending it is taking the row away.

    ``browser`` is what the browser calls itself, in words, and ``network`` the network it came from: no address.
    ``lacks_codes``: the site asks this person for a second factor, and there was none.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(60), default="")
    network: Mapped[str] = mapped_column(String(50), default="")
    lacks_codes: Mapped[bool] = mapped_column(default=False)

    member: Mapped[Member] = relationship()


class Passkey(Base, WebAuthnMixin):
    """A passkey of a member: the public half of a pair of keys, whose other half never leaves the device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[Any] | None]
    extensions: Mapped[str | None] = mapped_column(String(255))
    usage: Mapped[str] = mapped_column(String(12), default="first")
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]

    member: Mapped[Member] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        return {"id": self.member_id}


class RecoveryCode(Base):
    """One way in for whoever lost the device with their codes: a keyed hash, good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Purpose(StrEnum):
    """What a pass opens: exactly one page."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - the name of a purpose


class Pass(Base):
    """A private link for somebody of the desk, or somebody invited to it: used once, until it expires.

    ``name``, ``roles`` and the marks are those of the invitation; ``by_id`` is who invited, ``member_id`` whose
    password it sets, or who came of the invitation. Of one that was cancelled neither name nor address is kept.
    """

    __tablename__ = "passes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    roles: Mapped[list[Any]] = mapped_column(default=list)
    clinical: Mapped[bool] = mapped_column(default=False)
    legal: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_passes_email", "purpose", "email"),
        CheckConstraint("purpose IN ('invitation', 'password')", name="purpose"),
    )

    @property
    def ref(self) -> Ref:
        return Ref("pass", self.id)


class Token(Base):
    """What a program shows to act for a member: 256 random bits, of which the row keeps the hash. ``prefix`` are its
    first characters, to recognise it by. It opens what ``scopes`` name, as far as its member may do that now, until the
    end of ``last_on`` on the publisher's calendar, or until it is ended.
    """

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    last_on: Mapped[date] = mapped_column(Date())
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()

    @property
    def ref(self) -> Ref:
        return Ref("token", self.id)


class KeptAnswer(Base):
    """What a program was answered under a key of its own, so that asking again does nothing twice. ``fingerprint`` is
    the SHA-256 of what was asked; ``status`` and ``body`` are written in the transaction that did it. Kept for a day.
    """

    __tablename__ = "kept_answers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(Text, default="")
    location: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("token_id", "key"),)

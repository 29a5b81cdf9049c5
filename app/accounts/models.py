"""A member of the desk and the roles held; the tables Flask-Security works on."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.roles import Right, rights_of
from app.audit.kinds import Actor, Ref, member
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
    """A person of the desk. ``clinical`` and ``legal`` open the specialist lanes.

    ``single_keys``: keys such as d and j do something on the pages of the desk. Whoever dictates must be able to turn
    them off (WCAG 2.2, 2.1.4).
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

    roles: Mapped[list[RoleRow]] = relationship(secondary=holds_role, lazy="selectin")  # type: ignore[assignment]

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

    def may(self, right: Right | str) -> bool:
        return Right(right) in self.rights

"""What is in force: texts and settings, at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.site.defaults import SETTINGS
from app.site.models import SiteSetting, SiteText


@dataclass(frozen=True)
class Identity:
    """Who the publisher is. ``contact`` is the webmaster's public address."""

    name: str
    tagline: str
    zone: str
    locale: str
    country: str
    contact: str


def setting(name: str, *, at: datetime | None = None) -> Mapping[str, Any]:
    """The value in force, or the default the product starts with."""
    row = session.scalar(
        select(SiteSetting)
        .where(SiteSetting.name == name, SiteSetting.in_force_from <= (at or now()))
        .order_by(SiteSetting.in_force_from.desc(), SiteSetting.id.desc())
        .limit(1)
    )
    return row.value if row else SETTINGS[name].value


def identity() -> Identity:
    return Identity(**setting("identity"))


def text(name: str, *, at: datetime | None = None) -> SiteText:
    """The version of a site text in force, or NotFound."""
    row = session.scalar(
        select(SiteText)
        .where(SiteText.name == name, SiteText.in_force_from <= (at or now()))
        .order_by(SiteText.in_force_from.desc(), SiteText.id.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound
    return row


def versions(name: str) -> list[SiteText]:
    """Every version of a site text, newest first."""
    return list(session.scalars(select(SiteText).where(SiteText.name == name).order_by(SiteText.id.desc())))


def filled(row: SiteText) -> str:
    """The Markdown of a site text with the publisher's name and contact in their slots."""
    who = identity()
    return row.body.replace("{site_name}", who.name).replace("{contact}", who.contact)

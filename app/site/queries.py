"""What is in force: texts and settings, at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import FromClause, Select, bindparam, select

from app.clock import now
from app.db import fetch, session, table
from app.errors import NotFound
from app.site import letters
from app.site.defaults import EVERY_TEXT, SETTINGS
from app.site.letters import Prepared
from app.site.models import SiteSetting, SiteText

Version = TypeVar("Version", SiteText, SiteSetting)


@dataclass(frozen=True)
class Identity:
    """Who the publisher is. ``contact`` is the webmaster's public address."""

    name: str
    tagline: str
    zone: str
    locale: str
    country: str
    contact: str


def _newest(asked: Select[Any], of: FromClause) -> Select[Any]:
    begun = of.c.in_force_from <= bindparam("at", type_=of.c.in_force_from.type)
    newest = asked.where(of.c.name == bindparam("name"), begun)
    return newest.order_by(of.c.in_force_from.desc(), of.c.id.desc()).limit(1)


_NEWEST = {model: _newest(select(model), model.__table__) for model in (SiteText, SiteSetting)}
_VALUE = _newest(select(table(SiteSetting).c.value), table(SiteSetting))
"""Every page asks for something that is in force: the questions are put together once."""


def in_force(model: type[Version], name: str, *, at: datetime | None = None) -> Version | None:
    """The version of this name that holds: of those that have begun, the one that began last."""
    found: Version | None = session.scalar(_NEWEST[model], {"name": name, "at": at or now()})
    return found


def setting(name: str, *, at: datetime | None = None) -> Mapping[str, Any]:
    """The value in force, or the default the product starts with."""
    found = fetch(_VALUE, {"name": name, "at": at or now()})
    return cast("Mapping[str, Any]", found[0].value) if found else SETTINGS[name].value


def identity() -> Identity:
    return Identity(**setting("identity"))


def today() -> date:
    """The day it is where the publisher is: what ends on a day ends at the site's midnight."""
    return now().astimezone(ZoneInfo(identity().zone)).date()


def text(name: str, *, at: datetime | None = None) -> SiteText:
    """The version of a site text in force, or NotFound."""
    row = in_force(SiteText, name, at=at)
    if row is None:
        raise NotFound
    return row


def all_in_force() -> list[SiteText | SiteSetting]:
    """Every text and every rule that holds now, texts first."""
    found = [
        in_force(SiteText, default.name) for default in EVERY_TEXT if not letters.is_letter(default.name)
    ]
    rules = [in_force(SiteSetting, name) for name in SETTINGS]
    return [row for row in (*found, *_letters(), *rules) if row is not None]


def prepared() -> list[Prepared]:
    """The prepared messages that are offered now, by their headings."""
    found = [letters.read(row.name, row.body) for row in _letters()]
    return sorted((one for one in found if one.words), key=lambda one: one.title.casefold())


def _letters() -> list[SiteText]:
    """The version in force of each, in one question however many there are."""
    begun = select(SiteText).where(SiteText.name.startswith(letters.PREFIX), SiteText.in_force_from <= now())
    rows = session.scalars(begun.order_by(SiteText.in_force_from, SiteText.id))
    return sorted({row.name: row for row in rows}.values(), key=lambda row: row.name)


def versions(name: str) -> list[SiteText]:
    """Every version of a site text, newest first."""
    return list(session.scalars(select(SiteText).where(SiteText.name == name).order_by(SiteText.id.desc())))


def filled(row: SiteText) -> str:
    """The Markdown of a site text with the publisher's name and contact in their slots."""
    who = identity()
    return row.body.replace("{site_name}", who.name).replace("{contact}", who.contact)

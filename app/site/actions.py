"""Putting the defaults in, and adding newer versions of texts and settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app import text as texts
from app.audit.kinds import Actor, Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import Refused
from app.site import letters, lists, queries, shapes
from app.site.defaults import EVERY_TEXT, SETTINGS, TEXTS
from app.site.models import SiteSetting, SiteText

LONGEST_SOURCE = 200
"""Characters."""
BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)


def install_defaults() -> None:
    """Add each default text and setting that the site has no version of yet. Safe to run at every start."""
    held = set(session.scalars(select(SiteText.name).distinct()))
    for default in EVERY_TEXT:
        if default.name not in held:
            session.add(
                SiteText(
                    name=default.name,
                    locale="en-GB",
                    title=default.title,
                    body=(TEXTS / default.file).read_text(encoding="utf-8"),
                    source="default of the product, 2026-11",
                    in_force_from=BEGINNING,
                    made_at=now(),
                )
            )
    kept = set(session.scalars(select(SiteSetting.name).distinct()))
    for name, setting in SETTINGS.items():
        if name not in kept:
            session.add(
                SiteSetting(
                    name=name,
                    value=setting.value,
                    source=setting.source,
                    in_force_from=BEGINNING,
                    made_at=now(),
                )
            )
    session.flush()


def change_text(
    name: str, *, body: str, by: Actor, source: str, in_force_from: datetime | None = None
) -> SiteText:
    """A new version of a site text. Articles published before keep the version they were published with.

    It begins now or later: what was in force on a past day is a fact. Prepared messages (``letter-…``) may be new ones.
    """
    if name not in {default.name for default in EVERY_TEXT} and not letters.is_letter(name):
        raise Refused(f"“{name}” is not a text of the site.")
    cleaned = texts.clean(body).strip()
    if not cleaned:
        raise Refused("The text is empty.", fields={"body": ["Enter the text."]})
    if fault := _fault(name, cleaned):
        raise Refused(fault, fields={"body": [fault]})
    locale, title = _head(name, cleaned)
    begins = in_force_from or now()
    if in_force_from and in_force_from < now():
        raise Refused("A text cannot begin in the past. Leave the date out, and it begins now.")
    row = SiteText(
        name=name,
        locale=locale,
        title=title,
        body=cleaned + "\n",
        source=_source(source),
        in_force_from=begins,
        made_at=now(),
    )
    session.add(row)
    record(Kind.SITE_TEXT_CHANGED, about=row, by=by, facts={"name": name})
    return row


def change_setting(name: str, value: Mapping[str, Any], *, by: Actor, source: str) -> SiteSetting:
    """A new version of a rule, in force at once. Keys and kinds of values must be those of the default."""
    if name not in SETTINGS:
        raise Refused(f"“{name}” is not a setting of the site.")
    if fault := shapes.fault(name, value):
        raise Refused(fault)
    before = queries.setting(name)
    row = SiteSetting(
        name=name, value=dict(value), source=_source(source), in_force_from=now(), made_at=now()
    )
    session.add(row)
    changed = ", ".join(key for key in row.value if row.value[key] != before.get(key))
    record(Kind.SITE_SETTING_CHANGED, about=row, by=by, facts={"name": name, "changed": changed or "nothing"})
    return row


def _head(name: str, body: str) -> tuple[str, str]:
    """The language and the title of a new version."""
    if letters.is_letter(name):
        return queries.identity().locale, letters.read(name, body).title
    current = queries.text(name)
    return current.locale, current.title


def _fault(name: str, body: str) -> str:
    """What is wrong with a text that the desk works with."""
    if letters.is_letter(name):
        return letters.fault(body)
    return lists.fault(body) if name == lists.CHECKLIST else ""


def _source(source: str) -> str:
    """Where a version comes from: one line, and never empty."""
    said = texts.line(source)
    if not said or len(said) > LONGEST_SOURCE:
        raise Refused(f"Say where it comes from, in up to {LONGEST_SOURCE} characters.")
    return said

"""What templates may say about times, sizes and states."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from markupsafe import Markup

from app import text
from app.clock import now


def register(app: Flask) -> None:
    static = Path(app.static_folder or "")

    def day(moment: datetime | date) -> str:
        when = local(moment) if isinstance(moment, datetime) else moment
        return f"{when.day} {when:%B %Y}"

    def moment(when: datetime) -> str:
        return f"{day(when)}, {local(when):%H:%M}"

    def hour(when: datetime) -> str:
        return f"{local(when):%H:%M}"

    @lru_cache(maxsize=256)
    def version(name: str, _changed: float) -> str:
        return hashlib.sha256((static / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        """The address of one of our own files, with its version, so that it may be kept for good."""
        found = static / name
        mark = f"?v={version(name, found.stat().st_mtime)}" if found.exists() else ""
        return f"{app.static_url_path}/{name}{mark}"

    app.add_template_filter(day, "day")
    app.add_template_filter(moment, "moment")
    app.add_template_filter(hour, "hour")
    app.add_template_filter(size, "size")
    app.add_template_filter(in_words, "in_words")
    app.add_template_filter(lasting, "lasting")
    app.add_template_filter(lambda value: Markup(text.paragraphs(value)), "paragraphs")  # noqa: S704
    app.add_template_filter(lambda value: Markup(text.html(value).html), "markdown")  # noqa: S704
    app.add_template_filter(lambda value: str(value).replace("_", " "), "spaced")
    app.add_template_filter(spelled, "spelled")
    app.add_template_global(asset, "asset")
    app.add_template_global(now, "now")


def local(moment: datetime) -> datetime:
    """A moment on the publisher's clock."""
    return moment.astimezone(ZoneInfo(current_app.extensions["publisher"]().zone))


def clock_time(when: datetime) -> str:
    """The time of day on the publisher's clock: 14:05."""
    return f"{local(when):%H:%M}"


def until(when: datetime) -> str:
    """From when on, on the publisher's clock: after 14:05; with the day where that is not today."""
    there = local(when) + timedelta(minutes=1)
    day = "" if there.date() == local(now()).date() else f" on {there.day} {there:%B}"
    return f"after {there:%H:%M}{day}"


def size(count: int) -> str:
    """Bytes for people: 2.4 MB."""
    if count < 1000:
        return f"{count} bytes"
    for unit, step in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if count < step * 1000:
            return f"{count / step:.1f} {unit}"
    return f"{count / 1e12:.1f} TB"


def in_words(due: datetime) -> str:
    """How long until a moment, or how long it has been late."""
    seconds = (due - now()).total_seconds()
    amount, unit = _largest(abs(seconds))
    plural = "" if amount == 1 else "s"
    return f"{amount} {unit}{plural} left" if seconds >= 0 else f"{amount} {unit}{plural} late"


def lasting(since: datetime) -> str:
    """For how long something has been so: “for 3 days”; nothing in its first hour, when it says nothing yet."""
    seconds = (now() - since).total_seconds()
    if seconds < 3600:
        return ""
    amount, unit = _largest(seconds)
    return f"for {amount} {unit}{'' if amount == 1 else 's'}"


def _largest(seconds: float) -> tuple[int, str]:
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return int(seconds // length), unit
    return max(int(seconds), 0), "second"


_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelled(count: int) -> str:
    """A number in running words: up to ten as a word."""
    return _SPELLED[count] if 0 <= count < len(_SPELLED) else f"{count:,}"

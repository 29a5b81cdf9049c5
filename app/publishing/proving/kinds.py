"""Which places of the site a hold can reach, what each has to answer, and in which ways it is asked; tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.audit.kinds import Kind


class Place(StrEnum):
    PAGE = "page"
    EARLIER = "earlier"
    NOTICE = "notice"
    FILE = "file"
    ITEM = "item"
    HISTORY = "history"
    REPORT = "report"
    HOME = "home"
    FEED = "feed"
    SITEMAP = "sitemap"
    SEARCH = "search"
    LIST = "list"
    CHANGES = "changes"
    QUOTING = "quoting"


PLACES: Mapping[Place, str] = {
    Place.PAGE: "The page",
    Place.EARLIER: "Earlier addresses of it",
    Place.NOTICE: "Notices about it",
    Place.FILE: "Files of images",
    Place.ITEM: "The article, for programs",
    Place.HISTORY: "The history",
    Place.REPORT: "The form for reports",
    Place.HOME: "The front page",
    Place.FEED: "The feed",
    Place.SITEMAP: "The map of the site",
    Place.SEARCH: "The search, by its title",
    Place.LIST: "The list of articles, for programs",
    Place.CHANGES: "The changes, for programs",
    Place.QUOTING: "Articles that lead to it",
}


class Asks(StrEnum):
    """What an address is held to. ``DARK``: it gives out nothing at all. ``SILENT``: it may be in view, but leads
    nowhere into what is held. ``UNNAMED``: nor does it say a word of it. ``TOLD``: programs are told there."""

    DARK = "dark"
    SILENT = "silent"
    UNNAMED = "unnamed"
    TOLD = "told"


class Way(StrEnum):
    GET = "GET"
    HEAD = "HEAD"
    PART = "Range"
    KNOWN = "If-None-Match"


@dataclass(frozen=True)
class Asking:
    method: str
    headers: Mapping[str, str]


WAYS: Mapping[Way, Asking] = {
    Way.GET: Asking("GET", {}),
    Way.HEAD: Asking("HEAD", {}),
    Way.PART: Asking("GET", {"Range": "bytes=0-0"}),
    Way.KNOWN: Asking("GET", {"If-None-Match": "*"}),
}
"""Each would get a sign of what is there: its bytes, its size, one byte of it, or that a kept copy is still good."""

DARK = frozenset({404, 410, 451})
HEADERS = ("Cache-Control", "X-Robots-Tag", "Link", "ETag", "Location", "Age")
"""What is written down of an answer besides its status: who may keep it, who may list it, who blocks it, what it is."""


class Found(StrEnum):
    """What a receipt is about: that it is gone, or that it is back."""

    GONE = "gone"
    BACK = "back"


EVENTS: Mapping[Kind, Found] = {Kind.REMOVAL_PROVEN: Found.GONE, Kind.RETURN_PROVEN: Found.BACK}

"""Whether what an address answered is what it has to answer while something is held, or once it is back; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from markupsafe import escape

from app.publishing.proving.addresses import Address, Held
from app.publishing.proving.kinds import DARK, Asks, Found, Place, Way
from app.publishing.proving.stranger import Answer

SEEN = 200
MOVED = 301


@dataclass(frozen=True)
class Asked:
    """One address and what it answered to each way of asking."""

    held: Held
    address: Address
    answers: Mapping[Way, Answer]

    @property
    def plain(self) -> Answer:
        return self.answers[Way.GET]

    @property
    def status(self) -> int:
        return self.plain.status

    @property
    def page(self) -> str:
        return self.plain.body.decode(errors="replace")

    @property
    def names(self) -> bool:
        """Whether it leads into what is held."""
        return bool(self.held.leads.search(self.page))


def fault(found: Found, asked: Asked) -> str:
    """What is wrong with what an address answered; empty where all is well."""
    silent = [way.value for way, answer in asked.answers.items() if answer.status == 0]
    if silent:
        return f"no answer to {', '.join(silent)}"
    return _ASKED[found, asked.address.asks](asked)


def _gone(asked: Asked) -> str:
    bright = {way.value: answer.status for way, answer in asked.answers.items() if answer.status not in DARK}
    if bright:
        return f"answers {bright}"
    if "no-store" not in asked.plain.headers.get("Cache-Control", ""):
        return "may be kept by a cache, so that a return would stay unseen"
    return _said(asked)


def _silent(asked: Asked) -> str:
    if asked.status not in {SEEN, *DARK}:
        return f"answers {asked.status}"
    return "leads to it" if asked.names else ""


def _unnamed(asked: Asked) -> str:
    return f"answers {asked.status}" if asked.status not in {SEEN, *DARK} else _said(asked)


def _told_gone(asked: Asked) -> str:
    return _told(
        asked, lambda row: row["what"] == "image_hidden" if asked.held.use else row["status"] in DARK
    )


def _back(asked: Asked) -> str:
    address, known = asked.address, asked.address.sha256
    if address.place is Place.EARLIER or (address.place is Place.ITEM and asked.status == MOVED):
        there = asked.plain.headers.get("Location", "").endswith(asked.held.url.rpartition("/")[2])
        return "" if asked.status == MOVED and there else f"answers {asked.status}"
    if asked.status != SEEN:
        return f"answers {asked.status}"
    if known and sha256(asked.plain.body).hexdigest() != known:
        return "gives out other bytes than before"
    return ""


def _beside(asked: Asked) -> str:
    if asked.status != SEEN:
        return f"answers {asked.status}"
    return "does not lead to it" if asked.address.lists and not asked.names else ""


def _told_back(asked: Asked) -> str:
    return _told(asked, lambda row: row["what"] == "image_shown" if asked.held.use else row["status"] == SEEN)


_ASKED: Mapping[tuple[Found, Asks], Callable[[Asked], str]] = {
    (Found.GONE, Asks.DARK): _gone,
    (Found.GONE, Asks.SILENT): _silent,
    (Found.GONE, Asks.UNNAMED): _unnamed,
    (Found.GONE, Asks.TOLD): _told_gone,
    (Found.BACK, Asks.DARK): _back,
    (Found.BACK, Asks.SILENT): _beside,
    (Found.BACK, Asks.UNNAMED): _beside,
    (Found.BACK, Asks.TOLD): _told_back,
}


def _said(asked: Asked) -> str:
    page = asked.page
    if asked.held.files.search(page):
        return "names a file of it"
    said = [word for word in asked.held.words if word in page or str(escape(word)) in page]
    return f"says “{said[0]}”" if said else ""


def _told(asked: Asked, says: Callable[[Mapping[str, Any]], bool]) -> str:
    """Whether a row about it says so. A hold on an article is told in rows about the article alone."""
    if asked.status != SEEN:
        return f"answers {asked.status}"
    rows = [row for row in json.loads(asked.page)["changes"] if row["article"] == asked.held.article_id]
    told = any(says(row) for row in rows if row["image"] == asked.held.use)
    return "" if told else "does not tell programs"

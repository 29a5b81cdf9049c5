"""What the steps of the tour share: the people with their browsers, the letters, and waiting for a worker."""

from __future__ import annotations

import io
import json
import re
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.demo import draw
from app.tour.browser import Browser, Form, Page

WAIT = 60.0
"""Seconds that most walks wait for a worker."""

BODY = """A short walk every day is the oldest advice there is, and it is still good advice.

## Why the first week is the hardest

Nothing feels as it did. **Start small**, and write down what you did.

![[tour-morning]]

- Choose a time of day.
- Choose a route with somewhere to sit down.

## What to write down

A line a day is enough.[^1] Whoever reads it later will thank you.

![[tour-table]]

[^1]: A notebook works better than a telephone for many people.
"""


@dataclass
class Tour:
    """What the walk remembers from step to step: people with their browsers, and what they saw."""

    base: str
    mail_url: str
    sign_ins: dict[str, dict[str, str]]
    guest: Browser
    reader: Browser
    claimant: Browser
    stranger: Browser
    desk: dict[str, Browser] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    stamp: str = ""
    patience: float = WAIT
    """Seconds to wait for a worker: a letter, an image. A site whose worker is away fails the tour there."""

    @property
    def author(self) -> str:
        return f"author.{self.stamp}@example.org"

    @property
    def objector(self) -> str:
        return f"reader.{self.stamp}@example.net"

    @property
    def title(self) -> str:
        return f"A walk a day, tour {self.stamp}"

    def letters(self, to: str, *, holding: str = "") -> list[dict[str, Any]]:
        parts = urllib.parse.urlsplit(self.mail_url)
        asked = "&" + urllib.parse.urlencode({"to": to}) if "@" in to else ""
        page = self.stranger.get(f"{parts.path}.json?{parts.query}{asked}")
        assert page.status == 200, f"the captured mail answered {page.status}"
        return [
            letter
            for letter in reversed(json.loads(page.body))
            if to in letter["to"] and holding.casefold() in (letter["subject"] + letter["text"]).casefold()
        ]

    def letter(self, to: str, *, holding: str = "") -> dict[str, Any]:
        """The newest letter to somebody that says something, waited for."""

        def look() -> dict[str, Any] | None:
            found = self.letters(to, holding=holding)
            return found[-1] if found else None

        found: dict[str, Any] = self.wait(look, f"a letter to {to} that says “{holding}”")
        return found

    def code(self, to: str, *, after: int = 0) -> str:
        """The short code in the newest letter to somebody, who had ``after`` such letters before."""

        def look() -> list[dict[str, Any]]:
            return self.letters(to, holding="Your code")[after:]

        letter = self.wait(look, f"a letter with a code to {to}")[-1]
        found = re.search(r"^(\d{4} \d{4})$", letter["text"], re.MULTILINE)
        assert found, f"no code in {letter}"
        assert found[1] not in letter["subject"]
        return found[1]

    def wait(self, look: Callable[[], Any], what: str) -> Any:
        """Ask until there is an answer; fail in words when none came in time."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"waited {self.patience:.0f} seconds for {what}")


def picture(scene: str, seed: int, *, size: tuple[int, int] = (1200, 750)) -> bytes:
    """A drawn picture as the bytes of a JPEG file."""
    out = io.BytesIO()
    draw.draw(scene, size=size, seed=seed).save(out, "JPEG", quality=88, comment=f"picture {seed}")
    return out.getvalue()


def ticked(form: Form, beginning: str) -> dict[str, str]:
    """Every tick box of a form whose name begins so, ticked."""
    return {name: values[-1] for name, values in form.choices.items() if name.startswith(beginning)}


def ok(page: Page, *words: str) -> Page:
    """The page answered and says these words."""
    assert page.status == 200, f"{page.url} answered {page.status}: {page.text[:300]}"
    for word in words:
        assert page.has(word), f"{page.url} does not say “{word}”: {page.text[:600]}"
    return page

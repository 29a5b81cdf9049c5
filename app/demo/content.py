"""Reads the demo articles: TOML between lines of `+++`, then the body in Markdown.

A picture stands in the body as a paragraph of its own, `![[key]]`; pictures that are not placed are related images.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).with_name("articles")
PLACED = re.compile(r"^!\[\[([a-z0-9-]+)\]\]$", re.MULTILINE)


@dataclass(frozen=True)
class DemoImage:
    """One picture: what the contributor says about it, and how the demo draws it (scene, seed, size in pixels)."""

    key: str
    filename: str
    alt: str
    caption: str
    credit: str
    basis: str
    holder: str
    people: str
    scene: str
    seed: int
    width: int
    height: int
    permission: str = ""
    permission_from: str = ""
    scope: str = ""
    contact: str = ""
    no_evidence: str = ""
    lead: bool = False
    gps: bool = False


@dataclass(frozen=True)
class DemoArticle:
    """One guest article, as the contributor would hand it in."""

    slug: str
    title: str
    summary: str
    body: str
    byline: str
    role: str
    affiliation: str
    bio: str
    email: str
    faq: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    disclosures: dict[str, str]
    licence: str
    trademarks: tuple[str, ...]
    images: tuple[DemoImage, ...]

    @property
    def placed(self) -> tuple[str, ...]:
        """Keys of the images that stand in the text, in reading order."""
        return tuple(PLACED.findall(self.body))

    @property
    def lead(self) -> DemoImage:
        """The picture at the top of the page."""
        return next(image for image in self.images if image.lead)


def load_articles() -> tuple[DemoArticle, ...]:
    """Every demo article, by slug. Raises KeyError or TypeError where a field is missing or unknown."""
    return tuple(_read(path) for path in sorted(ARTICLES.glob("*.md")))


def _read(path: Path) -> DemoArticle:
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts: dict[str, Any] = tomllib.loads(front)
    who = facts["contributor"]
    return DemoArticle(
        slug=path.stem,
        title=facts["title"],
        summary=facts["summary"],
        body=body.strip() + "\n",
        byline=who["name"],
        role=who["role"],
        affiliation=who["affiliation"],
        bio=who["bio"],
        email=who["email"],
        faq=tuple((pair["question"], pair["answer"]) for pair in facts["faq"]),
        references=tuple(facts["references"]),
        disclosures=dict(facts["disclosures"]),
        licence=facts["licence"],
        trademarks=tuple(facts["trademarks"]),
        images=tuple(DemoImage(**image) for image in facts["images"]),
    )

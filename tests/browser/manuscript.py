"""What the guest of the journey brings: the sample article and photographs where they are at hand, else our own."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

from app.demo import draw
from app.demo.content import PLACED, load_articles
from config import ROOT

PHOTOGRAPHS = ("Landscape_1", "Landscape_6", "Portrait_5")
"""Upright, lying on its right side, and mirrored on its left: a page that ignores orientation shows it."""

SCENES = ("walking_path", "kitchen_table", "shoes_at_door")


@dataclass(frozen=True)
class Manuscript:
    """Title, summary and Markdown as typed; photographs as (file name, bytes)."""

    title: str
    summary: str
    body: str
    faq: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    trademarks: str
    photographs: tuple[tuple[str, bytes], ...]


def bring() -> Manuscript:
    samples = Path(os.environ.get("IMPRIMATUR_SAMPLES") or ROOT.parent / "shared" / "samples")
    text = samples / "documents" / "guest-article.txt"
    photographs = _photographs(samples / "photos")
    if text.exists():
        return _read(text.read_text(encoding="utf-8"), photographs)
    own = load_articles()[0]
    body = PLACED.sub("", own.body)
    trademarks = "\n".join(own.trademarks)
    return Manuscript(own.title, own.summary, body, own.faq, own.references, trademarks, photographs)


def _photographs(folder: Path) -> tuple[tuple[str, bytes], ...]:
    paths = [folder / f"orientation-{name}.jpg" for name in PHOTOGRAPHS]
    if all(path.exists() for path in paths):
        return tuple((f"knee-{path.stem.lower()}.jpg", path.read_bytes()) for path in paths)
    return tuple((f"{scene}.jpg", _drawn(scene, seed)) for seed, scene in enumerate(SCENES, start=900))


def _drawn(scene: str, seed: int) -> bytes:
    out = io.BytesIO()
    draw.draw(scene, size=(1200, 750), seed=seed).save(out, "JPEG", quality=88)
    return out.getvalue()


def _read(text: str, photographs: tuple[tuple[str, bytes], ...]) -> Manuscript:
    """The text as a publisher's page had it: title, summary, sections, questions, then the publisher's own notices."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title, summary, *rest = lines
    notices = rest.index("Legal & Medical Disclaimer")
    asked = rest.index("Frequently Asked Questions")
    questions, closing = _questions(rest[asked + 1 : notices])
    return Manuscript(
        title=title,
        summary=summary,
        body="\n\n".join([*_marked(rest[:asked]), *closing]).replace("\n\n- ", "\n- "),
        faq=questions,
        references=(
            "NHS. Osteoarthritis. Patient information pages.",
            "Jevotovsky DS and others. Osteoarthritis and stem cell therapy in humans. 2018.",
        ),
        trademarks="\n".join(line for line in rest[notices:] if "registered trademark" in line),
        photographs=photographs,
    )


def _marked(lines: list[str]) -> list[str]:
    """Markdown: a short line without an end is a heading, a list keeps its dashes."""
    return [f"## {line}" if len(line) < 90 and line[-1] not in ".?!" else line for line in lines]


def _questions(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Question and answer in turn; what stands after the last answer closes the article."""
    pairs: list[tuple[str, str]] = []
    while lines and lines[0].endswith("?"):
        pairs.append((lines[0], lines[1]))
        lines = lines[2:]
    return tuple(pairs), lines

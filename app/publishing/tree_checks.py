"""Are the stored pages and pictures that readers are given those that follow from the records?

They are no evidence: each can be made again. But a page that was changed on the disk is what people read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.audit.findings import OVER, Batch, Fault, Part
from app.audit.walking import through
from app.db import session
from app.publishing import queries, render
from app.publishing import tree as trees
from app.publishing.models import Article, Use

SIZE = 20
"""Articles whose files are compared between two notes of how far the check is."""


def files(after: int) -> Iterator[Batch]:
    """The stored page of each article in view and each file of its pictures. One that is not there is no fault: it is
    made when somebody asks."""
    tree = trees.here()
    if not tree.is_of_edition(render.edition()):
        note = "The stored pages were not compared: they are of another look of the site, and are being made again."
        if not after:
            yield Batch(OVER, 0, notes=[note])
        return

    def faults(ids: Sequence[int]) -> list[Fault]:
        return [fault for id_ in ids for fault in _of_article(tree, id_)]

    yield from through(select(Article.id).where(~Article.dark), Article.id, faults, size=SIZE)(after)


def _of_article(tree: trees.Tree, article_id: int) -> list[Fault]:
    """Under the lock, so that nothing is published, withheld or made meanwhile."""
    with tree.shared():
        session.rollback()
        article = session.get(Article, article_id)
        if article is None or article.dark or article.revision.content is None:
            return []
        faults = [fault for use in queries.visible_uses(article) for fault in _of_use(tree, use)]
        page = tree.page(article.slug)
        if page.is_file() and page.read_bytes() != render.page(article).encode():
            said = f"The stored page of article {article.id} (“{article.slug}”) is not what its records give."
            faults.append(Fault(str(article.ref), said))
        return faults


def _of_use(tree: trees.Tree, use: Use) -> list[Fault]:
    made = {f"{one.width}.{one.format}": one.sha256 for one in use.asset.shown(use.crop)}
    there = sorted(tree.use(use.name).iterdir()) if tree.use(use.name).is_dir() else []
    return [
        Fault(
            f"use {use.name}",
            f"The file {path.name} of image {use.asset_id} (article {use.article_id}) {wrong}.",
        )
        for path in there
        if (wrong := _wrong(path.read_bytes(), made.get(path.name)))
    ]


def _wrong(body: bytes, sha256: str | None) -> str:
    if sha256 is None:
        return "is given to readers, and was not made from the original"
    same = hashlib.sha256(body).hexdigest() == sha256
    return "" if same else "has other bytes than were made from the original"


FILES = Part("shown", "articles as readers are given them", files)

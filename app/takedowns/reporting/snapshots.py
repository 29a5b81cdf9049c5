"""The page as the reader of a report saw it: kept beside a manifest of what it was made of, for the desk alone.

Both stand in the store under the SHA-256 of the manifest, which names that of the page. Equal pages are kept once, so
that a thousand reports of one article weigh as much as one. The images are named, not copied: an erasure of one takes
it from here as well.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import select

from app.db import session
from app.errors import NotFound
from app.media.shelf import storage
from app.media.storage import snapshot_key
from app.publishing import queries as articles
from app.publishing import render
from app.publishing.models import Article, Hold
from app.publishing.states import ArticleState
from app.submissions import content
from app.submissions.models import Revision

SCHEMA = "snapshot/1"
PAGE, MANIFEST = "page.html", "manifest.json"


@dataclass(frozen=True)
class Snapshot:
    """A page in memory with its manifest, of the revision ``number``; ``sha256`` names both in the store."""

    sha256: str
    number: int
    page: bytes
    manifest: bytes


def take(article: Article, number: int) -> Snapshot | None:
    """What a reader was given whose page named this revision. None where its text is erased."""
    if article.state == ArticleState.ERASED:
        return None
    revision = seen(article, number)
    try:
        page = render.as_seen(article, revision).encode()
    except NotFound:
        return None
    manifest = rfc8785.dumps(_manifest(article, revision, hashlib.sha256(page).hexdigest()))
    return Snapshot(hashlib.sha256(manifest).hexdigest(), revision.number, page, manifest)


def keep(snapshot: Snapshot) -> None:
    """Files first, the row of the report after; the page before the manifest that speaks of it."""
    storage().put(snapshot_key(snapshot.sha256, PAGE), snapshot.page)
    storage().put(snapshot_key(snapshot.sha256, MANIFEST), snapshot.manifest, expect_sha256=snapshot.sha256)


def forget(sha256: str) -> None:
    """Of a report that was not taken after all."""
    for name in (MANIFEST, PAGE):
        storage().delete(snapshot_key(sha256, name))


def page(sha256: str) -> bytes:
    """The kept page, once its manifest and its own hash say that it is the one. NotFound where it is not there."""
    said = manifest(sha256)
    found = _read(sha256, PAGE)
    if hashlib.sha256(found).hexdigest() != said["page_sha256"]:
        raise NotFound("The page that was kept with this report is damaged.")
    return found


def manifest(sha256: str) -> dict[str, Any]:
    """What the page was made of. NotFound where it is not there, or is not what its name says."""
    found = _read(sha256, MANIFEST)
    if hashlib.sha256(found).hexdigest() != sha256:
        raise NotFound("What was kept with this report is damaged.")
    said: dict[str, Any] = json.loads(found)
    return said


def seen(article: Article, number: int) -> Revision:
    """The revision that was on the screen; the one shown now where the number names none that readers can have had."""
    wanted = select(Revision).where(
        Revision.submission_id == article.submission_id,
        Revision.number == number,
        Revision.number <= article.revision.number,
        Revision.submitted_at.is_not(None),
    )
    return session.scalar(wanted) or article.revision


def _read(sha256: str, name: str) -> bytes:
    try:
        return storage().read(snapshot_key(sha256, name))
    except FileNotFoundError:
        raise NotFound("No page was kept with this report, or it was erased.") from None


def _manifest(article: Article, revision: Revision, page_sha256: str) -> dict[str, Any]:
    """Without a moment in it: the same page gives the same manifest, and the report itself says when."""
    return {
        "schema": SCHEMA,
        "page_sha256": page_sha256,
        "article": article.id,
        "address": article.url,
        "dark": article.dark,
        "revision": revision.number,
        "content_sha256": revision.content_hash,
        "texts": [
            {"name": text.name, "in_force_from": text.in_force_from.isoformat()}
            for text in (article.disclaimer, article.trademarks)
        ],
        "images": [
            {"use": one.use, "original_sha256": one.asset, "rights_sha256": one.rights, "crop": one.crop}
            for one in content.of(revision).images
        ],
        "holds": [_held(hold) for hold in articles.holds_on(article)],
    }


def _held(hold: Hold) -> dict[str, Any]:
    return {
        "use": hold.use_name or "",
        "level": hold.level,
        "status": hold.status,
        "ground": hold.ground,
        "placed_at": hold.placed_at.isoformat(),
    }

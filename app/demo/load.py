"""Loads the demo content through the product's own verbs: nothing is put into the database by another way."""

from __future__ import annotations

import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select

from app import clock
from app.db import session, transaction
from app.demo import carrying, disputes, draw, mails
from app.demo.content import DemoArticle, DemoImage, load_articles
from app.media import actions as media
from app.media import intake
from app.media.receive import receive
from app.media.shelf import inbox
from app.submissions import actions as submissions
from app.submissions.models import Submission

QUEUE = Path(__file__).with_name("queue.toml")
TWO_AT_ONCE = 2
DISCLOSED = {
    "interests": "competing_interests",
    "funding": "funding",
    "ai": "ai_use",
    "people": "people_shown",
}


def load() -> str:
    """Fill an empty site; do nothing on one that holds anything."""
    if session.scalar(select(func.count(Submission.id))):
        return "The site holds submissions already; the demo content was left out."
    articles = load_articles()
    written = {article.slug: _write(article) for article in articles}
    pieces = [carrying.Piece(**piece) for piece in tomllib.loads(QUEUE.read_text(encoding="utf-8"))["piece"]]
    queued = [(piece, _write_piece(piece, number)) for number, piece in enumerate(pieces)]
    _take_in_images()
    for number, article in enumerate(articles):
        with _ago(days=20 - 3 * number):
            carrying.publish(written[article.slug], by_name=article.byline, slug=article.slug)
    carrying.relate([article.slug for article in articles])
    removed = [_carried(piece, submission_id) for piece, submission_id in queued]
    disputes.stage(shown=list(written.values()), removed=[one for one in removed if one])
    mails.stage(about=next(iter(written.values())))
    return f"{len(articles)} articles and {len(pieces)} submissions loaded."


def _ago(*, days: int) -> AbstractContextManager[None]:
    """Inside, it is some days ago: the demo was not made in one minute."""
    return clock.moved(-timedelta(days=days))


def _write(article: DemoArticle) -> int:
    fields = {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "byline": article.byline,
        "role": article.role,
        "affiliation": article.affiliation,
        "bio": article.bio,
        "licence": article.licence,
        "trademarks": "\n\n".join(article.trademarks),
        "faq": article.faq,
        "references": article.references,
        "disclosures": {ours: article.disclosures[theirs] for ours, theirs in DISCLOSED.items()},
    }
    with _ago(days=21):
        return _start(article.email, fields, article.images)


def _write_piece(piece: carrying.Piece, number: int) -> int:
    fields = {
        "title": piece.title,
        "summary": piece.summary,
        "body": piece.body,
        "byline": piece.byline,
        "bio": f"{piece.byline} writes for this demonstration.",
        "disclosures": {"interests": "None."},
    }
    scenes = sorted(draw.SCENES)
    scene = scenes[(number * 5) % len(scenes)]
    image = DemoImage(
        key="lead",
        filename=f"{scene.replace('_', '-')}.jpg",
        alt=f"A drawing: {scene.replace('_', ' ')}",
        caption="",
        credit=f"Drawing: {piece.byline}",
        basis="own_work",
        holder=piece.byline,
        people="none",
        scene=scene,
        seed=100 + number,
        width=1200,
        height=750,
        lead=True,
    )
    with _ago(days=6):
        return _start(piece.email, fields, [image])


def _start(email: str, fields: dict[str, Any], images: Any) -> int:
    key = current_app.config["LINK_KEY"]
    with transaction():
        submission_id = submissions.start(email, key=key).id
    described = {}
    for position, image in enumerate(images):
        placed_id, told = _place(submission_id, image, position)
        described[placed_id] = told
    with transaction():
        submission = submissions.hold(submission_id)
        submissions.save(submission, fields, version=submission.copy.version, images=described)
    return submission_id


def _place(submission_id: int, image: DemoImage, position: int) -> tuple[int, dict[str, Any]]:
    """Draws one image and sends it the way an upload goes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / image.filename
        picture = draw.draw(image.scene, size=(image.width, image.height), seed=image.seed)
        draw.save(
            picture, path, artist=image.holder, copyright_notice=f"Copyright {image.holder}", gps=image.gps
        )
        with path.open("rb") as stream:
            received = receive(stream, folder=inbox())
    try:
        media.keep(received)
        with transaction():
            submission = submissions.hold(submission_id)
            asset = media.take_over(received)
            placed = submissions.place(submission, asset, filename=image.filename)
            placed.key = image.key
            session.flush()
            placed_id = placed.id
    finally:
        received.path.unlink(missing_ok=True)
    told = {
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "lead": image.lead,
        "position": position,
        "basis": image.basis,
        "holder": image.holder,
        "permission": image.permission,
        "permission_from": image.permission_from,
        "scope": image.scope,
        "contact": image.contact,
        "no_evidence": image.no_evidence,
        "people": "none",
    }
    return placed_id, told


def _take_in_images() -> None:
    """Looks into every image at once, as the worker would."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def work(name: str) -> None:
        with app.app_context():
            while intake.take_in_next(name):
                continue

    with ThreadPoolExecutor(TWO_AT_ONCE) as pool:
        list(pool.map(work, [f"demo-{number}" for number in range(TWO_AT_ONCE)]))


def _carried(piece: carrying.Piece, submission_id: int) -> int | None:
    with _ago(days=5):
        return carrying.carry(piece, submission_id)

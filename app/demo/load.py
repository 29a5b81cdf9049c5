"""Loads the demo content through the product's own verbs: nothing is put into the database by another way."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Member, RoleRow
from app.accounts.roles import Role
from app.db import session, transaction
from app.demo import disputes, draw
from app.demo.content import DemoArticle, DemoImage, load_articles
from app.demo.signing import sign
from app.media import actions as media
from app.media import intake
from app.media.receive import receive
from app.media.shelf import inbox
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.review import actions as review
from app.review import queries as reviews
from app.review.models import Verdict
from app.review.rights import actions as weighing
from app.review.rights import queries as rights
from app.review.rights.kinds import Found
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Submission
from app.worklist import actions as worklist

QUEUE = Path(__file__).with_name("queue.toml")
TWO_AT_ONCE = 2
DISCLOSED = {
    "interests": "competing_interests",
    "funding": "funding",
    "ai": "ai_use",
    "people": "people_shown",
}


@dataclass(frozen=True)
class Piece:
    """A short submission that stops at ``end``, a state of the submission or “removed”."""

    end: str
    title: str
    byline: str
    email: str
    summary: str
    body: str


def load() -> str:
    """Fill an empty site; do nothing on one that holds anything."""
    if session.scalar(select(func.count(Submission.id))):
        return "The site holds submissions already; the demo content was left out."
    articles = load_articles()
    written = {article.slug: _write(article) for article in articles}
    pieces = [Piece(**piece) for piece in tomllib.loads(QUEUE.read_text(encoding="utf-8"))["piece"]]
    queued = [(piece, _write_piece(piece, number)) for number, piece in enumerate(pieces)]
    _take_in_images()
    for number, article in enumerate(articles):
        with _ago(days=20 - 3 * number):
            _publish(written[article.slug], by_name=article.byline, slug=article.slug)
    removed = [_carry(piece, submission_id) for piece, submission_id in queued]
    disputes.stage(shown=list(written.values()), removed=[one for one in removed if one])
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


def _write_piece(piece: Piece, number: int) -> int:
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


def _decide(submission_id: int, role: Role, verdict: Verdict, *, reasons: list[str], note: str = "") -> None:
    with transaction():
        by = person(role)
        submission = submissions.hold(submission_id)
        item = reviews.item_of(submission)
        if item is None:
            raise LookupError("a submission without an item in the queue")
        review.open_item(item, by)
        review.decide(submission_id, verdict, by=by, reasons=reasons, note=note, seen=_seen(submission))


def _seen(submission: Submission) -> Seen:
    session.flush()
    session.refresh(submission)
    revision = drafts.newest(submission)
    if revision is None:
        raise LookupError("nothing was submitted")
    return Seen(submission.version, revision.content_hash)


def person(role: Role) -> Member:
    """Somebody at the desk who holds exactly this role."""
    return session.scalars(select(Member).join(Member.roles).where(RoleRow.name == role.value).limit(1)).one()


def _approve(submission_id: int, by_name: str) -> None:
    sign(submission_id, by_name)
    for role in (Role.REVIEWER, Role.WEBMASTER):
        _decide(submission_id, role, Verdict.APPROVED, reasons=[])
    _accept_rights(submission_id)


def _accept_rights(submission_id: int) -> None:
    with transaction():
        revision = drafts.newest(submissions.hold(submission_id))
        if revision and (offered := rights.offered(revision)):
            said = {id_: weighing.Weighed(Found.ACCEPTED, codes[:2]) for id_, codes in offered.items()}
            weighing.weigh(submission_id, said, by=person(Role.REVIEWER), content_hash=revision.content_hash)


def _publish(submission_id: int, *, by_name: str, slug: str = "") -> int:
    _approve(submission_id, by_name)
    with transaction():
        seen = _seen(submissions.hold(submission_id))
        publishing.publish(submission_id, by=person(Role.EDITOR), seen=seen, slug=slug)
    return session.scalars(select(Article.id).where(Article.submission_id == submission_id)).one()


def _carry(piece: Piece, submission_id: int) -> int | None:
    """Carries a short piece as far as it goes; gives back the article it became, if it did."""
    with _ago(days=5):
        became: int | None = CARRIED[piece.end](piece, submission_id)
        return became


def _submitted(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)


def _claimed(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    with transaction():
        by = person(Role.REVIEWER)
        item = reviews.item_of(submissions.hold(submission_id))
        if item is not None:
            review.open_item(item, by)
            worklist.release(item, by=by)


def _changes(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    note = "Please say for whom this is not suitable, and give a source for the title, or change it."
    _decide(submission_id, Role.REVIEWER, Verdict.CHANGES_REQUESTED, reasons=[], note=note)


def _declined(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    note = "We do not print advertising, or claims of cure without evidence."
    _decide(submission_id, Role.EDITOR, Verdict.DECLINED, reasons=[], note=note)


def _withdrawn(piece: Piece, submission_id: int) -> None:
    sign(submission_id, piece.byline)
    with transaction():
        submission = submissions.hold(submission_id)
        submissions.withdraw(submission, reason="Another journal took it.")
        review.update_item(submission)


CARRIED: dict[str, Callable[[Piece, int], Any]] = {
    "draft": lambda _piece, _id: None,
    "submitted": _submitted,
    "in_review": _claimed,
    "changes_requested": _changes,
    "approved": lambda piece, submission_id: _approve(submission_id, piece.byline),
    "declined": _declined,
    "withdrawn": _withdrawn,
    "removed": lambda piece, submission_id: _publish(submission_id, by_name=piece.byline),
}

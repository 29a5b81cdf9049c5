"""Published articles for tests, made through the product's own verbs, with real files in the store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from app import tokens
from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations import actions as attestations
from app.attestations import queries as wordings
from app.attestations.actions import Shown, Signature
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import session, transaction
from app.guests import actions as guests
from app.guests.models import Purpose, Scope
from app.guests.queries import current_link
from app.media.models import Asset, Rendition
from app.media.states import AssetState
from app.media.storage import RECIPE, Storage, rendition_key
from app.publishing import actions as publishing
from app.publishing import queries
from app.publishing.models import Article, Hold, Use
from app.publishing.states import Level
from app.review import actions as review
from app.review import looking
from app.review import queries as reviews
from app.review.looking import Looked
from app.review.models import Verdict
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.submissions.states import State
from tests.factories.findings import accept_rights

KEY = "a key for private links in tests, never used"
PASSWORD = "correct horse battery staple"
WIDTHS = (320, 640)
BODY = """Recovery varies.

## The first weeks

Rest, then **walk** a little.

![[knee-2]]

## After that

- Keep moving
- Sleep

<script>alert(1)</script>
"""


@dataclass(frozen=True)
class Made:
    """A published article: its address and the names of its uses, lead first."""

    article_id: int
    submission_id: int
    slug: str
    uses: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/articles/{self.slug}"

    @property
    def files(self) -> list[str]:
        return [
            f"/media/{use}/{width}.{kind}"
            for use in self.uses
            for width in WIDTHS
            for kind in ("avif", "webp", "jpg")
        ]


def member(role: Role, name: str = "") -> int:
    """The id of somebody at the desk who holds this role; the same one for the same name."""
    address = f"{name or role.value}@desk.example"
    found = session.scalar(select(Member.id).where(Member.email == address))
    if found:
        return found
    with transaction():
        return accounts.add(
            email=address, name=name or role.value, password=PASSWORD, roles=[role], by=SYSTEM
        ).id


def member_id(name: str) -> int:
    """The id of somebody who is at the desk already, whatever they may do by now."""
    return session.scalars(select(Member.id).where(Member.email == f"{name}@desk.example")).one()


def published(
    title: str = "Rebuilding a knee", *, email: str = "amina@example.org", slug: str = "", body: str = BODY
) -> Made:
    """An article in view, with a lead image, one in the text and one beside it."""
    submission_id = approved(title, email=email, body=body)
    article_id = publish(submission_id, slug=slug)
    article = session.get_one(Article, article_id)
    order = {image.use: image.position for image in article.submission.images}
    uses = sorted((use.name for use in queries.uses_of(article)), key=order.__getitem__)
    made = Made(article_id, submission_id, article.slug, tuple(uses))
    session.rollback()
    return made


def approved(title: str = "Rebuilding a knee", *, email: str = "amina@example.org", body: str = BODY) -> int:
    """A submission that two reviewers have approved."""
    submission_id = signed(title, email=email, body=body)
    approve(submission_id)
    return submission_id


def draft(title: str = "Rebuilding a knee", *, email: str = "amina@example.org", body: str = BODY) -> int:
    """A complete working copy with three images, not signed."""
    with transaction():
        submission = submissions.start(email, key=KEY)
        guests.confirm(submission.guest)
        described: dict[int, dict[str, Any]] = {}
        for number in (1, 2, 3):
            image = submissions.place(
                submission, asset(f"{title}{email}{number}"), filename=f"knee-{number}.jpg"
            )
            declared = {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}
            described[image.id] = {
                "alt": f"A knee, {number}",
                "caption": f"Caption {number}",
                "credit": "Photograph: A. Rahman",
                "lead": number == 1,
                **declared,
            }
            image.declared = declared
        fields = {
            "title": title,
            "summary": "What helps & what does not.",
            "body": body,
            "byline": "Amina Rahman",
            "bio": "Amina is a physiotherapist.",
            "trademarks": "Kneezo® is a mark of its owner.",
            "faq": [("How long does it take?", "Three to *six* months.")],
            "references": ["Hunter DJ. Osteoarthritis. https://doi.org/10.1016/S0140-6736(19)30417-9."],
            "disclosures": {"interests": "I give paid talks.", "funding": "", "ai": "", "people": ""},
        }
        submissions.save(submission, fields, version=submission.copy.version, images=described)
        return submission.id


def signed(title: str = "Rebuilding a knee", *, email: str = "amina@example.org", body: str = BODY) -> int:
    submission_id = draft(title, email=email, body=body)
    sign(submission_id)
    return submission_id


def sign(submission_id: int) -> None:
    wording = wordings.in_force()
    with transaction():
        content_hash = attestations.prepare(submissions.hold(submission_id)).content_hash
    shown = Shown(wording.id, wording.sha256, content_hash)
    clauses = [clause["id"] for clause in wording.body["clauses"]]
    signature = Signature("Amina Rahman", "author", clauses)
    with transaction():
        code = signing_code(submission_id)
        attestations.sign(submission_id, shown=shown, signature=signature, code=code, key=KEY)


def signing_code(submission_id: int) -> str:
    """A fresh code for signing, of which no letter tells anybody; inside a transaction."""
    submission = submissions.hold(submission_id)
    code = guests.make_code(submission.guest, Purpose.SIGN, submission.draft_ref, key=KEY)
    return tokens.short_code(KEY, code.bound_to)


def approve(submission_id: int, *, reviewers: int = 2, accepting: bool = True) -> None:
    for number in range(reviewers):
        by_id = member(Role.REVIEWER, f"reviewer{number}")
        with transaction():
            by = session.get_one(Member, by_id)
            submission = submissions.hold(submission_id)
            if submission.standing is State.APPROVED:
                break
            item = reviews.item_of(submission)
            assert item is not None
            review.open_item(item, by)
            session.flush()
            review.decide(submission_id, Verdict.APPROVED, by=by, seen=seen(submission_id))
    if accepting:
        accept_rights(submission_id, member(Role.REVIEWER, "reviewer0"))


def seen(submission_id: int) -> Looked:
    submission = session.get_one(Submission, submission_id, populate_existing=True)
    return looking.at(submission)


def publish(submission_id: int, *, slug: str = "", note: str = "A figure was wrong.") -> int:
    by_id = member(Role.EDITOR)
    with transaction():
        by = session.get_one(Member, by_id)
        return publishing.publish(submission_id, by=by, seen=seen(submission_id), slug=slug, note=note).id


def revise(submission_id: int, body: str, *, without: int | None = None) -> None:
    """The author changes the text (and takes out an image by number), signs, and two reviewers approve."""
    with transaction():
        submission = submissions.hold(submission_id)
        if without is not None:
            submissions.remove_image(submission, submission.images[without].id)
        submissions.save(submission, {"body": body}, version=submission.copy.version, images={})
    sign(submission_id)
    approve(submission_id)


def withhold(made: Made, use: str = "", *, level: Level = Level.INTERIM, status: int = 404) -> int:
    by_id = member(Role.REVIEWER)
    with transaction():
        hold = publishing.withhold(
            session.get_one(Article, made.article_id),
            by=session.get_one(Member, by_id),
            use=session.get_one(Use, use) if use else None,
            level=level,
            status=status,
            ground="copyright",
            asked_by="a person who claims the copyright",
            reason="It was removed after a claim.",
        )
        return hold.id


def remove(made: Made, *, status: int = 451) -> int:
    by_id = member(Role.REVIEWER)
    with transaction():
        hold = publishing.remove(
            session.get_one(Article, made.article_id),
            by=session.get_one(Member, by_id),
            status=status,
            ground="copyright",
            asked_by="a person who claims the copyright",
            reason="It was removed after a claim that it infringes copyright.",
        )
        return hold.id


def restore(made: Made) -> None:
    by_id = member(Role.REVIEWER)
    with transaction():
        publishing.restore(session.get_one(Article, made.article_id), by=session.get_one(Member, by_id))


def lift(hold_id: int) -> None:
    by_id = member(Role.REVIEWER)
    with transaction():
        publishing.lift(session.get_one(Hold, hold_id), by=session.get_one(Member, by_id))


def draft_cookie(submission_id: int) -> tuple[str, str]:
    """The cookie that the holder of the draft's link has."""
    ref = session.get_one(Submission, submission_id).draft_ref
    link = current_link(Scope.DRAFT, ref)
    assert link is not None
    return f"draft-{ref}", tokens.derive(KEY, link.id, link.generation)


def asset(name: str) -> Asset:
    """A picture that intake has finished with: rows, and files in the store."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    row = Asset(
        sha256=sha256,
        size=1000,
        state=AssetState.READY.value,
        mime="image/jpeg",
        width=1200,
        height=800,
        recipe=RECIPE,
        made_at=now(),
    )
    storage: Storage = current_app.extensions["storage"]
    for width in WIDTHS:
        for kind in ("avif", "webp", "jpg"):
            body = f"{kind} {width} of {name}".encode() * 50
            storage.put(rendition_key(sha256, RECIPE, width, kind), body)
            digest = hashlib.sha256(body).hexdigest()
            size = {"width": width, "height": width * 2 // 3, "size": len(body), "sha256": digest}
            row.renditions.append(Rendition(recipe=RECIPE, format=kind, **size))
    session.add(row)
    session.flush()
    return row

"""A published article with two images, and reports about it, made through the product's own verbs and pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import tokens
from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations import actions as attestations
from app.attestations import queries as wordings
from app.attestations.actions import Shown, Signature
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.guests.models import Link
from app.media.models import Asset, Rendition
from app.media.states import AssetState
from app.media.storage import RECIPE, evidence_key, rendition_key
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.review import actions as review
from app.review import looking
from app.review.looking import Looked
from app.review.models import Verdict
from app.site import actions as site
from app.submissions import actions as submissions
from app.submissions.models import Evidence, Submission
from app.submissions.states import State
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case, Notice
from app.worklist import actions as queue
from app.worklist import queries as worklist
from tests.factories.findings import accept_rights
from tests.publishing.making import signing_code
from tests.takedowns.browsing import PASSWORD, Browser

REASONS = {
    "ground": "Copyright in the photograph",
    "explanation": "The claimant showed the negative.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
}
"""What a member of the desk types for a decision about a report."""
KEY = "a key for private links in tests, never used"
BODY = """Recovery varies among individuals, and most notice *improvement* within six months.

![[knee]]

## What helps

Keep a healthy weight and move every day."""


@dataclass(frozen=True)
class Printed:
    """A published article: its id and slug, and the names of its two images as shown."""

    id: int
    slug: str
    uses: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/articles/{self.slug}"

    def picture(self, number: int = 0) -> str:
        return f"/media/{self.uses[number]}/320.jpg"


def printed(
    app: Flask,
    *,
    email: str = "amina@example.org",
    title: str = "Rebuilding a knee",
    **knee: Any,
) -> Printed:
    """An article the whole way: written, signed, approved by two, published. ``knee``: what else is declared about its
    first image; of it, ``paper`` is a file that shows the right to it."""
    with app.app_context():
        with transaction():
            site.install_defaults()
            attestations.install_wordings()
        submission_id = _submitted(app, email, title, knee)
        for name in ("R. Osei", "T. Lindqvist"):
            session.rollback()
            if session.get_one(Submission, submission_id).standing is State.APPROVED:
                break  # one is enough for somebody who was published before
            reviewer = member(name)
            with transaction():
                _look_at(submission_id, reviewer)
            with transaction():
                review.decide(
                    submission_id,
                    Verdict.APPROVED,
                    by=session.get_one(Member, reviewer),
                    seen=_seen(submission_id),
                )
        accept_rights(submission_id, member("R. Osei"))
        editor = member("E. Marsh", Role.EDITOR)
        with transaction():
            article = publishing.publish(
                submission_id, by=session.get_one(Member, editor), seen=_seen(submission_id)
            )
            article_id = article.id
        article = session.get_one(Article, article_id)
        return Printed(article.id, article.slug, tuple(placed.use for placed in article.revision.placements))


def member(name: str, role: Role = Role.REVIEWER, *, email: str = "") -> int:
    """The member of that name, new or known; call it inside an app context."""
    address = email or f"{name.lower().replace(' ', '').replace('.', '')}@desk.example"
    known = session.scalar(select(Member).where(Member.email == address))
    if known:
        return known.id
    with transaction():
        return accounts.add(email=address, name=name, password=PASSWORD, roles=[role], by=SYSTEM).id


def _submitted(app: Flask, email: str, title: str, knee: dict[str, Any]) -> int:
    paper = knee.pop("paper", b"")
    with transaction():
        submission = submissions.start(email, key=KEY)
        described = {}
        for name in ("knee", "hip"):
            image = submissions.place(
                submission, _asset(app, f"{email}{title}{name}"), filename=f"{name}.jpg"
            )
            described[image.id] = {
                "alt": f"A {name} in spring",
                "caption": "",
                "credit": "Photograph: the author",
                "basis": "own_work",
                "people": "none",
                "holder": "Amina Rahman",
                **(knee if name == "knee" else {}),
            }
            if name == "knee" and paper:
                _shown_by(app, submission, image.asset_id, paper)
        fields = {
            "title": title,
            "summary": "What helps.",
            "body": BODY,
            "byline": "Amina Rahman",
            "bio": "A physiotherapist.",
        }
        submissions.save(submission, fields, version=submission.copy.version, images=described)
        session.flush()
        submission_id = submission.id
    with transaction():
        submission = submissions.hold(submission_id)
        revision = attestations.prepare(submission)
        wording = wordings.in_force()
        attestations.sign(
            submission_id,
            shown=Shown(wording.id, wording.sha256, revision.content_hash),
            signature=Signature(
                "Amina Rahman", "author", [clause["id"] for clause in wording.body["clauses"]]
            ),
            code=signing_code(submission_id),
            key=KEY,
        )
    return submission_id


def _shown_by(app: Flask, submission: Submission, asset_id: int, paper: bytes) -> None:
    sha256 = hashlib.sha256(paper).hexdigest()
    app.extensions["storage"].put(evidence_key(sha256), paper)
    row = {"mime": "application/pdf", "filename": "licence for the knee.pdf", "made_at": now()}
    session.add(
        Evidence(submission_id=submission.id, asset_id=asset_id, sha256=sha256, size=len(paper), **row)
    )
    session.flush()


def _look_at(submission_id: int, reviewer: int) -> None:
    item = worklist.item_of(session.get_one(Submission, submission_id).ref)
    assert item is not None
    by = session.get_one(Member, reviewer)
    review.open_item(item, by)
    queue.release(item, by=by)


def _seen(submission_id: int) -> Looked:
    submission = session.get_one(Submission, submission_id, populate_existing=True)
    return looking.at(submission)


def _asset(app: Flask, name: str) -> Asset:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    asset = Asset(
        sha256=sha256,
        size=1000,
        state=AssetState.READY.value,
        mime="image/jpeg",
        width=640,
        height=480,
        embedded={"says": {"creator": [{"text": "J. Okafor", "where": "IPTC"}]}, "removed": []},
        recipe=RECIPE,
        made_at=now(),
    )
    for width in (320, 640):
        for ending in ("avif", "webp", "jpg"):
            body = f"{name} {width} {ending}".encode()
            app.extensions["storage"].put(rendition_key(sha256, RECIPE, width, ending), body)
            asset.renditions.append(
                Rendition(
                    recipe=RECIPE,
                    format=ending,
                    width=width,
                    height=width * 3 // 4,
                    size=len(body),
                    sha256=hashlib.sha256(body).hexdigest(),
                )
            )
    session.add(asset)
    session.flush()
    return asset


def answers(lane: Lane) -> dict[str, str]:
    """What a person types into the fields of a lane; a box that is not ticked is not sent."""
    typed = {asked.name: _answer(asked) for asked in LANES[lane].fields}
    return {name: said for name, said in typed.items() if said}


def _answer(asked: Field) -> str:
    if asked.shape is Shape.DECLARATION:
        return "y" if asked.required else ""
    if asked.shape is Shape.CHOICE:
        values = [value for value, _words in asked.choices]
        return "no" if "no" in values else values[0]
    return f"My {asked.name} is this."


def report(
    app: Flask,
    article: Printed,
    *,
    lane: Lane = Lane.COPYRIGHT,
    email: str = "clara@example.net",
    use: str = "",
) -> str:
    """A report sent through the pages; the reference of the notice it became."""
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane=lane.value, image=use)
    answer = reader.send("/report", email=email, **answers(lane))
    assert answer.status_code == 303, reader.text
    with app.app_context():
        newest = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
        assert newest is not None
        return newest.notice_ref


def claimant(app: Flask, ref: str) -> Browser:
    """The claimant at the private page, come through the link of the letter."""
    with app.app_context():
        link = session.scalars(select(Link).where(Link.subject_ref == ref)).one()
        token = tokens.derive(app.config["LINK_KEY"], link.id, link.generation)
    browser = Browser(app)
    answer = browser.get(f"/n/{token}")
    assert answer.headers["Location"] == f"/notices/{ref}"
    browser.get(f"/notices/{ref}")
    return browser


def confirmed(app: Flask, article: Printed, **about: Any) -> int:
    """The case of a report that its claimant has confirmed."""
    ref = report(app, article, **about)
    assert claimant(app, ref).send("/confirmations").status_code == 303
    with app.app_context():
        notice = session.scalars(select(Notice).where(Notice.notice_ref == ref)).one()
        assert notice.case_id is not None
        return notice.case_id


def state_of(app: Flask, case_id: int) -> str:
    with app.app_context():
        return session.get_one(Case, case_id).state


def happened(app: Flask, kind: Kind) -> int:
    """How many events of this kind there are."""
    with app.app_context():
        return len(session.scalars(select(Event.id).where(Event.kind == kind.value)).all())

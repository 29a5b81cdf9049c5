"""Guests and what they write, made over the site's own pages, for tests that begin where a guest has been before."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import tokens
from app.accounts import actions as accounts
from app.accounts.roles import Role
from app.attestations import actions as signing
from app.attestations import queries as attestations
from app.attestations.actions import Shown, Signature
from app.attestations.models import Attestation
from app.audit.kinds import SYSTEM
from app.db import session, transaction
from app.guests import actions as links
from app.guests import guards
from app.guests import queries as guests
from app.guests.models import Link, Purpose, Scope
from app.media import actions as media
from app.media.models import Asset
from app.media.receive import receive
from app.media.shelf import inbox
from app.media.states import AssetState
from app.media.storage import RECIPE
from app.submissions import actions as drafting
from app.submissions import queries as submissions
from app.submissions.forms import DraftForm, fields_of, image_form
from app.submissions.kinds import LICENCES
from app.submissions.models import Submission
from tests.factories.pages import Browser, browser
from tests.factories.pictures import jpeg

PASSWORD = "correct horse battery staple"

TEXT = {
    "title": "Walking after a new knee",
    "summary": "What the first hundred walks are for, and how to tell that they work.",
    "body": "## The first week\n\nShort walks, often.\n\n## The second month\n\nStairs come back.",
    "byline": "Amina Rahman",
    "role": "Physiotherapist",
    "bio": "Amina Rahman has worked with people after knee surgery for twelve years.",
}
"""A draft with nothing missing but images."""

IMAGE = {
    "alt": "A woman climbs a stair, one hand on the rail",
    "caption": "Stairs in the second month",
    "credit": "Photograph: Amina Rahman",
    "basis": "own_work",
    "holder": "Amina Rahman",
    "people": "none",
}
"""What is declared about an image with nothing missing."""


@dataclass
class Draft:
    """A draft and the browser that holds its link. ``where`` is its page."""

    ref: str
    guest: Browser
    token: str

    @property
    def where(self) -> str:
        return f"/drafts/{self.ref}"

    @property
    def row(self) -> Submission:
        """The submission as it stands now; ask inside an application context."""
        session.rollback()
        found = submissions.by_ref(self.ref)
        assert found is not None
        return found

    @property
    def attestation(self) -> Attestation:
        """The newest signature under it."""
        signed = select(Attestation).where(Attestation.submission_id == self.row.id)
        return session.scalars(signed.order_by(Attestation.id.desc()).limit(1)).one()

    def save(self, **values: Any) -> TestResponse:
        """Fill in the writing desk as it stands and save it. Dashes in names are written ``image-1-alt`` in a dict."""
        return self.guest.send(self.where, f"{self.where}/saves", **values)

    def upload(self, *files: tuple[bytes, str], headers: dict[str, str] | None = None) -> TestResponse:
        sent = [("files", (io.BytesIO(content), name)) for content, name in files]
        return self.guest.send(self.where, f"{self.where}/images", files=sent, headers=headers)

    def describe(self, **changed: Any) -> TestResponse:
        """Say of every image what ``IMAGE`` says, with changes."""
        said = {
            f"image-{image.id}-{name}": v
            for image in self.row.images
            for name, v in (IMAGE | changed).items()
        }
        return self.save(**said)

    def sign(self, **values: Any) -> TestResponse:
        """Open the signing page, accept every clause, type a name and send it, with the code it asks for."""
        page = self.guest.get(f"{self.where}/attestation")
        assert page.status_code == 200, page.headers.get("Location")
        return self.sign_on(page, **values)

    def sign_on(self, page: TestResponse, **values: Any) -> TestResponse:
        """The same on a page that was opened before."""
        return self._weighty(page, "attestation", Purpose.SIGN, signature() | values)

    def withdraw(self, reason: str = "", page: TestResponse | None = None) -> TestResponse:
        """Withdraw on the status page, with the code that is asked for."""
        page = page or self.guest.get(f"{self.where}/status")
        return self._weighty(page, "withdrawals", Purpose.WITHDRAW, {"reason": reason})

    def code(self, purpose: Purpose) -> str:
        """The digits that stand in the newest letter with a code for this."""
        session.rollback()
        made = guests.newest_code(self.row.guest_id, purpose, self.ref)
        assert made is not None
        return tokens.short_code(self.guest.application.config["LINK_KEY"], made.bound_to)

    def _weighty(
        self, page: TestResponse, ending: str, purpose: Purpose, values: dict[str, Any]
    ) -> TestResponse:
        asked = self.guest.send(page, f"{self.where}/{ending}", **values)
        if asked.status_code != 200:
            return asked
        return self.guest.send(asked, f"{self.where}/{ending}", code=self.code(purpose))


def signature() -> dict[str, Any]:
    """What a person fills in to sign the wording in force."""
    clauses = {f"clause-{clause['id']}": "y" for clause in attestations.in_force().body["clauses"]}
    return {"name": "Amina Rahman", "capacity": "author", **clauses}


def token_of(app: Flask, scope: Scope, ref: str) -> str:
    """The token that stands in the letter of this draft or notice."""
    link = session.scalars(
        select(Link).where(Link.scope == scope.value, Link.subject_ref == ref).order_by(Link.id.desc())
    ).first()
    assert link is not None
    return tokens.derive(app.config["LINK_KEY"], link.id, link.generation)


def guest_with_draft(app: Flask, email: str = "amina@example.org", **text: Any) -> Draft:
    """A draft just started, and the browser that its link was opened in; with ``text``, saved. As the pages leave it:
    tests/guests and tests/submissions go through them. Needs an application context."""
    with transaction():
        known = set(session.scalars(select(Submission.draft_ref)))
        ref = drafting.start(email, key=app.config["LINK_KEY"]).draft_ref
        assert ref not in known
    token = token_of(app, Scope.DRAFT, ref)
    guest = browser(app)
    guest.set_cookie(guards.cookie_name(Scope.DRAFT, ref), token, domain=app.config["TRUSTED_HOSTS"][0])
    draft = Draft(ref, guest, token)
    if text:
        _write(draft, text)
    session.rollback()
    return draft


def ready_to_sign(app: Flask, email: str = "amina@example.org", *, images: int = 1, **text: Any) -> Draft:
    """A draft with nothing missing. Its images are real files marked ready without a worker."""
    draft = guest_with_draft(app, email, **(TEXT | text))
    if images:
        put_images(draft, *((jpeg(f"{email} {n}"), f"photo-{n}.jpg") for n in range(images)))
        settle_images()
        _describe(draft)
    return draft


def signed_submission(app: Flask, email: str = "amina@example.org", *, images: int = 1, **text: Any) -> Draft:
    """A draft that was signed and lies in the queue."""
    draft = ready_to_sign(app, email, images=images, **text)
    _sign(draft, key=app.config["LINK_KEY"])
    assert draft.row.state == "submitted"
    return draft


def put_images(draft: Draft, *files: tuple[bytes, str]) -> None:
    """Files as they are taken from the wire: stored, and placed in the draft, in one transaction."""
    with transaction():
        there = drafting.hold_room(draft.row.id)
        links.confirm_by_id(there.guest_id)
        for content, name in files:
            received = receive(io.BytesIO(content), folder=inbox())
            media.keep(received)
            received.path.unlink(missing_ok=True)
            drafting.add_image(there, media.admit(received), filename=name)
            there = submissions.room_in(there.submission_id)


def _write(draft: Draft, text: dict[str, Any]) -> None:
    """What the form makes of what was typed; a name it does not have is an error."""
    form = DraftForm(MultiDict({"licence": next(iter(LICENCES)), **text}), meta={"csrf": False})
    typed = {name.partition("-")[0] for name in text}
    assert typed <= {field.name for field in form}, typed
    assert form.validate(), form.errors
    said = {name: value for name, value in fields_of(form).items() if name in {*typed, "disclosures"}}
    with transaction():
        submission = drafting.hold(draft.row.id)
        links.confirm(submission.guest)
        drafting.save(submission, said, version=submission.copy.version, images={})


def _describe(draft: Draft) -> None:
    with transaction():
        submission = drafting.hold(draft.row.id)
        described = {}
        for image in submission.images:
            typed = {f"image-{image.id}-{name}": said for name, said in IMAGE.items()}
            form = image_form(image, MultiDict(typed))
            assert form.validate(), form.errors
            described[image.id] = {**form.data, "position": image.position}
        drafting.save(submission, {}, version=submission.copy.version, images=described)


def _sign(draft: Draft, *, key: str) -> None:
    wording, submission_id = attestations.in_force(), draft.row.id
    with transaction():
        submission = drafting.hold(submission_id)
        shown = Shown(wording.id, wording.sha256, signing.prepare(submission).content_hash)
        links.send_code(submission.guest, Purpose.SIGN, draft.ref, key=key)
    clauses = [clause["id"] for clause in wording.body["clauses"]]
    signature = Signature("Amina Rahman", "author", clauses, "127.0.0.1", "a browser")
    code = draft.code(Purpose.SIGN)
    with transaction():
        links.attempt(drafting.hold(submission_id).guest, Purpose.SIGN, draft.ref, code, key=key)
        signing.sign(submission_id, shown=shown, signature=signature, code=code, key=key)


def settle_images() -> None:
    """Call every waiting image ready, as if a worker had looked: for tests that are not about intake."""
    with transaction():
        for asset in session.scalars(select(Asset).where(Asset.state == AssetState.RECEIVED.value)):
            asset.mime, asset.width, asset.height, asset.recipe = "image/jpeg", 640, 480, RECIPE
            asset.advance(AssetState.READY)
            asset.settled_at = asset.made_at


def member(email: str = "ruth@desk.example", *, role: Role = Role.REVIEWER, name: str = "") -> int:
    """A member of the desk; everybody's password is ``PASSWORD``."""
    with transaction():
        made = accounts.add(
            email=email,
            name=name or email.partition("@")[0].title(),
            password=PASSWORD,
            roles=[role],
            by=SYSTEM,
        )
        session.flush()
        return made.id


def at_the_desk(app: Flask, email: str = "ruth@desk.example", *, role: Role = Role.REVIEWER) -> Browser:
    """A browser signed in as a new member."""
    member(email, role=role)
    desk = browser(app)
    answer = desk.send("/login", "/login", email=email, password=PASSWORD)
    assert answer.status_code in (302, 303), answer.text
    return desk

"""The signing page: the wording, each image with what is declared about it and what the file itself says."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.attestations import actions, queries
from app.attestations.actions import Shown, Signature
from app.attestations.forms import sign_form
from app.attestations.models import Wording
from app.db import transaction
from app.errors import Refused, Stale
from app.submissions import content, contradictions
from app.submissions import queries as drafts
from app.submissions.kinds import BASES, PEOPLE, Basis, People
from app.submissions.models import Revision, Submission
from app.submissions.states import WRITABLE
from app.web import access

bp = access.blueprint("attestations", __name__, access.Audience.GUEST)


@bp.get("/drafts/<ref>/attestation")
@access.opens("draft")
def attestation(ref: str) -> Response | str:
    """Opening the page makes the revision it shows (same content, same revision)."""
    if _mine(ref).standing not in WRITABLE:
        return redirect(f"/drafts/{ref}/status", code=303)
    wording = queries.in_force()
    try:
        with transaction():
            revision_id = actions.prepare(_mine(ref)).id
    except Refused as refusal:
        flash(
            "Before you can sign: " + " ".join(s for said in refusal.fields.values() for s in said), "error"
        )
        return redirect(f"/drafts/{ref}#missing", code=303)
    form = sign_form(wording)(formdata=None)
    return _page(_mine(ref), _revision(_mine(ref), revision_id), wording, form)


@bp.post("/drafts/<ref>/attestation")
@access.opens("draft")
def sign(ref: str) -> Response | str | tuple[str, int]:
    wording = queries.in_force()
    form = sign_form(wording)()
    submission = _mine(ref)
    try:
        if not form.validate():
            raise Refused("The signature is not complete.")
        with transaction():
            actions.sign(submission.id, shown=_shown(form), signature=_signature(form, wording))
    except Stale as stale:
        flash(stale.sentence, "error")
        return redirect(f"/drafts/{ref}/attestation", code=303)
    except Refused as refusal:
        for name, said in refusal.fields.items():
            if name in form:
                form[name].errors = list(said)
        if not form.errors:
            flash(refusal.sentence, "error")
            return redirect(f"/drafts/{ref}", code=303)
        with transaction():
            revision = actions.prepare(_mine(ref))
            revision_id, now_shown = revision.id, Shown(wording.id, wording.sha256, revision.content_hash)
        if _shown(form) != now_shown:  # ticks made under other words must not be carried over
            flash("The page changed while it was open. Please read it again and sign.", "error")
            return redirect(f"/drafts/{ref}/attestation", code=303)
        submission = _mine(ref)
        return _page(submission, _revision(submission, revision_id), wording, form), 422
    return redirect(f"/drafts/{ref}/status", code=303)


def _page(submission: Submission, revision: Revision, wording: Wording, form: FlaskForm) -> str:
    form.wording_id.data = str(wording.id)
    form.wording_sha256.data = wording.sha256
    form.content_hash.data = revision.content_hash
    placed = content.of(revision)
    shown = [
        {
            "image": image,
            "declared": placement.rights.declared,
            "basis": BASES[Basis(placement.rights.basis)],
            "people": PEOPLE[People(placement.rights.people)],
            "asset": placement.asset,
            "contradictions": contradictions.between(placement.rights.declared, placement.asset.embedded),
        }
        for image, placement in zip(placed.images, revision.placements, strict=True)
    ]
    return render_template(
        "attestations/sign.html",
        submission=submission,
        revision=revision,
        content=placed,
        wording=wording,
        form=form,
        shown=shown,
        signed=queries.covering(revision),
    )


def _shown(form: FlaskForm) -> Shown:
    id_ = form.wording_id.data or ""
    return Shown(
        wording_id=int(id_) if id_.isascii() and id_.isdigit() and len(id_) < 10 else 0,
        wording_sha256=form.wording_sha256.data or "",
        content_hash=form.content_hash.data or "",
    )


def _signature(form: FlaskForm, wording: Wording) -> Signature:
    accepted = [clause["id"] for clause in wording.body["clauses"] if form[f"clause-{clause['id']}"].data]
    return Signature(
        name=form.name.data,
        capacity=form.capacity.data,
        clauses=accepted,
        address=request.remote_addr or "",
        browser=request.user_agent.string,
    )


def _mine(ref: str) -> Submission:
    return drafts.of_guest(ref, g.link.guest_id)


def _revision(submission: Submission, revision_id: int) -> Revision:
    return next(one for one in submission.revisions if one.id == revision_id)

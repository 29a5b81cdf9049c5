"""The signing page: the wording, each image with what is declared about it and what the file itself says."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.attestations import actions, downloads, queries, receipts
from app.attestations.actions import Shown, Signature
from app.attestations.forms import sign_form
from app.attestations.models import Wording
from app.db import transaction
from app.errors import Refused, Stale
from app.guests.codes import Step, ask
from app.guests.models import Purpose
from app.guests.queries import masked
from app.submissions import content, contradictions, declarations
from app.submissions import queries as drafts
from app.submissions.models import Revision, Submission
from app.submissions.writable import is_writable
from app.web import access

bp = access.blueprint("attestations", __name__, access.Audience.GUEST)


@bp.get("/drafts/<ref>/attestation")
@access.opens("draft")
def attestation(ref: str) -> Response | str:
    """Opening the page makes the revision it shows (same content, same revision). What was signed and has not changed
    is shown also when time has taken something from it, as the last day of a licence does."""
    if not is_writable(_mine(ref)):
        return redirect(f"/drafts/{ref}/status", code=303)
    wording = queries.in_force()
    try:
        with transaction():
            signed = queries.standing(_mine(ref))
            revision_id = (signed or actions.prepare(_mine(ref))).id
    except Refused as refusal:
        return _lacking(ref, refusal)
    form = sign_form(wording)(formdata=None)
    return _page(_mine(ref), _revision(_mine(ref), revision_id), wording, form)


@bp.post("/drafts/<ref>/attestation")
@access.opens("draft")
def sign(ref: str) -> Response | str | tuple[str, int]:
    """The first complete signature mails a code and shows the page again as it was filled in; the code signs it."""
    wording = queries.in_force()
    form = sign_form(wording)()
    try:
        step = _sign(ref, form, wording)
    except Stale as stale:
        flash(stale.sentence, "error")
        return redirect(f"/drafts/{ref}/attestation", code=303)
    except Refused as refusal:
        for name, said in refusal.fields.items():
            if name in form:
                form[name].errors = list(said)
        if not form.errors:
            return _lacking(ref, refusal)
        step = Step()
    if step.right:
        return redirect(f"/drafts/{ref}/status", code=303)
    try:
        return _again(ref, form, wording, step)
    except Refused as refusal:  # something went missing while the page was open
        return _lacking(ref, refusal)


@bp.get("/drafts/<ref>/receipts/<int:number>")
@access.opens("draft")
def receipt(ref: str, number: int) -> Response:
    """The receipt for the revision with this number, with what opens its commitments: a file to save."""
    return downloads.receipt(receipts.numbered(_mine(ref), number), for_signer=True)


def _lacking(ref: str, refusal: Refused) -> Response:
    """Back to the draft, where what is missing is listed, each with its place."""
    said = " ".join(sentence for sentences in refusal.fields.values() for sentence in sentences)
    flash(f"Before you can sign: {said}" if said else refusal.sentence, "error")
    return redirect(f"/drafts/{ref}{'#missing' if said else ''}", code=303)


def _sign(ref: str, form: FlaskForm, wording: Wording) -> Step:
    if not form.validate():
        raise Refused("The signature is not complete.")
    submission_id, guest_id = _mine(ref).id, g.link.guest_id
    given: dict[str, Any] = {"shown": _shown(form), "signature": _signature(form, wording)}
    if _is_signed(submission_id, given):
        return Step(right=True)
    step = ask(guest_id, Purpose.SIGN, ref, form.code.data or "")
    if step.right:
        with transaction():
            actions.sign(submission_id, **given, code=form.code.data, key=current_app.config["LINK_KEY"])
    elif step.fault:
        if _is_signed(submission_id, given):  # a second click, whose first was quicker
            return Step(right=True)
        form.code.errors = [step.fault]
    return step


def _is_signed(submission_id: int, given: dict[str, Any]) -> bool:
    """Whether this very signature was given before. Refused where it could not be given."""
    with transaction():
        return actions.look(submission_id, **given).signed is not None


def _again(ref: str, form: FlaskForm, wording: Wording, step: Step) -> Response | tuple[str, int]:
    """The page as it was filled in; what was ticked under other words is not carried over."""
    with transaction():
        revision = actions.prepare(_mine(ref))
        revision_id, now_shown = revision.id, Shown(wording.id, wording.sha256, revision.content_hash)
    if _shown(form) != now_shown:
        flash("The page changed while it was open. Please read it again and sign.", "error")
        return redirect(f"/drafts/{ref}/attestation", code=303)
    submission = _mine(ref)
    page = _page(submission, _revision(submission, revision_id), wording, form, step)
    return page, 422 if form.errors else 200


def _page(
    submission: Submission, revision: Revision, wording: Wording, form: FlaskForm, step: Step | None = None
) -> str:
    form.wording_id.data = str(wording.id)
    form.wording_sha256.data = wording.sha256
    form.content_hash.data = revision.content_hash
    placed = content.of(revision)
    shown = [
        {
            "image": image,
            "declared": placement.rights.declared,
            "by_editor": declarations.by_editor(placement.rights.declared),
            "evidence": drafts.evidence_of(placement.rights),
            "asset": placement.asset,
            "contradictions": contradictions.between(
                placement.rights.declared, placement.asset.embedded or {}, credit=image.credit
            ),
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
        waiting=queries.waiting_change(submission),
        step=step,
        mailbox=masked(submission.guest.email),
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
        on_behalf_of=form.on_behalf_of.data or "",
        clauses=accepted,
        address=request.remote_addr or "",
        browser=request.user_agent.string,
    )


def _mine(ref: str) -> Submission:
    return drafts.of_guest(ref, g.link.guest_id)


def _revision(submission: Submission, revision_id: int) -> Revision:
    return next(one for one in submission.revisions if one.id == revision_id)

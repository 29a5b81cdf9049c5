"""The guest's side of a submission: the writing desk."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.audit import queries as audit
from app.db import transaction
from app.errors import NotAllowed, Stale
from app.guests import actions as guests
from app.submissions import (
    actions,
    answers,
    carrying,
    contradictions,
    conversation,
    preflight,
    queries,
    references,
)
from app.submissions.forms import (
    DISCLOSED,
    DraftForm,
    ImageForm,
    draft_form,
    fields_of,
    image_form,
)
from app.submissions.kinds import BASES
from app.submissions.models import DraftImage, Submission
from app.submissions.writable import is_writable
from app.web import access
from app.web.errors import status_of, wants_json

bp = access.blueprint("submissions", __name__, access.Audience.GUEST)


@bp.app_template_filter("contradictions")
def contradictions_of(image: DraftImage) -> list[str]:
    """What the file says against the declaration being written."""
    return contradictions.between(image.declared, image.asset.embedded)


bp.add_app_template_filter(preflight.left_of, "left")

NEXT = {
    "preview": "/drafts/{ref}/preview",
    "sign": "/drafts/{ref}/attestation",
    "status": "/drafts/{ref}/status",
}
KEPT = {
    actions.Elsewhere: "To save it from here, choose “Write here instead” first.",
    Stale: "Save again to put it in place of the other version.",
    NotAllowed: "Copy what you want to keep.",
}
"""What can be done with what was typed and not saved."""


@bp.get("/drafts/<ref>")
@access.opens("draft")
def draft(ref: str) -> str | Answer:
    submission = _mine(ref)
    if not is_writable(submission):
        return redirect(f"/drafts/{ref}/status", code=303)
    return _page(submission, draft_form(submission), [image_form(image) for image in submission.images])


@bp.post("/drafts/<ref>/writers")
@access.opens("draft")
def writers(ref: str) -> Response:
    """Who is writing. Takes the draft for the window called ``tab`` if it may, or with ``leave`` gives it back.

    Asking confirms nothing: the page asks by itself.
    """
    tab = answers.tab(request.form.get("tab"))
    with transaction():
        submission = _mine(ref)
        if request.form.get("leave"):
            actions.leave(submission, tab=tab)
            return jsonify(left=True)
        over = request.form.get("over", "") if request.form.get("take") else None
        return jsonify(answers.who_writes(actions.write(submission, tab=tab, over=over)))


@bp.post("/drafts/<ref>/saves")
@access.opens("draft")
def saves(ref: str) -> Answer | Response | tuple[str, int]:
    """Saves the whole page. What cannot be saved is shown again as it was typed; nothing is thrown away."""
    form = DraftForm()
    submission = _mine(ref)
    images = _image_forms(submission)
    pairs = _pairs(submission, images)
    checked = [form.validate(), *(one.validate() for _, one in pairs)]
    if not all(checked):
        said = " ".join(answers.faults(form, images))
        return _not_saved(submission, form, images, 422, f"{said} Nothing you typed is lost.", "invalid")
    try:
        with transaction():
            submission = _mine(ref)
            guests.confirm(submission.guest)
            version = actions.save(
                submission,
                fields_of(form),
                version=_number(form.version.data),
                images=_described(submission, images),
                tab=answers.tab(request.form.get("tab")),
            )
            if request.form.get("leave"):
                actions.leave(submission, tab=answers.tab(request.form.get("tab")))
            _rearrange(submission)
    except (Stale, NotAllowed) as refusal:
        submission = _mine(ref)
        form.version.data = str(submission.copy.version)
        words = f"{refusal.sentence} What you typed is below, unsaved. {KEPT[type(refusal)]}"
        why = answers.WHY[type(refusal)]
        return _not_saved(submission, form, _image_forms(submission), status_of(refusal), words, why)
    if wants_json():
        return _saved(ref, version)
    wanted = NEXT.get(request.form.get("next", ""), "/drafts/{ref}")
    flash("Saved.")
    return redirect(wanted.format(ref=ref) + _fragment(), code=303)


def _mine(ref: str) -> Submission:
    return queries.of_guest(ref, g.link.guest_id)


def _page(submission: Submission, form: DraftForm, images: list[ImageForm], trouble: str = "") -> str:
    return render_template(
        "submissions/draft.html",
        submission=submission,
        form=form,
        images=list(zip(submission.images, images, strict=True)),
        checklist=preflight.of_draft(submission),
        recognised=references.recognised(submission.copy.references),
        bases=BASES,
        trouble=trouble,
        points=conversation.points(submission),
        worker_away=any(not image.asset.settled_at for image in submission.images)
        and "images" in audit.silent_queues(),
    )


def _not_saved(
    submission: Submission, form: DraftForm, images: list[ImageForm], status: int, words: str, why: str
) -> Response | tuple[str, int]:
    if wants_json():
        answer = jsonify(message=words, why=why)
        answer.status_code = status
        return answer
    return _page(submission, form, images, words), status


def _saved(ref: str, version: int) -> Response:
    submission = _mine(ref)
    saved_at = submission.copy.saved_at.isoformat()
    seen = references.as_json(references.recognised(submission.copy.references))
    checked = preflight.of_draft(submission).as_json()
    return jsonify(version=version, saved_at=saved_at, references=seen, **checked)


def _described(submission: Submission, images: list[ImageForm]) -> dict[int, dict[str, Any]]:
    lead = request.form.get("lead", "")
    known = {image.id: form for image, form in _pairs(submission, images)}
    typed = {
        id_: {**form.data, "position": form.position.data or 0, "lead": lead == str(id_)}
        for id_, form in known.items()
    }
    asked = carrying.carried(
        typed,
        submission.images,
        take=request.form.get("take", ""),
        same=request.form.get("same", ""),
        others=request.form.getlist("for"),
    )
    for sentence in asked.left:
        flash(sentence, "error")
    return asked.described


def _pairs(submission: Submission, images: list[ImageForm]) -> list[tuple[DraftImage, ImageForm]]:
    """Only the images that stood on the page: one that came meanwhile keeps what it has."""
    forms = {form._prefix: form for form in images}
    found = []
    for image in submission.images:
        form = forms.get(f"image-{image.id}-")
        if form is not None and _on_page(image):
            found.append((image, form))
    return found


def _image_forms(submission: Submission) -> list[ImageForm]:
    """What was typed about each image that stood on the page, and what is kept of any other."""
    return [image_form(image, request.form if _on_page(image) else None) for image in submission.images]


def _on_page(image: DraftImage) -> bool:
    return f"image-{image.id}-alt" in request.form


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def _rearrange(submission: Submission) -> None:
    """What a button of the image room asks for, besides saving; only a page that shows images says who is on them."""
    if any(_on_page(image) for image in submission.images):
        actions.choose_portrait(submission, {_number(one) for one in request.form.getlist("portrait")})
    if request.form.get("remove"):
        actions.remove_image(submission, _number(request.form["remove"]))
    if request.form.get("retry"):
        actions.retry_image(actions.find_image(submission, _number(request.form["retry"])))
    where, _, image_id = request.form.get("move", "").partition("-")
    actions.move_image(submission, _number(image_id), where)


def _fragment() -> str:
    if place := carrying.place(take=request.form.get("take", ""), same=request.form.get("same", "")):
        return place
    where, _, image_id = request.form.get("move", "").partition("-")
    if where and _number(image_id):
        return f"#image-{_number(image_id)}"
    if request.form.get("nothing") in DISCLOSED:
        return f"#{request.form['nothing']}"
    return "#images" if request.form.get("remove") else ""

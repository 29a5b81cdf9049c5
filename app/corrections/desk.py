"""The page on which an editor changes an article, and the page on which they sign the difference."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response as Answer

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.attestations import queries as wordings
from app.corrections import actions, drafting, files, queries, reading
from app.corrections.actions import Typed
from app.corrections.forms import ChangeForm, PictureForm, picture_form, signature_form
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.desk_copies import DeskCopy
from app.submissions.forms import ImageForm, image_form
from app.submissions.kinds import BASES
from app.submissions.models import Submission
from app.web import access
from app.web.errors import status_of
from app.web.limits import UPLOAD, limiter

bp = access.blueprint("corrections", __name__, access.Audience.DESK)

SPARE_QUESTIONS = 1


@bp.get("/desk/submissions/<int:submission_id>/changes")
@access.needs(Right.CORRECT)
def changes(submission_id: int) -> str:
    """The article as it was signed last, or as the desk has changed it so far. Opening it changes nothing."""
    submission = _open(submission_id)
    return _page(submission)


@bp.post("/desk/submissions/<int:submission_id>/changes")
@access.needs(Right.CORRECT)
@access.takes("upload")
@limiter.limit(UPLOAD)
def save(submission_id: int) -> Answer | tuple[str, int]:
    """Saves the words, then takes the files one by one. What cannot be saved is shown again as it was typed."""
    submission, form = _known(submission_id), ChangeForm()
    pictures, images = _pictures(submission, request.form), _images(submission, request.form)
    checked = [
        form.validate(),
        *(one.validate() for one in pictures.values()),
        *(one.validate() for one in images.values()),
    ]
    if not all(checked):
        return _page(submission, form), 422
    typed = Typed(
        form.fields,
        {key: one.data for key, one in pictures.items() if _was_there(one)},
        {id_: one.data for id_, one in images.items() if _was_there(one)},
    )
    try:
        with transaction():
            actions.save(
                submission_id,
                typed,
                by=acting(),
                version=form.version.data,
                content_hash=form.content_hash.data,
            )
            files.press(submission_id, request.form, by=acting())
    except Refused as refusal:
        return _page(_known(submission_id), form, refusal), status_of(refusal)
    for sentence in files.take_all(submission_id, list(pictures)):
        flash(sentence, "error")
    if request.form.get("next") == "sign":
        return redirect(f"{_address(submission_id)}/signature", code=303)
    flash("Saved. Nobody but the desk sees it before you sign.")
    return redirect(f"{_address(submission_id)}{files.place(request)}", code=303)


@bp.post("/desk/submissions/<int:submission_id>/changes/removals")
@access.needs(Right.CORRECT)
def give_up(submission_id: int) -> Answer:
    """Throws away what the desk has changed and not signed."""
    with transaction():
        actions.give_up(submission_id, by=acting())
    flash("Given up: the article stands as its author signed it.")
    return redirect(f"/desk/submissions/{submission_id}", code=303)


@bp.get("/desk/submissions/<int:submission_id>/changes/signature")
@access.needs(Right.CORRECT)
def signature(submission_id: int) -> Answer | str:
    """Exactly what was changed, what is still missing, and the wording."""
    submission = _open(submission_id)
    copy = queries.copy_of(submission)
    if copy is None:
        return redirect(_address(submission_id), code=303)
    return _signing(submission, copy)


@bp.post("/desk/submissions/<int:submission_id>/changes/signature")
@access.needs(Right.CORRECT)
def sign(submission_id: int) -> Answer | str | tuple[str, int]:
    submission = _known(submission_id)
    copy = queries.copy_of(submission)
    form = signature_form(wordings.in_force(wordings.CHANGES), images=bool(drafting.new_images(copy)))()
    if copy is None or not form.validate():
        return (
            (_signing(submission, copy, form), 422) if copy else redirect(_address(submission_id), code=303)
        )
    accepted = [
        name.removeprefix("clause-") for name in form.data if name.startswith("clause-") and form[name].data
    ]
    try:
        with transaction():
            actions.sign(submission_id, by=acting(), shown=form.shown, signed=form.signed(accepted))
    except Refused as refusal:
        for name, said in refusal.fields.items():
            form[name].errors = said
        submission = _known(submission_id)
        copy = queries.copy_of(submission)
        if copy is None:
            raise
        return _signing(submission, copy, form, refusal), status_of(refusal)
    flash("Signed. The author gets a letter, and the next move is theirs.")
    return redirect(f"/desk/submissions/{submission_id}", code=303)


def _open(submission_id: int) -> Submission:
    """One that can be changed now."""
    submission = _known(submission_id)
    if said := queries.obstacle(submission, current_user):
        raise NotAllowed(said)
    return submission


def _known(submission_id: int) -> Submission:
    """The same for what was typed already: if it can be changed now, the action says, and the page keeps the words."""
    submission = session.get(Submission, submission_id)
    if submission is None or drafts.newest(submission) is None:
        raise NotFound
    if said := queries.stranger(submission, current_user):
        raise NotAllowed(said)
    return submission


def _page(submission: Submission, form: ChangeForm | None = None, refusal: Refused | None = None) -> str:
    """The whole page; with a form that was refused, everything typed in it. One that was refused because somebody was
    quicker is about what stands now: saving again puts it in that one's place."""
    copy, revision = queries.copy_of(submission), drafts.newest(submission)
    if revision is None:
        raise NotFound
    typed = request.form if form is not None else None
    if form is None:
        form = _form(copy, content.of(revision))
    if not form.is_submitted() or isinstance(refusal, Stale):
        form.version.raw_data = form.content_hash.raw_data = None
        form.version.data = copy.version if copy else 0
        form.content_hash.data = revision.content_hash
    before = content.of(copy.revision if copy else revision)
    pictures = _pictures(submission, typed)
    return render_template(
        "corrections/changes.html",
        **reading.page(submission, copy, revision, refusal),
        form=form,
        pictures=[(image, pictures[image.key], n) for n, image in enumerate(before.images)],
        images=list(zip(drafting.new_images(copy), _images(submission, typed).values(), strict=True)),
        bases=BASES,
    )


def _form(copy: DeskCopy | None, shown: content.Content) -> ChangeForm:
    data = drafting.as_form(copy) if copy else reading.as_form(shown)
    empty = [{"question": "", "answer": ""}] * SPARE_QUESTIONS
    return ChangeForm(formdata=None, data={**data, "faq": [*data["faq"], *empty]})


def _signing(submission: Submission, copy: DeskCopy, form: Any = None, refusal: Refused | None = None) -> str:
    wording = wordings.in_force(wordings.CHANGES)
    if form is None or isinstance(refusal, Stale):
        typed = {"name": form.name.data, "why": form.why.data} if form else {}
        form = signature_form(wording, images=bool(copy.images))(formdata=None, data=typed)
        form.version.data, form.copy_version.data = submission.version, copy.version
        form.content_hash.data, form.difference.data = copy.revision.content_hash, drafting.difference(copy)
        form.wording_id.data, form.wording_sha256.data = wording.id, wording.sha256
    return render_template(
        "corrections/signature.html",
        **reading.signing(submission, copy),
        form=form,
        wording=wording,
        refusal=refusal,
    )


def _pictures(
    submission: Submission, typed: ImmutableMultiDict[str, str] | None = None
) -> dict[str, PictureForm]:
    """The fields of each image that was there, by its key: as typed where they stood on the page."""
    copy, revision = queries.copy_of(submission), drafts.newest(submission)
    before = copy.revision if copy else revision
    if before is None:
        raise NotFound
    return {
        image.key: picture_form(
            number,
            image,
            copy.pictures.get(image.key, {}) if copy else {},
            typed if typed and f"picture-{number}-alt" in typed else None,
        )
        for number, image in enumerate(content.of(before).images)
    }


def _images(
    submission: Submission, typed: ImmutableMultiDict[str, str] | None = None
) -> dict[int, ImageForm]:
    """The same for each image that is new, by its id."""
    return {
        image.id: image_form(image, typed if typed and f"image-{image.id}-alt" in typed else None)
        for image in drafting.new_images(queries.copy_of(submission))
    }


def _was_there(form: PictureForm | ImageForm) -> bool:
    return f"{form._prefix}alt" in request.form


def _address(submission_id: int) -> str:
    return f"/desk/submissions/{submission_id}/changes"

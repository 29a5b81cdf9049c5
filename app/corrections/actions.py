"""Changing an article at the desk: a copy is saved, given images, and signed, or given up.

Nothing of it is anybody else's before the signature; then the author's working copy, the new revision, the editor's
signature and the state change in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.accounts.models import Member
from app.attestations import changes
from app.attestations.changes import Signed
from app.attestations.models import EditorAttestation
from app.clock import now
from app.corrections import drafting, placing, queries, rules
from app.db import session
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.review import queries as reviews
from app.submissions import actions as submissions
from app.submissions import cleaning, content, declarations, preflight
from app.submissions import queries as drafts
from app.submissions.actions import evidence
from app.submissions.content import Seen
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import DraftImage, Revision, Submission
from app.worklist import actions as worklist

GONE = "This change was signed or given up meanwhile. What you typed is below, unsaved: copy what you want to keep."
OVERTAKEN = "Somebody at the desk saved this change meanwhile. What you typed is below, unsaved."


@dataclass(frozen=True)
class Typed:
    """What stood in the fields of the page: the text, the words and the fate of each image that was there (by its key),
    and everything about each new one (by its id)."""

    fields: Mapping[str, Any]
    pictures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    images: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What the signing page showed: submission and copy by version, and the difference by its hash."""

    version: int
    content_hash: str
    copy_version: int
    difference: str


def save(submission_id: int, typed: Typed, *, by: Member, version: int, content_hash: str) -> DeskCopy:
    """Save the desk's copy over ``version`` of it; 0 begins one, from the revision with this hash.

    Stale, with nothing saved, where somebody saved meanwhile or the author signed another revision.
    """
    submission = _held(submission_id, by)
    copy = queries.copy_of(submission) or _begin(submission, by, content_hash=content_hash, version=version)
    if copy.version != max(version, 1):
        raise Stale(OVERTAKEN)
    _own(submission, by)
    kept = cleaning.article(typed.fields)
    for name in ("title", "summary", "body", "faq", "references"):
        setattr(copy, name, kept[name])
    copy.pictures = _pictures(copy, typed.pictures)
    for image in copy.images:
        if image.id in typed.images:
            _describe(image, typed.images[image.id])
    _touch(copy)
    return copy


def add_image(copy: DeskCopy, image_id: int, *, key: str = "") -> None:
    """A new image stands in the copy; where ``key`` names one that was there, it takes its place, in the text too."""
    if key:
        said = {**copy.pictures.get(key, {}), "out": True, "by": image_id}
        copy.pictures = {**copy.pictures, key: said}
        copy.body = copy.body.replace(f"![[{key}]]", f"![[{_new(copy, image_id).key}]]")
    copy.version += 1


def remove_image(submission_id: int, image_id: int, *, by: Member) -> None:
    """Take a new image out again, with its evidence; what it replaced comes back."""
    copy = _own(_held(submission_id, by), by)
    image = _new(copy, image_id)
    for key, said in copy.pictures.items():
        if said.get("by") == image_id:
            words = {name: what for name, what in said.items() if name not in ("out", "by")}
            copy.pictures = {**copy.pictures, key: words}
            copy.body = copy.body.replace(f"![[{image.key}]]", f"![[{key}]]")
    _drop(image)
    session.expire(copy, ["images"])
    _touch(copy)


def remove_evidence(submission_id: int, evidence_id: int, *, by: Member) -> None:
    """Take a file off a new image."""
    copy = _own(_held(submission_id, by), by)
    found = next((one for image in copy.images for one in image.evidence if one.id == evidence_id), None)
    if found is None:
        raise NotFound
    evidence.detach(found)
    session.expire(copy, ["images"])
    _touch(copy)


def give_up(submission_id: int, *, by: Member) -> None:
    """Throw the copy away, whosever it is; one that is gone already is fine."""
    copy = queries.copy_of(_held(submission_id, by, whenever=True))
    if copy is not None:
        for image in copy.images:
            _drop(image)
        session.expire(copy, ["images"])
        session.delete(copy)


def sign(submission_id: int, *, by: Member, shown: Shown, signed: Signed) -> EditorAttestation:
    """Sign exactly the difference that was shown; the article then waits for its author.

    Stale where anything moved on since; NotAllowed where the author has written on, so that nothing of theirs is
    overwritten; Refused, beside its field, for what is still missing.
    """
    submission = _take(submission_id, by, shown)
    worklist.check_free(submission.ref, by=by)
    copy = _own(submission, by)
    if copy.version != shown.copy_version or drafting.difference(copy) != shown.difference:
        raise Stale("This change was saved again since this page was opened. Please look at it anew.")
    before = _newest(submission)
    if copy.revision_id != before.id:
        raise Stale(rules.MOVED, changes=reviews.changes_since(submission, _seen(shown)))
    if queries.author_is_ahead(submission, before):
        raise NotAllowed(rules.AHEAD)
    if not drafting.is_changed(copy):
        raise Refused("Nothing is changed yet, so there is nothing to sign.")
    missing = drafting.lacking(copy)
    if not missing:
        placing.put_in_place(submission, copy)
        missing = [(one.place, one.sentence) for one in preflight.requirements(submission)]
    if missing:
        raise Refused("This cannot be signed yet. " + " ".join(sentence for _, sentence in missing))
    attestation = _as_shown(changes.sign(submission, before, by=by, signed=signed), shown)
    item = reviews.item_of(submission)
    if item and item.holder_id == by.id:
        worklist.release(item, by=by)
    return attestation


def _held(submission_id: int, by: Member, *, whenever: bool = False) -> Submission:
    submission = submissions.hold(submission_id)
    if said := (queries.stranger if whenever else queries.obstacle)(submission, by):
        raise NotAllowed(said)
    return submission


def _take(submission_id: int, by: Member, shown: Shown) -> Submission:
    submission = _held(submission_id, by)
    try:
        return submissions.take(submission_id, version=shown.version)
    except Stale as stale:
        changed = reviews.changes_since(submission, _seen(shown))
        raise Stale(
            "This submission changed while you were reading it. Nothing was signed.", changes=changed
        ) from stale


def _as_shown(attestation: EditorAttestation, shown: Shown) -> EditorAttestation:
    """Nobody signs another difference than the one they read, whatever made it another."""
    if attestation.difference_hash != shown.difference:
        raise Stale("What would be signed is not what this page showed. Please look at it anew.")
    return attestation


def _seen(shown: Shown) -> Seen:
    return Seen(shown.version, shown.content_hash)


def _begin(submission: Submission, by: Member, *, content_hash: str, version: int) -> DeskCopy:
    if version:
        raise Stale(GONE)
    revision = _newest(submission)
    if revision.content_hash != content_hash:
        seen = Seen(submission.version, content_hash)
        raise Stale(rules.MOVED, changes=reviews.changes_since(submission, seen))
    before = content.of(revision)
    copy = DeskCopy(
        submission_id=submission.id,
        revision_id=revision.id,
        by_id=by.id,
        version=1,
        title=before.title,
        summary=before.summary,
        body=before.body,
        faq=[],
        references=[],
        pictures={},
        saved_at=now(),
    )
    session.add(copy)
    session.flush()
    return copy


def _newest(submission: Submission) -> Revision:
    revision = drafts.newest(submission)
    if revision is None:
        raise NotAllowed("Nothing of this has been submitted yet.")
    return revision


def _own(submission: Submission, by: Member) -> DeskCopy:
    copy = queries.copy_of(submission)
    if copy is None:
        raise Stale(GONE)
    if copy.by_id != by.id:
        raise NotAllowed(rules.ANOTHER_S)
    return copy


def _new(copy: DeskCopy, image_id: int) -> DraftImage:
    found = next((image for image in copy.images if image.id == image_id), None)
    if found is None:
        raise NotFound
    return found


def _touch(copy: DeskCopy) -> None:
    copy.version += 1
    copy.saved_at = now()
    session.flush()


def _pictures(copy: DeskCopy, typed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What is said of the images that were there; one that is replaced stays out until its new one is taken out."""
    kept = {}
    for image in content.of(copy.revision).images:
        said, before = typed.get(image.key, {}), copy.pictures.get(image.key, {})
        words = cleaning.image({name: said[name] for name in ("alt", "caption", "credit") if name in said})
        fate = (
            {"out": True, "by": before["by"]} if before.get("by") else {"out": bool(said.get("out", False))}
        )
        kept[image.key] = {**before, **words, **fate}
    return kept


def _describe(image: DraftImage, said: Mapping[str, Any]) -> None:
    words = cleaning.image(
        {name: what for name, what in said.items() if not name.startswith(("crop", "focal"))}
    )
    for name in ("alt", "caption", "credit"):
        setattr(image, name, words[name])
    image.declared = {**words["declared"], declarations.DECLARED_BY: declarations.EDITOR}


def _drop(image: DraftImage) -> None:
    for one in list(image.evidence):
        evidence.detach(one)
    session.delete(image)
    session.flush()

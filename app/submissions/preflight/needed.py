"""What stands between a draft and its signature. A requirement is kept from signing by; advice is in the rules."""

from __future__ import annotations

from datetime import date

from app import text
from app.media.states import AssetState
from app.site import queries as site
from app.submissions import conditions, consents, declarations, orcid, permissions, waiting
from app.submissions.models import DraftImage, Submission
from app.submissions.preflight.findings import Finding, Severity
from app.submissions.states import Stage


def requirements(submission: Submission) -> list[Finding]:
    """Everything that must still be done before the author can sign; empty when nothing is."""
    return [*_text(submission), *_images(submission)]


def _text(submission: Submission) -> list[Finding]:
    copy = submission.copy
    needed = (
        ("title", copy.title, "Give the article a title."),
        ("summary", copy.summary, "Write a summary of one or two sentences."),
        ("body", copy.body, "Write the article."),
        ("byline", copy.byline, "Say under which name it is to appear."),
        ("bio", copy.bio, "Tell readers in a sentence or two who you are."),
    )
    found = [_needed(place, sentence) for place, value, sentence in needed if not value.strip()]
    if fault := orcid.fault(copy.orcid):
        found.append(_needed("orcid", fault))
    known = {image.key for image in submission.images}
    for slot in text.slots(copy.body):
        if slot not in known:
            said = f"The text places an image called “{slot}”, and there is none. Remove it."
            found.append(_needed("body", said, quote=f"![[{slot}]]"))
    for number, pair in enumerate(copy.faq, start=1):
        if not (pair["question"].strip() and pair["answer"].strip()):
            said = f"Question {number} needs both a question and an answer."
            found.append(_needed(f"faq-{number - 1}-question", said))
    return found


def _images(submission: Submission) -> list[Finding]:
    today = site.today()
    found = [finding for image in submission.images for finding in of_image(image, today=today)]
    agree = consents.lacking(submission)
    return [*found, *(_needed(f"image-{number}-people", said) for number, said in agree.items())]


def of_image(image: DraftImage, *, today: date) -> list[Finding]:
    """What one image of a draft still lacks, at its places: ``image-<id>``, or that and the name of a field."""
    found, place, name = [], f"image-{image.id}", image.filename
    if image.asset.state == AssetState.REFUSED:  # nothing more is asked of what nobody will see
        return [_needed(place, f"{name} was refused: {image.asset.refusal} Remove it or send another.")]
    if image.asset.state == AssetState.RECEIVED:
        found.append(_needed(place, f"{name} is still being checked. This takes a moment."))
    if image.stage is Stage.CUTTING:
        found.append(_needed(place, f"{name} is being cropped. This takes a moment."))
    if image.stage is Stage.UNCUT:
        said = f"{name} could not be cropped. Choose another part of it, or the whole."
        found.append(_needed(f"{place}-crop", said))
    if not image.alt.strip():
        found.append(_needed(f"{place}-alt", f"Describe {name} for people who cannot see it."))
    if not image.credit.strip():
        found.append(_needed(f"{place}-credit", f"Give the credit line of {name}."))
    declared = image.declaration
    wait = permissions.days_to_wait() if waiting.is_pending(declared) else 0
    lacking = declarations.lacking(declared, today=today, wait=wait)
    found.extend(_needed(f"{place}-{part}", f"{name}: {said}") for part, said in lacking)
    whole = conditions.uncropped(declared) if image.crop else []
    found.extend(_needed(f"{place}-crop", f"{name}: {said}") for said in whole)
    return found


def _needed(place: str, sentence: str, *, quote: str = "") -> Finding:
    return Finding(rule="needed", severity=Severity.REQUIREMENT, place=place, sentence=sentence, quote=quote)

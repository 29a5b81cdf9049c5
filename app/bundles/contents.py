"""The content as the claimant saw it beside what it is now, what was signed about it, and the rights of its images."""

from __future__ import annotations

from collections.abc import Iterator

from app.attestations import queries as attestations
from app.attestations import receipts
from app.audit.queries import erased
from app.bundles.kinds import File, path
from app.bundles.people import Said, iso, opened
from app.errors import NotFound
from app.media import fields
from app.media.storage import evidence_key, rendition_key
from app.publishing import queries as articles
from app.publishing import withholding
from app.publishing.models import Article
from app.review.rights import kinds as checks
from app.review.rights import queries as findings
from app.submissions import content, declarations, papers
from app.submissions import queries as submissions
from app.submissions.contradictions import between
from app.submissions.models import Evidence, Placement, Revision, RightsRecord
from app.takedowns.models import Case

WIDEST = 1280
"""Pixels: of the files that were made of an image, the widest up to this."""


def seen_in(case: Case) -> Revision:
    """The revision that a case is about: what its first claimant saw, or what was shown when the site opened it."""
    if case.notices:
        return case.notices[0].revision
    return case.revision or case.article.revision


def of(case: Case) -> Said:
    """Both, whole. ``now`` is what readers are given: nothing of what is dark, and without what is withheld."""
    article = case.article
    try:
        now = None if article.dark else withholding.of(article).as_json()
    except NotFound:
        now = None
    return {
        "address": article.url,
        "state": article.state,
        "published_at": iso(article.published_at),
        "about_image": case.use_name,
        "as_seen": _revision(seen_in(case)),
        "now": {
            "revision": article.revision.number,
            "dark": article.dark,
            "unlisted": article.unlisted,
            "withheld_images": _withheld(article),
            "content": now,
        },
    }


def _withheld(article: Article) -> list[str]:
    visible = {use.name for use in articles.visible_uses(article)}
    return sorted({placed.use for placed in article.revision.placements} - visible)


def _revision(revision: Revision) -> Said:
    return {
        "revision": revision.number,
        "sha256": revision.content_hash,
        "submitted_at": iso(revision.submitted_at),
        "erased": revision.content is None,
        "content": content.of(revision).as_json() if revision.content is not None else None,
    }


def images(case: Case) -> list[Said]:
    """The images of the revision as seen. Those the case is about come with the file that readers were given; none
    that another case keeps from view."""
    revision = seen_in(case)
    gone = erased("asset", [placed.asset_id for placed in revision.placements])
    held = {one.use_name for one in articles.holds_on(case.article) if one.case_id != case.id}
    return [
        {
            "number": number,
            "use": placed.use,
            "reported": placed.use == case.use_name,
            "original_sha256": placed.asset.sha256,
            "erased": placed.asset_id in gone,
            **(
                _given(number, placed)
                if case.use_name in (None, placed.use) and placed.use not in held
                else NONE
            ),
        }
        for number, placed in enumerate(revision.placements, 1)
    ]


NONE = {"sha256": "", "path": "", "key": ""}


def _given(number: int, placed: Placement) -> Said:
    """The widest file that readers were given, up to ``WIDEST``."""
    shown = [one for one in placed.asset.shown(placed.crop) if one.format == "jpg" and one.width <= WIDEST]
    widest = max(shown, key=lambda one: one.width, default=None)
    if widest is None:
        return NONE
    return {
        "sha256": widest.sha256,
        "path": path("seen", "images", f"{number:02}.jpg"),
        "key": rendition_key(placed.asset.sha256, widest.recipe, widest.width, "jpg"),
    }


def attestation(case: Case) -> Said | None:
    """The signature over the very revision that was seen, with its wording whole; None where nobody signed it."""
    signed = attestations.covering(seen_in(case))
    if signed is None:
        return None
    receipt = receipts.of(signed)
    return {
        "signed_at": iso(signed.signed_at),
        "typed_name": opened(signed.statement["signer"].get("name")),
        "capacity": signed.statement["signer"].get("capacity", ""),
        "content_sha256": signed.content_hash,
        "statement_sha256": signed.statement_hash,
        "statement": signed.statement,
        "wording": {
            "name": signed.wording.name,
            "version": signed.wording.version,
            "locale": signed.wording.locale,
            "sha256": signed.wording.sha256,
            "source": signed.wording.source,
            "in_force_from": iso(signed.wording.in_force_from),
            "body": signed.wording.body,
        },
        "receipt": path("attestation", receipts.name_of(receipt)) if receipt else "",
    }


def rights(case: Case) -> list[Said]:
    """What was declared about the image of the case, or about each of its article's; what shows it, and what the desk
    found about that."""
    placed = [
        (at, one) for at, one in enumerate(seen_in(case).placements, 1) if case.use_name in (None, one.use)
    ]
    declarers = attestations.declarers([one.rights for _, one in placed])
    return [_right(at, one, declarers.get(one.rights_id, "")) for at, one in placed]


def files(case: Case, rights: list[Said], images: list[Said]) -> Iterator[File]:
    signed = attestations.covering(seen_in(case))
    receipt = receipts.of(signed) if signed else None
    if receipt:
        yield File(path("attestation", receipts.name_of(receipt)), receipts.file(receipt, for_signer=False))
    for image in images:
        if image["path"] and not image["erased"]:
            yield File(image["path"], key=image["key"], sha256=image["sha256"])
    for file in (file for one in rights for file in one["evidence"] if not file["erased"]):
        is_mail = file["mime"] in (papers.MAIL.mime, papers.TEXT.mime)
        yield File(file["path"], key=evidence_key(file["sha256"]), sha256=file["sha256"], mail=is_mail)


def _right(at: int, placed: Placement, declarer: str) -> Said:
    record = placed.rights
    gone = bool(erased("rights_record", [record.id]))
    declared = {"basis": record.basis, "people": record.people, **record.declared}
    embedded = placed.asset.embedded or {}
    return {
        "image": at,
        "use": placed.use,
        "record_sha256": record.hash,
        "original_sha256": placed.asset.sha256,
        "declared_by": declarer or "the author",
        "declared_at": iso(record.made_at),
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "erased": gone,
        "declared": [] if gone else [list(one) for one in declarations.shown(declared)],
        "evidence": _evidence(at, record),
        "found": _found(record),
        "file_says": [list(one) for one in fields.told(embedded.get("says") or {})],
        "contradictions": [] if gone else between(record.declared, embedded),
    }


def _name(one: Evidence) -> str:
    """No file ends as something that runs where it is opened."""
    return papers.name_for(one.filename, one.mime)


def _found(record: RightsRecord) -> list[Said]:
    return [
        {
            "by": one.by.name,
            "at": iso(one.made_at),
            "found": one.found,
            "checked": checks.in_words(one.checked),
            "note": one.note,
        }
        for one in findings.every([record.id])
    ]


def _evidence(at: int, record: RightsRecord) -> list[Said]:
    found = submissions.evidence_of(record)
    gone = erased("evidence", [one.id for one in found])
    return [
        {
            "name": one.filename,
            "mime": one.mime,
            "size": one.size,
            "sha256": one.sha256,
            "came_at": iso(one.made_at),
            "erased": one.id in gone,
            "path": path(
                "evidence",
                "rights",
                f"image-{at:02}",
                f"{number:02}-{_name(one)}",
            ),
        }
        for number, one in enumerate(found, 1)
    ]

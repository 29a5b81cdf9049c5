"""The whole pre-flight of a draft or a revision: what keeps it from being signed, and what is advised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.media.models import Asset
from app.site import queries as site
from app.submissions import content, contradictions
from app.submissions.kinds import Basis
from app.submissions.models import DraftImage, Revision, RightsRecord, Submission
from app.submissions.preflight import needed
from app.submissions.preflight.advice import advise
from app.submissions.preflight.facts import Facts, Picture
from app.submissions.preflight.findings import Finding, Severity
from app.submissions.preflight.rules import all_rules


@dataclass(frozen=True)
class Checklist:
    requirements: tuple[Finding, ...]
    advice: tuple[Finding, ...]

    def left_at(self, place: str) -> int:
        """How many things are needed at a place that has fields of its own, as an image has."""
        return sum(one.place == place or one.place.startswith(f"{place}-") for one in self.requirements)

    def said_at(self, place: str) -> str:
        """What is wrong with the value of one field, to stand beside it; empty where it is only missing or right."""
        return " ".join(one.sentence for one in self.requirements if one.place == place)

    def as_json(self) -> dict[str, Any]:
        """For the page that shows it live."""
        return {
            "problems": [finding.as_json() for finding in self.requirements],
            "advice": [finding.as_json() for finding in self.advice],
        }


def of_draft(submission: Submission) -> Checklist:
    """The working copy as it stands."""
    found = advise(_draft_facts(submission), language=_language())
    return _parted([*needed.requirements(submission), *found])


def of_revision(revision: Revision) -> Checklist:
    """A revision that was signed: nothing is needed any more but what a rule has come to require since.
    NotFound once its text has been erased."""
    return _parted(advise(_revision_facts(revision), language=_language()))


def requirements(submission: Submission) -> list[Finding]:
    """Everything that must still be done before the author can sign; empty when nothing is."""
    binding = [rule for rule in all_rules() if rule.severity is Severity.REQUIREMENT]
    found = advise(_draft_facts(submission), language=_language(), rules=binding) if binding else []
    return [*needed.requirements(submission), *found]


def left_of(image: DraftImage) -> int:
    """How many things one image of a draft still lacks."""
    return len(needed.of_image(image, today=site.today()))


def _parted(findings: list[Finding]) -> Checklist:
    required = tuple(one for one in findings if one.severity is Severity.REQUIREMENT)
    return Checklist(required, tuple(one for one in findings if one.severity is Severity.ADVICE))


def _language() -> str:
    return site.identity().locale.replace("_", "-").partition("-")[0].lower()


def _draft_facts(submission: Submission) -> Facts:
    pictures = (
        Picture(
            place=f"image-{image.id}",
            name=image.filename,
            alt=image.alt,
            caption=image.caption,
            by_ai=_by_ai(image.declared, image.asset),
        )
        for image in submission.images
    )
    return Facts(content.of_draft(submission), tuple(pictures))


def _revision_facts(revision: Revision) -> Facts:
    return Facts(content.of(revision), tuple(_placed(revision)))


def _placed(revision: Revision) -> Iterator[Picture]:
    known: dict[str, tuple[RightsRecord, Asset]] = {
        placed.use: (placed.rights, placed.asset) for placed in revision.placements
    }
    for place, image in content.places(content.of(revision).images).items():
        rights, asset = known[image.use]
        yield Picture(place, image.key, image.alt, image.caption, _by_ai(rights.declared, asset))


def _by_ai(declared: Mapping[str, Any], asset: Asset) -> bool:
    """Declared as made or changed by a program, or marked so in the file (IPTC digital source type)."""
    says = asset.embedded.get("says", {}).get("digital_source_type", [])
    marked = " ".join(str(one["text"]) for one in says)
    stated = declared.get("basis") == Basis.AI_GENERATED or declared.get("ai_changed") == "yes"
    return stated or any(kind in marked for kind in contradictions.MADE_BY_AI)

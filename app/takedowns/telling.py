"""What a case shows of a report and of a declared right, in rows for its page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.attestations import queries as attestations
from app.audit.queries import erased
from app.clock import now
from app.media import fields
from app.submissions import declarations
from app.submissions import queries as submissions
from app.submissions.models import Placement
from app.takedowns.channels import CHANNELS, Channel
from app.takedowns.curing import queries as told
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case, Notice
from app.takedowns.reporting import files
from app.takedowns.reporting import queries as reporting


def report(notice: Notice, found: Case) -> dict[str, Any]:
    """One notice as the desk reads it: each answer, and what the lane needs, ticked or missing."""
    rule = LANES[Lane(notice.lane)]
    answers, lacks = told.answers_of(notice), told.lacks(notice)
    return {
        "notice": notice,
        "sender": notice.guest.email if notice.guest.has_address else CHANNELS[Channel(notice.channel)],
        "answers": [(field.heading, field.words(notice.answers.get(field.name))) for field in rule.fields]
        if notice.answers
        else [],
        "needs": [
            (field.heading, bool(answers.get(field.name)), None) for field in rule.fields if field.required
        ],
        "complete": bool(notice.answers) and not lacks,
        "is_author": notice.guest_id == found.article.submission.guest_id,
        "files": files.of_notice(notice),
        "words": reporting.said(notice),
        "can_write": notice.can_be_added_to(now()),
        "page_kept": bool(notice.snapshot) and not erased("snapshot", [notice.id]),
    }


def declarer(placed: Placement) -> str:
    """The editor who declared the right, by name; empty where its author did."""
    return attestations.declarers([placed.rights]).get(placed.rights_id, "")


def declared(placed: Placement) -> list[tuple[str, str]]:
    """What the author signed about this very file."""
    record = placed.rights
    said = declarations.shown({"basis": record.basis, "people": record.people, **record.declared})
    link = Markup('<a href="/desk/submissions/{}/evidence/{}"><bdi>{}</bdi></a>')
    papers = [link.format(one.submission_id, one.id, one.filename) for one in submissions.evidence_of(record)]
    return [*said, *([("Evidence", Markup(", ").join(papers))] if papers else [])]


def file_says(placed: Placement) -> list[tuple[str, str]]:
    """What intake read in the file before everything of it was taken out."""
    return fields.told(placed.asset.embedded.get("says") or {})

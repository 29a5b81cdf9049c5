"""Gives a file of evidence back: as a file to save, or as what was made of it to be looked at in a page of ours.

Neither to anybody's cache; the file itself never as a page of this site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, redirect, render_template, send_file
from werkzeug.wrappers import Response as Answer

from app.db import session, transaction
from app.errors import NotFound
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.submissions import papers, sender, viewing
from app.submissions.actions import evidence as acts
from app.submissions.models import Evidence
from config import ROOT

PAPER = ROOT / "app" / "static" / "icons" / "paper.svg"

ALONE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, noarchive",
}
"""A stranger's file: whatever a browser makes of it, it runs nothing and reaches nothing."""


@dataclass(frozen=True)
class Around:
    """The page around a view: whose layout, its own address, where it leads back to and in which words, and what is
    declared about the image."""

    layout: str
    where: str
    back: str
    back_words: str
    declared: Mapping[str, Any]


def found(submission_id: int, evidence_id: int) -> Evidence:
    """The row. NotFound for evidence of another submission."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None or evidence.submission_id != submission_id:
        raise NotFound
    return evidence


def given(evidence: viewing.Filed) -> Response:
    """The bytes as they came, under the name they came with, made to end as its kind ends."""
    answer = send_file(
        storage().open(evidence_key(evidence.sha256)),
        mimetype=evidence.mime,
        as_attachment=True,
        download_name=papers.name_for(evidence.filename, evidence.mime),
        conditional=False,
    )
    answer.headers.update(ALONE)
    return answer


def pictured(evidence: viewing.Filed, number: int) -> Response:
    """A picture that was made of it, which is ours; 0 is the thumbnail, and where that is not made, the sign of a sheet
    of paper. To nobody's cache. 404 for a picture that is not there."""
    made = viewing.picture(evidence, number)
    if made is None and number:
        abort(404)
    if made is None:
        answer = send_file(PAPER, mimetype="image/svg+xml", conditional=False)
    else:
        answer = send_file(made, mimetype="image/jpeg", conditional=False)
    answer.headers.update(ALONE)
    return answer


def page(evidence: viewing.Filed, around: Around) -> str:
    """What can be looked at, or that it is being made, or that it can be."""
    view = viewing.of(evidence)
    source = str(around.declared.get("source_url") or "")
    return render_template(
        "submissions/evidence.html",
        evidence=evidence,
        around=around,
        named=papers.named(evidence.mime),
        view=view,
        waits=view is None and viewing.is_ordered(evidence),
        fits=[sender.compared(letter.sender, source) for letter in view.letters] if view else [],
    )


def again(evidence: Evidence, where: str) -> Answer:
    """Has the view made where there is none, or where it shows nothing."""
    evidence_id, view = evidence.id, viewing.of(evidence)
    if view is None or not view.shows:
        with transaction():
            acts.show_again(session.get_one(Evidence, evidence_id))
    return redirect(where, code=303)

"""Gives a file of evidence back: as a file to save, to nobody's cache, and never as a page of this site."""

from __future__ import annotations

from flask import Response, send_file

from app.db import session
from app.errors import NotFound
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.submissions import papers
from app.submissions.models import Evidence

ALONE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, noarchive",
}
"""A stranger's file: whatever a browser makes of it, it runs nothing and reaches nothing."""


def given(submission_id: int, evidence_id: int) -> Response:
    """The bytes as they came, under the name they came with, made to end as its kind ends. NotFound for evidence of
    another submission."""
    found = session.get(Evidence, evidence_id)
    if found is None or found.submission_id != submission_id:
        raise NotFound
    answer = send_file(
        storage().open(evidence_key(found.sha256)),
        mimetype=found.mime,
        as_attachment=True,
        download_name=papers.name_for(found.filename, found.mime),
        conditional=False,
    )
    answer.headers.update(ALONE)
    return answer

"""Signing as an author of the demo does: with a code, of which no letter tells them."""

from __future__ import annotations

from flask import current_app

from app import tokens
from app.attestations import actions as attestations
from app.attestations import queries as wordings
from app.attestations.actions import Shown, Signature
from app.db import transaction
from app.guests import actions as guests
from app.guests.models import Purpose
from app.submissions import actions as submissions


def sign(submission_id: int, name: str) -> None:
    """Sign what stands in the draft now, every clause accepted."""
    wording, key = wordings.in_force(), current_app.config["LINK_KEY"]
    clauses = [clause["id"] for clause in wording.body["clauses"]]
    signature = Signature(name, "author", clauses, "192.0.2.7", "the demo")
    with transaction():
        submission = submissions.hold(submission_id)
        content_hash = attestations.prepare(submission).content_hash
        code = guests.make_code(submission.guest, Purpose.SIGN, submission.draft_ref, key=key)
        digits = tokens.short_code(key, code.bound_to)
    shown = Shown(wording.id, wording.sha256, content_hash)
    with transaction():
        attestations.sign(submission_id, shown=shown, signature=signature, code=digits, key=key)

"""The desk's page of the log: every event, how far the log is sealed, and its verification."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.audit import queries as audit
from app.audit import verifying
from app.audit.kinds import Kind, member
from app.audit.models import Verification
from app.db import transaction
from app.errors import NotFound
from app.pages import people, verification
from app.pages.sentences import SENTENCES, said
from app.site import queries as site
from app.submissions import queries as drafts
from app.web import access
from app.web.access import Audience

bp = access.blueprint("log", __name__, Audience.DESK)

ROWS = 50
FAULTS_SHOWN = 20


@bp.get("/desk/log")
@access.needs(Right.LOG)
def log() -> str:
    kind = request.args.get("kind", "")
    if kind and kind not in set(Kind):
        raise NotFound
    before = request.args.get("before", type=int)
    events = audit.page(before=before, kind=kind, size=ROWS)
    topics = [topic for event in events for topic in event.topics if topic.subject_kind == "submission"]
    return render_template(
        "pages/log.html",
        rows=[
            {"event": event, "who": who, "text": said(event)}
            for event, who in zip(events, people.doers(events), strict=True)
        ],
        kinds=SENTENCES,
        kind=kind,
        more=events[-1].id if len(events) == ROWS else None,
        zone=ZoneInfo(site.identity().zone),
        handed_in=drafts.handed_in(topic.subject_id for topic in topics),
        **(_seal() if before is None and not kind else {"sealed": None}),
    )


@bp.post("/desk/log/verifications")
@access.needs(Right.VERIFY)
def verify() -> Response:
    """Has a worker look through the log and everything it speaks of."""
    with transaction():
        asked = verifying.ask(by=acting().actor)
    flash(
        "A worker looks through everything; the result appears here."
        if asked
        else "That is under way already."
    )
    return redirect("/desk/log", code=303)


def _seal() -> dict[str, Any]:
    """How far the log is sealed, the last checkpoint, and what a verification found; for the first page of the log."""
    done = verifying.newest_finished()
    return {
        "sealed": audit.sealed(),
        "checkpoint": audit.newest_checkpoint(),
        "stamping": bool(current_app.config["SETTINGS"].timestamp_url),
        "under_way": verifying.under_way(),
        "verified": done,
        "asked_by": _name(done),
        "faults_shown": FAULTS_SHOWN,
        "things": verification.things,
    }


def _name(done: Verification | None) -> str:
    if done is None:
        return ""
    by = member(done.asked_by)
    return people.Names([by]).of(by)

"""Asks for every public address of a hold, as a stranger would, and writes down what it got.

Claim, ask, settle: no transaction is open while the network answers.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.db import release, session, transaction
from app.publishing import queries
from app.publishing.models import Hold
from app.publishing.subjects import also

log = structlog.get_logger(__name__)

DARK = frozenset({404, 410, 451})
ANSWER_SECONDS = 10.0
LISTS = ("/", "/feed.xml", "/sitemap.xml")
"""Pages that quote what is in view: none may name an address of the hold."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, and not a dark one."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def prove(hold_id: int) -> bool:
    """Whether every address of a standing hold is dark; then ``removal.proven`` is recorded, once.

    What each answered goes to the vault: an address of an article is made of the author's words.

    Where one is not, or does not answer, nothing is recorded and the next sweep asks again.
    """
    session.rollback()
    hold = session.get(Hold, hold_id)
    if hold is None or not hold.stands or not _is_unproven(hold_id):
        return False
    paths = queries.addresses(hold)
    release()
    answers = [{"url": path, "status": _ask(path)[0]} for path in paths]
    quoted = [page for page in LISTS if _quotes(page, paths)]
    bright = [answer for answer in answers if answer["status"] not in DARK]
    if bright or quoted:
        log.error("removal.unproven", hold=hold_id, bright=bright, quoted=quoted)
        return False
    with transaction():
        hold = session.get_one(Hold, hold_id)
        if not hold.stands or not _is_unproven(hold_id):
            return False
        record(
            Kind.REMOVAL_PROVEN,
            about=hold,
            by=SYSTEM,
            also=also(hold.article, hold.case_id),
            facts={"addresses": len(answers)},
            private={"answers": json.dumps(answers)},
        )
    return True


def unproven() -> list[int]:
    """The standing holds nobody has proven yet, oldest first."""
    session.rollback()
    return list(
        session.scalars(select(Hold.id).where(Hold.lifted_at.is_(None), ~queries.proven()).order_by(Hold.id))
    )


def _is_unproven(hold_id: int) -> bool:
    return session.scalar(select(Hold.id).where(Hold.id == hold_id, ~queries.proven())) is not None


def _ask(path: str) -> tuple[int, bytes]:
    """The status, 0 where nothing answered, and the body."""
    asked = urllib.request.Request(current_app.config["BASE_URL"] + path)  # noqa: S310 - our own address
    try:
        with _opener.open(asked, timeout=ANSWER_SECONDS) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, b""
    except (OSError, HTTPException) as away:
        log.info("probe.unanswered", path=path, why=str(away)[:200])
        return 0, b""


def _quotes(page: str, paths: Iterable[str]) -> bool:
    """Whether a list names one of these addresses, or could not be read."""
    status, body = _ask(page)
    ends = (b'"', b"<", b"/", b" ")  # a space follows each address in a srcset
    return status != 200 or any(path.encode() + end in body for path in paths for end in ends)

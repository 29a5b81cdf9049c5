"""Asks for every public address of a hold, as a stranger would, and writes down what it got: while the hold stands
that nothing gives it out, once it was lifted that all of it is back.

Claim, ask, settle: no transaction is open while the network answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import now
from app.db import release, session, transaction
from app.publishing import queries
from app.publishing.models import Article, Hold
from app.publishing.proving import verdicts
from app.publishing.proving.addresses import Address, Held, held
from app.publishing.proving.kinds import EVENTS, HEADERS, WAYS, Asks, Found, Way
from app.publishing.proving.stranger import Answer, Stranger
from app.publishing.proving.verdicts import Asked
from app.publishing.subjects import also

log = structlog.get_logger(__name__)

_KINDS = {found: kind for kind, found in EVENTS.items()}
UNPROVEN = {Found.GONE: "removal.unproven", Found.BACK: "return.unproven"}
TOO_MANY = 429
"""Programs are told to come again later, and so are we: that says nothing about the hold."""


def prove(hold_id: int) -> bool:
    """Whether every address of a standing hold is dark and no other leads there; then ``removal.proven`` is recorded,
    once. Where one is not, or does not answer, nothing is recorded and the next sweep asks again."""
    return _prove(hold_id, Found.GONE)


def prove_return(hold_id: int) -> bool:
    """Whether everything that a lifted hold held is back at its addresses, files with the same bytes; then
    ``return.proven`` is recorded, once."""
    return _prove(hold_id, Found.BACK)


def unproven() -> list[int]:
    """The standing holds nobody has proven yet, oldest first."""
    session.rollback()
    return list(
        session.scalars(select(Hold.id).where(Hold.lifted_at.is_(None), ~queries.proven()).order_by(Hold.id))
    )


def unreturned() -> list[int]:
    """The holds of which nobody has proven that what they held is back, oldest first: lifted, and since then nothing
    keeps it from view. Of several that held one thing the last speaks for all."""
    session.rollback()
    later = aliased(Hold)
    same = (later.article_id == Hold.article_id) & later.use_name.is_not_distinct_from(Hold.use_name)
    lifted = (
        select(Hold)
        .join(Article, Article.id == Hold.article_id)
        .where(Hold.lifted_at.is_not(None), ~Article.dark, ~queries.proven(Kind.RETURN_PROVEN))
        .where(~select(later.id).where(same, later.id > Hold.id).exists())
        .order_by(Hold.id)
    )
    return [hold.id for hold in session.scalars(lifted) if _is_in_view(hold)]


def _prove(hold_id: int, found: Found) -> bool:
    session.rollback()
    hold = session.get(Hold, hold_id)
    if hold is None or not _is_wanted(hold, found):
        return False
    wanted = held(hold)
    release()
    asked = _ask_all(wanted, found, hold_id)
    if asked is None:
        return False
    with transaction():
        hold = session.get_one(Hold, hold_id, with_for_update={"of": Hold}, populate_existing=True)
        if not _is_wanted(hold, found):
            return False
        record(
            _KINDS[found],
            about=hold,
            by=SYSTEM,
            also=also(hold.article, hold.case_id),
            facts={"addresses": len(asked), "asked": sum(len(one["answers"]) for one in asked)},
            private={"answers": json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))},
        )
    return True


def _is_wanted(hold: Hold, found: Found) -> bool:
    kind = _KINDS[found]
    proven = session.scalar(select(Hold.id).where(Hold.id == hold.id, queries.proven(kind)))
    return proven is None and (hold.stands if found is Found.GONE else not hold.stands and _is_in_view(hold))


def _is_in_view(hold: Hold) -> bool:
    return not hold.article.dark and (hold.use_name is None or queries.is_visible_use(hold.use_name))


def _ask_all(wanted: Held, found: Found, hold_id: int) -> list[dict[str, Any]] | None:
    """What each address answered, or None at the first that is not as it has to be: a site that does not answer is
    not asked a thousand times."""
    asked = []
    with Stranger(current_app.config["BASE_URL"]) as stranger:
        for address in wanted.addresses:
            ways = WAYS if address.asks is Asks.DARK and found is Found.GONE else (Way.GET,)
            began = now()
            answers = {way: stranger.ask(address.path, WAYS[way].method, WAYS[way].headers) for way in ways}
            if fault := verdicts.fault(found, Asked(wanted, address, answers)):
                busy = any(answer.status == TOO_MANY for answer in answers.values())
                (log.info if busy else log.error)(UNPROVEN[found], hold=hold_id, path=address.path, why=fault)
                return None
            asked.append(_written(address, answers, found) | {"at": began.isoformat(timespec="milliseconds")})
    return asked


def _written(address: Address, answers: Mapping[Way, Answer], found: Found) -> dict[str, Any]:
    """One line of the receipt. Headers are those of the plain question; of another way only where they differ."""
    plain = _headers(answers[Way.GET])
    others = {way.value: _headers(answer) for way, answer in answers.items() if _headers(answer) != plain}
    line: dict[str, Any] = {
        "url": address.path,
        "place": address.place.value,
        "answers": {way.value: answer.status for way, answer in answers.items()},
        "headers": plain,
        "ms": sum(answer.took for answer in answers.values()),
    }
    if others:
        line["other_headers"] = others
    if found is Found.BACK and answers[Way.GET].body:
        line["sha256"] = sha256(answers[Way.GET].body).hexdigest()
    return line


def _headers(answer: Answer) -> dict[str, str]:
    return {name: answer.headers[name] for name in HEADERS if name in answer.headers}

"""The whole of a case as plain data, read at once and cleaned of private links; and the files that go with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.models import Member
from app.attestations import keyring, receipts
from app.audit.models import Event
from app.bundles import acts, chain, cleaning, contents, people, reports, sent
from app.bundles.kinds import NOT_ADVICE, SCHEMA, VERSION, File
from app.bundles.people import Said, iso
from app.site import queries as site
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case

NOT_TOLD = ("key",)
"""Where a file stands in the store is nobody's business."""


@dataclass(frozen=True)
class Whole:
    """``head`` says of which case, when and by whom the file was made; ``parts`` are the data by kind. Nothing of it
    needs the database any more, but for the rows of the chain."""

    head: Said
    parts: Mapping[str, Any]
    files: tuple[File, ...]
    seed: str
    public_key: str
    at: datetime


def whole(case: Case, *, order: Event, by: Member, base_url: str) -> Whole:
    """Refused where there is no key to sign with."""
    signer = keyring.in_force()
    events = chain.events(case)
    images = contents.images(case)
    log = chain.log(events)
    parts = cleaning.everything(
        {
            "case": _case(case),
            "parties": people.parties(case, events),
            "reports": reports.of(case),
            "requests": reports.requests(case),
            "mails": reports.mails(case),
            "content": contents.of(case),
            "images": [_told(one) for one in images],
            "attestation": contents.attestation(case),
            "rights": contents.rights(case),
            "clocks": acts.clocks(case, at=order.at),
            "holds": acts.holds(case),
            "measures": acts.measures(case),
            "propagation": acts.propagation(case),
            "decisions": acts.decisions(case),
            "erasures": acts.erasures(case),
            "questions": reports.questions(case),
            "messages": sent.of(events),
            "timeline": acts.timeline(case),
        }
    )
    files = (
        *(_data(name, said) for name, said in parts.items()),
        *reports.files(parts["reports"], parts["mails"]),
        *contents.files(case, parts["rights"], images),
        *sent.files(parts["messages"]),
        *acts.receipts(case),
        *chain.files(log),
        File("keys.json", _json(receipts.keys())),
    )
    return Whole(
        head={**_head(case, order, by), "site": _site(base_url), "key_id": signer.key.key_id},
        parts={**parts, "log": log},
        files=files,
        seed=signer.seed,
        public_key=signer.key.public_key,
        at=order.at,
    )


def _head(case: Case, order: Event, by: Member) -> Said:
    return {
        "schema": SCHEMA,
        "case": case.public_number,
        "made_at": iso(order.at),
        "made_by": by.name,
        "event": order.id,
        "product": {"name": "Imprimatur", "version": VERSION},
        "notice": NOT_ADVICE,
    }


def _site(base_url: str) -> Said:
    return {"name": site.identity().name, "address": base_url}


def _case(case: Case) -> Said:
    rule = LANES[Lane(case.lane)]
    return {
        "number": case.public_number,
        "ground": rule.label,
        "lane": case.lane,
        "title": case.article.title,
        "article": case.article.url,
        "image": case.use_name,
        "state": case.state,
        "severity": case.severity,
        "outcome": case.outcome,
        "opened_for": case.opened_for,
        "received_at": iso(case.received_at),
        "due_at": iso(case.due_at),
        "closed_at": iso(case.closed_at),
    }


def _told(said: Said) -> Said:
    return {name: value for name, value in said.items() if name not in NOT_TOLD}


def _data(name: str, said: Any) -> File:
    return File(f"data/{name}.json", _json(said))


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"

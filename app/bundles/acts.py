"""What was done: clocks, holds and measures, proofs that something is gone, decisions, erasures, and the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.bundles.kinds import ERASED, File, path
from app.bundles.people import Said, iso, named
from app.db import session
from app.publishing import queries as articles
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.models import Hold, Measure
from app.publishing.proving import queries as proofs
from app.publishing.proving.queries import Receipt
from app.site.models import SiteSetting
from app.takedowns import timeline as happened
from app.takedowns.clocks import queries as clocking
from app.takedowns.clocks import words
from app.takedowns.clocks.models import CaseClock
from app.takedowns.clocks.regimes import REGIMES
from app.takedowns.erasing import queries as erasing
from app.takedowns.erasing.models import Erasure
from app.takedowns.models import Case, CaseDecision
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.stating import exporting
from app.takedowns.stating import queries as stating


def clocks(case: Case, *, at: datetime) -> list[Said]:
    """Each by the rule it was started with, and how it stood when the file was made."""
    return [_clock(one, at) for one in clocking.of_case(case)]


def holds(case: Case) -> list[Said]:
    """Those that this case placed."""
    own = [one for one in articles.every_hold(case.article) if one.case_id == case.id]
    return [_hold(one) for one in own]


def measures(case: Case) -> list[Said]:
    found = session.scalars(select(Measure).where(Measure.case_id == case.id).order_by(Measure.id))
    return [
        {
            "number": one.id,
            "what": MEASURES[MeasureKind(one.kind)].short,
            "kind": one.kind,
            "image": one.use_name,
            "passage": one.quote or None,
            "level": one.level,
            "sentence": one.sentence,
            "ground": one.ground,
            "asked_by": one.asked_by,
            **_placed(one),
        }
        for one in found
    ]


def propagation(case: Case) -> list[Said]:
    """What was asked at the public addresses, place by place; each address stands in the receipt."""
    return [
        {
            "found": one.found.value,
            "at": iso(one.at),
            "hold": one.hold.id,
            "addresses": one.addresses,
            "questions": one.asked,
            "erased": not one.answers,
            "places": [asdict(line) for line in one.lines],
            "path": _receipt_path(one),
        }
        for one in proofs.receipts(case.ref)
    ]


def receipts(case: Case) -> Iterator[File]:
    for one in proofs.receipts(case.ref):
        told = proofs.whole(one, base_url=current_app.config["BASE_URL"]) | {"case": case.public_number}
        yield File(_receipt_path(one), json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


def decisions(case: Case) -> list[Said]:
    """Each as both sides read it, with its record in the vocabulary of the DSA, and what was written for the desk."""
    return [_decision(one) for one in case.decisions]


def erasures(case: Case) -> list[Said]:
    return [_erasure(one) for one in reversed(erasing.of_case(case))]


def timeline(case: Case) -> list[Said]:
    return [
        {"event": one.id, "at": iso(one.at), "who": one.who, "did": one.text} for one in happened.of(case)
    ]


def _clock(one: CaseClock, at: datetime) -> Said:
    rule = session.get(SiteSetting, one.rule_version) if one.rule_version is not None else None
    return {
        "clock": one.rule,
        "what": one.of.label,
        "report": one.notice.public_number if one.notice else None,
        "owes": one.of.owes.value,
        "regime": REGIMES[one.of.regime],
        "rule_version": one.rule_version,
        "rule_in_force_from": iso(rule.in_force_from) if rule else None,
        "source": rule.source if rule else "",
        "calendar": one.calendar,
        "zone": one.zone,
        "library": one.library,
        "calendar_in_words": words.calendar(one),
        "started_by_event": one.started_by_id,
        "starts_at": iso(one.starts_at),
        "earliest_at": iso(one.earliest_at),
        "due_at": iso(one.due_at),
        "ends_at": iso(one.ends_at),
        "rested_seconds": one.paused_seconds,
        "satisfied_by_event": one.satisfied_by_id,
        "satisfied_at": iso(one.satisfied_at),
        "cancelled_at": iso(one.cancelled_at),
        "breached_at": iso(one.breached_at),
        "standing": _stands(one, at),
        "by": words.by(one),
    }


def _stands(one: CaseClock, at: datetime) -> str:
    if one.satisfied_at is not None:
        return "missed, done later" if one.satisfied_at > one.ends_at else "met"
    if one.cancelled_at is not None:
        return "ended"
    if one.paused_at is not None:
        return "rests"
    return "missed" if one.ends_at <= at else "runs"


def _hold(one: Hold) -> Said:
    return {
        "number": one.id,
        "of": "an image" if one.use_name else "the article",
        "image": one.use_name,
        "level": one.level,
        "status": one.status,
        "ground": one.ground,
        "asked_by": one.asked_by,
        "reason": one.reason or ERASED,
        **_placed(one),
    }


def _placed(one: Hold | Measure) -> Said:
    return {
        "placed_at": iso(one.placed_at),
        "placed_by": named(one.placed_by_id) or "the site",
        "lifted_at": iso(one.lifted_at),
        "lifted_by": (named(one.lifted_by_id) or "the site") if one.lifted_at else "",
    }


def _receipt_path(one: Receipt) -> str:
    return path("receipts", f"{one.event.id:08}-{one.found.value}.json")


def _decision(made: CaseDecision) -> Said:
    stated = exporting.exported(made)
    return {
        "number": made.sequence,
        "outcome": made.outcome,
        "verb": OUTCOMES[Outcome(made.outcome)].verb,
        "by": made.by.name,
        "at": iso(made.made_at),
        "statement": [{"what": what, "words": said} for what, said in stating.lines(made)],
        "redress": list(stating.redress(made.case.public_number)),
        "dsa": stated.model_dump(mode="json", exclude_none=True) if stated else None,
        "internal": made.internal,
        "erased": not made.explanation,
    }


def _erasure(one: Erasure) -> Said:
    receipt = erasing.receipt(one)
    return {
        "number": one.number,
        "of": one.of.value,
        "standing": one.standing.value,
        "proposed_by": receipt.proposed_by,
        "proposed_at": iso(one.proposed_at),
        "confirmed_by": receipt.confirmed_by,
        "answered_at": iso(one.answer.made_at) if one.answer else None,
        "done_at": iso(one.answer.end.done_at) if one.answer and one.answer.end else None,
        "reason": one.reason,
        "went": receipt.went,
        "files": [{"what": what, "sha256": sha256, "kept": kept} for what, sha256, kept in receipt.hashes],
        "stays": list(receipt.stays),
    }

"""Who has to do with a case: each party with how the desk knows it, and the members of the desk by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Member
from app.attestations import queries as attestations
from app.audit.models import Event, Vault
from app.bundles.kinds import ERASED
from app.db import session
from app.takedowns import queries as cases
from app.takedowns.channels import CHANNELS, Channel
from app.takedowns.curing import queries as cures
from app.takedowns.models import Case, Notice

Said = dict[str, Any]

KNOWN_BY_LINK = "By a link of their own, and by nothing else"


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def named(member_id: int | None) -> str:
    """A member of the desk, as the desk knows them; empty for the site itself."""
    if member_id is None:
        return ""
    found = session.get(Member, member_id)
    return found.name if found else "A former member"


def parties(case: Case, events: Iterable[Event]) -> Said:
    """``known`` says how each of them is known, which is all that the desk knows of it."""
    return {
        "claimants": [_claimant(notice, case) for notice in case.notices],
        "author": _author(case),
        "people_shown": [
            {
                "number": one.id,
                "known": KNOWN_BY_LINK,
                "withdrew_at": iso(one.withdrawn_at),
            }
            for one in cases.consents_of(case)
        ],
        "desk": _desk(case, events),
    }


def _claimant(notice: Notice, case: Case) -> Said:
    answers = cures.answers_of(notice)
    return {
        "report": notice.public_number,
        "name": str(answers.get("name") or "") if notice.answers else ERASED,
        "email": notice.guest.email if notice.guest.has_address else "",
        "known": _known(notice),
        "is_author": notice.guest_id == case.article.submission.guest_id,
        "may_be_named_to_the_author": answers.get("may_name") is True,
    }


def _known(notice: Notice) -> str:
    came = CHANNELS[Channel(notice.channel)]
    if notice.entered_by_id is not None:
        return f"{came}; entered by {named(notice.entered_by_id)}, who vouches for it"
    if not notice.guest.has_address:
        return f"{came}; nobody is known by it"
    if notice.confirmed_at is not None:
        return f"{came}; a letter to the address was answered on {notice.confirmed_at:%-d %B %Y}"
    return f"{came}; the address was never confirmed"


def _author(case: Case) -> Said:
    submission = case.article.submission
    signed = cases.attestation(case.article.revision) or next(iter(attestations.of(submission)), None)
    confirmed = submission.guest.confirmed_at
    return {
        "byline": case.article.byline or ERASED,
        "email": submission.guest.email,
        "typed_name": opened(signed.statement["signer"].get("name")) if signed else "",
        "known": f"A letter to the address was answered on {confirmed:%-d %B %Y}"
        if confirmed
        else "By an address",
    }


def opened(kept: Any) -> str:
    """What somebody typed who signed; the vault alone knows."""
    row = session.get(Vault, kept["vault"]) if isinstance(kept, dict) and "vault" in kept else None
    return row.value if row else ERASED


def _desk(case: Case, events: Iterable[Event]) -> list[Said]:
    """Everybody of the desk who did something in it."""
    ids = {event.actor_id for event in events if event.actor_kind == "member"}
    ids |= {one.by_id for one in case.decisions} | {one.entered_by_id for one in case.notices}
    there = session.scalars(
        select(Member).where(Member.id.in_([one for one in ids if one])).order_by(Member.id)
    )
    return [{"number": one.id, "name": one.name} for one in there]

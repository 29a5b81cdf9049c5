"""Installing wordings, and signing: the one way by which an article reaches the desk."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import calendars, text
from app.attestations import manifest, queries, receipts
from app.attestations.models import Attestation, Wording
from app.audit.kinds import Kind
from app.audit.log import keep, record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused, Stale
from app.guests import actions as guests
from app.guests.models import Purpose
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import declarations, preflight, rows
from app.submissions.models import Placement, Revision, Submission
from app.submissions.states import SUBMISSION, State
from app.submissions.writable import check_writable
from app.worklist import actions as worklist

TEXTS = Path(__file__).parent / "texts"

CAPACITIES = {
    "author": "I am the author",
    "employee": "I wrote it for my employer, who owns it",
    "agent": "I act for the author, who knows of this",
}
FOR_ANOTHER = {
    "employee": "Name the employer who owns the article.",
    "agent": "Name the author for whom you act.",
}
"""The capacities in which somebody signs for another, with what is asked for then."""
UNCHANGED = {
    State.CHANGES_REQUESTED: "Nothing has changed since the desk asked for changes. Change the article, then sign.",
    State.DECLINED: "Nothing has changed since the desk declined your change. Change the article, then sign.",
}
"""Where the same again is no answer."""


@dataclass(frozen=True)
class Shown:
    """What the signing page displayed: the wording by id and hash, and the revision by its content hash."""

    wording_id: int
    wording_sha256: str
    content_hash: str


@dataclass(frozen=True)
class Signature:
    """What the signer did: typed a name, chose a capacity, named whom they sign for, accepted clauses; from where."""

    name: str
    capacity: str
    clauses: Sequence[str]
    address: str = ""
    browser: str = ""
    on_behalf_of: str = ""


def install_wordings() -> None:
    """Add each wording of the product that the site does not hold yet. A file, once released, is never edited."""
    held = set(session.scalars(select(Wording.sha256)))
    for path in sorted(TEXTS.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        begins = said.pop("in_force_from")
        body = {"intro": said["intro"], "clauses": said["clauses"], "closing": said["closing"]}
        sha256 = manifest.digest(body)
        if sha256 not in held:
            session.add(
                Wording(
                    name=said.get("name", queries.RIGHTS),
                    version=said["version"],
                    locale=said["locale"],
                    body=body,
                    sha256=sha256,
                    source=f"default of the product, {said['version']}",
                    in_force_from=datetime(begins.year, begins.month, begins.day, tzinfo=UTC),
                )
            )
    session.flush()


def prepare(submission: Submission) -> Revision:
    """The revision that the signing page shows. Refused, with the list, while something is missing.

    The submission is kept still: two pages opened at once make one revision.
    """
    submission = submissions.hold(submission.id)
    missing = preflight.requirements(submission)
    if missing:
        raise Refused("This cannot be signed yet.", fields={one.place: [one.sentence] for one in missing})
    return submissions.snapshot(submission)


@dataclass(frozen=True)
class Ready:
    """Nothing stands against signing. ``signed`` is the signature that is there already, if this was sent before."""

    submission: Submission
    revision: Revision
    wording: Wording
    signed: Attestation | None


def look(submission_id: int, *, shown: Shown, signature: Signature) -> Ready:
    """Everything that signing asks for but the code: so that nobody is sent a code for what would be refused.

    Refused when a newer wording is in force or the draft moved on since the page was opened: the new text is shown
    and nothing is accepted silently.
    """
    submission = submissions.hold(submission_id)
    wording = queries.in_force()
    revision = prepare(submission)
    again = queries.covering(revision)
    if again and revision.submitted_at:
        if submission.standing in UNCHANGED:
            raise NotAllowed(UNCHANGED[submission.standing])
        return Ready(submission, revision, wording, again)
    if (wording.id, wording.sha256) != (shown.wording_id, shown.wording_sha256):
        raise Stale("The wording changed while this page was open. Please read the new one and sign again.")
    if revision.content_hash != shown.content_hash:
        raise Stale("The article changed while this page was open. Please look through it and sign again.")
    _check(signature, wording)
    SUBMISSION.check(submission.standing, State.SUBMITTED)
    check_writable(submission)
    return Ready(submission, revision, wording, None)


def sign(submission_id: int, *, shown: Shown, signature: Signature, code: str, key: str) -> Attestation:
    """Sign exactly what was shown, and hand it to the desk, in one transaction. ``code`` is the fresh one from the
    author's mailbox and is used up; ``key`` is the installation's link key.

    Refused for what ``look`` refuses, and without a good code. A second post of the same signature gives back the
    first: nothing is doubled.
    """
    ready = look(submission_id, shown=shown, signature=signature)
    if ready.signed:
        return ready.signed
    submission = ready.submission
    proven_at = guests.use(submission.guest, Purpose.SIGN, submission.draft_ref, code, key=key)
    guests.confirm(submission.guest)
    attestation = _attest(ready, signature, proven_at)
    receipts.issue(attestation)
    submissions.submit(submission, ready.revision, due_at=_due())
    submissions.doubt_published(submission, ready.revision)
    worklist.put(submission.ref, rows.row_of(submission))
    return attestation


def _check(signature: Signature, wording: Wording) -> None:
    wrong: dict[str, list[str]] = {}
    if len(text.line(signature.name)) < 3:
        wrong["name"] = ["Type your full name. It stands for your signature."]
    if signature.capacity not in CAPACITIES:
        wrong["capacity"] = ["Say in which capacity you sign."]
    if signature.capacity in FOR_ANOTHER and len(text.line(signature.on_behalf_of)) < 2:
        wrong["on_behalf_of"] = [FOR_ANOTHER[signature.capacity]]
    accepted = set(signature.clauses)
    for clause in wording.body["clauses"]:
        if clause["id"] not in accepted:
            wrong[f"clause-{clause['id']}"] = [
                "Tick this if it is true. Without it we cannot accept the article."
            ]
    if wrong:
        raise Refused("The signature is not complete.", fields=wrong)


def _attest(ready: Ready, signature: Signature, proven_at: datetime) -> Attestation:
    submission, revision, wording = ready.submission, ready.revision, ready.wording
    signed_at = now()
    said = manifest.statement(
        submission=submission.draft_ref,
        revision=revision.number,
        content_hash=revision.content_hash,
        wording={
            "name": wording.name,
            "version": wording.version,
            "locale": wording.locale,
            "sha256": wording.sha256,
        },
        clauses=[clause["id"] for clause in wording.body["clauses"]],
        images=[
            manifest.SignedImage(placed.asset.sha256, placed.rights.hash, placed.rights.basis, whose(placed))
            for placed in revision.placements
        ],
        signer=_signer(submission, signature, proven_at),
        signed_at=signed_at.isoformat(),
    )
    attestation = Attestation(
        submission_id=submission.id,
        revision_id=revision.id,
        wording_id=wording.id,
        guest_id=submission.guest_id,
        content_hash=revision.content_hash,
        statement=said,
        statement_hash=manifest.digest(said),
        signed_at=signed_at,
    )
    session.add(attestation)
    record(
        Kind.ATTESTATION_SIGNED,
        about=attestation,
        by=submission.guest.actor,
        also=[submission, revision],
        facts={
            "revision": revision.id,
            "number": revision.number,
            "statement_sha256": attestation.statement_hash,
        },
    )
    return attestation


def whose(placed: Placement) -> str:
    """Who declared the right of a placed image: its author, or an editor."""
    return declarations.EDITOR if declarations.by_editor(placed.rights.declared) else "author"


def _signer(submission: Submission, signature: Signature, proven_at: datetime) -> dict[str, Any]:
    """Commitments to who signed; the values themselves are vault rows that an erasure deletes. ``proven_at`` is when
    a fresh code from the mailbox was given back."""
    private = {
        "name": text.line(signature.name),
        "email": submission.guest.email,
        "on_behalf_of": text.line(signature.on_behalf_of) if signature.capacity in FOR_ANOTHER else "",
        "address": prefix(signature.address),
        "browser": text.line(signature.browser)[:200],
    }
    kept = {label: keep(label, value, owner=submission.ref) for label, value in private.items() if value}
    proof = {"email_verified": True, "code_given_at": proven_at.isoformat()}
    return {"capacity": signature.capacity, **proof, **kept}


def prefix(address: str) -> str:
    """An IP address cut to its network: /24 for IPv4, /48 for IPv6. Empty for what is no address."""
    try:
        size = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        return ""


def _due() -> datetime:
    who = site.identity()
    days = site.setting("review_due")["business_days"]
    return calendars.add_business_days(now(), days, country=who.country, zone=who.zone)

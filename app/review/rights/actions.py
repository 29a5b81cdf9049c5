"""Finding something about the rights of a revision, record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import text
from app.accounts.models import Member
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, Refused, Stale
from app.guests.queries import fold
from app.lifecycle import words
from app.review.rights import kinds, queries
from app.review.rights.kinds import Found
from app.review.rights.models import Finding
from app.site import letters
from app.submissions import actions as submissions
from app.submissions import declarations, permissions
from app.submissions import queries as drafts
from app.submissions.models import Placement, Revision, Submission
from app.submissions.states import PUBLISHABLE, State

LONGEST_NOTE = 2000
"""Characters."""

OPEN_TO = frozenset({State.IN_REVIEW, State.CHANGES_REQUESTED, *PUBLISHABLE, State.PUBLISHED})
"""Where rights can be looked at: from the first claim on, and after publication, when something comes to light."""


@dataclass(frozen=True)
class Weighed:
    """What a member says of one right. ``last`` is the finding that stood on their screen, 0 where there was none."""

    found: Found
    checked: Sequence[str] = ()
    note: str = ""
    last: int = 0


def weigh(submission_id: int, said: Mapping[int, Weighed], *, by: Member, content_hash: str) -> list[Finding]:
    """Record what ``by`` found about rights of the newest revision, by the id of each record; one event tells the
    author of all that was questioned or refused. Gives back what was added. ``content_hash`` is that of the revision
    on the screen.

    To accept, something must have been checked; to question or refuse, the note must say what the author can do.
    Nobody weighs their own rights. Stale, with nothing recorded, when the author signed another revision or somebody
    else found something meanwhile; NotAllowed, naming the image, where a permission has not come.
    """
    submission = submissions.hold(submission_id)
    revision = drafts.newest(submission)
    _check_person(submission, by)
    if revision is None:
        raise NotAllowed("Nothing of this has been submitted yet.")
    if revision.content_hash != content_hash:
        raise Stale("The author signed another revision while you were reading. Nothing was recorded.")
    if submission.standing not in OPEN_TO:
        raise NotAllowed(f"The rights of what is “{words(submission.standing)}” cannot be looked at now.")
    placed = {one.rights_id: one for one in revision.placements}
    if not said or not said.keys() <= placed.keys():
        raise Refused("Say of at least one image what you find: accept, question or refuse its right.")
    _check_words(said, placed)
    _check_unchanged(said)
    _check_waited_for(revision, said, placed)
    _check_own(submission, said, placed, by=by)
    added = [_add(id_, one, by=by) for id_, one in said.items()]
    session.flush()
    _tell(submission, revision, added, by=by)
    return added


def _check_person(submission: Submission, by: Member) -> None:
    if not by.may(Right.DECIDE):
        raise NotAllowed("Your role does not include deciding about rights.")
    if fold(by.email) == submission.guest.email:
        raise NotAllowed("This came from your own address. Somebody else has to decide about its rights.")


def _check_own(
    submission: Submission, said: Mapping[int, Weighed], placed: Mapping[int, Placement], *, by: Member
) -> None:
    """Whoever changed the article accepts no right that the desk declared in it: it may be their own."""
    if not attestations.has_changed(submission.id, by.id):
        return
    if any(
        one.found is Found.ACCEPTED and declarations.by_editor(placed[id_].rights.declared)
        for id_, one in said.items()
    ):
        raise NotAllowed(
            "You changed this article. Somebody else has to accept the right to an image that the desk added."
        )


def _check_words(said: Mapping[int, Weighed], placed: Mapping[int, Placement]) -> None:
    wrong: dict[str, list[str]] = {}
    for id_, one in said.items():
        declared = placed[id_].rights
        may = kinds.offered({"basis": declared.basis, **declared.declared}, evidence=True)
        if not set(one.checked) <= set(may):
            wrong[f"right-{id_}-checked"] = ["Choose from the list."]
        elif one.found is Found.ACCEPTED and not one.checked:
            wrong[f"right-{id_}-checked"] = ["Tick what you checked: it stands beside the right from now on."]
        if one.found in kinds.TOLD and not text.plain(one.note):
            wrong[f"right-{id_}-note"] = ["Say what the author can do: they get this in a letter."]
        elif gap := letters.gap(one.note):
            wrong[f"right-{id_}-note"] = [gap]
        elif len(one.note) > LONGEST_NOTE:
            wrong[f"right-{id_}-note"] = [f"Keep it under {LONGEST_NOTE:,} characters."]
    if wrong:
        raise Refused("Not every right can be recorded like this.", fields=wrong)


def _check_unchanged(said: Mapping[int, Weighed]) -> None:
    stands = queries.newest_of(said)
    for id_, one in said.items():
        newest = stands.get(id_)
        if newest is not None and newest.id != one.last:
            raise Stale(
                "Somebody else looked at these rights meanwhile. Nothing was recorded.",
                changes=[f"{newest.by.name} {newest.found} a right that you were about to decide on."],
            )


def _check_waited_for(
    revision: Revision, said: Mapping[int, Weighed], placed: Mapping[int, Placement]
) -> None:
    accepted = {placed[id_].asset_id for id_, one in said.items() if one.found is Found.ACCEPTED}
    waited = [one.sentence for one in permissions.doubts(revision) if one.asset_id in accepted]
    if waited:
        raise NotAllowed(" ".join([*waited, "It cannot be accepted before that is settled."]))


def _add(rights_id: int, one: Weighed, *, by: Member) -> Finding:
    row = Finding(
        rights_id=rights_id,
        by_id=by.id,
        found=one.found.value,
        checked=[code for code in kinds.CHECKS if code in one.checked],
        note=text.plain(one.note),
        made_at=now(),
    )
    session.add(row)
    return row


def _tell(submission: Submission, revision: Revision, added: Sequence[Finding], *, by: Member) -> None:
    for kind, founds in ((Kind.RIGHTS_ACCEPTED, (Found.ACCEPTED,)), (Kind.RIGHTS_QUESTIONED, kinds.TOLD)):
        of_kind = [one for one in added if one.standing in founds]
        if of_kind:
            said = [rows.facts_of(one) for one in of_kind]
            facts = {"revision": revision.id, "findings": [one.id for one in of_kind], "said": said}
            about: list[Subject] = [revision, *(one.rights for one in of_kind)]
            record(kind, about=submission, by=by.actor, also=about, facts=facts)

"""The verbs of review: open, decide, note. What is decided names exactly what the reviewer saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from app import text
from app.accounts.models import Member
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import NotAllowed, Refused, Stale
from app.guests.queries import fold
from app.lifecycle import words
from app.review import looking, queries, rules, undoing
from app.review.looking import Looked
from app.review.models import Decision, Note, Verdict
from app.review.policy import queries as policy
from app.site import letters
from app.submissions import actions as submissions
from app.submissions import permissions
from app.submissions import queries as drafts
from app.submissions.content import Seen
from app.submissions.models import Revision, Submission
from app.submissions.rows import row_of
from app.submissions.schedules import Ended
from app.submissions.states import State
from app.worklist import actions as worklist
from app.worklist.models import Claim, Item

LONGEST_NOTE = 5000
"""Characters."""

ALREADY = "You have decided about this revision already."

TWICE_WITHIN = timedelta(minutes=1)
"""The same note by the same person within this time is a second click, not a second note."""


def open_item(item: Item, by: Member, *, beating: bool = False) -> Claim:
    """Claim a submission's item; the first claim begins the review. Again by the holder, it renews the lease.

    ``beating``: a page that is open asks by itself; NotAllowed where whoever reads it has nothing left to do.
    """
    submission = submissions.hold(item.subject_id)
    if beating and not _has_to_do(submission, by):
        raise NotAllowed(ALREADY)
    claim = worklist.claim(item, by=by, beating=beating)
    if submission.standing is State.SUBMITTED:
        submissions.begin_review(submission, by=by)
        update_item(submission)
    return claim


def decide(
    submission_id: int,
    verdict: Verdict,
    *,
    by: Member,
    reasons: Sequence[str] = (),
    note: str = "",
    seen: Looked,
) -> Decision:
    """Approve, decline or ask for changes. ``seen`` is what stood on the reviewer's screen: the version, the content,
    the signature under it, its images, and what was known of their rights.

    One person counts once about one revision: a constraint decides. NotAllowed, naming the image, where an approval
    is asked for and a permission has not come (``permissions.doubts``), or naming what nobody has ticked of what the
    publisher's list asks for. Stale, with what changed and nothing
    recorded, when the submission moved on meanwhile; Held, with who has it, while somebody else has claimed it.
    """
    _check_words(verdict, reasons, note)
    submission = _take(submission_id, seen, by=by)
    revision = _revision(submission, seen)
    looking.check(submission, revision, seen)
    _check_person(submission, by)
    worklist.check_free(submission.ref, by=by)
    if verdict is Verdict.APPROVED and attestations.has_changed(submission.id, by.id):
        raise NotAllowed(rules.CHANGED_BY_YOU)
    if submission.standing in rules.WAITS:
        raise NotAllowed(rules.WAITS[submission.standing])
    if submission.standing not in rules.DECIDABLE[verdict]:
        raise NotAllowed(f"What is “{words(submission.standing)}” cannot be decided this way.")
    if verdict not in rules.IN_DOUBT and (waited := permissions.obstacle(revision, to="approved")):
        raise NotAllowed(waited)
    if verdict is Verdict.APPROVED and (left := policy.missing(revision)):
        raise NotAllowed(rules.still_to_tick(left))
    decision = _record(submission, revision, verdict, by=by, reasons=reasons, note=note)
    _AFTER[verdict](submission, decision, by)
    _release(submission, by)
    update_item(submission)
    return decision


def note(submission: Submission, *, body: str, by: Member) -> Note:
    """An internal note: for the desk alone. Sent twice in a row, it is one note."""
    said = text.plain(body)
    if not said:
        raise Refused("Write something first.", fields={"body": ["Write your note."]})
    if len(said) > LONGEST_NOTE:
        sentence = f"Keep it under {LONGEST_NOTE:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"body": [sentence]})
    submissions.hold(submission.id)  # what is sent twice at once comes one after the other
    again = queries.noted_since(submission, said, by=by, since=now() - TWICE_WITHIN)
    if again:
        return again
    row = Note(submission_id=submission.id, by=by, body=said, made_at=now())
    session.add(row)
    session.flush()
    record(Kind.NOTE_ADDED, about=submission, by=by.actor, facts={"note": row.id})
    return row


def update_item(submission: Submission) -> Item:
    """Bring what the queue shows of a submission up to date."""
    session.flush()
    return worklist.put(submission.ref, row_of(submission))


def _has_to_do(submission: Submission, by: Member) -> bool:
    """Whether ``by`` may still decide about what stands there; an editor can change or publish it after that, too."""
    revision = drafts.newest(submission)
    decided = revision is not None and queries.decision_of(revision, by.id) is not None
    return not decided or by.may(Right.CORRECT) or by.may(Right.PUBLISH)


def _check_words(verdict: Verdict, reasons: Sequence[str], note: str) -> None:
    if rules.unknown_reasons(verdict, reasons):
        raise Refused("Choose reasons from the list.", fields={"reasons": ["Choose reasons from the list."]})
    if len(note) > LONGEST_NOTE:
        sentence = f"Keep the note under {LONGEST_NOTE:,} characters; this has {len(note):,}."
        raise Refused(sentence, fields={"note": [sentence]})
    letters.check(note, field="note")
    if verdict is not Verdict.APPROVED and not reasons and not text.plain(note):
        sentence = "Choose a reason or write a note: the author has to know what to do."
        raise Refused(sentence, fields={"reasons": [sentence]})


def _take(submission_id: int, seen: Seen, *, by: Member) -> Submission:
    submission = submissions.hold(submission_id)
    revision = drafts.newest(submission)
    if revision and revision.content_hash == seen.content_hash and queries.decision_of(revision, by.id):
        raise NotAllowed(ALREADY)
    try:
        return submissions.take(submission_id, version=seen.version)
    except Stale as stale:
        raise Stale(stale.sentence, changes=queries.changes_since(submission, seen)) from stale


def _revision(submission: Submission, seen: Seen) -> Revision:
    revision = drafts.newest(submission)
    if revision is None:
        raise NotAllowed("Nothing of this has been submitted yet.")
    if revision.content_hash != seen.content_hash:
        raise Stale(
            "This submission changed while you were reading it. Nothing was decided.",
            changes=queries.changes_since(submission, seen),
        )
    return revision


def _check_person(submission: Submission, by: Member) -> None:
    if not by.may(Right.DECIDE):
        raise NotAllowed("Your role does not include deciding.")
    if fold(by.email) == submission.guest.email:
        raise NotAllowed("This came from your own address. Somebody else has to decide about it.")


def _record(
    submission: Submission,
    revision: Revision,
    verdict: Verdict,
    *,
    by: Member,
    reasons: Sequence[str],
    note: str,
) -> Decision:
    decision = Decision(
        submission_id=submission.id,
        revision_id=revision.id,
        content_hash=revision.content_hash,
        attestation_id=looking.signed(revision) or None,
        images_hash=looking.images(revision),
        by_id=by.id,
        verdict=verdict.value,
        reasons=list(reasons),
        note=text.plain(note),
        made_at=now(),
        from_state=submission.state,
        from_due_at=submission.review_due_at,
        undo_until=None if submission.standing is State.SCHEDULED else undoing.until(now()),
        again=queries.taken_back(revision, by.id),
    )
    try:
        with savepoint():
            session.add(decision)
    except IntegrityError:
        raise NotAllowed(ALREADY) from None
    return decision


def _approved(submission: Submission, decision: Decision, by: Member) -> None:
    have, need = len(queries.approvals(decision.revision)), queries.needed(submission)
    facts = {"decision": decision.id, "revision": decision.revision_id}
    approved = {**facts, "have": have, "need": need, **rows.facts_of(decision)}
    record(Kind.APPROVAL_RECORDED, about=submission, by=by.actor, facts=approved)
    if have >= need:
        submission.advance(State.APPROVED)
        record(Kind.SUBMISSION_APPROVED, about=submission, by=by.actor, facts=facts)


def _changes_requested(submission: Submission, decision: Decision, by: Member) -> None:
    submissions.end_schedule(submission, Ended.CHANGES_REQUESTED, by=by.actor)
    submission.advance(State.CHANGES_REQUESTED)
    _tell(Kind.CHANGES_REQUESTED, submission, decision, by)


def _declined(submission: Submission, decision: Decision, by: Member) -> None:
    submission.advance(State.DECLINED)
    submission.review_due_at = None
    _tell(Kind.SUBMISSION_DECLINED, submission, decision, by)


def _tell(kind: Kind, submission: Submission, decision: Decision, by: Member) -> None:
    facts = {"decision": decision.id, "revision": decision.revision_id, "reasons": decision.reasons}
    facts |= rows.facts_of(decision)
    record(kind, about=submission, by=by.actor, facts=facts, private={"note": decision.note})


_AFTER = {
    Verdict.APPROVED: _approved,
    Verdict.CHANGES_REQUESTED: _changes_requested,
    Verdict.DECLINED: _declined,
}


def _release(submission: Submission, by: Member) -> None:
    """Whoever has decided is done with it: the next reviewer finds it free."""
    item = queries.item_of(submission)
    if item and item.holder_id == by.id:
        worklist.release(item, by=by)

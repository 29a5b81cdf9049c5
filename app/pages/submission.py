"""What the desk reads about one submission, gathered for its page. It only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Member
from app.accounts.roles import Right
from app.attestations import queries as attestations
from app.attestations import receipts
from app.attestations.models import Attestation
from app.audit import queries as audit
from app.audit.kinds import Actor, Kind
from app.corrections import queries as corrections
from app.corrections import reading
from app.errors import NotFound
from app.guests.queries import fold
from app.lookalikes import queries as lookalikes
from app.media import fields
from app.notifications.contents import draft_number
from app.pages import difference, people, planned, talking
from app.pages.sentences import Entry
from app.publishing import queries as publishing
from app.publishing.models import Article
from app.review import looking, rules, undoing
from app.review import queries as review
from app.review.models import Decision, Verdict
from app.review.policy import actions as ticking
from app.review.policy import queries as policy
from app.review.rights import actions as weighs
from app.review.rights import kinds
from app.review.rights import queries as rights
from app.review.rights.models import Finding
from app.site import queries as site
from app.submissions import (
    content,
    contradictions,
    conversation,
    declarations,
    permissions,
    preflight,
    weighing,
)
from app.submissions import queries as submissions
from app.submissions.content import Content, ContentImage
from app.submissions.models import Evidence, Placement, Revision, Submission
from app.submissions.rows import rights_mark
from app.submissions.states import PUBLISHABLE
from app.takedowns import rights as ending


@dataclass(frozen=True)
class Claimed:
    """One image with what is declared about it, what the file says, and where the two disagree."""

    image: ContentImage
    mark: str
    declared: Sequence[tuple[str, str]]
    says: Sequence[tuple[str, str]]
    removed: Sequence[str]
    credentials: Mapping[str, Any]
    evidence: Sequence[Evidence]
    contradictions: Sequence[str]
    weak: Sequence[str]
    elsewhere: int
    widths: Sequence[int]
    rights_id: int
    finding: Finding | None
    declarer: str

    @property
    def checked(self) -> list[str]:
        """What whoever found something had checked, in words."""
        return kinds.in_words(self.finding.checked) if self.finding else []


BEFORE_SENDING = (
    *(Kind.DRAFT_STARTED, Kind.DRAFT_HANDED_IN, Kind.COMMENT_ANSWERED, Kind.COMMENT_SENT),
    *(Kind.NOTE_ADDED, Kind.SUBMISSION_WITHDRAWN),
)
"""What the desk reads in the history of an article that was never sent."""


def gather_unsent(submission: Submission) -> dict[str, Any]:
    """What the desk reads of an article that was never signed: what was said about it, and nothing of the draft."""
    return {
        "submission": submission,
        "number": draft_number(submission.draft_ref),
        "open": submissions.may_be_discussed(submission),
        "conversation": talking.at_the_desk(submission, "The author"),
        "notes": review.notes(submission),
        "history": people.for_desk(audit.history(submission.ref, kinds=BEFORE_SENDING)),
    }


def gather(submission: Submission, member: Member, *, since: str | None = None) -> dict[str, Any]:
    """Everything the page shows; the forms are the route's. ``since`` is the number of the revision to compare with."""
    revision = submissions.newest(submission)
    if revision is None:
        raise NotFound
    shown = content.of(revision)
    approvals, known = review.approvals(revision), review.circumstances(submission)
    need = rules.approvals_needed(known, site.setting("approvals"))
    attestation, doubts = attestations.covering(revision), permissions.doubts(revision)
    article = publishing.of_submission(submission.id)
    findings = rights.newest_of(one.rights_id for one in revision.placements)
    unsettled = rights.unsettled(revision)
    return {
        "submission": submission,
        "revision": revision,
        "content": shown,
        "item": review.item_of(submission),
        "article": article,
        "shown_in_doubt": _in_view(article, doubts),
        "claimed": _all_claimed(revision, shown, findings),
        "looked": looking.at(submission),
        "looked_at": {id_: finding.id for id_, finding in findings.items()},
        "may_weigh": may_weigh(submission, member),
        "look_alikes": lookalikes.of(revision),
        "compared": lookalikes.was_compared(revision),
        "attestation": attestation,
        "signatures": attestations.of(submission),
        "receipts": receipts.numbers(submission),
        "difference": difference.since(revision, shown, since),
        "approvals": approvals,
        "approved": rules.counted(len(approvals), need),
        "why_more": rules.why_more(known),
        "decisions": [_decided(one) for one in review.decisions(submission)],
        "verdicts": verdicts(submission, revision, member, in_doubt=bool(doubts)),
        "obstacle": obstacle(submission, revision, member),
        "may_publish": member.may(Right.PUBLISH) and submission.standing in PUBLISHABLE and not unsettled,
        **planned.of(submission),
        "unsettled": unsettled,
        "checks": [
            *_checks(revision, attestation, len(approvals), need),
            *((sentence, False, "#rights") for sentence in unsettled),
            *map(_unsettled, doubts),
        ],
        "conversation": talking.at_the_desk(submission, shown.byline or "The author"),
        "unanswered": len(conversation.open_threads(submission)),
        "notes": review.notes(submission),
        "history": history(submission),
        "checklist": preflight.of_revision(revision),
        "policy": policy.of(revision),
        "may_tick": not ticking.obstacle(submission, member),
        "member_id": member.id,
        "may_change": not corrections.obstacle(submission, member),
        "copy": corrections.copy_of(submission),
        "may_give_up": not corrections.stranger(submission, member),
        "waiting": _waiting(submission),
        "undo": undoing.offer(submission, member),
        "not_by_you": rules.CHANGED_BY_YOU if attestations.has_changed(submission.id, member.id) else "",
    }


def _waiting(submission: Submission) -> dict[str, Any] | None:
    """The change that waits for its author: whose it is, why, and what it is."""
    change = attestations.waiting_change(submission)
    if change is None:
        return None
    before, after = content.of(change.from_revision), content.of(change.revision)
    return {
        "number": change.revision.number,
        "who": people.Names([Actor("member", change.member_id)]).of(Actor("member", change.member_id)),
        "at": change.signed_at,
        "why": attestations.why(change),
        "between": reading.between(before, after),
    }


def verdicts(submission: Submission, revision: Revision, member: Member, *, in_doubt: bool) -> list[Verdict]:
    """What this member may decide now."""
    if not member.may(Right.DECIDE) or obstacle(submission, revision, member):
        return []
    changed = attestations.has_changed(submission.id, member.id)
    return rules.verdicts_in(submission.standing, in_doubt=in_doubt or changed)


def obstacle(submission: Submission, revision: Revision, member: Member) -> str:
    """Why this member may not decide, in a sentence; empty when they may."""
    mine = review.decision_of(revision, member.id)
    if mine is not None:
        return f"You decided about revision {revision.number}: “{mine.verdict.replace('_', ' ')}”."
    if fold(member.email) == submission.guest.email:
        return "This came from your own address. Somebody else has to decide about it."
    return rules.WAITS.get(submission.standing, "")


def may_weigh(submission: Submission, member: Member) -> bool:
    """Whether this member may say something of the rights now."""
    mine = fold(member.email) == submission.guest.email
    return member.may(Right.DECIDE) and not mine and submission.standing in weighs.OPEN_TO


def history(submission: Submission) -> list[Entry]:
    return people.for_desk(audit.history(submission.ref))


def _in_view(article: Article | None, doubts: Sequence[permissions.Doubt]) -> list[str]:
    """Those of the images in doubt that readers are given now, by their names in the text."""
    if article is None or not doubts:
        return []
    given = {use.asset_id for use in publishing.visible_uses(article)}
    return list(dict.fromkeys(one.key for one in doubts if one.asset_id in given))


def _all_claimed(revision: Revision, shown: Content, findings: Mapping[int, Finding]) -> list[Claimed]:
    placements = submissions.placements(revision)
    over = ending.over([one.rights_id for one in placements], today=site.today())
    elsewhere = publishing.shown_elsewhere([one.asset_id for one in placements], revision.submission_id)
    return [
        _claimed(
            one,
            shown,
            elsewhere.get(one.asset_id, 0),
            findings.get(one.rights_id),
            over=one.rights_id in over,
        )
        for one in placements
    ]


def _claimed(
    placed: Placement, shown: Content, elsewhere: int, finding: Finding | None, *, over: bool
) -> Claimed:
    record, embedded = placed.rights, placed.asset.embedded or {}
    image = next(one for one in shown.images if one.use == placed.use)
    return Claimed(
        image=image,
        mark=rights_mark(record, over=over),
        declared=declarations.shown({"basis": record.basis, "people": record.people, **record.declared}),
        says=fields.told(embedded.get("says") or {}),
        removed=embedded.get("removed") or (),
        credentials=embedded.get("credentials") or {},
        evidence=submissions.evidence_of(record),
        contradictions=contradictions.between(
            {"basis": record.basis, **record.declared}, embedded, credit=image.credit
        ),
        weak=weighing.weak_points(record.declared),
        elsewhere=elsewhere,
        widths=placed.asset.widths(placed.crop),
        rights_id=placed.rights_id,
        finding=finding,
        declarer=_declarer(placed),
    )


def _declarer(placed: Placement) -> str:
    """The editor who declares the right, by name; empty where its author does."""
    change = attestations.declarer_of(placed.rights)
    if change is None:
        return ""
    actor = Actor("member", change.member_id)
    return people.Names([actor]).of(actor)


DID = {
    Verdict.APPROVED: "approved",
    Verdict.CHANGES_REQUESTED: "asked for changes to",
    Verdict.DECLINED: "declined",
}


def _decided(decision: Decision) -> dict[str, Any]:
    verdict = Verdict(decision.verdict)
    said = [*rules.sentences(verdict, decision.reasons), *([decision.note] if decision.note else [])]
    decided = f"{DID[verdict]} revision {decision.revision.number}"
    if decision.undoing is not None:
        decided += f" (undone by {decision.undoing.by.name})"
    return {"at": decision.made_at, "who": decision.by.name, "text": decided, "detail": " ".join(said)}


def _checks(
    revision: Revision, attestation: Attestation | None, have: int, need: int
) -> list[tuple[str, bool, None]]:
    ready = sum(placed.asset.is_ready for placed in revision.placements)
    whole = len(revision.placements)
    return [
        (f"The signature covers revision {revision.number}", attestation is not None, None),
        (f"{ready} of {whole} {'image is' if whole == 1 else 'images are'} ready", ready == whole, None),
        (rules.counted(have, need), have >= need, None),
    ]


def _unsettled(doubt: permissions.Doubt) -> tuple[str, bool, str | None]:
    """A line of the same list, leading to the other submission where that is what it is about."""
    return doubt.sentence, False, f"/desk/submissions/{doubt.submission_id}" if doubt.submission_id else None

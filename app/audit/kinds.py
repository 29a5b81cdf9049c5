"""Every kind of event, ``noun.participle``. Each is told to somebody or listed as silent in ``notifications.rules``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Ref:
    """What an event is about, without knowing the feature it belongs to: ``submission`` 7."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Actor:
    """Who did it: a guest or member by id, or the system itself."""

    kind: str
    id: int | None = None


SYSTEM = Actor("system")


def guest(guest_id: int) -> Actor:
    return Actor("guest", guest_id)


def member(member_id: int) -> Actor:
    return Actor("member", member_id)


class Kind(StrEnum):
    DRAFT_STARTED = "draft.started"
    DRAFT_HANDED_IN = "draft.handed_in"
    LINK_REQUESTED = "link.requested"
    LINK_MISSED = "link.missed"
    LINK_REVOKED = "link.revoked"
    GUEST_CONFIRMED = "guest.confirmed"
    CODE_SENT = "code.sent"
    ADDRESS_TAKEN = "address.taken"
    ADDRESS_CHANGED = "address.changed"
    IMAGE_RECEIVED = "image.received"
    IMAGE_READY = "image.ready"
    IMAGE_REFUSED = "image.refused"
    IMAGE_CUT = "image.cut"
    DOCUMENT_RECEIVED = "document.received"
    DOCUMENT_READ = "document.read"
    DOCUMENT_REFUSED = "document.refused"
    DOCUMENT_PLACED = "document.placed"
    ATTESTATION_SIGNED = "attestation.signed"
    RECEIPT_KEY_MADE = "receipt_key.made"
    RECEIPT_KEY_STOLEN = "receipt_key.stolen"
    RECEIPT_KEY_CHANGED = "receipt_key.changed"
    SUBMISSION_RECEIVED = "submission.received"
    SUBMISSION_REVISED = "submission.revised"
    SUBMISSION_WITHDRAWN = "submission.withdrawn"
    RIGHTS_ACCEPTED = "rights.accepted"
    RIGHTS_QUESTIONED = "rights.questioned"
    PERMISSION_OVERDUE = "permission.overdue"
    PERMISSION_DOUBTED = "permission.doubted"
    RIGHT_ENDING = "right.ending"
    RIGHT_KEPT = "right.kept"
    RIGHT_REVOKED = "right.revoked"
    RIGHT_LAPSED = "right.lapsed"
    RIGHT_SETTLED = "right.settled"
    CONSENT_LINKED = "consent.linked"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    REVIEW_STARTED = "review.started"
    CLAIM_TAKEN = "claim.taken"
    CLAIM_TAKEN_OVER = "claim.taken_over"
    VIEW_SHARED = "view.shared"
    VIEW_REMOVED = "view.removed"
    CLAIM_RELEASED = "claim.released"
    APPROVAL_RECORDED = "approval.recorded"
    SUBMISSION_APPROVED = "submission.approved"
    CHANGES_REQUESTED = "changes.requested"
    CHANGES_MADE = "changes.made"
    SUBMISSION_DECLINED = "submission.declined"
    DECISION_UNDONE = "decision.undone"
    DECISION_SETTLED = "decision.settled"
    COMMENT_SENT = "comment.sent"
    COMMENT_ANSWERED = "comment.answered"
    COMMENT_SETTLED = "comment.settled"
    NOTE_ADDED = "note.added"
    CHECK_TICKED = "check.ticked"
    CHECK_TAKEN_BACK = "check.taken_back"
    PUBLICATION_SCHEDULED = "publication.scheduled"
    PUBLICATION_CANCELLED = "publication.cancelled"
    PUBLICATION_REFUSED = "publication.refused"
    ARTICLE_PUBLISHED = "article.published"
    ARTICLE_MOVED = "article.moved"
    ARTICLE_RELATED = "article.related"
    ARTICLE_CORRECTED = "article.corrected"
    ARTICLE_REMOVED = "article.removed"
    ARTICLE_RESTORED = "article.restored"
    MAIL_RECEIVED = "mail.received"
    MAIL_ASKED = "mail.asked"
    MAIL_EXPIRED = "mail.expired"
    NOTICE_RECEIVED = "notice.received"
    NOTICE_CONFIRMED = "notice.confirmed"
    NOTICE_WITHDRAWN = "notice.withdrawn"
    NOTICE_ENTERED = "notice.entered"
    NOTICE_ADOPTED = "notice.adopted"
    NOTICE_EXPIRED = "notice.expired"
    CLAIMANT_TOLD = "claimant.told"
    DESK_TOLD = "desk.told"
    EVIDENCE_RECEIVED = "evidence.received"
    CASE_OPENED = "case.opened"
    CASE_CLAIMED = "case.claimed"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    QUESTION_TAKEN_BACK = "question.taken_back"
    INFORMATION_ASKED = "information.asked"
    INFORMATION_GIVEN = "information.given"
    INFORMATION_WAIVED = "information.waived"
    CASE_DECIDED = "case.decided"
    REASONS_STATED = "reasons.stated"
    CASE_REVERSED = "case.reversed"
    CASE_CLOSED = "case.closed"
    ERASURE_PROPOSED = "erasure.proposed"
    ERASURE_DECLINED = "erasure.declined"
    ERASURE_CONFIRMED = "erasure.confirmed"
    ERASURE_DONE = "erasure.done"
    BUNDLE_TAKEN = "bundle.taken"
    HOLD_PLACED = "hold.placed"
    HOLD_LIFTED = "hold.lifted"
    MEASURE_PLACED = "measure.placed"
    MEASURE_LIFTED = "measure.lifted"
    ENTRY_MADE = "entry.made"
    ENTRY_LIFTED = "entry.lifted"
    ENTRY_EXPIRED = "entry.expired"
    REMOVAL_PROVEN = "removal.proven"
    CLOCKS_STARTED = "clocks.started"
    CLOCK_HALF_PASSED = "clock.half_passed"
    CLOCK_NEARLY_PASSED = "clock.nearly_passed"
    CLOCK_MISSED = "clock.missed"
    RETURN_PROVEN = "return.proven"
    CLOCK_BREACHED = "clock.breached"
    MESSAGE_BOUNCED = "message.bounced"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_RESENT = "message.resent"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_TESTED = "webhook.tested"
    WEBHOOK_STOPPED = "webhook.stopped"
    SITE_TEXT_CHANGED = "site_text.changed"
    SITE_SETTING_CHANGED = "site_setting.changed"
    PERSON_INVITED = "person.invited"
    INVITATION_CANCELLED = "invitation.cancelled"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    PERSON_SIGNED_IN = "person.signed_in"
    TOKEN_MADE = "token.made"  # noqa: S105 - the name of an event
    TOKEN_ENDED = "token.ended"  # noqa: S105 - as above
    SIGN_IN_REFUSED = "sign_in.refused"
    PASSWORD_FORGOTTEN = "password.forgotten"  # noqa: S105 - the name of an event
    CHECKPOINT_MADE = "checkpoint.made"
    LOG_VERIFIED = "log.verified"

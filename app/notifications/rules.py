"""The one table: which event tells whom, with which letter. Every kind of event is in it or in ``SILENT``.

Both parties of a case hear its outcome exactly once: from ``case.decided``, and from ``case.reversed`` where it is
undone. The holds and removals that a decision brings with it are therefore silent; an interim measure is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.attestations.models import Receipt
from app.audit.kinds import Kind
from app.audit.models import Event
from app.notifications import (
    changes,
    claimed,
    comments,
    consulted,
    contents,
    failures,
    gone,
    hooks,
    items,
    questions,
    rights,
    schedules,
    staff,
)
from app.notifications.contents import Says
from app.notifications.people import (
    Whom,
    about,
    author,
    both_addresses,
    case,
    claimant,
    claimants,
    has_claimant,
    holder,
    known_claimant,
    mailbox,
    person,
    reader,
    somebody_else,
    webmaster,
    withdrawers,
)
from app.publishing.models import Hold
from app.publishing.states import Ended, Level
from app.takedowns.states import OPEN, CaseState


@dataclass(frozen=True)
class Rule:
    """``letter`` goes to ``whom``, saying what ``says`` gathers, where ``when`` holds. ``brings`` is the receipt that
    is attached to it."""

    letter: str
    whom: Whom
    says: Callable[[Event], Says]
    when: Callable[[Event], bool] = lambda _event: True
    brings: Callable[[Event], Receipt | None] = lambda _event: None


def _interim(event: Event) -> bool:
    """Of an image whose right has ended both hear from that event, not from its hold."""
    hold = about(Hold, event, "hold")
    return hold is not None and _is_interim(event) and hold.ground not in set(Ended)


def _is_interim(event: Event) -> bool:
    hold = about(Hold, event, "hold")
    return hold is not None and hold.level == Level.INTERIM


def _interim_image(event: Event) -> bool:
    return _interim(event) and contents.is_about_image(event)


def _interim_article(event: Event) -> bool:
    return _interim(event) and not contents.is_about_image(event)


def _lifted_by_itself(event: Event) -> bool:
    """Not as part of a decision or of its reversal: those tell their own outcome."""
    opened = case(event)
    return _is_interim(event) and (opened is None or opened.standing in OPEN | {CaseState.WITHDRAWN})


def _has_case(event: Event) -> bool:
    """A notice that was never confirmed reached nobody at the desk."""
    return case(event) is not None


def _is_asked_for(event: Event) -> bool:
    return bool(event.facts["write"])


RULES: dict[Kind, tuple[Rule, ...]] = {
    Kind.DRAFT_STARTED: (Rule("draft_link", author, contents.of_submission),),
    Kind.DRAFT_HANDED_IN: (Rule("draft_handed_in", author, contents.of_submission),),
    Kind.LINK_REQUESTED: (Rule("link_again", holder, contents.of_link),),
    Kind.CODE_SENT: (Rule("code_sent", mailbox, contents.of_code),),
    Kind.ADDRESS_TAKEN: (Rule("address_taken", somebody_else, contents.of_code),),
    Kind.ADDRESS_CHANGED: (Rule("address_changed", both_addresses, contents.of_change),),
    Kind.RECEIPT_KEY_CHANGED: (Rule("receipt_key_changed", webmaster(contents.keys_page), contents.of_key),),
    Kind.SUBMISSION_RECEIVED: (
        Rule("submission_received", author, contents.receipt, brings=contents.receipt_by_mail),
        Rule("submission_waiting", webmaster(contents.submission_page), contents.receipt),
    ),
    Kind.SUBMISSION_REVISED: (
        Rule("submission_received", author, contents.receipt, brings=contents.receipt_by_mail),
        Rule("submission_waiting", webmaster(contents.submission_page), contents.receipt),
    ),
    Kind.CHANGES_REQUESTED: (Rule("changes_requested", author, contents.of_decision),),
    Kind.CHANGES_MADE: (Rule("changes_to_sign", author, changes.of_change),),
    Kind.RIGHTS_QUESTIONED: (Rule("rights_questioned", author, questions.of_findings),),
    Kind.SUBMISSION_APPROVED: (
        Rule("submission_approved", author, contents.of_submission),
        Rule("ready_to_publish", webmaster(contents.submission_page), contents.of_submission),
    ),
    Kind.SUBMISSION_DECLINED: (Rule("submission_declined", author, contents.of_decision),),
    Kind.SUBMISSION_WITHDRAWN: (
        Rule("submission_withdrawn", webmaster(contents.submission_page), contents.of_withdrawal),
    ),
    Kind.PERMISSION_OVERDUE: (
        Rule("permission_overdue", author, contents.of_permissions),
        Rule("permission_missing", webmaster(contents.submission_page), contents.of_permissions),
    ),
    Kind.PERMISSION_DOUBTED: (
        Rule("permission_doubted", webmaster(contents.submission_page), contents.of_permissions),
    ),
    Kind.RIGHT_ENDING: (
        Rule("right_ending", author, rights.of_right),
        Rule("right_ending_desk", webmaster(rights.right_page), rights.of_right),
    ),
    Kind.RIGHT_LAPSED: (
        Rule("right_lapsed", author, rights.of_lapse),
        Rule("right_lapsed_desk", webmaster(contents.case_page), rights.of_lapse),
    ),
    Kind.CONSENT_LINKED: (Rule("consent_link", person, rights.of_consent),),
    Kind.CONSENT_WITHDRAWN: (
        Rule("consent_receipt", person, rights.of_withdrawal),
        Rule("consent_withdrawn", author, rights.of_withdrawal),
        Rule("consent_withdrawn_desk", webmaster(rights.withdrawal_page), rights.of_withdrawal),
    ),
    Kind.COMMENT_SENT: (Rule("comment_from_desk", author, comments.of_comment),),
    Kind.COMMENT_ANSWERED: (
        Rule("comment_answered", webmaster(contents.submission_page), comments.of_answer),
    ),
    Kind.PUBLICATION_SCHEDULED: (Rule("publication_scheduled", author, schedules.of_schedule),),
    Kind.PUBLICATION_CANCELLED: (
        Rule("publication_cancelled", author, schedules.of_end, schedules.is_for_author),
        Rule("publication_cancelled_desk", schedules.planner, schedules.of_end_for_desk),
        Rule(
            "publication_cancelled_desk",
            webmaster(contents.submission_page),
            schedules.of_end_for_desk,
            schedules.is_for_webmaster,
        ),
    ),
    Kind.PUBLICATION_REFUSED: (
        Rule("publication_cancelled", author, schedules.of_end),
        Rule("publication_refused", schedules.planner, schedules.of_refusal),
        Rule("publication_refused", webmaster(contents.submission_page), schedules.of_refusal),
    ),
    Kind.ARTICLE_PUBLISHED: (Rule("article_published", reader, contents.of_article),),
    Kind.ARTICLE_MOVED: (Rule("article_moved", reader, contents.of_article),),
    Kind.ARTICLE_CORRECTED: (Rule("article_corrected", reader, contents.of_article),),
    Kind.NOTICE_RECEIVED: (Rule("notice_confirm", claimant, contents.of_notice),),
    Kind.NOTICE_CONFIRMED: (
        Rule("notice_registered", claimant, contents.of_registered),
        Rule("notice_waiting", webmaster(contents.case_page), contents.of_registered, has_claimant),
    ),
    Kind.NOTICE_ENTERED: (Rule("notice_entered", claimant, contents.of_registered, _is_asked_for),),
    Kind.CLAIMANT_TOLD: (Rule("claimant_told", known_claimant, claimed.of_word),),
    Kind.DESK_TOLD: (Rule("desk_told", webmaster(contents.case_page), claimed.of_word),),
    Kind.NOTICE_WITHDRAWN: (
        Rule("notice_withdrawn", webmaster(contents.case_page), contents.of_notice, _has_case),
    ),
    Kind.HOLD_PLACED: (
        Rule("image_withheld", author, contents.of_hold, _interim_image),
        Rule("article_withheld", author, contents.of_hold, _interim_article),
        Rule("measure_taken", claimants, contents.of_hold, _interim),
    ),
    Kind.HOLD_LIFTED: (
        Rule("hold_lifted", author, contents.of_hold, _lifted_by_itself),
        Rule("hold_lifted", claimants, contents.of_hold, _lifted_by_itself),
    ),
    Kind.QUESTION_ASKED: (Rule("specialist_asked", consulted.asked, consulted.of_question),),
    Kind.QUESTION_ANSWERED: (Rule("specialist_answered", consulted.asker, consulted.of_question),),
    Kind.CASE_DECIDED: (
        Rule("case_decided_claimant", claimants, contents.of_case),
        Rule("case_decided_author", author, contents.of_case),
        Rule("consent_decided", withdrawers, contents.of_case),
    ),
    Kind.CASE_REVERSED: (
        Rule("article_restored", author, contents.of_case),
        Rule("article_restored", claimants, contents.of_case),
        Rule("consent_decided", withdrawers, contents.of_case),
    ),
    Kind.ERASURE_PROPOSED: (Rule("erasure_waiting", webmaster(contents.case_page), gone.of_erasure),),
    Kind.ERASURE_CONFIRMED: (
        Rule("erased_author", gone.former_author, gone.of_erasure),
        Rule("erased_claimant", claimants, gone.of_erasure),
    ),
    Kind.CLAIM_TAKEN_OVER: (Rule("claim_taken_over", items.former_holder, items.of_take_over),),
    Kind.CLOCK_BREACHED: (Rule("item_late", webmaster(contents.item_page), contents.of_item),),
    Kind.MESSAGE_FAILED: (
        Rule(
            failures.NOTICE_OF_FAILURE,
            webmaster(contents.failures_page),
            contents.of_message,
            failures.worth_telling,
        ),
    ),
    Kind.WEBHOOK_STOPPED: (Rule("webhook_stopped", webmaster(hooks.page_of), hooks.of_hook),),
    Kind.PERSON_INVITED: (Rule("desk_invitation", staff.invited, staff.of_invitation),),
    Kind.PERSON_CHANGED: (Rule("desk_account_changed", staff.changed, staff.of_account),),
    Kind.TOKEN_MADE: (
        Rule("token_changed", staff.token_s_member, staff.of_token),
        Rule("token_changed", webmaster(staff.tokens_page), staff.of_token),
    ),
    Kind.TOKEN_ENDED: (
        Rule("token_changed", staff.token_s_member, staff.of_token),
        Rule("token_changed", webmaster(staff.tokens_page), staff.of_token),
    ),
    # Of passwords that were tried the log alone speaks: a letter for each would let a stranger fill a mailbox.
    Kind.SIGN_IN_REFUSED: (
        Rule("desk_code_guessed", staff.guessed, staff.of_guesses, staff.is_after_password),
    ),
    Kind.PASSWORD_FORGOTTEN: (Rule("desk_password_link", staff.asked, staff.of_password),),
    Kind.CHECKPOINT_MADE: (Rule("checkpoint_made", webmaster(contents.log_page), contents.of_checkpoint),),
    Kind.LOG_VERIFIED: (
        Rule("log_broken", webmaster(contents.log_page), contents.of_verification, failures.found_faults),
    ),
}

SILENT: dict[Kind, str] = {
    Kind.LINK_MISSED: "nobody is known by that address",
    Kind.LINK_REVOKED: "the person did it, or the letter with the new link says so",
    Kind.GUEST_CONFIRMED: "part of what the guest just did",
    Kind.RIGHTS_ACCEPTED: "shown at the desk; the author hears of the article as a whole",
    Kind.IMAGE_RECEIVED: "shown beside the image at once",
    Kind.IMAGE_READY: "shown beside the image",
    Kind.IMAGE_CUT: "shown beside the image",
    Kind.IMAGE_REFUSED: "shown beside the image, and in the list of what is missing before signing",
    Kind.DOCUMENT_RECEIVED: "shown on the writing desk at once",
    Kind.DOCUMENT_READ: "shown on the writing desk",
    Kind.DOCUMENT_REFUSED: "shown on the writing desk",
    Kind.DOCUMENT_PLACED: "the author did it",
    Kind.ARTICLE_RELATED: "it changes no word of the article; shown on it",
    Kind.ATTESTATION_SIGNED: "the receipt goes with submission.received or submission.revised",
    Kind.RECEIPT_KEY_STOLEN: "whoever reported it sits at the command; the change that follows is told",
    Kind.RECEIPT_KEY_MADE: "the first key retires none",
    Kind.RIGHT_KEPT: "the desk did it; the author sees it on the status page",
    Kind.RIGHT_REVOKED: "author and desk hear it once, from right.lapsed",
    Kind.RIGHT_SETTLED: "the author did it with a new revision",
    Kind.REVIEW_STARTED: "shown on the author’s status page",
    Kind.CLAIM_TAKEN: "shown in the queue",
    Kind.CLAIM_RELEASED: "shown in the queue",
    Kind.APPROVAL_RECORDED: "the author hears when there are enough",
    Kind.DECISION_UNDONE: "nobody outside had heard of the decision: its letters are recalled",
    Kind.DECISION_SETTLED: "the letters themselves arrive",
    Kind.COMMENT_SETTLED: "shown on the author’s status page; nothing is asked of anybody",
    Kind.NOTE_ADDED: "internal to the desk",
    Kind.CHECK_TICKED: "shown at the desk, to whoever reads the article",
    Kind.CHECK_TAKEN_BACK: "shown at the desk, to whoever reads the article",
    Kind.VIEW_SHARED: "stands in the queue of everybody it is for",
    Kind.VIEW_REMOVED: "the queue no longer shows it",
    Kind.ARTICLE_REMOVED: "both parties hear it once, from case.decided",
    Kind.ARTICLE_RESTORED: "both parties hear it once, from case.reversed",
    Kind.EVIDENCE_RECEIVED: "shown with the report; the desk reads it there",
    Kind.NOTICE_ADOPTED: "whoever sent it has the letter that asks them to confirm it",
    Kind.NOTICE_EXPIRED: "it was never confirmed, so its address is not known to be anybody’s",
    Kind.CASE_OPENED: "the claimant hears it from notice.confirmed",
    Kind.CASE_CLAIMED: "shown in the queue",
    Kind.QUESTION_TAKEN_BACK: "shown on the case, to whoever comes to answer",
    Kind.CASE_CLOSED: "both parties heard the outcome when it was decided",
    Kind.ERASURE_DECLINED: "shown on the case; nothing changed for anybody",
    Kind.ERASURE_DONE: "shown on the case; whoever is concerned has heard it, and may have no address here any more",
    Kind.REMOVAL_PROVEN: "shown on the case",
    Kind.ENTRY_MADE: "part of a decision, which both parties hear of",
    Kind.ENTRY_LIFTED: "part of what undid the decision, which both parties hear of",
    Kind.ENTRY_EXPIRED: "nothing changes for anybody until it is sent again",
    Kind.MESSAGE_RESENT: "the letter itself arrives",
    Kind.WEBHOOK_CHANGED: "shown in the log; the webmaster did it",
    Kind.WEBHOOK_TESTED: "the receiver gets the test; whoever asked for it sees the answer",
    Kind.SITE_TEXT_CHANGED: "shown in the log",
    Kind.SITE_SETTING_CHANGED: "shown in the log; the webmaster did it",
    Kind.INVITATION_CANCELLED: "its link opens nothing any more; whom it was for is forgotten",
    Kind.PERSON_SIGNED_IN: "the person did it, and sees it on their account",
    Kind.PERSON_ADDED: "the person did it, or sits beside whoever did",
}


def rules_for(event: Event) -> list[Rule]:
    """The rules that apply to this event."""
    return [rule for rule in RULES.get(event.name, ()) if rule.when(event)]

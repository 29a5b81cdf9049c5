"""The one table: which event tells whom, with which letter. Every kind of event is in it or in ``SILENT``.

Both parties of a case hear its outcome exactly once: from ``case.decided``, and from ``case.reversed`` where it is
undone. The holds and removals that a decision brings with it are therefore silent; an interim measure is not.
"""

from __future__ import annotations

from app.audit.kinds import Kind
from app.audit.models import Event
from app.notifications import (
    changes,
    claimed,
    comments,
    conditions,
    consulted,
    contents,
    gone,
    hooks,
    items,
    mailed,
    marking,
    questions,
    rights,
    schedules,
    staff,
    timed,
)
from app.notifications.people import (
    author,
    both_addresses,
    claimant,
    claimants,
    has_claimant,
    holder,
    known_claimant,
    mailbox,
    person,
    reader,
    sender,
    somebody_else,
    webmaster,
    withdrawers,
)
from app.notifications.ruling import Rule
from app.notifications.silent import SILENT

__all__ = ["REMINDERS", "RULES", "SILENT", "Rule", "rules_for"]

REMINDERS = (
    Rule("clock_reminder", timed.at_the_desk, timed.of_clock, timed.runs_on),
    Rule("information_reminder", timed.the_claimant, timed.of_reminder, timed.runs_on),
)
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
    Kind.MAIL_RECEIVED: (
        Rule("mail_received", sender, mailed.of_mail, mailed.is_report),
        Rule("mail_answered", webmaster(mailed.page_of), mailed.of_answer, mailed.is_answer),
    ),
    Kind.MAIL_ASKED: (Rule("mail_received", sender, mailed.of_mail, mailed.is_report),),
    Kind.MESSAGE_BOUNCED: (
        Rule(
            "letter_came_back",
            webmaster(mailed.bounces_page),
            contents.of_message,
            conditions.worth_telling,
        ),
    ),
    Kind.NOTICE_RECEIVED: (Rule("notice_confirm", claimant, contents.of_notice, conditions.is_unconfirmed),),
    Kind.NOTICE_CONFIRMED: (
        Rule("notice_registered", claimant, contents.of_registered),
        Rule("notice_waiting", webmaster(contents.case_page), contents.of_registered, has_claimant),
    ),
    Kind.NOTICE_ENTERED: (Rule("notice_entered", claimant, contents.of_registered, conditions.is_asked_for),),
    Kind.CLAIMANT_TOLD: (Rule("claimant_told", known_claimant, claimed.of_word),),
    Kind.DESK_TOLD: (Rule("desk_told", webmaster(contents.case_page), claimed.of_word),),
    Kind.NOTICE_WITHDRAWN: (
        Rule("notice_withdrawn", webmaster(contents.case_page), contents.of_notice, conditions.has_case),
    ),
    Kind.HOLD_PLACED: (
        Rule("image_withheld", author, contents.of_hold, conditions.interim_image),
        Rule("article_withheld", author, contents.of_hold, conditions.interim_article),
        Rule("measure_taken", claimants, contents.of_hold, conditions.interim),
    ),
    Kind.HOLD_LIFTED: (
        Rule("hold_lifted", author, contents.of_hold, conditions.lifted_by_itself),
        Rule("hold_lifted", claimants, contents.of_hold, conditions.lifted_by_itself),
    ),
    Kind.MEASURE_PLACED: (
        Rule("measure_placed", author, marking.of_measure, marking.is_interim),
        Rule("measure_placed", claimants, marking.of_measure, marking.is_interim),
    ),
    Kind.MEASURE_LIFTED: (
        Rule("measure_ended", author, marking.of_measure, marking.ended_by_itself),
        Rule("measure_ended", claimants, marking.of_measure, marking.ended_by_itself),
    ),
    Kind.QUESTION_ASKED: (Rule("specialist_asked", consulted.asked, consulted.of_question),),
    Kind.QUESTION_ANSWERED: (Rule("specialist_answered", consulted.asker, consulted.of_question),),
    Kind.INFORMATION_ASKED: (Rule("information_wanted", claimant, timed.of_request),),
    Kind.INFORMATION_GIVEN: (Rule("information_given", timed.asker, timed.of_answer),),
    Kind.CASE_CLOSED: (Rule("case_incomplete", claimants, timed.of_end, timed.was_incomplete),),
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
    Kind.CLOCK_HALF_PASSED: REMINDERS,
    Kind.CLOCK_NEARLY_PASSED: REMINDERS,
    Kind.CLOCK_MISSED: (
        Rule("clock_missed", webmaster(contents.case_page), timed.of_clock, timed.is_not_told_by_the_queue),
    ),
    Kind.CLOCK_BREACHED: (Rule("item_late", webmaster(contents.item_page), contents.of_item),),
    Kind.MESSAGE_FAILED: (
        Rule(
            conditions.NOTICE_OF_FAILURE,
            webmaster(contents.failures_page),
            contents.of_message,
            conditions.worth_telling,
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
        Rule("log_broken", webmaster(contents.log_page), contents.of_verification, conditions.found_faults),
    ),
}


def rules_for(event: Event) -> list[Rule]:
    """The rules that apply to this event."""
    return [rule for rule in RULES.get(event.name, ()) if rule.when(event)]

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
from app.db import session
from app.notifications import (
    changes,
    comments,
    consulted,
    contents,
    gone,
    hooks,
    items,
    mailed,
    questions,
    rights,
    schedules,
    staff,
)
from app.notifications.contents import Says
from app.notifications.models import Message, Webhook
from app.notifications.people import (
    Whom,
    about,
    author,
    both_addresses,
    case,
    claimant,
    claimants,
    holder,
    mailbox,
    person,
    reader,
    sender,
    somebody_else,
    webmaster,
    withdrawers,
)
from app.notifications.silent import SILENT
from app.publishing.models import Hold
from app.publishing.states import Ended, Level
from app.takedowns.states import OPEN, CaseState

__all__ = ["RULES", "SILENT", "Rule", "rules_for"]

NOTICE_OF_FAILURE = "message_failed"
"""The one letter whose own failure is told to nobody: it would never end."""


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


def _is_unconfirmed(event: Event) -> bool:
    """What came by mail was confirmed with the very link."""
    return event.facts.get("channel") != "mail"


def _has_case(event: Event) -> bool:
    """A notice that was never confirmed reached nobody at the desk."""
    return case(event) is not None


def _worth_telling(event: Event) -> bool:
    message = about(Message, event, "message")
    if message is None or message.letter in (NOTICE_OF_FAILURE, "letter_came_back"):
        return False
    hook = session.get(Webhook, message.webhook_id) if message.webhook_id else None
    return hook is None or hook.active  # of one that was switched off for it, webhook.stopped tells


def _found_faults(event: Event) -> bool:
    return bool(event.facts["faults"])


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
        Rule("letter_came_back", webmaster(contents.bounces_page), contents.of_message, _worth_telling),
    ),
    Kind.NOTICE_RECEIVED: (Rule("notice_confirm", claimant, contents.of_notice, _is_unconfirmed),),
    Kind.NOTICE_CONFIRMED: (
        Rule("notice_registered", claimant, contents.of_registered),
        Rule("notice_waiting", webmaster(contents.case_page), contents.of_registered),
    ),
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
        Rule(NOTICE_OF_FAILURE, webmaster(contents.failures_page), contents.of_message, _worth_telling),
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
        Rule("log_broken", webmaster(contents.log_page), contents.of_verification, _found_faults),
    ),
}


def rules_for(event: Event) -> list[Rule]:
    """The rules that apply to this event."""
    return [rule for rule in RULES.get(event.name, ()) if rule.when(event)]

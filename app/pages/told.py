"""Every kind of event in words, for three readers: the desk, the author, and whoever sent a notice.

The desk's words stand after the name of who did it. Guests read whole sentences without names, and nothing of what
is internal: what has no sentence for a reader is not shown to that reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.audit.kinds import Kind


class Reader(StrEnum):
    DESK = "desk"
    AUTHOR = "author"
    CLAIMANT = "claimant"


@dataclass(frozen=True)
class Words:
    """``desk`` follows a name; ``author`` and ``claimant`` are sentences, or empty. ``{number}`` and its like are
    facts of the event."""

    desk: str
    author: str = ""
    claimant: str = ""

    def to(self, reader: Reader) -> str:
        return str(getattr(self, reader.value))


SENTENCES: Mapping[Kind, Words] = {
    Kind.DRAFT_STARTED: Words("started a draft", "You started this draft."),
    Kind.DRAFT_HANDED_IN: Words(
        "handed in a draft for its author, through a program", "The desk handed in this draft for you."
    ),
    Kind.LINK_MISSED: Words("was asked for the link of an address that nobody here has"),
    Kind.LINK_REQUESTED: Words("asked for the private link again", "Your private link was sent again."),
    Kind.LINK_REVOKED: Words("ended a private link", "A private link of yours was ended."),
    Kind.GUEST_CONFIRMED: Words(
        "confirmed the address", "You confirmed your address.", "You confirmed your address."
    ),
    Kind.CODE_SENT: Words("asked for a short code by letter"),
    Kind.ADDRESS_TAKEN: Words("wanted to change to an address that somebody else here uses"),
    Kind.ADDRESS_CHANGED: Words("changed the e-mail address", "You changed your e-mail address."),
    Kind.IMAGE_RECEIVED: Words("sent an image", "You sent an image."),
    Kind.IMAGE_READY: Words("found an image to be sound"),
    Kind.IMAGE_CUT: Words("cut an image as asked"),
    Kind.IMAGE_REFUSED: Words("refused an image", "An image could not be taken."),
    Kind.DOCUMENT_RECEIVED: Words("sent a document", "You sent a document."),
    Kind.DOCUMENT_READ: Words("read a document"),
    Kind.DOCUMENT_REFUSED: Words("refused a document"),
    Kind.DOCUMENT_PLACED: Words("put a document into the draft", "You put a document into your draft."),
    Kind.ATTESTATION_SIGNED: Words(
        "signed the declaration for revision {number}", "You signed the declaration for revision {number}."
    ),
    Kind.RECEIPT_KEY_MADE: Words("made the first key for receipts, {key}"),
    Kind.RECEIPT_KEY_STOLEN: Words("reported the key {key} for receipts as stolen"),
    Kind.RECEIPT_KEY_CHANGED: Words("put the key {key} for receipts in the place of {before}"),
    Kind.SUBMISSION_RECEIVED: Words(
        "handed in revision {number}", "We received revision {number} of your article."
    ),
    Kind.SUBMISSION_REVISED: Words(
        "handed in revision {number}", "We received revision {number} of your article."
    ),
    Kind.SUBMISSION_WITHDRAWN: Words("withdrew the article", "You withdrew the article."),
    Kind.PERMISSION_OVERDUE: Words(
        "found that a permission has not come in time",
        "The time we wait for the permission you asked for is over.",
    ),
    Kind.PERMISSION_DOUBTED: Words(
        "signed that no permission has come for an image which was published",
        "You signed that no permission has come for an image which was published.",
    ),
    Kind.RIGHT_ENDING: Words(
        "asked about a right that ends on {day}", "The right to show an image of yours ends on {day}."
    ),
    Kind.RIGHT_KEPT: Words(
        "kept a right until {day}", "The desk found that an image may be shown until {day}."
    ),
    Kind.RIGHT_REVOKED: Words(
        "said that the licence of an image was revoked", "You said that the licence of an image was revoked."
    ),
    Kind.RIGHT_LAPSED: Words(
        "found that the right to show an image has ended",
        "The right to show an image of yours has ended; a placeholder stands in its place.",
    ),
    Kind.CONSENT_LINKED: Words(
        "gave a person shown a link to withdraw their consent",
        "A person shown in an image of yours got a link of their own.",
    ),
    Kind.CONSENT_WITHDRAWN: Words(
        "withdrew the consent to an image", "A person shown in an image of yours withdrew their consent."
    ),
    Kind.RIGHT_SETTLED: Words("found a right that ended renewed, or its image gone"),
    Kind.REVIEW_STARTED: Words("began the review", "Somebody at the desk began to read it."),
    Kind.CLAIM_TAKEN: Words("claimed it"),
    Kind.CLAIM_TAKEN_OVER: Words("took it over from whoever had claimed it"),
    Kind.VIEW_SHARED: Words("shared a view of the queue with the desk"),
    Kind.VIEW_REMOVED: Words("removed a view of the queue that the desk shared"),
    Kind.CLAIM_RELEASED: Words("released the claim"),
    Kind.APPROVAL_RECORDED: Words(
        "approved this revision ({have} of {need})", "A reviewer approved it ({have} of {need})."
    ),
    Kind.SUBMISSION_APPROVED: Words("completed the approvals", "Your article was approved."),
    Kind.RIGHTS_ACCEPTED: Words("accepted the rights of images"),
    Kind.RIGHTS_QUESTIONED: Words(
        "questioned or refused the rights of images", "We asked you about the rights of your images."
    ),
    Kind.CHANGES_REQUESTED: Words("asked for changes", "We asked you for changes."),
    Kind.CHANGES_MADE: Words(
        "changed the article and signed for it, as revision {number}",
        "An editor changed your article, as revision {number}; it waits for your signature.",
    ),
    Kind.SUBMISSION_DECLINED: Words("declined the article", "We declined the article."),
    Kind.DECISION_UNDONE: Words("took a decision back"),
    Kind.DECISION_SETTLED: Words("let the letters about a decision go at once"),
    Kind.COMMENT_SENT: Words("wrote to the author", "We wrote to you."),
    Kind.COMMENT_ANSWERED: Words("wrote to the desk", "You wrote to us."),
    Kind.COMMENT_SETTLED: Words("settled a comment"),
    Kind.NOTE_ADDED: Words("added an internal note"),
    Kind.CHECK_TICKED: Words("ticked for revision {number}: {item}"),
    Kind.CHECK_TAKEN_BACK: Words("took a tick back for revision {number}: {item}"),
    Kind.PUBLICATION_SCHEDULED: Words(
        "set the time of publication: {on}", "Your article will be published on {on}."
    ),
    Kind.PUBLICATION_CANCELLED: Words(
        "ended the plan to publish it on {on}", "Your article is no longer to be published on {on}."
    ),
    Kind.PUBLICATION_REFUSED: Words(
        "did not publish it on {on}: something stood against it",
        "Your article was not published on {on}; the desk looks into it.",
    ),
    Kind.ARTICLE_PUBLISHED: Words("published the article", "Your article was published."),
    Kind.ARTICLE_MOVED: Words(
        "gave the article another address", "Your article has another address; the earlier one leads to it."
    ),
    Kind.ARTICLE_RELATED: Words("chose the related articles of the article"),
    Kind.ARTICLE_CORRECTED: Words(
        "published a new revision", "A new revision of your article was published."
    ),
    Kind.ARTICLE_REMOVED: Words(
        "removed the article", "Your article was taken down.", "The article was taken down."
    ),
    Kind.ARTICLE_RESTORED: Words(
        "restored the article", "Your article can be read again.", "The article can be read again."
    ),
    Kind.MAIL_RECEIVED: Words("wrote a mail", claimant="Your mail reached us."),
    Kind.MAIL_ASKED: Words("asked the sender of a mail to complete it"),
    Kind.MAIL_EXPIRED: Words("let a mail go that nobody completed"),
    Kind.NOTICE_RECEIVED: Words("sent a report", claimant="We received your report."),
    Kind.NOTICE_CONFIRMED: Words(
        "confirmed the report", claimant="You confirmed the report; from here on we look into it."
    ),
    Kind.NOTICE_WITHDRAWN: Words("withdrew the report", claimant="You withdrew the report."),
    Kind.CLAIMANT_TOLD: Words("wrote to a claimant", claimant="We wrote to you."),
    Kind.DESK_TOLD: Words("wrote to the desk about a report", claimant="You wrote to us."),
    Kind.EVIDENCE_RECEIVED: Words("added a file to the report", claimant="You added a file to the report."),
    Kind.NOTICE_ENTERED: Words("entered a report", claimant="We entered your report."),
    Kind.NOTICE_ADOPTED: Words(
        "took up a report that was not confirmed",
        claimant="The desk took up your report; it counts from then on.",
    ),
    Kind.NOTICE_EXPIRED: Words(
        "let an unconfirmed report expire", claimant="The report was not confirmed in time and has expired."
    ),
    Kind.CASE_OPENED: Words("opened a case", claimant="A case was opened."),
    Kind.CASE_CLAIMED: Words(
        "began to look into the case", claimant="Somebody at the desk is looking into it."
    ),
    Kind.QUESTION_ASKED: Words("asked a {mark} specialist about the case"),
    Kind.QUESTION_ANSWERED: Words("answered the question to a specialist"),
    Kind.QUESTION_TAKEN_BACK: Words("took the question to a specialist back"),
    Kind.INFORMATION_ASKED: Words(
        "asked the claimant for what the report lacks", claimant="We asked you for what your report lacks."
    ),
    Kind.INFORMATION_GIVEN: Words(
        "added what the report lacked", claimant="You added what your report lacked."
    ),
    Kind.INFORMATION_WAIVED: Words(
        "went on without what the report lacks", claimant="We went on without what we had asked you for."
    ),
    Kind.CASE_DECIDED: Words(
        "decided the case", "A report about your article was decided.", "We decided about it."
    ),
    Kind.REASONS_STATED: Words("stated the reasons"),
    Kind.CASE_REVERSED: Words(
        "reversed the decision",
        "The decision about a report was reversed.",
        "The decision was reversed after another look.",
    ),
    Kind.CASE_CLOSED: Words("closed the case", claimant="The case was closed."),
    Kind.ERASURE_PROPOSED: Words("proposed the erasure {number}"),
    Kind.ERASURE_DECLINED: Words("declined the erasure {number}"),
    Kind.ERASURE_CONFIRMED: Words(
        "confirmed the erasure {number}",
        "What you sent us was erased for good.",
        "What this is about was erased for good.",
    ),
    Kind.ERASURE_DONE: Words("found nothing left of what {number} erased"),
    Kind.HOLD_PLACED: Words(
        "placed a hold",
        "Something in your article was hidden from readers.",
        "What this is about was hidden.",
    ),
    Kind.HOLD_LIFTED: Words(
        "lifted a hold", "What was hidden is shown again.", "What was hidden is shown again."
    ),
    Kind.MEASURE_PLACED: Words(
        "put a measure on an article ({kind})",
        "Something was put on your article while it stays readable.",
        "A step was taken about it; it stays readable.",
    ),
    Kind.MEASURE_LIFTED: Words(
        "took a measure off an article ({kind})",
        "What was put on your article was taken off.",
        "What was put on it was taken off.",
    ),
    Kind.REMOVAL_PROVEN: Words(
        "asked every public address ({addresses}) and found each dark",
        claimant="We asked {addresses} public addresses for it; none gave it out.",
    ),
    Kind.RETURN_PROVEN: Words(
        "asked every public address ({addresses}) and found it back",
        "We asked every public address: what was hidden is back.",
    ),
    Kind.ENTRY_MADE: Words("put what was taken down into the register, as {name}"),
    Kind.ENTRY_LIFTED: Words("took {name} off the register: what it rested on was undone"),
    Kind.ENTRY_EXPIRED: Words("let {name} in the register expire"),
    Kind.CLOCKS_STARTED: Words("started the clocks of the case"),
    Kind.CLOCK_HALF_PASSED: Words("found that half of the time for something has passed"),
    Kind.CLOCK_NEARLY_PASSED: Words("found that the time for something has nearly passed"),
    Kind.CLOCK_MISSED: Words("found that the time for something has passed"),
    Kind.CLOCK_BREACHED: Words("found that the time for it has passed"),
    Kind.MESSAGE_FAILED: Words("could not deliver a letter"),
    Kind.MESSAGE_BOUNCED: Words("had a letter sent back"),
    Kind.MESSAGE_RESENT: Words("sent a letter again"),
    Kind.WEBHOOK_CHANGED: Words("changed webhook {number} ({changed})"),
    Kind.WEBHOOK_TESTED: Words("had a test sent to webhook {number}"),
    Kind.WEBHOOK_STOPPED: Words("switched webhook {number} off: its receiver did not take what was sent"),
    Kind.SITE_TEXT_CHANGED: Words("changed the site text “{name}”"),
    Kind.SITE_SETTING_CHANGED: Words("changed the setting “{name}” ({changed})"),
    Kind.PERSON_INVITED: Words("invited somebody to the desk"),
    Kind.INVITATION_CANCELLED: Words("cancelled an invitation to the desk"),
    Kind.PERSON_ADDED: Words("added a person to the desk"),
    Kind.PERSON_CHANGED: Words("changed a person of the desk ({changed})"),
    Kind.PERSON_SIGNED_IN: Words("signed in ({via})"),
    Kind.TOKEN_MADE: Words("made a token for a program ({prefix}…, until {last_on})"),
    Kind.TOKEN_ENDED: Words("ended a token of a program ({prefix}…)"),
    Kind.SIGN_IN_REFUSED: Words("refused further attempts to sign in after many that failed"),
    Kind.PASSWORD_FORGOTTEN: Words("was asked for the way to a new password at the desk"),
    Kind.BUNDLE_TAKEN: Words("took the file of the case out"),
    Kind.CHECKPOINT_MADE: Words("wrote down the daily checkpoint of the log ({size} entries)"),
    Kind.LOG_VERIFIED: Words("had the log verified ({looked} records looked at, {faults} faults)"),
}

GATHERED: Mapping[Kind, str] = {
    Kind.IMAGE_RECEIVED: "You sent {count} images.",
    Kind.IMAGE_REFUSED: "{count} images could not be taken.",
}
"""What an author reads once where it happened several times in a row."""

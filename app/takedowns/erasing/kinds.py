"""What can be erased, what becomes of each kind of thing, and why some of it stays; pure."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """The whole article is its submission with everything in it; an image is one picture of it, with its evidence."""

    ARTICLE = "article"
    IMAGE = "image"


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Standing(StrEnum):
    """Where an erasure is. It is erased once nothing of it can be found in the store any more."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    ERASING = "erasing"
    ERASED = "erased"


SCOPES: dict[Scope, str] = {
    Scope.ARTICLE: "The whole article: every revision, draft, image, file of evidence, letter and note",
    Scope.IMAGE: "The image of this case, with what was declared about it and its evidence",
}

THINGS: dict[str, tuple[str, str]] = {
    "asset": ("original with its renditions", "originals with their renditions"),
    "evidence": ("file of evidence", "files of evidence"),
    "import": ("imported document", "imported documents"),
    "revision": ("revision", "revisions"),
    "draft": ("draft", "drafts"),
    "draft_image": ("description of an image in the draft", "descriptions of images in the draft"),
    "rights_record": ("declaration of rights", "declarations of rights"),
    "comment": ("comment", "comments"),
    "note": ("internal note", "internal notes"),
    "decision": ("reviewer’s note", "reviewers’ notes"),
    "case_decision": ("decision about a report", "decisions about reports"),
    "case_statement": ("statement of reasons", "statements of reasons"),
    "case_question": ("question to a specialist", "questions to specialists"),
    "case_opinion": ("opinion of a specialist", "opinions of specialists"),
    "right_decision": ("reason about a right", "reasons about rights"),
    "finding": ("note about a right", "notes about rights"),
    "notice": ("report", "reports"),
    "case_comment": ("word with a claimant", "words with claimants"),
    "notice_file": ("file with a report", "files with reports"),
    "snapshot": ("page as it was reported", "pages as they were reported"),
    "slug": ("address", "addresses"),
    "view": ("saved view of the queue", "saved views of the queue"),
    "item": ("line of the queue", "lines of the queue"),
    "fingerprint": ("fingerprint of an image", "fingerprints of images"),
    "known_text": ("fingerprint of a text", "fingerprints of texts"),
    "vault": ("private word", "private words"),
    "message": ("letter", "letters"),
    "guest": ("e-mail address", "e-mail addresses"),
}
"""What the receipt calls one and several things of each kind."""

SHARED = "shared"
KEPT: dict[str, str] = {SHARED: "stays: another article uses the same file"}
"""Why a file stays although the erasure named it."""

STAYS = (
    "Hashes of what was signed, the statements under them, and the log: they prove what happened (GDPR art. 17(3)(e)).",
    "What the stay-down register keeps until its entry ends: hashes, so that the same is refused when sent again.",
    "The addresses of those who reported it: they are told what became of their reports.",
)
STAYS_WITH_IMAGE = (
    "Words with the image in signed revisions (alternative text, caption, credit). To take them, erase the article.",
)

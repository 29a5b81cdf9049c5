"""Who may do what at the desk: one table (domain.md, “Roles”)."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    READ = "read"
    CLAIM = "claim"
    COMMENT = "comment"
    DECIDE = "decide"
    HOLD = "hold"
    RESTORE = "restore"
    PUBLISH = "publish"
    CORRECT = "correct"
    SITE_TEXTS = "site_texts"
    MESSAGES = "messages"
    RESEND = "resend"
    LOG = "log"
    VERIFY = "verify"
    ERASE = "erase"
    UNDO = "undo"
    TAKE_OUT = "take_out"
    PEOPLE = "people"


class Role(StrEnum):
    REVIEWER = "reviewer"
    EDITOR = "editor"
    WEBMASTER = "webmaster"


_REVIEWER = frozenset(
    {
        Right.READ,
        Right.CLAIM,
        Right.COMMENT,
        Right.DECIDE,
        Right.HOLD,
        Right.RESTORE,
        Right.MESSAGES,
        Right.LOG,
    }
)
_EDITOR = _REVIEWER | {Right.PUBLISH, Right.CORRECT, Right.SITE_TEXTS, Right.TAKE_OUT}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REVIEWER: _REVIEWER,
    Role.EDITOR: _EDITOR,
    Role.WEBMASTER: _EDITOR | {Right.RESEND, Right.PEOPLE, Right.VERIFY, Right.ERASE, Right.UNDO},
}


SAYS: dict[Right, str] = {
    Right.READ: "Read what waits for the desk",
    Right.CLAIM: "Claim items of the queue",
    Right.COMMENT: "Write to authors and claimants, and notes",
    Right.DECIDE: "Decide about articles, rights and reports",
    Right.HOLD: "Hide something at once",
    Right.RESTORE: "Show again what was hidden",
    Right.MESSAGES: "See which letters went out",
    Right.LOG: "Read the log",
    Right.PUBLISH: "Publish articles",
    Right.CORRECT: "Change articles and sign for it",
    Right.SITE_TEXTS: "Change the texts of the site",
    Right.TAKE_OUT: "Take the whole file of a case out",
    Right.RESEND: "Send letters again",
    Right.VERIFY: "Have the log verified",
    Right.ERASE: "Be the second hand of an erasure",
    Right.UNDO: "Take back what somebody else decided",
    Right.PEOPLE: "Invite people and change what they may do",
}
"""Each right in words, in the order in which the page of people lists them."""


def rights_of(roles: list[str]) -> frozenset[Right]:
    """Every right that these roles give together; an unknown role gives none."""
    given: frozenset[Right] = frozenset()
    for name in roles:
        if name in set(Role):
            given |= RIGHTS[Role(name)]
    return given

"""What a mail can be, and what becomes of it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.lifecycle import Lifecycle, to


class MailKind(StrEnum):
    REPORT = "report"
    ANSWER = "answer"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    LIST = "list"
    SPAM = "spam"
    FORGED = "forged"
    OWN = "own"
    NOBODY = "nobody"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class KindRule:
    """``label`` is what the desk reads, ``why`` what became of it and on what sign. ``waits``: its sender is written to
    and completes it. ``may_be_asked``: the desk may find that it is a report after all."""

    label: str
    why: str
    waits: bool = False
    may_be_asked: bool = False


KINDS: dict[MailKind, KindRule] = {
    MailKind.REPORT: KindRule(
        "A report", "Its sender was asked to say what it is about and to confirm it.", waits=True
    ),
    MailKind.ANSWER: KindRule("An answer", "It answers a letter of ours, from the address it went to."),
    MailKind.BOUNCE: KindRule("A letter came back", "A mail server says that it could not deliver a letter."),
    MailKind.AUTOMATIC: KindRule(
        "An automatic answer", "A machine sent it, so nobody was written to.", may_be_asked=True
    ),
    MailKind.LIST: KindRule(
        "A mailing list", "It was sent to many, so nobody was written to.", may_be_asked=True
    ),
    MailKind.SPAM: KindRule(
        "Marked as spam", "Your mail server marked it, so nobody was written to.", may_be_asked=True
    ),
    MailKind.FORGED: KindRule(
        "Sender in doubt",
        "Its sender’s domain says that it did not send it, so nobody was written to.",
        may_be_asked=True,
    ),
    MailKind.OWN: KindRule("A letter of this site", "It came back to where it started."),
    MailKind.NOBODY: KindRule(
        "Without a sender", "It names no sender, or several, so nobody was written to."
    ),
    MailKind.TOO_MANY: KindRule(
        "One of many",
        "Others of the same sender wait already, or very many came at once, so nobody was written to.",
        may_be_asked=True,
    ),
}


class MailState(StrEnum):
    """Of a mail: it came in; its sender has to complete it; it became a notice; it was filed with what it answers; or
    it was set aside; its time is over and its words are gone."""

    TAKEN = "taken"
    WAITING = "waiting"
    REPORTED = "reported"
    FILED = "filed"
    ASIDE = "aside"
    EXPIRED = "expired"


MAIL = Lifecycle(
    start=MailState.TAKEN,
    moves={
        MailState.TAKEN: to(MailState.WAITING, MailState.FILED, MailState.ASIDE),
        MailState.WAITING: to(MailState.REPORTED, MailState.EXPIRED),
        MailState.ASIDE: to(MailState.WAITING, MailState.EXPIRED),
        MailState.REPORTED: to(),
        MailState.FILED: to(),
        MailState.EXPIRED: to(),
    },
)

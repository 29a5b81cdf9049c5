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
    and completes it."""

    label: str
    why: str
    waits: bool = False


KINDS: dict[MailKind, KindRule] = {
    MailKind.REPORT: KindRule(
        "A report", "Its sender was asked to say what it is about and to confirm it.", waits=True
    ),
    MailKind.ANSWER: KindRule("An answer", "It answers a letter of ours, from the address it went to."),
    MailKind.BOUNCE: KindRule("A letter came back", "A mail server says that it could not deliver a letter."),
    MailKind.AUTOMATIC: KindRule("An automatic answer", "A machine sent it, so nobody was written to."),
    MailKind.LIST: KindRule("A mailing list", "It was sent to many, so nobody was written to."),
    MailKind.SPAM: KindRule("Marked as spam", "Your mail server marked it, so nobody was written to."),
    MailKind.FORGED: KindRule(
        "Sender in doubt", "Its sender’s domain says that it did not send it, so nobody was written to."
    ),
    MailKind.OWN: KindRule("A letter of this site", "It came back to where it started."),
    MailKind.NOBODY: KindRule(
        "Without a sender", "It names no sender, or several, so nobody was written to."
    ),
    MailKind.TOO_MANY: KindRule(
        "Too many from one sender", "Several of the same sender wait for an answer already."
    ),
}


class MailState(StrEnum):
    """Of a mail: its sender has to complete it; it has become a notice; it stands with the case or notice it answers;
    it was set aside; its time is over and its words are gone."""

    WAITING = "waiting"
    REPORTED = "reported"
    FILED = "filed"
    ASIDE = "aside"
    EXPIRED = "expired"


MAIL = Lifecycle(
    start=MailState.WAITING,
    moves={
        MailState.WAITING: to(MailState.REPORTED, MailState.FILED, MailState.ASIDE, MailState.EXPIRED),
        MailState.ASIDE: to(MailState.WAITING, MailState.EXPIRED),
        MailState.REPORTED: to(),
        MailState.FILED: to(),
        MailState.EXPIRED: to(),
    },
)

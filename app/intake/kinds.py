"""What a mail is: a report, an answer, or something that a machine sent; pure.

An ordered table: the first rule that fits names the kind. A machine's mail is never answered and opens nothing (RFC
3834), so that two machines do not write to each other for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.takedowns.mailing.kinds import MailKind

LONGEST_ID = 250
"""Characters of a Message-ID that is looked at; RFC 5322, 2.1.1 asks for lines of 998 at most."""
MOST_REFERENCES = 40
MOST_WORDS = 20_000
"""Characters of a mail's text that a page shows; the whole of it stays in the original."""
MOST_FILES = 20
LONGEST = 300


@dataclass(frozen=True)
class Bounce:
    """A report that a letter did not arrive (RFC 3464). ``letter`` is the Message-ID of the letter, ``status`` the code
    (RFC 3463); it is for good where ``failed``, and only late otherwise."""

    letter: str
    failed: bool
    status: str = ""
    why: str = ""


@dataclass(frozen=True)
class Read:
    """A mail as the child read it. Every word is a stranger's. ``headers`` holds those of ``SIGNS`` that it has."""

    sender: str
    name: str
    subject: str
    message_id: str
    refers: tuple[str, ...]
    headers: Mapping[str, str]
    words: str
    files: tuple[str, ...]
    bounce: Bounce | None = None


SIGNS = (
    *("auto-submitted", "precedence", "x-autoreply", "x-autorespond", "x-auto-reply", "return-path"),
    *(
        "list-id",
        "list-unsubscribe",
        "feedback-id",
        "x-spam-flag",
        "x-spam-status",
        "x-spam",
        "x-spam-action",
    ),
    *("x-rspamd-action", "x-virus-status", "authentication-results", "content-type"),
)
"""The headers that tell what a mail is."""


@dataclass(frozen=True)
class Rule:
    """``source`` says who made the header mean that."""

    kind: MailKind
    source: str
    fits: Callable[[Read], bool]


def kind_of(read: Read, *, own: str, answers: bool) -> MailKind:
    """What it is. ``own`` is the address our letters come from; ``answers`` says that it refers to a letter of ours
    which went to the very address it comes from."""
    if read.sender.lower() == own.lower():
        return MailKind.OWN
    found = next((rule.kind for rule in MACHINES if rule.fits(read)), None)
    if found is not None:
        return found
    if not read.sender:
        return MailKind.NOBODY
    if answers:
        return MailKind.ANSWER
    found = next((rule.kind for rule in UNWANTED if rule.fits(read)), None)
    return found or MailKind.REPORT


def _has(*names: str) -> Callable[[Read], bool]:
    return lambda read: any(name in read.headers for name in names)


def _says(name: str, *values: str) -> Callable[[Read], bool]:
    """The first word of that header is one of these."""
    return lambda read: _first(read.headers.get(name, "")) in values


def _first(value: str) -> str:
    return value.replace(",", " ").replace(";", " ").lower().split(" ", 1)[0].strip()


def _is_automatic(read: Read) -> bool:
    said = read.headers.get("auto-submitted", "")
    return bool(said) and _first(said) != "no"


def _has_no_way_back(read: Read) -> bool:
    return read.headers.get("return-path", "x").strip() == "<>"


MACHINES: tuple[Rule, ...] = (
    Rule(MailKind.BOUNCE, "RFC 3464 and RFC 6522", lambda read: read.bounce is not None),
    Rule(MailKind.AUTOMATIC, "RFC 3834, section 5", _is_automatic),
    Rule(MailKind.AUTOMATIC, "RFC 5321, 4.5.5: an answer to it reaches nobody", _has_no_way_back),
    Rule(
        MailKind.AUTOMATIC,
        "in use since before RFC 3834",
        _has("x-autoreply", "x-autorespond", "x-auto-reply"),
    ),
    Rule(MailKind.AUTOMATIC, "RFC 2076, 3.9", _says("precedence", "auto_reply", "bulk", "junk", "list")),
    Rule(MailKind.LIST, "RFC 2919 and RFC 2369", _has("list-id", "list-unsubscribe", "feedback-id")),
)
"""Sent by a machine, whatever it says and to whatever it refers."""

UNWANTED: tuple[Rule, ...] = (
    Rule(MailKind.SPAM, "SpamAssassin", _says("x-spam-flag", "yes", "true")),
    Rule(MailKind.SPAM, "SpamAssassin", _says("x-spam-status", "yes")),
    Rule(MailKind.SPAM, "Rspamd", _says("x-spam", "yes")),
    Rule(MailKind.SPAM, "Rspamd", _says("x-spam-action", "reject", "add", "rewrite")),
    Rule(MailKind.SPAM, "Rspamd", _says("x-rspamd-action", "reject", "add", "rewrite")),
    Rule(MailKind.SPAM, "ClamAV", _says("x-virus-status", "yes", "infected")),
    Rule(
        MailKind.FORGED,
        "RFC 8601 and RFC 7489: whoever answered would write to somebody who sent nothing",
        lambda read: "dmarc=fail" in read.headers.get("authentication-results", "").lower().replace(" ", ""),
    ),
)
"""Marked so by the mail server that took it in. What answers a letter of ours is read all the same."""

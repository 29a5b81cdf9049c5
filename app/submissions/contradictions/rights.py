"""What the file says of protection, licence and age; pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.submissions.contradictions.sides import Heard, Rule, day_in, licence_in
from app.submissions.kinds import CC_LICENCES, OLDEST_PROTECTED

FREE = frozenset({"public_domain", "licensed_cc"})


def _reserved(heard: Heard) -> Iterator[str]:
    free = heard.basis in FREE
    stated = heard.of("copyright", "usage_terms")
    return (text for text in stated if free and "all rights reserved" in text.casefold())


def _protected(heard: Heard) -> Iterator[str]:
    public = heard.basis == "public_domain"
    return (text for text in heard.of("copyright_status") if public and text.endswith("CS-PRO"))


def _unprotected(heard: Heard) -> Iterator[str]:
    owned = heard.basis not in ("public_domain", "")
    return (text for text in heard.of("copyright_status") if owned and text.endswith("CS-PUB"))


def _other_licence(heard: Heard) -> Iterator[str]:
    named = heard.declared.get("cc_licence")
    for text in heard.of("licence", "web_statement", "usage_terms"):
        spdx = licence_in(text)
        if spdx and heard.basis not in ("", "own_work", "employer_or_client_owned") and spdx != named:
            yield CC_LICENCES[spdx].label


def _ended(heard: Heard) -> Iterator[str]:
    """A licence that ends before the declared day, or at all where none is declared."""
    until = heard.answer("expires_on")
    for text in heard.of("licence_end"):
        if heard.basis and (day := day_in(text)) and (not until or until > day):
            yield day


def _after_death(heard: Heard) -> Iterator[str]:
    died = heard.answer("died")
    if died.isdigit():
        yield from (text[:10] for text in heard.of("taken") if text[:4].isdigit() and text[:4] > died)


def _not_old(heard: Heard) -> Iterator[str]:
    if heard.answer("pd_reason") == "old":
        yield from (text[:10] for text in heard.of("taken") if _year(text) >= OLDEST_PROTECTED)


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isascii() and text[:4].isdigit() else 0


def _spdx_of(label: str) -> str:
    return next(spdx for spdx, one in CC_LICENCES.items() if one.label == label)


NEW_OF_OLD = "Is it a new picture of an old work? Then say in the explanation who took it."

RESERVED = Rule("reserved", "all rights are reserved (“{text}”)", "You declare it free to use.", _reserved)
PROTECTED = Rule(
    "protected", "it is protected by copyright", "You declare that nobody owns it any more.", _protected
)
UNPROTECTED = Rule("unprotected", "it is in the public domain", "You give another reason.", _unprotected)
LICENCE = Rule(
    "licence", "its licence is {text}", "You declare another one, or none.", _other_licence,
    lambda text: {"basis": "licensed_cc", "cc_licence": _spdx_of(text)},
)  # fmt: skip
EXPIRY = Rule(
    "expiry", "its licence ends on {text}", "You give a later day, or none.", _ended,
    lambda text: {"expires_on": text},
)  # fmt: skip
AGE = Rule("age", "it was made on {text}", f"The maker you name had died by then. {NEW_OF_OLD}", _after_death)
OLD = Rule("old", "it was made on {text}", f"You say it is older than any copyright. {NEW_OF_OLD}", _not_old)

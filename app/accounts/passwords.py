"""Whether a password would hold: how long it is, and how many guesses it takes somebody who knows what people choose.

No rule about kinds of characters and no age (OWASP ASVS 5.0, 6.2.5 and 6.2.10; NIST SP 800-63B-4, 3.1.1.2): they make
passwords worse. Instead zxcvbn counts guesses, with its own lists of common passwords, words and names (6.2.4, 6.2.12),
and with what anybody knows of this person and this site (6.2.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from flask_security.utils import hash_password, verify_password
from zxcvbn import zxcvbn

from app.accounts.models import Member
from app.errors import Refused
from app.site import queries as site

ESTIMATED = 64
"""Characters whose guesses are counted: the work grows with the square of the length, and what comes after only adds to
them."""

MADE_OF = {
    "user_inputs": "It is made of your name, your address or the name of the site.",
    "passwords": "It is like one of the most common passwords.",
    "dictionary": "It is made of a common word or name.",
    "spatial": "It follows the keys of a keyboard.",
    "repeat": "It repeats itself.",
    "sequence": "It is a run such as abcdef or 6543.",
    "regex": "It is made of a year.",
    "date": "It is made of a date.",
}
"""Why it is easy to guess, by the longest thing that was recognised in it."""

OWN = 6
"""Letters or digits there must be beside the words everybody knows of this person: zxcvbn takes a blank between two of
them for something hard to guess."""

BETTER = "Take four or more words that have nothing to do with each other, or let your browser make one."


def check(password: str, *, name: str, email: str) -> None:
    """Refused, with what to do, where the password is shorter or easier to guess than the site allows."""
    policy = site.setting("passwords")
    if len(password) < policy["least_length"]:
        raise _refused(f"Choose a password of {policy['least_length']} characters or more.")
    known = _words((name, email, site.identity().name))
    if _beyond(password, known) < OWN:
        raise _refused(f"This password is easy to guess. {MADE_OF['user_inputs']} {BETTER}")
    found = zxcvbn(password[:ESTIMATED], user_inputs=known, max_length=ESTIMATED)
    if found["score"] < min(policy["least_score"], 4):
        why = _why(found["sequence"])
        raise _refused(f"This password is easy to guess.{f' {why}' if why else ''} {BETTER}")


def hashed(password: str) -> str:
    """What is kept of a password. The letters are brought into one form first, as signing in does: the same word typed
    on another keyboard is the same password."""
    return str(hash_password(normalize("NFKD", password)))


def is_theirs(typed: str, person: Member) -> bool:
    """Whether this is the person's password."""
    return bool(verify_password(normalize("NFKD", typed), person.password))


def _words(said: Iterable[str]) -> list[str]:
    """Each as it is, and its parts of three letters or more."""
    whole = [one.casefold() for one in said if one]
    return [*whole, *(part for one in whole for part in re.split(r"[\W_]+", one) if len(part) > 2)]


def _beyond(password: str, known: Iterable[str]) -> int:
    """How many letters or digits are left when the known words are taken out, the longest first."""
    left = password.casefold()
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word.casefold(), " ")
    return sum(one.isalnum() for one in left)


def _why(sequence: list[dict[str, str]]) -> str:
    longest = max(sequence, key=lambda match: len(match["token"]), default=None)
    if longest is None:
        return ""
    return MADE_OF.get(longest.get("dictionary_name", ""), MADE_OF.get(longest["pattern"], ""))


def _refused(sentence: str) -> Refused:
    return Refused(sentence, fields={"password": [sentence]})

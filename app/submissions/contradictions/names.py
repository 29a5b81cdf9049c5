"""Whose name the file bears: maker, owner, library, credit; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.submissions.contradictions.sides import Heard, Rule, name_in, same_name

MAKERS = frozenset({"own_work", "licensed_cc", "public_domain"})
"""Where the declared holder is the one who made it; elsewhere maker and owner may well be two."""
NAMED = ("holder", "vendor")
"""The answers that name somebody the picture may belong to."""


def _others(name: str, bases: frozenset[str] = frozenset()) -> Callable[[Heard], Iterator[str]]:
    """The file's names that are none of the declared ones, where one is declared; of these bases, or of all."""

    def meets(heard: Heard) -> Iterator[str]:
        declared = [said for one in NAMED if (said := heard.answer(one))]
        if not declared or (bases and heard.basis not in bases):
            return
        for text in heard.of(name):
            if name_in(text) and not any(same_name(said, text) for said in declared):
                yield text

    return meets


def _licensors(heard: Heard) -> Iterator[str]:
    own = heard.basis == "own_work"
    holder = heard.answer("holder")
    return (text for text in heard.of("licensor", "source") if own and not same_name(holder, text))


def _other_library(heard: Heard) -> Iterator[str]:
    vendor = heard.answer("vendor")
    return (text for text in heard.of("licensor") if vendor and not same_name(vendor, text))


def _other_credit(heard: Heard) -> Iterator[str]:
    return (text for text in heard.of("credit") if heard.credit and not same_name(heard.credit, text))


CREATOR = Rule(
    "creator", "“{text}” made it", "You name somebody else.", _others("creator", MAKERS),
    lambda text: {"holder": name_in(text)},
)  # fmt: skip
COPYRIGHT = Rule(
    "copyright", "its copyright is “{text}”", "You name somebody else.", _others("copyright"),
    lambda text: {"holder": name_in(text)},
)  # fmt: skip
OWNER = Rule(
    "owner", "it belongs to “{text}”", "You name somebody else.", _others("owner"),
    lambda text: {"holder": name_in(text)},
)  # fmt: skip
LICENSOR = Rule("licensor", "it comes from “{text}”", "You declare it your own work.", _licensors)
LIBRARY = Rule(
    "library", "it is licensed by “{text}”", "You name another library.", _other_library,
    lambda text: {"vendor": name_in(text)},
)  # fmt: skip
CREDIT = Rule(
    "credit", "the credit is “{text}”", "Your credit line says something else.", _other_credit,
    lambda text: {"credit": text},
)  # fmt: skip

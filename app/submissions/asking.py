"""Which answers the rights form asks for, and after which other answers; one table for the form, the rules and the
script that shows and hides its fields; pure.

What one basis needs is in ``kinds.BASES``; what a single answer brings with it is in ``FURTHER``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.submissions.choices import PENDING
from app.submissions.conditions import CONDITIONS, NAME_THE_AUTHOR, UNNAMED, having
from app.submissions.kinds import BASES, BERNE, GDPR_CHILD, GMC, RECOGNISED, Basis, Source

ANSWERS: dict[str, str] = {
    "basis": "Right",
    "holder": "Made or owned by",
    "at_work": "Made at work",
    "vendor": "Picture library",
    "asset_number": "Number of the image",
    "licence": "Licence",
    "order_number": "Order",
    "account_holder": "Account of",
    "editorial_only": "Editorial use only",
    "permission": "Permission",
    "permission_from": "Permission from",
    "scope": "They allowed it for",
    "contact": "Can be reached at",
    "asked_on": "Asked on",
    "cc_licence": "Licence",
    "pd_reason": "Free because",
    "died": "Maker died in",
    "country": "By the law of",
    "source_url": "Found at",
    "sender_matches": "They wrote from where it was published",
    "changes": "Changes made",
    "tool": "Program",
    "tool_version": "Version",
    "reason": "Reason",
    "amount": "How much of it",
    "acknowledgement": "Acknowledged as",
    "source_works": "Made from",
    "human_edits": "Changed by hand",
    "prompt": "Prompt",
    "contains": "Others' work in it",
    "contains_what": "What it contains",
    "ai_changed": "Changed with AI",
    "ai_tool": "Changed with",
    "ai_what": "What was changed",
    "people": "People",
    "consent_kind": "They agreed",
    "guardian": "Parent or guardian",
    "consent": "Consent",
    "consent_on": "Agreed on",
    "marks": "Marks or logos visible",
    "marks_which": "Which",
    "personal": "Somebody's data visible",
    "personal_why": "Why it may be shown",
    "no_evidence": "Why there is no file",
    "expires_on": "May be shown until",
    "explanation": "Explanation of the author",
}
"""Every answer, with the words that head it for the desk and on the signing page, in the order of both."""

FORMER: dict[str, str] = {"patients": "Patients shown"}
"""Answers that stand in older declarations, and are asked in another way now."""

ALWAYS = ("basis", "people", "marks", "personal", "expires_on", "explanation", "evidence")

NEEDED: dict[str, str] = {
    "holder": "Say who made it or owns it.",
    "vendor": "Name the picture library.",
    "asset_number": "Give the number under which the library has this picture.",
    "licence": "Name the licence exactly, as the library calls it.",
    "order_number": "Give the number of the order, or the name of the subscription.",
    "account_holder": "Say whose account at the library it was bought with.",
    "editorial_only": "Say whether the licence allows editorial use only. The library's page of the picture says so.",
    "cc_licence": "Choose the exact Creative Commons licence.",
    "source_url": "Give the address where it can be found, beginning with https://.",
    "permission": "Say whether you have the permission, or wait for it.",
    "permission_from": "Say who gave permission, and when.",
    "scope": "Say what they allowed: this article, this site, or anything.",
    "contact": "Give an address or a telephone number at which the desk can ask them.",
    "no_evidence": "Add their permission as a file, or say why there is none.",
    "asked_on": "Say on which day you asked.",
    "pd_reason": "Say why nobody owns it any more.",
    "died": "Give the year in which its maker died.",
    "country": "Name the country whose law makes it free.",
    "reason": "Give the reason in a sentence.",
    "amount": "Say how much of the work you show: all of it, or which part.",
    "acknowledgement": "Say how readers are told what it is and whose.",
    "tool": "Name the program that made it.",
    "contains_what": "Say what in it is somebody else's, whose, and why you may use it.",
    "ai_tool": "Name the program that changed it.",
    "ai_what": "Say what the program changed.",
    "consent_kind": "Say how they agreed.",
    "guardian": "Name the parent or guardian who agreed.",
    "consent": "Say who agreed to being shown, how, and when.",
    "marks_which": "Say which marks or logos can be seen.",
    "personal_why": "Take the data out of the picture and send it again, or say why it may be shown.",
}


@dataclass(frozen=True)
class Ask:
    """An answer is asked for, or needed, where the declaration says all of ``when``. An empty text among the answers
    of ``when`` means that none was given."""

    when: Mapping[str, tuple[str, ...]]
    needed: bool = True
    folded: bool = False

    def applies(self, declared: Mapping[str, Any]) -> bool:
        return all(str(declared.get(name) or "") in wanted for name, wanted in self.when.items())

    @property
    def coded(self) -> str:
        """For the script that shows and hides the fields: ``basis=own_work&at_work=yes!``, with an exclamation mark
        where the answer is needed and a tilde where it stands folded."""
        said = "&".join(f"{name}={','.join(wanted)}" for name, wanted in self.when.items())
        return f"{said}{'!' if self.needed else ''}{'~' if self.folded else ''}"


@dataclass(frozen=True)
class Stop:
    """``field`` is refused with ``sentence`` where the declaration says all of ``when``; ``source`` is the rule.

    What is typed is compared without regard to capitals and a full stop.
    """

    field: str
    when: Mapping[str, tuple[str, ...]]
    sentence: str
    source: Source

    def applies(self, declared: Mapping[str, Any]) -> bool:
        said = {name: _plain(declared.get(name)) for name in self.when}
        return all(said[name] in map(_plain, wanted) for name, wanted in self.when.items())


_MADE = ("own_work", "employer_or_client_owned")
_AT_WORK = {"basis": ("own_work",), "at_work": ("yes",)}
_GRANTED = {"basis": ("permission",), "permission": ("", "granted")}
_CC = {"basis": ("licensed_cc",)}
_OLD = {"basis": ("public_domain",)}
_NOT_BY_AI = tuple(sorted(set(Basis) - {Basis.AI_GENERATED}))
_CHANGED = {"basis": _NOT_BY_AI, "ai_changed": ("yes",)}

FURTHER: dict[str, tuple[Ask, ...]] = {
    "contains_what": (Ask({"basis": _MADE, "contains": ("others",)}),),
    "permission_from": (Ask(_AT_WORK), Ask(_GRANTED)),
    "scope": (Ask(_GRANTED),),
    "contact": (Ask(_AT_WORK), Ask(_GRANTED)),
    "no_evidence": (
        Ask({"basis": ("employer_or_client_owned",), "evidence": ("",)}),
        Ask({**_AT_WORK, "evidence": ("",)}),
        Ask({**_GRANTED, "evidence": ("",)}),
    ),
    "asked_on": (Ask({"basis": ("permission",), "permission": (PENDING,)}),),
    "sender_matches": (Ask(_GRANTED, needed=False),),
    "died": (Ask({**_OLD, "pd_reason": ("died",)}),),
    "country": (Ask({**_OLD, "pd_reason": ("died", "government", "simple", "old")}),),
    "reason": (Ask({**_OLD, "pd_reason": ("government", "simple", "old")}),),
    "ai_changed": (Ask({"basis": _NOT_BY_AI}, needed=False),),
    "ai_tool": (Ask(_CHANGED),),
    "ai_what": (Ask(_CHANGED),),
    "consent_kind": (Ask({"people": ("consented",)}, needed=False), Ask({"people": ("child", "patient")})),
    "guardian": (Ask({"people": ("child",)}), Ask({"people": ("patient",), "consent_kind": ("guardian",)})),
    "consent": (Ask({"people": tuple(sorted(RECOGNISED))}),),
    "consent_on": (Ask({"people": tuple(sorted(RECOGNISED))}, needed=False),),
    "marks_which": (Ask({"marks": ("yes",)}),),
    "personal_why": (Ask({"personal": ("yes",)}),),
}
"""What an answer brings with it."""

STOPS: tuple[Stop, ...] = (
    Stop(
        "contains",
        {"basis": _MADE, "contains": ("unsure",)},
        "Find out whose it is before you go on, cut it out of the picture, or use another picture.",
        BERNE,
    ),
    Stop(
        "consent_kind",
        {"people": ("patient",), "consent_kind": ("oral", "not_needed")},
        "A patient must have agreed in writing, or their parent or guardian for them.",
        GMC,
    ),
    Stop(
        "consent_kind",
        {"people": ("child",), "consent_kind": ("oral", "not_needed")},
        "For a child a parent or guardian must have agreed in writing.",
        GDPR_CHILD,
    ),
    Stop("holder", {**_CC, "cc_licence": having("BY"), "holder": UNNAMED}, *NAME_THE_AUTHOR),
    Stop(
        "ai_changed",
        {**_CC, "cc_licence": having("ND"), "ai_changed": ("yes",)},
        "Its licence allows it only unchanged. Use the picture as it was, or another one.",
        CONDITIONS["ND"].source,
    ),
)


def _plain(answer: Any) -> str:
    return str(answer or "").casefold().strip(" .")


def _asks_of(name: str) -> Iterator[Ask]:
    for basis, rule in BASES.items():
        if name in rule.details:
            yield Ask({"basis": (basis.value,)}, name in rule.needs, name in rule.folded)
    yield from FURTHER.get(name, ())


ASKED: dict[str, tuple[Ask, ...]] = {name: tuple(_asks_of(name)) for name in ANSWERS if name not in ALWAYS}
"""Every answer that is not always asked for, and after which others it is."""


def asked_of(declared: Mapping[str, Any]) -> frozenset[str]:
    """The answers that bear on this declaration. Before a basis is chosen every answer may."""
    if declared.get("basis") not in set(Basis):
        return frozenset((*ALWAYS, *ASKED))
    asked = (name for name, asks in ASKED.items() if any(ask.applies(declared) for ask in asks))
    return frozenset((*ALWAYS, *asked))


def needed_of(declared: Mapping[str, Any]) -> list[str]:
    """The answers that this declaration cannot do without, in the order of ``ANSWERS``."""
    return [name for name, asks in ASKED.items() if any(ask.needed and ask.applies(declared) for ask in asks)]


def standing(name: str, basis: str) -> str:
    """How an answer stands on the page before any script has run: needed, asked, folded, or not at all ("")."""
    here = [ask for ask in ASKED[name] if basis in ask.when.get("basis", (basis,))]
    if any(ask.needed for ask in here):
        return "needed"
    return "" if not here else "folded" if all(ask.folded for ask in here) else "asked"


def in_the_open(basis: str) -> list[str]:
    """The answers that stand unfolded beneath this basis; none before one is chosen."""
    return [name for name in ASKED if basis and standing(name, basis) in ("needed", "asked")]


def coded(name: str) -> str:
    """Everything after which this answer is asked for, for the script."""
    return " ".join(ask.coded for ask in ASKED[name])

"""What the file says against what is declared; pure. Shown to the author before signing and to the reviewer after.

A contradiction is a question, not a verdict: files are wrong too. Each can be put right, where the file's own words
fit a field by a button that takes them over, or explained in words that the reviewer reads beside it. The rules are
one table; a rule reads the declaration and what intake kept of the file, and gives the texts it stumbles over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.media.fields import shown
from app.submissions import declarations
from app.submissions.kinds import CC_LICENCES

MAKERS = frozenset({"own_work", "licensed_cc", "public_domain"})
"""Where the declared holder is the one who made it; elsewhere maker and owner may well be two."""
FREE = frozenset({"public_domain", "licensed_cc"})
MADE_BY_AI = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
PARTLY_BY_AI = "compositeWithTrainedAlgorithmicMedia"
BY_A_CAMERA = ("digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm")
AI_PROGRAMS = re.compile(
    r"midjourney|dall[-·\s]?e\b|stable.?diffusion|comfyui|invokeai|novelai|automatic1111|firefly|imagen|ideogram|flux\.1"
    r"|leonardo\.ai|gpt[-\s]?image|bing image creator",
    re.IGNORECASE,
)
NO_RELEASE = "MR-NON"
RELEASES = ("MR-UMR", "MR-LMR")
MINORS = re.compile(r"AG-(U14|A1[4-7])")
"""Ages below eighteen in the vocabulary of PLUS."""
IIM_NAME = 32
"""Bytes of a name in IPTC-IIM 2:80 and 2:110: longer ones are cut, so names are compared by their beginning."""


@dataclass(frozen=True)
class Heard:
    """Both sides of the comparison: the declaration, the credit line, and each statement of the file as texts."""

    declared: Mapping[str, Any]
    says: Mapping[str, list[str]]
    credit: str = ""
    credentials: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *names: str) -> Iterator[str]:
        for name in names:
            yield from self.says.get(name, ())

    @property
    def basis(self) -> str:
        return str(self.declared.get("basis", ""))


@dataclass(frozen=True)
class Contradiction:
    """``file`` and ``you`` are what the two sides say; ``takes`` are the answers that would follow the file."""

    code: str
    file: str
    you: str
    takes: Mapping[str, str]

    @property
    def sentence(self) -> str:
        return f"The file says: {self.file}. {self.you}"


@dataclass(frozen=True)
class Rule:
    """``file`` is the file's side, ``you`` the author's, both with ``{text}``; ``meets`` gives the texts that disagree;
    ``takes`` the answers that would follow one of them."""

    code: str
    file: str
    you: str
    meets: Callable[[Heard], Iterator[str]]
    takes: Callable[[str], Mapping[str, str]] = lambda _: {}


def found(
    declared: Mapping[str, Any], embedded: Mapping[str, Any], *, credit: str = ""
) -> list[Contradiction]:
    """Where file and declaration disagree, in the order of the rules; empty when they agree or the file is silent.

    ``embedded`` is what intake kept: ``{"says": {name: [{"text", "where"}]}, "credentials": {...}}``.
    """
    said = {name: [one["text"] for one in texts] for name, texts in embedded.get("says", {}).items()}
    heard = Heard(declarations.signed(declared), said, credit, embedded.get("credentials", {}))
    return [_told(rule, text) for rule in RULES for text in dict.fromkeys(rule.meets(heard))]


def between(declared: Mapping[str, Any], embedded: Mapping[str, Any], *, credit: str = "") -> list[str]:
    """The same as sentences."""
    return [one.sentence for one in found(declared, embedded, credit=credit)]


def _told(rule: Rule, text: str) -> Contradiction:
    words = shown(text)
    return Contradiction(
        rule.code, rule.file.format(text=words), rule.you.format(text=words), rule.takes(text)
    )


def _others(name: str, bases: frozenset[str] = frozenset()) -> Callable[[Heard], Iterator[str]]:
    """The file's names that are not the declared one, where one is declared; of these bases, or of all."""

    def meets(heard: Heard) -> Iterator[str]:
        holder = str(heard.declared.get("holder", "")) if not bases or heard.basis in bases else ""
        return (text for text in heard.of(name) if holder and not _same(holder, text) and name_in(text))

    return meets


def _licensors(heard: Heard) -> Iterator[str]:
    own = heard.basis == "own_work"
    holder = str(heard.declared.get("holder", ""))
    return (text for text in heard.of("licensor", "source") if own and not _same(holder, text))


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


def _other_credit(heard: Heard) -> Iterator[str]:
    return (text for text in heard.of("credit") if heard.credit and not _same(heard.credit, text))


def _made_by_ai(heard: Heard) -> Iterator[str]:
    """Made by a program as a whole, and not declared as such in any way."""
    if heard.basis in ("", "ai_generated") or heard.declared.get("ai_changed") == "yes":
        return
    yield from (
        text for text in heard.of("digital_source_type") if _ends(text, MADE_BY_AI) and not _partly(text)
    )
    yield from heard.of("ai_system")
    yield from (text for text in heard.of("software") if AI_PROGRAMS.search(text))
    yield from ("a prompt for a picture program" for _ in [*heard.of("ai_prompt")][:1])


def _changed_by_ai(heard: Heard) -> Iterator[str]:
    said = heard.basis in ("", "ai_generated") or heard.declared.get("ai_changed") == "yes"
    return (text for text in heard.of("digital_source_type") if not said and _partly(text))


def _by_a_camera(heard: Heard) -> Iterator[str]:
    by_ai = heard.basis == "ai_generated"
    return (text for text in heard.of("digital_source_type") if by_ai and _ends(text, BY_A_CAMERA))


def _no_release(heard: Heard) -> Iterator[str]:
    agreed = heard.declared.get("people") == "consented"
    return (text for text in heard.of("model_release") if agreed and text.endswith(NO_RELEASE))


def _somebody(heard: Heard) -> Iterator[str]:
    if heard.declared.get("people") == "none":
        yield from heard.of("people")
        yield from (text for text in heard.of("model_release") if text.endswith(RELEASES))


def _minor(heard: Heard) -> Iterator[str]:
    guarded = heard.declared.get("consent_kind") == "guardian"
    return (text for text in heard.of("minor_age") if not guarded and MINORS.search(text))


def _ended(heard: Heard) -> Iterator[str]:
    """A licence that ends before the declared day, or at all where none is declared."""
    until = str(heard.declared.get("expires_on", ""))
    for text in heard.of("licence_end"):
        if heard.basis and (day := day_in(text)) and (not until or until > day):
            yield day


def _too_young(heard: Heard) -> Iterator[str]:
    died = str(heard.declared.get("died", ""))
    if died.isdigit():
        yield from (text[:10] for text in heard.of("taken") if text[:4].isdigit() and text[:4] > died)


def _broken(heard: Heard) -> Iterator[str]:
    if heard.credentials.get("state") == "broken":
        yield str(heard.credentials.get("note") or "The record could not be read.").rstrip(".")


RULES: tuple[Rule, ...] = (
    Rule(
        "creator", "“{text}” made it", "You name somebody else.", _others("creator", MAKERS),
        lambda text: {"holder": name_in(text)},
    ),
    Rule(
        "copyright", "its copyright is “{text}”", "You name somebody else.", _others("copyright"),
        lambda text: {"holder": name_in(text)},
    ),
    Rule(
        "owner", "it belongs to “{text}”", "You name somebody else.", _others("owner"),
        lambda text: {"holder": name_in(text)},
    ),
    Rule("licensor", "it comes from “{text}”", "You declare it your own work.", _licensors),
    Rule("reserved", "all rights are reserved (“{text}”)", "You declare it free to use.", _reserved),
    Rule("protected", "it is protected by copyright", "You declare that nobody owns it any more.", _protected),
    Rule("unprotected", "it is in the public domain", "You give another reason.", _unprotected),
    Rule(
        "licence", "its licence is {text}", "You declare another one, or none.", _other_licence,
        lambda text: {"basis": "licensed_cc", "cc_licence": _spdx_of(text)},
    ),
    Rule(
        "credit", "the credit is “{text}”", "Your credit line says something else.", _other_credit,
        lambda text: {"credit": text},
    ),
    Rule(
        "ai", "a computer program (AI) made it ({text})", "The declaration does not.", _made_by_ai,
        lambda _: {"basis": "ai_generated"},
    ),
    Rule(
        "ai_changed", "a computer program (AI) made part of it", "The declaration does not.", _changed_by_ai,
        lambda _: {"ai_changed": "yes"},
    ),
    Rule("camera", "{text}", "You declare that a computer program made it.", _by_a_camera),
    Rule("release", "there is no model release", "You say that the people shown agreed.", _no_release),
    Rule(
        "people", "it shows people ({text})", "You say that nobody can be recognised in it.", _somebody,
        lambda _: {"people": "consented"},
    ),
    Rule(
        "minor", "the youngest person shown is {text}", "For a minor a parent or guardian agrees in writing.", _minor,
        lambda _: {"people": "consented", "consent_kind": "guardian"},
    ),
    Rule(
        "expiry", "its licence ends on {text}", "You give a later day, or none.", _ended,
        lambda text: {"expires_on": text},
    ),
    Rule(
        "age", "it was made on {text}", "The maker you name had died by then. Is it a new picture of an old work?",
        _too_young,
    ),
    Rule("credentials", "its content credentials do not hold. {text}", "Say how the file came to you.", _broken),
)  # fmt: skip


def name_in(notice: str) -> str:
    """The name in a copyright notice: without the sign, the years and what is said about rights."""
    bare = re.sub(r"©|\(c\)|copyright|all rights reserved", " ", notice, flags=re.IGNORECASE)
    return " ".join(re.sub(r"\b(19|20)\d\d\b", " ", bare).split()).strip(" ,.;:-–/")


def licence_in(text: str) -> str:
    """The SPDX id of a Creative Commons licence whose address stands in this text, or nothing."""
    address = text.casefold().replace("http://", "https://").replace("//www.", "//")
    return next((spdx for spdx, one in CC_LICENCES.items() if one.address in f"{address.rstrip('/')}/"), "")


def day_in(text: str) -> str:
    """A day of EXIF or XMP as ISO 8601, or nothing."""
    said = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)", text)
    return "-".join(said.groups()) if said else ""


def _spdx_of(label: str) -> str:
    return next(spdx for spdx, one in CC_LICENCES.items() if one.label == label)


def _ends(text: str, kinds: tuple[str, ...]) -> bool:
    return text.rstrip("/").rpartition("/")[2].strip() in kinds


def _partly(text: str) -> bool:
    return _ends(text, (PARTLY_BY_AI,))


def _same(holder: str, text: str) -> bool:
    one, two = _bare(holder), _bare(name_in(text))
    return bool(one) and bool(two) and (one in two or two[:IIM_NAME] in one or one[:IIM_NAME] in two)


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())

"""Who is shown, by what the file says of names, releases and ages; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.submissions.contradictions.sides import Heard, Rule
from app.submissions.kinds import RECOGNISED

NO_RELEASE = "MR-NON"
RELEASES = ("MR-UMR", "MR-LMR")
MINORS = re.compile(r"AG-(U14|A1[4-7])")
"""Ages below eighteen in the vocabulary of PLUS."""


def _no_release(heard: Heard) -> Iterator[str]:
    agreed = heard.answer("people") in RECOGNISED
    return (text for text in heard.of("model_release") if agreed and text.endswith(NO_RELEASE))


def _somebody(heard: Heard) -> Iterator[str]:
    if heard.answer("people") in ("none", "crowd"):
        yield from heard.of("people")
        yield from (text for text in heard.of("model_release") if text.endswith(RELEASES))


def _minor(heard: Heard) -> Iterator[str]:
    said = heard.answer("people") == "child" or heard.answer("consent_kind") == "guardian"
    return (text for text in _ages(heard) if not said and heard.answer("people") != "patient")


def _minor_patient(heard: Heard) -> Iterator[str]:
    said = heard.answer("consent_kind") == "guardian"
    return (text for text in _ages(heard) if not said and heard.answer("people") == "patient")


def _ages(heard: Heard) -> Iterator[str]:
    return (text for text in heard.of("minor_age") if MINORS.search(text))


BY_GUARDIAN = "For a minor a parent or guardian agrees in writing."

RELEASE = Rule("release", "there is no model release", "You say that the people shown agreed.", _no_release)
PEOPLE = Rule(
    "people", "it shows people ({text})", "You say that nobody can be recognised in it.", _somebody,
    lambda _: {"people": "consented"},
)  # fmt: skip
MINOR = Rule(
    "minor", "the youngest person shown is {text}", BY_GUARDIAN, _minor,
    lambda _: {"people": "child"},
)  # fmt: skip
MINOR_PATIENT = Rule(
    "minor_patient", "the youngest person shown is {text}", BY_GUARDIAN, _minor_patient,
    lambda _: {"consent_kind": "guardian"},
)  # fmt: skip

"""The fields of the rights form. They bound what is typed; what must be there is decided by ``declarations``."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput

from app.submissions.declarations import CHOICES, LONGEST


def _bounded() -> list[Any]:
    return [
        Optional(),
        Length(max=LONGEST, message=f"This can have {LONGEST} characters at most. Please shorten it."),
    ]


def _line(label: str) -> StringField:
    return StringField(label, _bounded())


def _chosen(label: str, name: str) -> RadioField:
    return RadioField(label, [Optional()], choices=dict(CHOICES[name]))


def _picked(label: str, name: str) -> SelectField:
    return SelectField(label, [Optional()], choices={"": "Choose one", **CHOICES[name]})


class Day(StringField):  # type: ignore[misc]
    """A day as ISO 8601, kept as it was typed: what is no day is said beside the field and loses nothing."""

    widget = DateInput()


class RightsFields:
    """Everything that is declared about one image, mixed into the image's form."""

    basis = _chosen("Why may you use it?", "basis")
    holder = _line("Who made it or owns it")
    permission_from = _line("Who gave permission, and when")
    cc_licence = _picked("Which licence exactly", "cc_licence")
    licence = _line("The licence, as the library calls it")
    source_url = _line("Where it was found")
    changes = _line("What you changed in it")
    pd_reason = _picked("Why nobody owns it any more", "pd_reason")
    died = _line("The year in which its maker died")
    tool = _line("Program that made it")
    reason = _line("The reason")
    contains = _chosen(
        "Does it show something somebody else made: a screen, an artwork, a logo, a character, a page?",
        "contains",
    )
    contains_what = _line("What it shows, whose it is, and why you may use it")
    ai_changed = _chosen("Was it changed with AI?", "ai_changed")
    ai_tool = _line("Program that changed it")
    ai_what = _line("What it changed")
    people = _chosen("People in it", "people")
    consent_kind = _picked("How they agreed", "consent_kind")
    consent = _line("Who agreed to being shown, how and when")
    consent_on = Day("The day they agreed", _bounded())
    patients = BooleanField("A patient is shown, or somebody in care")
    expires_on = Day("May be shown until", _bounded())
    explanation = TextAreaField("Explain it in your own words", _bounded())

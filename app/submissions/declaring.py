"""The fields of the rights form. They bound what is typed; what must be there is decided by ``declarations``."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput

from app.submissions.choices import CHOICES
from app.submissions.declarations import LONGER, LONGEST


def _bounded(most: int = LONGEST) -> list[Any]:
    return [
        Optional(),
        Length(max=most, message=f"This can have {most:,} characters at most. Please shorten it."),
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
    at_work = _chosen("Did you make it as part of a job?", "at_work")
    vendor = _line("The picture library")
    asset_number = _line("Its number for this picture")
    licence = _line("The licence, as the library calls it")
    order_number = _line("Order number, or the name of the subscription")
    account_holder = _line("Whose account it was bought with")
    editorial_only = _chosen("Is it licensed for editorial use only?", "editorial_only")
    permission = _chosen("Do you have the permission?", "permission")
    permission_from = _line("Who gave permission, and when")
    scope = _chosen("What did they allow?", "scope")
    contact = _line("How the desk can reach them")
    asked_on = Day("The day you asked", _bounded())
    cc_licence = _picked("Which licence exactly", "cc_licence")
    source_url = _line("Where it was found")
    sender_matches = _chosen(
        "Does the address they wrote from belong to the place where the image was published?",
        "sender_matches",
    )
    changes = _line("What you changed in it")
    pd_reason = _picked("Why nobody owns it any more", "pd_reason")
    died = _line("The year in which its maker died")
    country = _line("The country whose law makes it free")
    tool = _line("Program that made it")
    tool_version = _line("Its version")
    reason = _line("The reason")
    amount = _line("How much of it you show")
    acknowledgement = _line("How readers are told what it is and whose")
    source_works = _line("Works it started from")
    human_edits = _line("What a person changed afterwards")
    prompt = TextAreaField("The prompt, word for word", _bounded(LONGER["prompt"]))
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
    guardian = _line("Which parent or guardian agreed")
    consent = _line("Who agreed to being shown, how and when")
    consent_on = Day("The day they agreed", _bounded())
    marks = _chosen("Can a trademark or a logo be seen?", "marks")
    marks_which = _line("Which ones")
    personal = _chosen(
        "Can somebody's data be read: on a screen, a name badge, a label of an X-ray?", "personal"
    )
    personal_why = _line("Why it may be shown")
    no_evidence = _line("Why there is no file of it")
    expires_on = Day("May be shown until", _bounded())
    explanation = TextAreaField("Explain it in your own words", _bounded())

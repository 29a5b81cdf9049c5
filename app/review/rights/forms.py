"""The shape of what the desk says of each right: one form for a page, with the fields of each image by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.review.rights.actions import LONGEST_NOTE, Weighed
from app.review.rights.kinds import CHECKS, FOUND, Found
from app.submissions.forms import HIGHEST

_NOTE = re.compile(r"right-[0-9]{1,18}-note")


class RightForm(FlaskForm):  # type: ignore[misc]
    """One right. Every field carries the id of its record as prefix; ``last`` is the finding on the screen."""

    found = RadioField(
        "What you find",
        [Optional()],
        choices=[SelectChoice(one.value, words) for one, words in FOUND.items()],
    )
    checked = SelectMultipleField(
        "What you checked", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    note = TextAreaField(
        "What the author should do",
        [Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters.")],
    )
    last = IntegerField(widget=HiddenInput(), default=0, validators=[Optional(), NumberRange(0, HIGHEST)])

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


class WeighForm(FlaskForm):  # type: ignore[misc]
    """All rights of a page. ``content_hash`` is the revision that stood on the screen."""

    content_hash = HiddenField(
        id="weighed-content", validators=[Regexp(r"^[0-9a-f]{64}$", message="Reload the page first.")]
    )

    each: Mapping[int, RightForm] = {}
    unsent: Sequence[str] = ()
    """Notes that were typed about rights which are not on the page any more."""

    def ask(self, offered: Mapping[int, Sequence[str]], *, sent: Mapping[str, str] | None = None) -> None:
        """The fields of each right, by the id of its record, with what can be checked; filled in if they were sent."""
        given: dict[str, Any] = {} if sent is not None else {"formdata": None}
        self.each = {id_: RightForm(prefix=f"right-{id_}-", **given) for id_ in offered}
        for id_, codes in offered.items():
            self.each[id_].checked.choices = [SelectChoice(code, CHECKS[code].label) for code in codes]
        known = {one.note.name for one in self.each.values()}
        self.unsent = [
            typed
            for name, typed in (sent or {}).items()
            if _NOTE.fullmatch(name) and name not in known and typed
        ]

    def look_at(self, content_hash: str, last: Mapping[int, int]) -> None:
        """From here on the form is about this, whatever it was about when it was sent."""
        self.content_hash.data = content_hash
        for id_, one in self.each.items():
            one.last.raw_data = None
            one.last.data = last.get(id_, 0)

    def validate(self, extra_validators: Any = None) -> bool:
        faulty = [one for one in self.each.values() if not one.validate()]  # every one is looked at
        return bool(super().validate(extra_validators)) and not faulty

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Each sentence with the id of the element it is about, for the list at the top of the page."""
        return [
            (sentence, field.id if field.name.endswith("-note") else f"{field.id}-0")
            for one in self.each.values()
            for field in one
            for sentence in field.errors
        ]

    @property
    def said(self) -> dict[int, Weighed]:
        """What was found, of those images of which anything was said."""
        return {
            id_: Weighed(
                Found(one.found.data), one.checked.data or [], one.note.data or "", one.last.data or 0
            )
            for id_, one in self.each.items()
            if one.found.data
        }

    def refuse(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Put each sentence beside its field."""
        for one in self.each.values():
            for field in one:
                field.errors = [*field.errors, *fields.get(field.name, ())]

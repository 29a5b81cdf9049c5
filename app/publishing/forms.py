"""The shape of what the desk posts to publishing."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from app.publishing import timing
from app.publishing.kinds import OFFERED, Change
from app.publishing.timing import Typed
from app.submissions.content import Seen
from app.submissions.forms import HIGHEST


class PublicationForm(FlaskForm):  # type: ignore[misc]
    """``version`` and ``content_hash`` are what stood on the editor's screen."""

    version = IntegerField(
        "Version",
        [
            InputRequired("Open the submission again."),
            NumberRange(0, HIGHEST, message="Open the submission again."),
        ],
        widget=HiddenInput(),
    )
    content_hash = HiddenField("Content", [Regexp(r"^[0-9a-f]{64}$", message="Open the submission again.")])
    slug = StringField(
        "Address",
        [Length(max=80, message="Keep the address under 80 characters.")],
        filters=[lambda kept: kept or ""],
    )
    note = TextAreaField(
        "What changed, for readers",
        [Length(max=1000, message="Keep the note under 1,000 characters.")],
        filters=[lambda kept: kept or ""],
    )

    change = RadioField(
        "What it is to readers",
        choices=[SelectChoice(name, label) for name, label in OFFERED],
        default=Change.CORRECTION.value,
        filters=[lambda kept: kept or Change.CORRECTION.value],
    )

    def look_at(self, seen: Seen) -> None:
        """From here on the form is about this, whatever it was about when it was sent."""
        self.version.raw_data = None
        self.version.data, self.content_hash.data = seen.version, seen.content_hash


class ScheduleForm(PublicationForm):
    """The same at a time, typed on the clocks of ``zone``; ``which`` is asked where that time comes twice."""

    day = DateField("Day", [InputRequired("Name the day, as 2027-12-31.")])
    hour = TimeField("Time", [InputRequired("Name the time, as 09:30.")])
    zone = HiddenField("Zone", [Length(max=64)])
    which = RadioField("Which of the two", [Optional()], choices=[], validate_choice=False)

    @property
    def typed(self) -> Typed:
        return Typed(self.day.data, self.hour.data, self.zone.data or "", self.which.data or "")

    def show(self, typed: Typed) -> None:
        """From here on it stands at this time."""
        self.day.data, self.hour.data, self.which.data = typed.day, typed.hour, typed.which

    def ask(self, zone: str) -> None:
        """On which clocks the times are, and which of two is meant where that has to be asked."""
        self.zone.raw_data, self.zone.data = None, zone
        if self.day.data and self.hour.data:
            self.which.choices = [SelectChoice(name, label) for name, label in timing.choices(self.typed)]


class CancelForm(FlaskForm):  # type: ignore[misc]
    """``version`` is the submission's on the editor's screen."""

    version = IntegerField("Version", [InputRequired(), NumberRange(0, HIGHEST)], widget=HiddenInput())


class AddressForm(FlaskForm):  # type: ignore[misc]
    """``version`` is the article's on the editor's screen."""

    version = IntegerField("Version", [InputRequired(), NumberRange(0, HIGHEST)], widget=HiddenInput())
    slug = StringField(
        "Last part of the address",
        [
            InputRequired("Type the last part of the address."),
            Length(max=80, message="Keep the address under 80 characters."),
        ],
    )


def _slug(typed: str | None) -> str:
    """The last part of an address, also where the whole address was pasted."""
    return (typed or "").strip().rpartition("/articles/")[2].strip("/ ")


def _related(label: str) -> StringField:
    return StringField(label, [Length(max=120, message="This is no address of an article.")], filters=[_slug])


class RelatedForm(FlaskForm):  # type: ignore[misc]
    """The related articles in order, each by its slug. ``version`` is the article's on the editor's screen."""

    version = IntegerField(
        "Version", [InputRequired(), NumberRange(0, HIGHEST)], widget=HiddenInput(), id="related-version"
    )
    first = _related("First")
    second = _related("Second")
    third = _related("Third")
    fourth = _related("Fourth")

    @property
    def places(self) -> list[StringField]:
        return [self.first, self.second, self.third, self.fourth]

    @property
    def filled(self) -> list[StringField]:
        return [field for field in self.places if field.data]

    def show(self, slugs: Iterable[str]) -> None:
        """From here on these stand in it, as far as there is room."""
        for field, slug in zip(self.places, slugs, strict=False):
            field.data = slug

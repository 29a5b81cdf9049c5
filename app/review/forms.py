"""The shape of what the desk sends about a submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.review.actions import LONGEST_NOTE
from app.review.looking import Looked
from app.review.models import Verdict
from app.review.rules import REASONS, VERDICTS
from app.submissions.actions import LONGEST_COMMENT, About
from app.submissions.forms import HIGHEST, number_field

CHOICES = [SelectChoice(reason.code, reason.label) for verdict in Verdict for reason in REASONS[verdict]]

RELOAD = "Reload the page first."


def _number() -> IntegerField:
    bounds = NumberRange(0, HIGHEST, message=RELOAD)
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(RELOAD), bounds])


def _hash() -> HiddenField:
    return HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$", message=RELOAD)])


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """``version``, ``content_hash``, ``attestation``, ``images`` and ``rights`` are what stood on the screen."""

    verdict = RadioField("Your decision", [InputRequired("Choose a decision.")])
    reasons = SelectMultipleField(
        "Reasons", choices=CHOICES, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    note = TextAreaField(
        "Note to the author",
        [Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters.")],
    )
    version, attestation, rights = _number(), _number(), _number()
    content_hash, images = _hash(), _hash()

    def offer(self, verdicts: Iterable[Verdict]) -> None:
        """Only what may be decided now."""
        self.verdict.choices = [SelectChoice(verdict.value, VERDICTS[verdict]) for verdict in verdicts]

    def look_at(self, seen: Looked) -> None:
        """From here on the form is about this, whatever it was about when it was sent."""
        for name, value in asdict(seen).items():
            self[name].raw_data, self[name].data = None, value

    @property
    def seen(self) -> Looked:
        return Looked(**{one.name: self[one.name].data for one in fields(Looked)})


class NoteForm(FlaskForm):  # type: ignore[misc]
    body = TextAreaField(
        "Internal note",
        [
            InputRequired("Write your note."),
            Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters."),
        ],
        id="note-body",
    )


class TicksForm(FlaskForm):  # type: ignore[misc]
    """What was looked at of ``revision``, by the lines of the list ``text``: both are ids of what was on the screen."""

    ticked = SelectMultipleField(validate_choice=False)
    revision, text = number_field(), number_field()


class MessageForm(FlaskForm):  # type: ignore[misc]
    """A message to the author. ``quote`` or ``image`` say what in ``revision`` it is about, and ``before`` what is read
    before the words; ``reply_to`` is what it answers."""

    body = TextAreaField(
        "Message to the author",
        [
            InputRequired("Write your message."),
            Length(max=LONGEST_COMMENT, message=f"Keep it under {LONGEST_COMMENT:,} characters."),
        ],
        id="message-body",
    )
    quote = TextAreaField("About these words", [Optional()], id="message-quote")
    image = SelectField("About an image", [Optional()], id="message-image", validate_choice=False)
    before = HiddenField()
    revision = number_field()
    reply_to = number_field()

    def show(self, images: Iterable[str], revision: int) -> None:
        """From here on the form is about this revision, whatever it was about when it was sent, and its images are
        there to choose from. What was chosen and is there no more stays chosen: sent, it is refused in words."""
        keys = dict.fromkeys([*images, *([self.image.data] if self.image.data else [])])
        self.image.choices = [SelectChoice("", "None"), *(SelectChoice(key, key) for key in keys)]
        self.revision.raw_data, self.revision.data = None, revision

    @property
    def about(self) -> About:
        return About(
            self.revision.data or None,
            self.quote.data or "",
            self.image.data or "",
            self.before.data or "",
        )

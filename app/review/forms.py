"""The shape of what the desk sends about a submission."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.review.actions import LONGEST_NOTE
from app.review.models import Verdict
from app.review.rules import REASONS, VERDICTS
from app.submissions.actions import LONGEST_COMMENT
from app.submissions.content import Seen

CHOICES = [SelectChoice(reason.code, reason.label) for verdict in Verdict for reason in REASONS[verdict]]

HIGHEST = 2**31 - 1
"""The largest number a column of either database holds."""


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """``version`` and ``content_hash`` are what stood on the screen."""

    verdict = RadioField("Your decision", [InputRequired("Choose a decision.")])
    reasons = SelectMultipleField(
        "Reasons", choices=CHOICES, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    note = TextAreaField(
        "Note to the author",
        [Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters.")],
    )
    version = IntegerField(
        widget=HiddenInput(),
        validators=[
            InputRequired("Reload the page first."),
            NumberRange(0, HIGHEST, message="Reload the page first."),
        ],
    )
    content_hash = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$", message="Reload the page first.")])

    def offer(self, verdicts: Iterable[Verdict]) -> None:
        """Only what may be decided now."""
        self.verdict.choices = [SelectChoice(verdict.value, VERDICTS[verdict]) for verdict in verdicts]

    def look_at(self, seen: Seen) -> None:
        """From here on the form is about this, whatever it was about when it was sent."""
        self.version.raw_data = None
        self.version.data, self.content_hash.data = seen.version, seen.content_hash

    @property
    def seen(self) -> Seen:
        return Seen(version=self.version.data, content_hash=self.content_hash.data)


class NoteForm(FlaskForm):  # type: ignore[misc]
    body = TextAreaField(
        "Internal note",
        [
            InputRequired("Write your note."),
            Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters."),
        ],
        id="note-body",
    )


class MessageForm(FlaskForm):  # type: ignore[misc]
    """A message to the author."""

    body = TextAreaField(
        "Message to the author",
        [
            InputRequired("Write your message."),
            Length(max=LONGEST_COMMENT, message=f"Keep it under {LONGEST_COMMENT:,} characters."),
        ],
        id="message-body",
    )

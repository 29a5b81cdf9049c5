"""The shape of what the desk sends about a submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.review.actions import LONGEST_NOTE
from app.review.looking import Looked
from app.review.models import Verdict
from app.review.rules import REASONS, VERDICTS
from app.submissions.actions import LONGEST_COMMENT

CHOICES = [SelectChoice(reason.code, reason.label) for verdict in Verdict for reason in REASONS[verdict]]

HIGHEST = 2**31 - 1
"""The largest number a column of either database holds."""


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

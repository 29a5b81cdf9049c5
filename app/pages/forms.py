"""The shape of what the desk says about many at once; and of what answers something."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.review.actions import LONGEST_NOTE
from app.review.forms import MessageForm
from app.review.rules import IN_BULK, REASONS, VERDICTS
from app.submissions.forms import CommentForm
from app.takedowns import rules
from app.takedowns.rules import OUTCOMES
from app.takedowns.stating.rules import LONGEST


def as_answer(form: CommentForm | MessageForm | None) -> CommentForm | MessageForm | None:
    """A refused form that answers something, to be shown where it was typed: beside what it answers. Else None."""
    if form is None or not form.reply_to.data:
        return None
    form.body.id = f"answer-{form.reply_to.data}"
    return form


class ArticlesForm(FlaskForm):  # type: ignore[misc]
    """What is said to the authors of all that were chosen."""

    verdict = RadioField(
        "Your decision about each",
        [InputRequired("Choose a decision.")],
        choices=[SelectChoice(one.value, VERDICTS[one]) for one in IN_BULK],
    )
    reasons = SelectMultipleField(
        "Reasons",
        choices=[SelectChoice(reason.code, reason.label) for one in IN_BULK for reason in REASONS[one]],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField(
        "Note to each author",
        [Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters.")],
    )


class ReportsForm(FlaskForm):  # type: ignore[misc]
    """The statement of reasons of all that were chosen."""

    outcome = RadioField(
        "Your decision about each",
        [InputRequired("Choose a decision.")],
        choices=[SelectChoice(one.value, OUTCOMES[one].verb) for one in rules.IN_BULK],
        default=rules.IN_BULK[0].value,
    )
    ground = TextAreaField("The rule or law this rests on", [Length(max=LONGEST["ground"])])
    explanation = TextAreaField("Why it applies", [Length(max=LONGEST["explanation"])])
    internal = TextAreaField("Note for the desk", [Length(max=LONGEST["internal"])])

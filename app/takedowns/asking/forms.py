"""The shape of a question to a specialist, and of the answer. What must stand in them is the action's rule."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import AnyOf

from app.takedowns.asking.kinds import SPECIALISTS, Mark
from app.takedowns.forms import CaseForm


class QuestionForm(CaseForm):
    mark = RadioField(
        "Who should answer?",
        [AnyOf([mark.value for mark in Mark], message="Choose who should answer.")],
        choices={mark.value: words for mark, words in SPECIALISTS.items()},
        validate_choice=False,
    )
    body = TextAreaField("What do you want to know?")


class OpinionForm(CaseForm):
    opinion = TextAreaField("Your opinion")

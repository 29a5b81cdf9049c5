"""The shape of a proposal to erase, and of the second hand's answer."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from app.takedowns.erasing.kinds import SCOPES, Scope
from app.takedowns.forms import CaseForm


class ErasureForm(CaseForm):
    scope = RadioField(
        "What is to be erased?",
        [AnyOf([scope.value for scope in Scope], message="Choose what is to be erased.")],
        choices={scope.value: words for scope, words in SCOPES.items()},
        validate_choice=False,
    )
    reason = TextAreaField("Why it has to be erased")
    urgent = TextAreaField("Why it cannot wait")


class AnswerForm(CaseForm):
    """One button confirms, another declines; ``sure`` so that nobody erases with a slip of the finger."""

    sure = BooleanField(
        "Yes, erase it. I know that nobody can undo this",
        [InputRequired("Tick the box to erase it.")],
    )
    note = TextAreaField("Why it is not erased")

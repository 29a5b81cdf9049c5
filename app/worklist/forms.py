"""The shape of what the desk sends about an item of the queue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.worklist.actions import LONGEST_REASON


class TakeOverForm(FlaskForm):  # type: ignore[misc]
    """``holder`` is who had it on the screen."""

    reason = TextAreaField(
        "Why you take it over",
        [
            InputRequired("Say why: whoever has it reads it."),
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON} characters."),
        ],
    )
    holder = IntegerField(widget=HiddenInput(), validators=[InputRequired("Reload the page first.")])

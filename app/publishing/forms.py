"""The shape of what the desk posts to publishing."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import HiddenInput

from app.submissions.content import Seen

HIGHEST = 2**31 - 1
"""The largest number a column of either database holds."""


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
        "What was corrected, for readers",
        [Length(max=1000, message="Keep the note under 1,000 characters.")],
        filters=[lambda kept: kept or ""],
    )

    def look_at(self, seen: Seen) -> None:
        """From here on the form is about this, whatever it was about when it was sent."""
        self.version.raw_data = None
        self.version.data, self.content_hash.data = seen.version, seen.content_hash

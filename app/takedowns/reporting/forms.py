"""The shape of what the desk enters itself: a report that came another way, and one that it takes up."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length

from app.takedowns.channels import BY_DESK, CHANNELS
from app.takedowns.forms import SHORT, widget
from app.takedowns.kinds import LANES, Lane


class WhereForm(FlaskForm):  # type: ignore[misc]
    """What it is about, and on which ground: the next page asks what that needs."""

    article = StringField(
        "The address of the article", [InputRequired("Give the address of the article."), Length(max=400)]
    )
    lane = RadioField(
        "What is wrong?",
        [AnyOf([lane.value for lane in Lane], message="Choose what is wrong.")],
        choices={lane.value: rule.label for lane, rule in LANES.items()},
        validate_choice=False,
    )


class EntryForm(FlaskForm):  # type: ignore[misc]
    """A report in one lane as it came; the lane's own fields are added by ``entry_form``. None is required here: what
    is missing is asked for afterwards."""

    LANE: Lane

    article = HiddenField()
    lane = HiddenField()
    channel = RadioField(
        "How did it come?",
        [AnyOf([one.value for one in BY_DESK], message="Say how it came.")],
        choices={one.value: CHANNELS[one] for one in BY_DESK},
        validate_choice=False,
    )
    received_on = DateField("On which day?", [InputRequired("Name the day, as 2027-12-31.")])
    image = RadioField("What is it about?", choices={}, validate_choice=False)
    quote = TextAreaField("The passage it is about")
    email = EmailField("The claimant’s e-mail address", [SHORT])
    write = BooleanField("Write to them, with a private link to follow the case")
    files = MultipleFileField("Files that came with it")
    held = HiddenField()

    @property
    def answers(self) -> dict[str, object]:
        return {field.name: self[field.name].data for field in LANES[self.LANE].fields}


class WordForm(FlaskForm):  # type: ignore[misc]
    """Something said between the desk and a claimant; ``notice`` is whose report it is about."""

    notice = HiddenField()
    body = TextAreaField("Your message")


class AdoptForm(FlaskForm):  # type: ignore[misc]
    """Why a report counts that nobody confirmed."""

    reason = TextAreaField("Why do you take it up?")


@lru_cache(maxsize=len(Lane))
def entry_form(lane: Lane) -> type[EntryForm]:
    """The form of a lane, made from its table."""
    made: dict[str, Any] = {field.name: widget(field) for field in LANES[lane].fields}
    return type(f"{lane.value.title()}EntryForm", (EntryForm,), {"LANE": lane, **made})

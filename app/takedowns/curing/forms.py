"""The shape of what the desk asks for, and of what a claimant adds."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.takedowns.forms import CaseForm, stripped, widget
from app.takedowns.kinds import LANES, Lane


class AskForm(CaseForm):
    """Which report, and which of its fields say too little; what it lacks is asked for in any case."""

    notice = HiddenField()
    more = SelectMultipleField(
        "What says too little?",
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class AddForm(FlaskForm):  # type: ignore[misc]
    """Only the fields that were asked for; made by ``add_form``."""

    WANTED: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, object]:
        return {name: stripped(self[name].data) for name in self.WANTED}


def add_form(lane: Lane, wanted: Sequence[str]) -> type[AddForm]:
    """The form for what a report of this lane lacks."""
    made = {name: widget(LANES[lane].field(name)) for name in wanted}
    return type("AddForm", (AddForm,), {"WANTED": tuple(wanted), **made})

"""The shape of a signature: what was shown, each clause by itself, a capacity, a typed name and a short code."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.attestations.actions import CAPACITIES
from app.attestations.models import Wording
from app.guests.codes import CodeForm


class SignForm(CodeForm):
    wording_id = HiddenField()
    wording_sha256 = HiddenField()
    content_hash = HiddenField()
    capacity = RadioField(
        "In which capacity do you sign?",
        [InputRequired("Say in which capacity you sign.")],
        choices=CAPACITIES,
    )
    on_behalf_of = StringField("For whom you sign", [Length(max=160)])
    name = StringField(
        "Your full name",
        [InputRequired("Type your full name. It stands for your signature."), Length(max=160)],
    )


def sign_form(wording: Wording) -> type[SignForm]:
    """The form with one tick box for each clause of this wording, none of them ticked."""
    clauses: dict[str, Any] = {
        f"clause-{clause['id']}": BooleanField(
            clause["text"],
            [
                InputRequired(
                    f"Statement {number}: tick it if it is true. Without it we cannot take the article."
                )
            ],
        )
        for number, clause in enumerate(wording.body["clauses"], start=1)
    }
    return type("SignFormOfWording", (SignForm,), clauses)

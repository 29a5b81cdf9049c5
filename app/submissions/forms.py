"""The shape of what a guest writes. Rules are elsewhere: a draft may be as unfinished as it likes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DecimalField,
    EmailField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app import text
from app.media import areas
from app.submissions import cleaning, declarations, orcid
from app.submissions.declaring import RightsFields
from app.submissions.kinds import LICENCES
from app.submissions.models import DraftImage, Submission

SPARE_QUESTIONS = 2
MOST_QUESTIONS = 40
ORCID_KEPT = 19
"""Characters: sixteen digits in four groups."""
NOTHING = "None."
"""What the buttons beside the disclosures write."""
DISCLOSED = ("interests", "funding", "ai", "people")


def at_most(characters: int, what: str) -> Callable[[Form, Field], None]:
    """A bound on what will be kept: normalised text can be three times as long as what was typed."""
    message = f"{what} can have {characters:,} characters at most. Please shorten it."

    def check(_form: Form, field: Field) -> None:
        if len(text.clean(field.data or "")) > characters:
            raise ValidationError(message)

    return check


def about_an_orcid_id(_form: Form, field: Field) -> None:
    """Only what is too long to keep is refused; a wrong iD is kept, and named before signing."""
    kept = orcid.grouped(text.line(field.data or ""))
    if len(kept) > ORCID_KEPT:
        raise ValidationError(orcid.fault(kept))


HIGHEST = 2**31 - 1
"""The largest number a column of either database holds."""


def number_field() -> IntegerField:
    """A number the page itself put there, or nothing."""
    bounds = NumberRange(1, HIGHEST, message="Reload the page first.")
    return IntegerField(widget=HiddenInput(), validators=[Optional(), bounds])


class StartForm(FlaskForm):  # type: ignore[misc]
    """An e-mail address, and a field that only programs fill."""

    email = EmailField(
        "Your e-mail address", [InputRequired("Enter your e-mail address."), at_most(254, "An address")]
    )
    website = StringField("Leave this empty", [Length(max=0)])


class QuestionForm(Form):  # type: ignore[misc]
    question = StringField("Question", [at_most(300, "A question")])
    answer = TextAreaField("Answer", [at_most(3000, "An answer")])


def few_enough(_form: Form, field: Field) -> None:
    """Too many are refused and shown again, never cut off."""
    if sum(1 for pair in field.data if pair["question"] or pair["answer"]) > MOST_QUESTIONS:
        raise ValidationError(f"An article can have {MOST_QUESTIONS} questions at most. Take some out.")


class Questions(FieldList):  # type: ignore[misc]
    """A list of questions whose numbers may come from anybody: what is no number of a list is passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            found = re.match(rf"{re.escape(prefix)}-([0-9]{{1,3}})-", name)
            if found:
                yield int(found[1])


class DraftForm(FlaskForm):  # type: ignore[misc]
    """The writing desk. ``version`` is the working copy's, so that two windows cannot overwrite each other."""

    version = HiddenField()
    title = TextAreaField("Title", [at_most(200, "The title")])
    summary = TextAreaField("Summary", [at_most(1000, "The summary")])
    body = TextAreaField("Article", [at_most(200_000, "The article")])
    byline = StringField("Name shown to readers", [at_most(160, "The name")])
    role = StringField("Profession or role", [at_most(160, "This")])
    affiliation = StringField("Where you work", [at_most(160, "This")])
    orcid = StringField("ORCID iD", [about_an_orcid_id])
    bio = TextAreaField("About you", [at_most(1500, "This text")])
    faq = Questions(FormField(QuestionForm), validators=[few_enough])
    references = TextAreaField("References", [at_most(20_000, "The list")])
    interests = TextAreaField("Competing interests", [at_most(2000, "This text")])
    funding = TextAreaField("Funding", [at_most(2000, "This text")])
    ai = TextAreaField("Use of AI", [at_most(2000, "This text")])
    people = TextAreaField("People shown or described", [at_most(2000, "This text")])
    trademarks = TextAreaField("Trademark notices", [at_most(2000, "This text")])
    licence = SelectField("What readers may do with it", choices=LICENCES)
    nothing = StringField("Disclosure about which there is nothing to say")


OUTSIDE = "The part of the picture must lie inside it, and have at least a twentieth of its width and height."


class Percent(DecimalField):  # type: ignore[misc]
    """A share of a side of a picture, from 0 to 100, in hundredths of a percent."""

    def __init__(self, label: str, **given: Any) -> None:
        super().__init__(label, [Optional(), self.bounded], **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError("Give a number from 0 to 100.") from None

    @staticmethod
    def bounded(_form: Form, field: Field) -> None:
        if field.data is not None and not (field.data.is_finite() and 0 <= field.data <= 100):
            raise ValidationError("Give a number from 0 to 100.")


class ImageForm(RightsFields, FlaskForm):  # type: ignore[misc]
    """One image of the draft; every field carries the image's id as prefix."""

    alt = TextAreaField("Description for people who cannot see it", [at_most(1000, "The description")])
    caption = TextAreaField("Caption", [at_most(1000, "The caption")])
    credit = StringField("Credit line", [at_most(300, "The credit")])
    position = IntegerField("Place in the list", [Optional()])
    crop_left = Percent("Left edge")
    crop_top = Percent("Upper edge")
    crop_width = Percent("Width")
    crop_height = Percent("Height")
    focal_left = Percent("From the left")
    focal_top = Percent("From the top")

    def validate(self, extra_validators: Any = None) -> bool:
        """The four numbers of a crop are judged together, once each of them is a number."""
        if not super().validate(extra_validators):
            return False
        try:
            cleaning.crop(self.data)
        except ValueError:
            self.crop_width.errors = [OUTSIDE]
            return False
        return True

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


class CommentForm(FlaskForm):  # type: ignore[misc]
    """A message to the desk; ``reply_to`` is what it answers."""

    body = TextAreaField("Your message", [InputRequired("Write your message."), at_most(5000, "A message")])
    reply_to = number_field()


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField("Why (only the desk reads this)", [at_most(2000, "The reason")])


def draft_form(submission: Submission) -> DraftForm:
    """The form as the working copy stands, with two spare questions while there is room for more."""
    copy = submission.copy
    spare = min(SPARE_QUESTIONS, max(0, MOST_QUESTIONS - len(copy.faq)))
    return DraftForm(
        formdata=None,
        data={
            **{name: getattr(copy, name) for name in _SAME},
            **copy.disclosures,
            "version": str(copy.version),
            "references": "\n".join(copy.references),
            "faq": [*copy.faq, *({"question": "", "answer": ""} for _ in range(spare))],
        },
    )


_SAME = ("title", "summary", "body", "byline", "role", "affiliation", "orcid", "bio", "trademarks", "licence")


_PARTS = ("crop_left", "crop_top", "crop_width", "crop_height")
_POINT = ("focal_left", "focal_top")


def image_form(image: DraftImage, formdata: Any = None) -> ImageForm:
    data = {"alt": image.alt, "caption": image.caption, "credit": image.credit, "position": image.position}
    data |= dict(zip(_PARTS, areas.percents(image.crop), strict=False))
    data |= dict(zip(_POINT, areas.percents(image.focal), strict=False))
    said = declarations.renewed(image.declared)
    return ImageForm(formdata=formdata, prefix=f"image-{image.id}-", data={**said, **data})


def fields_of(form: DraftForm) -> dict[str, Any]:
    """What ``actions.save`` takes."""
    return {
        **{name: form[name].data or "" for name in _SAME},
        "faq": [(pair["question"] or "", pair["answer"] or "") for pair in form.faq.data],
        "references": (form.references.data or "").splitlines(),
        "disclosures": {name: _disclosed(form, name) for name in DISCLOSED},
    }


def _disclosed(form: DraftForm, name: str) -> str:
    """What was typed; where nothing was and the button “None” of this field was pressed, that."""
    typed = str(form[name].data or "")
    return typed if typed.strip() or form.nothing.data != name else NOTHING

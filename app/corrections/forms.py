"""The shape of what an editor changes and signs. Rules are elsewhere: a change may be as unfinished as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import HiddenInput

from app.attestations import changes
from app.attestations.changes import LONGEST_WHY, NAME_BY, Signed
from app.attestations.models import Wording
from app.corrections.actions import Shown
from app.submissions.content import ContentImage
from app.submissions.forms import HIGHEST, QuestionForm, Questions, at_most, few_enough

RELOAD = "Reload the page first."


def _number() -> IntegerField:
    bounds = NumberRange(0, HIGHEST, message=RELOAD)
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(RELOAD), bounds])


def _hash() -> HiddenField:
    return HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$", message=RELOAD)])


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """The words. ``version`` is the desk copy's, 0 where there is none yet; ``content_hash`` the revision's."""

    version = _number()
    content_hash = _hash()
    title = TextAreaField("Title", [at_most(200, "The title")])
    summary = TextAreaField("Summary", [at_most(1000, "The summary")])
    body = TextAreaField("Article", [at_most(200_000, "The article")])
    faq = Questions(FormField(QuestionForm), validators=[few_enough])
    references = TextAreaField("References", [at_most(20_000, "The list")])

    @property
    def fields(self) -> dict[str, Any]:
        """What ``actions.save`` takes."""
        return {
            **{name: self[name].data or "" for name in ("title", "summary", "body")},
            "faq": [(pair["question"] or "", pair["answer"] or "") for pair in self.faq.data],
            "references": (self.references.data or "").splitlines(),
        }


class PictureForm(FlaskForm):  # type: ignore[misc]
    """The words of an image that was there, and whether it stays; every field carries its number as prefix."""

    alt = TextAreaField("Description for people who cannot see it", [at_most(1000, "The description")])
    caption = TextAreaField("Caption", [at_most(1000, "The caption")])
    credit = StringField("Credit line", [at_most(300, "The credit")])
    out = BooleanField("Take this image out")

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


def picture_form(
    number: int, image: ContentImage, said: Mapping[str, Any], formdata: Any = None
) -> PictureForm:
    words = {name: said.get(name, getattr(image, name)) for name in ("alt", "caption", "credit")}
    data = {**words, "out": bool(said.get("out"))}
    return PictureForm(formdata=formdata, prefix=f"picture-{number}-", data=data)


class SignatureForm(FlaskForm):  # type: ignore[misc]
    """What was shown, why it was changed, and a typed name."""

    version = _number()
    copy_version = _number()
    content_hash = _hash()
    difference = _hash()
    wording_id = _number()
    wording_sha256 = _hash()
    why = TextAreaField("Why you changed it", [Length(max=LONGEST_WHY)])
    name = StringField("Your full name", [Length(max=NAME_BY)])

    @property
    def shown(self) -> Shown:
        return Shown(self.version.data, self.content_hash.data, self.copy_version.data, self.difference.data)

    def signed(self, accepted: list[str]) -> Signed:
        return Signed(
            wording_id=self.wording_id.data,
            wording_sha256=self.wording_sha256.data,
            name=self.name.data or "",
            why=self.why.data or "",
            clauses=accepted,
        )


def signature_form(wording: Wording, *, images: bool) -> type[SignatureForm]:
    """The form with one tick box for each clause that applies, none of them ticked."""
    clauses: dict[str, Any] = {
        f"clause-{clause['id']}": BooleanField(clause["text"])
        for clause in changes.clauses(wording, images=images)
    }
    return type("SignatureFormOfWording", (SignatureForm,), clauses)

"""The shape of a report and of what the desk does with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length

from app.takedowns import rules
from app.takedowns.actions.rights import VERDICTS
from app.takedowns.curing import rules as curable
from app.takedowns.fields import Field, Shape
from app.takedowns.kinds import LANES, Lane
from app.takedowns.meanwhile import STEPS, Step
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.stating.kinds import AT_SIGHT, GROUNDS, RETRACTS, SPECIFICATIONS

SHORT = Length(max=254, message="Enter a shorter e-mail address.")

WHOLE = ""
"""The choice that means the article and not one of its images."""


class NoticeForm(FlaskForm):  # type: ignore[misc]
    """A report in one lane; the lane's own fields are added by ``notice_form``. ``revision`` is what the reader saw,
    ``prefix`` and ``suffix`` what stood around the passage; ``website`` is a field that only programs fill."""

    LANE: Lane

    lane = HiddenField()
    revision = HiddenField()
    prefix = HiddenField()
    suffix = HiddenField()
    image = RadioField("What is it about?", choices={}, validate_choice=False)
    quote = TextAreaField(
        "The passage it is about",
        [
            Length(
                max=rules.LONGEST_QUOTE, message=f"Keep the passage under {rules.LONGEST_QUOTE:,} characters."
            )
        ],
    )
    email = EmailField(
        "Your e-mail address",
        [
            InputRequired("Enter your e-mail address."),
            SHORT,
        ],
    )
    as_it_is = BooleanField("Send it without what is missing")
    files = MultipleFileField("Files that show it")
    held = HiddenField()
    website = StringField(
        "Leave this empty", [Length(max=0, message="Leave this field empty. It is for programs.")]
    )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """The shape, and at the same time what the lane requires, so that everything is said at once."""
        fine = super().validate(extra_validators)
        judged = curable.bars if self.as_it_is.data else rules.faults
        wrong = judged(self.LANE, self.answers)
        if self.image.data not in self.image.choices:
            wrong["image"] = ["That image is not in this article. Choose what it is about."]
        say(self, wrong)
        return bool(fine) and not wrong

    @property
    def can_wait(self) -> bool:
        """Whether everything that is missing can be asked for later (``curing.rules``)."""
        missing = set(self.errors)
        return bool(missing) and missing <= set(rules.faults(self.LANE, self.answers)) - set(
            curable.bars(self.LANE, self.answers)
        )

    @property
    def answers(self) -> dict[str, object]:
        return {field.name: stripped(self[field.name].data) for field in LANES[self.LANE].fields}


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """One button; ``sure`` so that nobody withdraws with a slip of the finger."""

    sure = BooleanField(
        "Yes, I want to withdraw my report", [InputRequired("Tick the box to withdraw your report.")]
    )


class RightForm(FlaskForm):  # type: ignore[misc]
    """What the desk does about a right that ends. What is needed for which answer is the action's rule."""

    version = HiddenField()
    verdict = RadioField(
        "What becomes of it?",
        [AnyOf(list(VERDICTS), message="Choose one of these.")],
        choices=VERDICTS,
        validate_choice=False,
    )
    last_on = StringField("The new last day")
    evidence = TextAreaField("What shows the right")
    reason = TextAreaField("Why")


class RevokeForm(FlaskForm):  # type: ignore[misc]
    """The author says that a licence was taken back; ``sure``, so that no slip of the finger hides an image."""

    use = RadioField("Which image?", choices={}, validate_choice=False)
    reason = TextAreaField("Who took it back, and when?")
    sure = BooleanField(
        "Yes, this image may not be shown any more", [InputRequired("Tick the box to have it hidden.")]
    )


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """Who is shown in one image: where to write to them, or nothing for a link to print."""

    image = HiddenField()
    email = EmailField("Their e-mail address", [Length(max=254, message="Enter a shorter e-mail address.")])


class CaseForm(FlaskForm):  # type: ignore[misc]
    """What stood on the screen: the case's version and the newest line of its timeline."""

    version = HiddenField()
    seen = HiddenField()


class HoldForm(CaseForm):
    target = RadioField("What should nobody see meanwhile?", choices={}, validate_choice=False)
    reason = TextAreaField("What readers are told")


class StepForm(CaseForm):
    """A step meanwhile that leaves the article readable. Which steps a lane offers is a table."""

    step = RadioField(
        "What should be done meanwhile?",
        [AnyOf([step.value for step in Step], message="Choose one of these.")],
        choices={step.value: rule.verb for step, rule in STEPS.items()},
        validate_choice=False,
    )
    sentence = TextAreaField("What readers are told")


class DecisionForm(CaseForm):
    """The statement of reasons. Which outcomes a case allows is the action's rule; any known one has the shape."""

    outcome = RadioField(
        "Outcome",
        [AnyOf([outcome.value for outcome in Outcome], message="Choose an outcome.")],
        choices={outcome.value: rule.verb for outcome, rule in OUTCOMES.items()},
        validate_choice=False,
    )
    facts = TextAreaField("What you found")
    kind = RadioField(
        "What does it break?",
        choices={kind.value: rule.label for kind, rule in GROUNDS.items()},
        validate_choice=False,
    )
    ground = StringField("The rule or law this rests on")
    reference_url = StringField("Where that rule or law can be read")
    explanation = TextAreaField("Why it applies")
    at_sight = RadioField(
        "Could this be seen without a detailed legal examination?", choices=AT_SIGHT, validate_choice=False
    )
    specification = SelectField(
        "What kind of problem is it?",
        choices={name: one.label for name, one in SPECIFICATIONS.items()},
        validate_choice=False,
    )
    sentence = TextAreaField("What readers are told on the article")
    retracted_by = RadioField(
        "Who retracts it?", choices=RETRACTS, default="publisher", validate_choice=False
    )
    internal = TextAreaField("Note for the desk")


@lru_cache(maxsize=len(Lane))
def notice_form(lane: Lane) -> type[NoticeForm]:
    """The form of a lane, made from its table."""
    made = {field.name: widget(field) for field in LANES[lane].fields}
    if LANES[lane].unnamed:
        made["email"] = EmailField("Your e-mail address", [SHORT])
    return type(f"{lane.value.title()}NoticeForm", (NoticeForm,), {"LANE": lane, **made})


def say(form: FlaskForm, wrong: Mapping[str, Sequence[str]]) -> None:
    """Put the sentences of a refusal beside the fields they are about."""
    for name, sentences in wrong.items():
        if name in form:
            form[name].errors = list(dict.fromkeys([*form[name].errors, *sentences]))


def widget(field: Field) -> Any:
    match field.shape:
        case Shape.LINE:
            return StringField(field.label)
        case Shape.TEXT:
            return TextAreaField(field.label)
        case Shape.CHOICE:
            return RadioField(field.label, choices=dict(field.choices), validate_choice=False)
        case Shape.DECLARATION:
            return BooleanField(field.label)


def stripped(answer: object) -> object:
    return answer.strip() if isinstance(answer, str) else answer


def number(typed: str | None) -> int:
    """The number in a hidden field; 0, which is the version and the id of nothing, for anything else."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 16 else 0

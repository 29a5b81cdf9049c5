"""The rules of review, as tables and pure questions: how many must approve, and which reasons there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.review.models import Verdict
from app.submissions.states import PUBLISHABLE, State


@dataclass(frozen=True)
class Circumstances:
    """What decides how many people must approve."""

    first_time_contributor: bool = False
    ai_image: bool = False
    quotation: bool = False
    earlier_takedown: bool = False


WHY: dict[str, str] = {
    "first_time_contributor": "the contributor’s first article here",
    "ai_image": "an image made by a program",
    "quotation": "an image that is quoted without a licence",
    "earlier_takedown": "an earlier takedown of this contributor’s work",
}


FOUR_EYES = 2
"""Where a policy was set before a circumstance was known."""


def approvals_needed(found: Circumstances, policy: Mapping[str, int]) -> int:
    """How many different people must approve: the most that any circumstance asks for, and never fewer than one.

    ``policy`` is the site setting “approvals”: ``usual`` and one number for each circumstance.
    """
    asked = [policy["usual"], *(policy.get(name, FOUR_EYES) for name in WHY if getattr(found, name))]
    return max(1, *asked)


def counted(have: int, need: int) -> str:
    """How many have approved of how many who must, in words; more than are needed are no fraction."""
    if have > need:
        return f"{have} approvals, {need} needed"
    return f"{have} of {need} {'approval' if need == 1 else 'approvals'}"


def why_more(found: Circumstances) -> list[str]:
    """The circumstances that ask for more than the usual number, in words."""
    return [words for name, words in WHY.items() if getattr(found, name)]


@dataclass(frozen=True)
class Reason:
    """One structured reason. ``label`` is what the desk ticks, ``sentence`` what the author reads."""

    code: str
    label: str
    sentence: str


REASONS: dict[Verdict, tuple[Reason, ...]] = {
    Verdict.APPROVED: (),
    Verdict.CHANGES_REQUESTED: (
        Reason("sources", "Sources missing", "Please say where the claims and figures come from."),
        Reason("claims", "Claims too strong", "Please soften or support claims that go beyond the evidence."),
        Reason(
            "advice",
            "Reads as medical advice",
            "Please write it as information, not as advice to one person.",
        ),
        Reason(
            "image_rights",
            "Image rights unclear",
            "Please clear up where an image comes from and who owns it.",
        ),
        Reason(
            "image_people",
            "People shown without consent",
            "Please say who agreed to being shown, or replace it.",
        ),
        Reason(
            "image_words", "Alt text or caption", "Please describe the images for people who cannot see them."
        ),
        Reason("disclosure", "Disclosure missing", "Please name interests, funding or the use of AI."),
        Reason(
            "privacy", "Somebody can be recognised", "Please take out what lets a reader recognise a patient."
        ),
        Reason(
            "language", "Language or structure", "Please rework the wording or the order of the sections."
        ),
        Reason(
            "length",
            "Too long or too short",
            "Please bring the article to the length the guidelines ask for.",
        ),
    ),
    Verdict.DECLINED: (
        Reason("scope", "Not our subject", "The article is outside what this site prints."),
        Reason("advertising", "Advertising", "The article promotes a product, a service or a website."),
        Reason(
            "evidence", "Not supported", "The central claim is not supported by evidence that can be checked."
        ),
        Reason("harm", "Could do harm", "Following what the article suggests could harm a reader."),
        Reason(
            "copied",
            "Published elsewhere",
            "Much of the text has appeared elsewhere or is not the author’s own.",
        ),
        Reason(
            "rights", "Rights cannot be cleared", "The rights in the text or the images cannot be cleared."
        ),
        Reason("ours", "We cannot take it now", "We cannot print it at present, for reasons that are ours."),
    ),
}

VERDICTS: dict[Verdict, str] = {
    Verdict.APPROVED: "Approve",
    Verdict.CHANGES_REQUESTED: "Ask for changes",
    Verdict.DECLINED: "Decline",
}

DECIDABLE: dict[Verdict, frozenset[State]] = {
    Verdict.APPROVED: frozenset({State.IN_REVIEW}),
    Verdict.CHANGES_REQUESTED: frozenset({State.IN_REVIEW, *PUBLISHABLE}),
    Verdict.DECLINED: frozenset({State.IN_REVIEW}),
}
"""In which states each verdict may be given."""


WAITS: dict[State, str] = {
    State.AWAITING_AUTHOR: "An editor changed this article, and its author has not signed the change yet. Nothing is "
    "decided or published before that.",
}
"""Why nothing can be decided in a state, where the state alone does not say it."""

CHANGED_BY_YOU = (
    "You changed this article, or a program handed it in with a token of yours. Somebody else has to approve it: "
    "nobody approves what they wrote or changed."
)


IN_DOUBT = frozenset(Verdict) - {Verdict.APPROVED}
"""What may be decided while an image hangs on a permission that has not come."""


IN_BULK = (Verdict.CHANGES_REQUESTED, Verdict.DECLINED)
"""What may be decided about many at once. An approval says that somebody read exactly this revision."""


def still_to_tick(lines: Sequence[str]) -> str:
    """What the list asks for before an approval, and nobody has ticked who counts."""
    said = " ".join(f"“{line}”" for line in lines)
    return f"Before an approval somebody has to look at this, and tick it for this revision: {said}"


def verdicts_in(state: State, *, in_doubt: bool) -> list[Verdict]:
    """The verdicts that may be given in this state, and while an image is ``in_doubt``."""
    allowed = IN_DOUBT if in_doubt else frozenset(Verdict)
    return [verdict for verdict in Verdict if state in DECIDABLE[verdict] and verdict in allowed]


def unknown_reasons(verdict: Verdict, codes: Sequence[str]) -> list[str]:
    known = {reason.code for reason in REASONS[verdict]}
    return [code for code in codes if code not in known]


def sentences(verdict: Verdict, codes: Sequence[str]) -> list[str]:
    """What the author reads for these codes, in the order of the table."""
    return [reason.sentence for reason in REASONS[verdict] if reason.code in codes]

"""The reasons the desk gave in a time, in the words it ticked."""

from __future__ import annotations

from dataclasses import dataclass

from app.lifecycle import words
from app.numbers.periods import Period
from app.review import queries, rules
from app.review.models import Verdict

NONE = "No reason ticked"


@dataclass(frozen=True)
class Given:
    verdict: str
    label: str
    times: int


def given(period: Period) -> list[Given]:
    """How often each was given, by verdict, the most frequent first. An approval has none."""
    labels = {(verdict, one.code): one.label for verdict, known in rules.REASONS.items() for one in known}
    found = queries.reasons_given(period.since, period.until)
    listed = [
        Given(words(verdict), labels.get((verdict, code), code) or NONE, times)
        for (verdict, code), times in found.items()
        if verdict is not Verdict.APPROVED
    ]
    return sorted(listed, key=lambda one: (one.verdict, -one.times, one.label))

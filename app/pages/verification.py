"""Everything that can be verified, in one table: each layer's own checks, composed for the command and the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from app.attestations import change_checks as changes
from app.attestations import checks as attestations
from app.attestations import receipt_checks as receipts
from app.audit import checks as log
from app.audit import roots
from app.audit.findings import Part
from app.db import release
from app.media import checks as media
from app.publishing import checks as publishing
from app.publishing import tree_checks as tree
from app.register import checks as register
from app.review import checks as review
from app.review.rights import checks as findings
from app.submissions import checks as submissions
from app.takedowns import checks as takedowns
from app.takedowns.asking import checks as asking
from app.takedowns.clocks import checks as clocks
from app.takedowns.curing import checks as curing
from app.takedowns.erasing import checks as erasing
from app.takedowns.stating import checks as stating

PARTS: tuple[Part, ...] = (
    log.CHAIN,
    roots.HEAD,
    roots.CHECKPOINTS,
    roots.NAMED,
    log.WAITING,
    attestations.WORDINGS,
    attestations.SIGNATURES,
    attestations.ATTESTATIONS,
    receipts.KEYS_NAMED,
    receipts.KEYS,
    receipts.RECEIPTS,
    changes.NAMED,
    changes.SIGNED,
    changes.MADE,
    submissions.REVISIONS,
    submissions.RIGHTS,
    submissions.SETTLED,
    submissions.SETTLEMENTS,
    publishing.PUBLISHED,
    publishing.ARTICLES,
    publishing.HELD,
    publishing.HOLDS,
    publishing.MEASURED,
    publishing.MEASURES,
    findings.NAMED,
    findings.FINDINGS,
    review.DECIDED,
    review.DECISIONS,
    review.TAKEN_BACK,
    review.UNDOINGS,
    review.TICKED,
    review.TICKS,
    takedowns.CASES_DECIDED,
    takedowns.CASE_DECISIONS,
    stating.NAMED,
    stating.STATEMENTS,
    asking.ASKED,
    asking.QUESTIONS,
    asking.ANSWERED,
    asking.OPINIONS,
    clocks.STARTED,
    clocks.CLOCKS,
    curing.ASKED,
    curing.REQUESTS,
    curing.GIVEN,
    curing.ANSWERS,
    takedowns.RIGHTS_DECIDED,
    takedowns.RIGHT_DECISIONS,
    takedowns.ENDED,
    takedowns.ENDINGS,
    takedowns.CASES,
    takedowns.NOTICES_NAMED,
    takedowns.NOTICES,
    takedowns.FILES_NAMED,
    takedowns.FILES,
    takedowns.MAILS_NAMED,
    takedowns.MAILS,
    takedowns.WORDS_NAMED,
    takedowns.WORDS,
    takedowns.CONSENTS_NAMED,
    takedowns.CONSENTS,
    register.ENTERED,
    register.ENTRIES,
    erasing.ERASURES,
    submissions.EVIDENCE,
    tree.FILES,
    media.RENDITIONS,
    media.ORIGINALS,
)
"""The log first, then what it speaks of, the slowest last."""


def rest(part: str, after: int, parts: Sequence[Part] = PARTS) -> Iterator[tuple[Part, int]]:
    """Each part that is still to be looked through, with the position to begin behind; all from the start where
    ``part`` is empty."""
    names = [one.name for one in parts]
    first = names.index(part) if part in names else 0
    for number, one in enumerate(parts[first:]):
        yield one, after if number == 0 and part else 0


def things(name: str) -> str:
    """What a part looks at, in the plural."""
    return next((one.things for one in PARTS if one.name == name), "")


@dataclass
class Report:
    """What one look through everything found. ``faults`` keeps the first ``KEPT``; ``wrong`` counts them all."""

    looked: dict[str, int] = field(default_factory=dict)
    wrong: int = 0
    faults: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.looked.values())

    @property
    def pace(self) -> int:
        """Records a second."""
        return round(self.total / max(self.seconds, 0.001))

    def as_json(self) -> dict[str, Any]:
        return {"whole": not self.wrong, **asdict(self), "a_second": self.pace}


KEPT = 1000


def look_through(parts: Sequence[Part], tell: Callable[[str], object] = lambda _line: None) -> Report:
    """Every part from its start; each fault and note is told as it is found. One batch is held at a time, and no
    transaction between two."""
    began, report = monotonic(), Report()
    for part in parts:
        report.looked[part.name] = 0
        for batch in part.look(0):
            release()
            report.looked[part.name] += batch.looked
            report.notes += batch.notes
            report.wrong += len(batch.faults)
            for fault in batch.faults:
                tell(fault.says)
            room = max(0, KEPT - len(report.faults))
            report.faults += [{"part": part.name, **asdict(fault)} for fault in batch.faults[:room]]
    report.seconds = round(monotonic() - began, 2)
    return report


def summed_up(report: Report) -> list[str]:
    """The report in plain words: what was looked at, what to know, and the outcome."""
    looked = [f"  {count:>9,} {things(name) or name}" for name, count in report.looked.items()]
    pace = f"{report.total:,} in {report.seconds:.1f} s, {report.pace:,} a second"
    if not report.wrong:
        return ["Looked at:", *looked, *report.notes, f"Everything is whole ({pace})."]
    first = f"The first of {report.wrong}: {report.faults[0]['says']}"
    return ["Looked at:", *looked, *report.notes, f"NOT whole ({pace}).", first]

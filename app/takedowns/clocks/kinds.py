"""The clocks: what each is for, what starts it, what satisfies it, and who owes the next move; pure, a table that a
lawyer can read. Lengths, calendars and their sources are rows (``app/site/clocks.py``).

What a rule asks for in the transaction of the act itself is no clock, because it cannot be missed: the statement of
reasons (DSA art. 17(2)) and telling the author of a disablement (17 USC 512(g)(2)(A)). Permissions that are waited for
and licences that end have clocks of their own (``permission_wait``, ``right_warning``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.audit.kinds import Kind
from app.takedowns.clocks.regimes import Regime
from app.takedowns.states import CaseState
from app.worklist.views import Owes


class When(StrEnum):
    """Of which notices a clock is started."""

    ANY = "any"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class From(StrEnum):
    RECEIPT = "receipt"
    """Of the notice, also when it was confirmed later (domain.md, “Case”)."""
    EVENT = "event"


class Name(StrEnum):
    ACK_RECEIPT = "ack_receipt"
    TRIAGE = "triage"
    DECIDE = "decide"
    INTERIM_REVIEW = "interim_review"
    CURE = "cure"
    DMCA_EXPEDITIOUS = "dmca_expeditious"
    DMCA_FORWARD_COUNTER = "dmca_forward_counter"
    DMCA_PUTBACK = "dmca_putback"
    S5_DEFECTIVE = "s5_defective"
    S5_CONTACT_POSTER = "s5_contact_poster"
    S5_POSTER_RESPONSE = "s5_poster_response"
    S5_REMOVE_SILENT = "s5_remove_silent"
    S5_TELL_COMPLAINANT = "s5_tell_complainant"
    S5_THIRD_TIME = "s5_third_time"
    GDPR_REQUEST = "gdpr_request"
    DP_COMPLAINT_ACK = "dp_complaint_ack"
    DP_COMPLAINT_OUTCOME = "dp_complaint_outcome"
    APPEAL_WINDOW = "appeal_window"
    APPEAL_DECIDE = "appeal_decide"


LATE = "it is marked as late and the webmaster is told"
COUNTED = frozenset({Kind.NOTICE_CONFIRMED, Kind.NOTICE_ENTERED, Kind.NOTICE_ADOPTED})
"""A report counts from then on: by its sender's word, or by the desk's."""
OPENED = COUNTED | {Kind.CASE_OPENED}
DECIDED = frozenset({Kind.CASE_DECIDED})
RESTS = frozenset({CaseState.NEEDS_INFORMATION})


@dataclass(frozen=True)
class ClockRule:
    """``label`` says what has to happen. ``starts`` and ``satisfied`` are kinds of events; one that nothing starts
    waits for the stage that will (counter-notices, appeals, the author’s own answer). ``silence`` is the sentence
    for “if we hear nothing by then”, with ``{by}`` for the moment. ``rests`` are the states in which its time is not
    counted.

    ``only_in``, where it is given, are the states outside which it ends unmet. ``setting`` is the rule of the publisher
    that gives its length; ``by_severity``: one that gives a length by severity.
    """

    label: str
    regime: Regime
    owes: Owes
    silence: str
    starts: frozenset[Kind] = frozenset()
    satisfied: frozenset[Kind] = frozenset()
    begins: From = From.RECEIPT
    when: When = When.ANY
    rests: frozenset[CaseState] = field(default=frozenset())
    only_in: frozenset[CaseState] = field(default=frozenset())
    setting: str = ""
    by_severity: bool = False


CLOCKS: Mapping[Name, ClockRule] = {
    Name.ACK_RECEIPT: ClockRule(
        "Tell the claimant that we have the report",
        Regime.DSA,
        Owes.US,
        f"If no letter has gone out by {{by}}, {LATE}.",
        starts=frozenset({Kind.NOTICE_CONFIRMED}),
        satisfied=frozenset({Kind.NOTICE_CONFIRMED}),  # whose letter says so
        begins=From.EVENT,
    ),
    Name.TRIAGE: ClockRule(
        "Look at it",
        Regime.HOUSE,
        Owes.US,
        f"If nobody at the desk has looked into it by {{by}}, {LATE}.",
        starts=OPENED | {Kind.INFORMATION_GIVEN},
        satisfied=DECIDED | {Kind.CASE_CLAIMED, Kind.QUESTION_ASKED},
        rests=RESTS,
        setting="case_clocks",
        by_severity=True,
    ),
    Name.DECIDE: ClockRule(
        "Decide it",
        Regime.HOUSE,
        Owes.US,
        f"If nothing is decided by {{by}}, {LATE}.",
        starts=OPENED,
        satisfied=DECIDED,
        rests=RESTS,
        by_severity=True,
    ),
    Name.INTERIM_REVIEW: ClockRule(
        "Decide about what is hidden meanwhile, or show it again",
        Regime.HOUSE,
        Owes.US,
        f"If it is still hidden without a decision by {{by}}, {LATE}.",
        starts=frozenset({Kind.HOLD_PLACED}),
        satisfied=DECIDED | {Kind.HOLD_LIFTED},
        begins=From.EVENT,
    ),
    Name.CURE: ClockRule(
        "Add what the report lacks",
        Regime.HOUSE,
        Owes.CLAIMANT,
        "If we hear nothing by {by}, we will close the report as incomplete. It can be sent again at any time.",
        starts=frozenset({Kind.INFORMATION_ASKED}),
        satisfied=frozenset({Kind.INFORMATION_GIVEN}),
        begins=From.EVENT,
        only_in=RESTS,
    ),
    Name.DMCA_EXPEDITIOUS: ClockRule(
        "Take it down, or decide that it stays",
        Regime.DMCA,
        Owes.US,
        f"If nothing is hidden or decided by {{by}}, {LATE}.",
        starts=OPENED | {Kind.INFORMATION_GIVEN},
        satisfied=DECIDED | {Kind.HOLD_PLACED},
        when=When.COMPLETE,
        rests=RESTS,
    ),
    Name.DMCA_FORWARD_COUNTER: ClockRule(
        "Send the counter-notice to the claimant",
        Regime.DMCA,
        Owes.US,
        f"If it has not gone out by {{by}}, {LATE}.",
    ),
    Name.DMCA_PUTBACK: ClockRule(
        "Put back what was taken down",
        Regime.DMCA,
        Owes.US,
        "If we hear of no court action by {by}, we will put it back.",
    ),
    Name.S5_DEFECTIVE: ClockRule(
        "Tell the claimant what the notice lacks",
        Regime.S5,
        Owes.US,
        f"If the claimant has not been told by {{by}}, {LATE}.",
        starts=OPENED,
        satisfied=DECIDED | {Kind.INFORMATION_ASKED},
        when=When.INCOMPLETE,
    ),
    Name.S5_CONTACT_POSTER: ClockRule(
        "Send the notice to the author, or decide",
        Regime.S5,
        Owes.US,
        f"If the author has not been written to by {{by}}, {LATE}.",
        starts=OPENED | {Kind.INFORMATION_GIVEN},
        satisfied=DECIDED,
        when=When.COMPLETE,
        rests=RESTS,
    ),
    Name.S5_POSTER_RESPONSE: ClockRule(
        "The author answers",
        Regime.S5,
        Owes.AUTHOR,
        "If we hear nothing by {by}, we will take it down.",
        begins=From.EVENT,
    ),
    Name.S5_REMOVE_SILENT: ClockRule(
        "Take it down, because the author is silent or cannot be reached",
        Regime.S5,
        Owes.US,
        f"If it is still shown at {{by}}, {LATE}.",
        begins=From.EVENT,
    ),
    Name.S5_TELL_COMPLAINANT: ClockRule(
        "Tell the claimant that the author stands by it",
        Regime.S5,
        Owes.US,
        f"If the claimant has not been told by {{by}}, {LATE}.",
        begins=From.EVENT,
    ),
    Name.S5_THIRD_TIME: ClockRule(
        "Take down what was taken down twice before",
        Regime.S5,
        Owes.US,
        f"If it is still shown at {{by}}, {LATE}.",
    ),
    Name.GDPR_REQUEST: ClockRule(
        "Act on the request of the person concerned, or refuse with reasons",
        Regime.DATA,
        Owes.US,
        f"If nothing is decided by {{by}}, {LATE}.",
        starts=OPENED,
        satisfied=DECIDED,
        rests=RESTS,
    ),
    Name.DP_COMPLAINT_ACK: ClockRule(
        "Acknowledge the data protection complaint",
        Regime.DATA,
        Owes.US,
        f"If it is not acknowledged by {{by}}, {LATE}.",
        starts=OPENED,
        satisfied=DECIDED | {Kind.NOTICE_CONFIRMED},  # whose letter says so
    ),
    Name.DP_COMPLAINT_OUTCOME: ClockRule(
        "Tell the outcome of the data protection complaint",
        Regime.DATA,
        Owes.US,
        f"If nothing is decided by {{by}}, {LATE}.",
        starts=OPENED,
        satisfied=DECIDED,
    ),
    Name.APPEAL_WINDOW: ClockRule(
        "Object to the decision",
        Regime.DSA,
        Owes.NOBODY,
        "If nobody objects by {by}, the case is closed.",
        begins=From.EVENT,
    ),
    Name.APPEAL_DECIDE: ClockRule(
        "Somebody else decides about the objection",
        Regime.DSA,
        Owes.US,
        f"If nothing is decided by {{by}}, {LATE}.",
        begins=From.EVENT,
    ),
}

HEARD = frozenset(kind for rule in CLOCKS.values() for kind in rule.starts | rule.satisfied)
"""The kinds of events that start or satisfy a clock."""


def setting_of(name: Name) -> str:
    """The rule of the publisher that gives its length."""
    return CLOCKS[name].setting or f"clock_{name.value}"

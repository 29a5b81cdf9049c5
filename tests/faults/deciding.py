"""Many people decide one thing from one barrier: exactly one of them does, and everybody else is told who did.

What is counted of each thing: how many were told that they had decided; how many were refused, with what had happened
meanwhile; what else came (a fault of ours); and, in the database afterwards, the rows of decisions, the events that say
so, the letters to each recipient, and whether the thing stands as whoever won decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import delete, func, select

from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event, Untold
from app.db import db, session, transaction
from app.errors import Refused, Stale
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.review import actions as review
from app.review.models import Decision, Verdict
from app.site import actions as site
from app.site.defaults import SETTINGS
from app.submissions.models import Submission
from app.takedowns.actions import decide as decide_case
from app.takedowns.actions.decisions import Reasons
from app.takedowns.models import Case, CaseDecision
from app.takedowns.rules import Outcome
from tests.review import making
from tests.takedowns import making as cases

CROWD = 16
WINDOWS = 4
"""So many windows each of four people has open, where two of them have to approve."""
TRIES = 60
"""Somebody who reads a page again as soon as it changed needs no more."""

DONE = "decided"
VERDICTS = tuple(Verdict)
OUTCOMES = (Outcome.NO_ACTION, Outcome.WITHHOLD_IMAGE, Outcome.REMOVE_ARTICLE)
SAYS = {
    Verdict.APPROVED.value: Kind.SUBMISSION_APPROVED.value,
    Verdict.CHANGES_REQUESTED.value: Kind.CHANGES_REQUESTED.value,
    Verdict.DECLINED.value: Kind.SUBMISSION_DECLINED.value,
}
"""The event that tells the author, by verdict."""

Act = Callable[[], str]


@dataclass(frozen=True)
class Ended:
    """One thing after everybody tried. ``letters`` is the most that one recipient got, 0 where somebody got none;
    ``stands`` says that its state is what was decided."""

    done: int
    told: int
    faults: Sequence[str]
    rows: int
    events: int
    letters: int
    stands: bool

    def is_one(self, *, crowd: int = CROWD, rows: int = 1) -> bool:
        """``rows`` people decided, everybody else was told, once each, and it is what it was decided to be."""
        counted = (self.done, self.told, self.rows, self.events, self.letters)
        return self.stands and not self.faults and counted == (rows, crowd - rows, rows, 1, 1)


def at_one_barrier(app: Flask, rounds: Sequence[Sequence[Act]]) -> list[list[str]]:
    """What each act ended with: those of one round at once, each in a thread of its own; the rounds one by one."""
    with app.app_context(), transaction():
        session.execute(delete(Untold))  # only what is decided is counted, not what was made ready for it
    barrier = Barrier(len(rounds[0]))
    ended = [[""] * len(acts) for acts in rounds]

    def run(number: int) -> None:
        for at, acts in enumerate(rounds):
            with app.app_context():
                barrier.wait()
                ended[at][number] = _ended(acts[number])
                db.session.remove()

    threads = [Thread(target=run, args=(number,)) for number in range(len(rounds[0]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def _ended(act: Act) -> str:
    try:
        return act()
    except Stale as stale:
        return f"told: {' '.join(stale.changes)}" if stale.changes else "fault: refused without a word of why"
    except Refused as refused:
        return f"told: {refused.sentence}"
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must be shown
        return f"fault: {fault!r}"


def submissions(app: Flask, count: int) -> list[Ended]:
    """``count`` submissions, one approval enough, each decided by everybody at once with three kinds of verdict."""
    with app.app_context():
        _approvals(1)
        people = [making.member(f"Reviewer {number}") for number in range(CROWD)]
        subjects = [_in_review(number, people[0]) for number in range(count)]
        seen = {subject: making.seen(subject) for subject in subjects}

    def decide(subject: int, by: int, verdict: Verdict) -> str:
        with transaction():
            person = session.get_one(Member, by)
            review.decide(subject, verdict, by=person, note="Because.", seen=seen[subject])
        return DONE

    acts = [
        [partial(decide, subject, by, VERDICTS[(at + n) % 3]) for n, by in enumerate(people)]
        for at, subject in enumerate(subjects)
    ]
    return _counted(app, subjects, at_one_barrier(app, acts), _submission)


def approvals(app: Flask, count: int) -> list[Ended]:
    """``count`` submissions of which each needs two approvals: four people with four windows each approve at once, and
    read the page again as long as it changes under their hands. Two of them count, each once."""
    with app.app_context():
        _approvals(2)
        people = [making.member(f"Reviewer {number}") for number in range(CROWD // WINDOWS)]
        subjects = [_in_review(number, people[0]) for number in range(count)]

    def approve(subject: int, by: int) -> str:
        for _ in range(TRIES):
            try:
                with transaction():
                    person = session.get_one(Member, by)
                    review.decide(subject, Verdict.APPROVED, by=person, seen=making.seen(subject))
                return DONE
            except Stale:
                continue
        return "fault: gave up"

    acts = [
        [partial(approve, subject, people[n % len(people)]) for n in range(CROWD)] for subject in subjects
    ]
    return _counted(app, subjects, at_one_barrier(app, acts), _submission)


def reports(app: Flask, count: int) -> list[Ended]:
    """``count`` cases, each decided by everybody at once with three kinds of outcome."""
    printed = [
        cases.printed(app, email=f"author{number}@example.org", title=f"Title {number}")
        for number in range(count)
    ]
    subjects = [cases.confirmed(app, one, use=one.uses[0]) for one in printed]
    with app.app_context():
        people = [making.member(f"Reviewer {number}") for number in range(CROWD)]
        versions = {subject: session.get_one(Case, subject).version for subject in subjects}
    reasons = Reasons(
        ground="The house rules, 4.",
        explanation="It is as reported.",
        facts="We compared what was sent with what stood there.",
        at_sight="yes",
    )

    def decide(subject: int, by: int, outcome: Outcome) -> str:
        with transaction():
            person = session.get_one(Member, by)
            decide_case(subject, outcome, by=person, reasons=reasons, version=versions[subject])
        return DONE

    acts = [
        [partial(decide, subject, by, OUTCOMES[(at + n) % 3]) for n, by in enumerate(people)]
        for at, subject in enumerate(subjects)
    ]
    return _counted(app, subjects, at_one_barrier(app, acts), _case)


KINDS: dict[str, Callable[[Flask, int], list[Ended]]] = {
    "submissions": submissions,
    "approvals": approvals,
    "cases": reports,
}
"""What is decided at one barrier, by name."""

ROWS = {"submissions": 1, "approvals": 2, "cases": 1}
"""How many people decide each: where two have to approve, each of the two counts once."""


def _approvals(usual: int) -> None:
    with transaction():
        policy = dict.fromkeys(SETTINGS["approvals"].value, usual)
        site.change_setting("approvals", policy, by=SYSTEM, source="a test")


def _in_review(number: int, by: int) -> int:
    subject = making.submitted(f"author{number}@example.org", title=f"Title {number}")
    making.in_review(subject, by)
    return subject


def _counted(
    app: Flask,
    subjects: Sequence[int],
    ended: Sequence[Sequence[str]],
    stands: Callable[[int], tuple[int, list[int], bool]],
) -> list[Ended]:
    with app.app_context():
        while _tell():
            pass
        return [_one(subject, words, stands) for subject, words in zip(subjects, ended, strict=True)]


def _tell() -> int:
    with transaction():
        return notifications.fan_out()


def _one(subject: int, words: Sequence[str], stands: Callable[[int], tuple[int, list[int], bool]]) -> Ended:
    rows, events, as_decided = stands(subject)
    wanted = select(Message.recipient, func.count()).where(Message.event_id.in_(events))
    letters = {row[0]: row[1] for row in session.execute(wanted.group_by(Message.recipient))}
    roles = {recipient.partition(":")[0] for recipient in letters}
    return Ended(
        done=words.count(DONE),
        told=sum(word.startswith("told: ") for word in words),
        faults=[word for word in words if word != DONE and not word.startswith("told: ")],
        rows=rows,
        events=len(events),
        letters=max(letters.values()) if PARTIES[stands] <= roles else 0,
        stands=as_decided,
    )


def _submission(subject: int) -> tuple[int, list[int], bool]:
    """Rows of decisions by different people, the events that told its author, and whether it stands as decided."""
    made = list(session.scalars(select(Decision).where(Decision.submission_id == subject)))
    about = (Event.subject_kind == "submission") & (Event.subject_id == subject)
    events = list(session.scalars(select(Event.id).where(about, Event.kind.in_(SAYS.values()))))
    state = session.get_one(Submission, subject).state
    verdicts = {one.verdict for one in made}
    told = {session.get_one(Event, id_).kind for id_ in events}
    return len({one.by_id for one in made}), events, verdicts == {state} and told == {SAYS[state]}


def _case(subject: int) -> tuple[int, list[int], bool]:
    made = list(session.scalars(select(CaseDecision).where(CaseDecision.case_id == subject)))
    about = (Event.subject_kind == "case") & (Event.subject_id == subject)
    events = list(session.scalars(select(Event.id).where(about, Event.kind == Kind.CASE_DECIDED.value)))
    case = session.get_one(Case, subject)
    return len(made), events, case.state == "decided" and [one.outcome for one in made] == [case.outcome]


PARTIES: dict[object, set[str]] = {_submission: {"author"}, _case: {"author", "claimant"}}
"""Who has to hear of it."""

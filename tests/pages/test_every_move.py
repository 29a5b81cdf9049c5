"""Every verb, in every state, by every role, tried for real: what the tables allow is done, all else changes nothing.

What must happen is read from the tables alone: the lifecycles of submissions, cases and articles, and the rights of the
roles. One thing stands in the way of nothing but its state (a signed revision, approved by two others, its rights
accepted; a case that has hidden an image, and one that has removed an article); its state is then set to each there is.
Each try is a request of a browser; the digest is over every row of every table.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import RIGHTS, Right, Role
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import db, session, transaction
from app.errors import NotAllowed
from app.lifecycle import Lifecycle
from app.publishing.states import ARTICLE, ArticleState
from app.review import queries as reviews
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.submissions.rows import OWES
from app.submissions.states import CORRECTABLE, SUBMISSION, State
from app.takedowns.actions import decide
from app.takedowns.actions.decisions import Reasons
from app.takedowns.asking.actions import ask
from app.takedowns.asking.kinds import Mark
from app.takedowns.models import Case
from app.takedowns.rules import Outcome
from app.takedowns.states import CASE, OPEN, OURS, CaseState
from app.worklist.models import Owes
from tests.pages import signing_in
from tests.publishing import making
from tests.takedowns import making as cases

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOBODY, NO_ROLE = "nobody signed in", "a member without a role"
ACTORS: dict[str, frozenset[Right]] = {
    NOBODY: frozenset(),
    NO_ROLE: frozenset(),
    **{role.value: RIGHTS[role] for role in Role},
}


Post = Callable[[int], tuple[str, Mapping[str, Any]]]
"""Address and form of a verb about the thing of that number."""


@dataclass(frozen=True)
class Verb:
    """``to`` is where it leads, ``right`` what it takes, ``by`` what stands in between, ``post`` address and form.
    ``out_of``: the states from which this verb, and no other, leads there; all of the table where it names none."""

    name: str
    right: Right
    to: StrEnum
    post: Post
    by: StrEnum | None = None
    out_of: frozenset[StrEnum] | None = None

    def is_legal(self, table: Lifecycle[Any], state: StrEnum, rights: Iterable[Right]) -> bool:
        if self.out_of is not None and state not in self.out_of:
            return False
        straight = table.allows(state, self.to)
        begun = self.by is not None and table.allows(state, self.by) and table.allows(self.by, self.to)
        return self.right in rights and (straight or begun)


class Site:
    """The product with its database and its public tree, which can be put back as they were."""

    def __init__(self, app: Flask, database: str) -> None:
        self.app, self.path = app, Path(database.removeprefix("sqlite:///"))
        self.tree = Path(app.config["SETTINGS"].data_dir) / "public"
        self.browsers = dict(self._browsers())

    def _browsers(self) -> Iterator[tuple[str, tuple[FlaskClient, str]]]:
        with self.app.app_context(), transaction():
            people = {
                name: accounts.add(
                    email=f"{at}@roles.example",
                    name=name,
                    password=making.PASSWORD,
                    roles=[Role(name)] if name in set(Role) else [],
                    by=SYSTEM,
                ).id
                for at, name in enumerate(ACTORS)
                if name != NOBODY
            }
        for name in ACTORS:
            client = (
                signing_in.sign_in(self.app, people[name]) if name in people else signing_in.browser(self.app)
            )
            page = client.get("/account" if name in people else "/login").text
            yield name, (client, signing_in.token_in(page))

    def post(self, actor: str, what: Post, id_: int) -> int:
        """The status of the answer. Outside of any context: each request has one of its own."""
        with self.app.app_context():
            address, form = what(id_)
        client, token = self.browsers[actor]
        return client.post(address, data={"csrf_token": token, **form}).status_code

    def keep(self) -> None:
        with self.app.app_context():
            db.session.remove()
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.path)) as now:
            now.backup(self._kept)
        self._tree = self.tree.with_name("kept")
        shutil.copytree(self.tree, self._tree, dirs_exist_ok=True)

    def put_back(self) -> None:
        with self.app.app_context():
            db.session.remove()
        with closing(sqlite3.connect(self.path)) as now:
            self._kept.backup(now)
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(self._tree, self.tree)

    def digest(self) -> str:
        """Of every row of every table."""
        told = hashlib.sha256()
        with closing(sqlite3.connect(self.path)) as now:
            tables = now.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            for (name,) in tables:
                for row in sorted(map(repr, now.execute(f"SELECT * FROM {name}"))):
                    told.update(f"{name}{row}".encode())
        return told.hexdigest()

    def set_state(self, table: str, id_: int, state: StrEnum) -> None:
        with closing(sqlite3.connect(self.path)) as now, now:
            now.execute(f"UPDATE {table} SET state = ? WHERE id = ?", (state.value, id_))
            if table == "articles":
                now.execute("UPDATE articles SET dark = ? WHERE id = ?", (state not in READ, id_))
            owed = OWES[State(state.value)] if table == "submissions" else _owed(state)
            kind = table.removesuffix("s")
            now.execute(
                "UPDATE items SET state = ?, owes = ?, open = ? WHERE subject_kind = ? AND subject_id = ?",
                (state.value, owed.value, owed is not Owes.NOBODY, kind, id_),
            )

    def state_of(self, table: str, id_: int) -> str:
        with closing(sqlite3.connect(self.path)) as now:
            return str(now.execute(f"SELECT state FROM {table} WHERE id = ?", (id_,)).fetchone()[0])


def _owed(state: StrEnum) -> Owes:
    return Owes.SPECIALIST if state is CaseState.AWAITING_SPECIALIST else Owes.US


@pytest.fixture
def site(app: Flask, database: str) -> Site:
    return Site(app, database)


READ = (ArticleState.PUBLISHED, ArticleState.RETRACTED)
"""The states in which readers see an article."""
Legal = Callable[[Any, frozenset[Right]], bool]


def each(
    site: Site, table: str, id_: int, states: Iterable[StrEnum], post: Post, legal: Legal
) -> set[tuple[str, str]]:
    """Try ``post`` in each state by each actor; the moves that were made. Done, and put back, where it is legal; else
    refused, and every row of every table is what it was."""
    made: set[tuple[str, str]] = set()
    site.keep()
    for state in states:
        site.set_state(table, id_, state)
        before = site.digest()
        for actor, rights in ACTORS.items():
            status = site.post(actor, post, id_)
            tried = (state.value, actor, status)
            if legal(state, rights):
                assert status == 303, tried
                assert site.digest() != before, tried
                made.add((state.value, site.state_of(table, id_)))
                site.put_back()
                site.set_state(table, id_, state)
            else:
                assert 400 <= status < 500, tried
            assert site.digest() == before, tried
        site.put_back()
    return made


def by_table(site: Site, table: str, id_: int, lifecycle: Lifecycle[Any], verb: Verb) -> set[tuple[str, str]]:
    """The same, where the lifecycle alone says what is legal and where it leads."""

    def legal(state: Any, rights: frozenset[Right]) -> bool:
        return verb.is_legal(lifecycle, state, rights)

    made = each(site, table, id_, lifecycle.moves, verb.post, legal)
    assert {after for _before, after in made} <= {verb.to.value}, made
    return made


def leading_to(lifecycle: Lifecycle[Any], verbs: Iterable[Verb]) -> set[tuple[str, str]]:
    """Every move of the table that ends where one of these verbs leads."""
    ends = {verb.to for verb in verbs}
    return {(a.value, b.value) for a, after in lifecycle.moves.items() for b in after if b in ends}


def _decision(verdict: str) -> Post:
    return lambda id_: (
        f"/desk/submissions/{id_}/decisions",
        {"verdict": verdict, "note": "Because.", **_seen(id_)},
    )


def _publication(id_: int) -> tuple[str, Mapping[str, Any]]:
    return f"/desk/submissions/{id_}/publications", _seen(id_)


def _change(id_: int) -> tuple[str, Mapping[str, Any]]:
    words = {"title": "Another title", "body": "Another text.\n\n![[knee-2]]"}
    return f"/desk/submissions/{id_}/changes", {**_seen(id_), "version": 0, **words}


def _claim(id_: int) -> tuple[str, Mapping[str, Any]]:
    item = reviews.item_of(session.get_one(Submission, id_))
    assert item is not None
    return f"/desk/items/{item.id}/claims", {}


def _seen(id_: int) -> dict[str, Any]:
    return asdict(making.seen(id_))


def _time(id_: int) -> tuple[str, Mapping[str, Any]]:
    day = {"day": str(now().date() + timedelta(days=9)), "hour": "09:30"}
    return f"/desk/submissions/{id_}/schedules", {**_seen(id_), **day, "zone": "Europe/London"}


def _no_time(id_: int) -> tuple[str, Mapping[str, Any]]:
    version = session.get_one(Submission, id_).version
    return f"/desk/submissions/{id_}/schedules/removals", {"version": version}


TIMED = frozenset({State.SCHEDULED})
SUBMISSION_VERBS = (
    Verb("approve", Right.DECIDE, State.APPROVED, _decision("approved"), out_of=frozenset(State) - TIMED),
    Verb("set a time", Right.PUBLISH, State.SCHEDULED, _time),
    Verb("take the time back", Right.PUBLISH, State.APPROVED, _no_time, out_of=TIMED),
    Verb("ask for changes", Right.DECIDE, State.CHANGES_REQUESTED, _decision("changes_requested")),
    Verb("decline", Right.DECIDE, State.DECLINED, _decision("declined")),
    Verb("publish", Right.PUBLISH, State.PUBLISHED, _publication),
)


def test_a_submission_moves_by_the_tables_alone(site: Site) -> None:
    with site.app.app_context():
        id_ = making.approved()
    made = [by_table(site, "submissions", id_, SUBMISSION, verb) for verb in SUBMISSION_VERBS]
    assert set().union(*made) == leading_to(SUBMISSION, SUBMISSION_VERBS)


def test_a_claim_is_taken_where_a_move_is_owed_and_begins_a_review_where_none_has_begun(site: Site) -> None:
    with site.app.app_context():
        id_ = making.signed()
    made = each(
        site,
        "submissions",
        id_,
        State,
        _claim,
        lambda state, rights: OWES[state] is not Owes.NOBODY and Right.CLAIM in rights,
    )
    begun = {State.SUBMITTED: State.IN_REVIEW}
    assert made == {(one.value, begun.get(one, one).value) for one in State if OWES[one] is not Owes.NOBODY}


def test_an_editor_changes_an_article_where_its_author_could_be_awaited_next(site: Site) -> None:
    assert {state for state in State if SUBMISSION.allows(state, State.AWAITING_AUTHOR)} == CORRECTABLE
    with site.app.app_context():
        id_ = making.approved()
    each(
        site,
        "submissions",
        id_,
        State,
        _change,
        lambda state, rights: state in CORRECTABLE and Right.CORRECT in rights,
    )


def test_its_author_takes_an_article_back_in_the_states_of_the_table_alone(site: Site) -> None:
    with site.app.app_context():
        id_ = making.signed()
    site.keep()
    for state in State:
        site.set_state("submissions", id_, state)
        before = site.digest()
        with site.app.app_context():
            refused = _withdraw(id_)
        again = state is State.WITHDRAWN  # a second time it changes nothing
        assert refused is not (SUBMISSION.allows(state, State.WITHDRAWN) or again), state
        assert (site.digest() == before) is (refused or again), state
        site.put_back()


def _withdraw(id_: int) -> bool:
    """Whether it was refused."""
    try:
        with transaction():
            submissions.withdraw(submissions.hold(id_), reason="No more.")
    except NotAllowed:
        return True
    return False


REASONS = {
    "ground": "The house rules, 4.",
    "explanation": "It is as reported.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
    "sentence": "What it says could not be shown to hold.",
}


def _outcome(outcome: Outcome) -> Post:
    return lambda id_: (
        f"/desk/cases/{id_}/decisions",
        {"outcome": outcome.value, **REASONS, "version": session.get_one(Case, id_).version, "seen": 0},
    )


def _hold(id_: int) -> tuple[str, Mapping[str, Any]]:
    case = session.get_one(Case, id_)
    return f"/desk/cases/{id_}/holds", {"target": case.use_name, "version": case.version, "seen": 0}


CASE_VERBS = tuple(
    Verb(
        outcome.value,
        Right.DECIDE,
        CaseState.DECIDED,
        _outcome(outcome),
        by=CaseState.UNDER_REVIEW,
        out_of=OURS,
    )
    for outcome in Outcome
    if outcome not in (Outcome.REINSTATE, Outcome.WITHHOLD_PASSAGE)  # no report here names a passage
)
REINSTATE = Verb("reinstate", Right.RESTORE, CaseState.REINSTATED, _outcome(Outcome.REINSTATE))


@dataclass(frozen=True)
class Cases:
    """A case about an image that is open, one that took its image down, and one that removed its article."""

    untouched: int
    withheld: int
    removed: int


@pytest.fixture
def three(site: Site) -> Cases:
    printed = [cases.printed(site.app, email=f"a{n}@example.org", title=f"Title {n}") for n in range(3)]
    ids = [cases.confirmed(site.app, one, use=one.uses[0]) for one in printed]
    with site.app.app_context():
        reviewer = cases.member("R. Osei")
        for id_, outcome in zip(ids[1:], (Outcome.WITHHOLD_IMAGE, Outcome.REMOVE_ARTICLE), strict=True):
            with transaction():
                by, version = session.get_one(Member, reviewer), session.get_one(Case, id_).version
                decide(id_, outcome, by=by, reasons=Reasons(**REASONS), version=version)
    return Cases(*ids)


def test_a_case_moves_by_the_tables_alone(site: Site, three: Cases) -> None:
    made = [by_table(site, "cases", three.untouched, CASE, verb) for verb in CASE_VERBS]
    made.append(by_table(site, "cases", three.withheld, CASE, REINSTATE))
    moves = leading_to(CASE, (*CASE_VERBS, REINSTATE))
    assert set().union(*made) == moves | {("triage", "decided")}  # by way of “under review”


def _question(id_: int) -> tuple[str, Mapping[str, Any]]:
    return f"/desk/cases/{id_}/questions", {"mark": "legal", "body": "May we?", **_case_seen(id_)}


def _opinion(id_: int) -> tuple[str, Mapping[str, Any]]:
    return f"/desk/cases/{id_}/opinions", {"opinion": "We may.", **_case_seen(id_)}


def _no_question(id_: int) -> tuple[str, Mapping[str, Any]]:
    return f"/desk/cases/{id_}/questions/removals", _case_seen(id_)


def _case_seen(id_: int) -> dict[str, int]:
    return {"version": session.get_one(Case, id_).version, "seen": 0}


WAITS = frozenset({CaseState.AWAITING_SPECIALIST})
ASK = Verb(
    "ask", Right.DECIDE, CaseState.AWAITING_SPECIALIST, _question, by=CaseState.UNDER_REVIEW, out_of=OURS
)
ANSWERS = (
    Verb("answer", Right.COMMENT, CaseState.UNDER_REVIEW, _opinion, out_of=WAITS),
    Verb("take back", Right.DECIDE, CaseState.UNDER_REVIEW, _no_question, out_of=WAITS),
)


def test_a_specialist_is_asked_and_answers_by_the_tables_alone(site: Site, three: Cases) -> None:
    """Everybody has the mark, so that it stands in the way of nothing."""
    with site.app.app_context():
        reviewer = cases.member("R. Osei")
        with transaction():
            for one in session.scalars(select(Member)):
                one.legal = True
            by, id_ = session.get_one(Member, reviewer), three.untouched
            ask(id_, Mark.LEGAL, "May we?", by=by, version=session.get_one(Case, id_).version)
    assert by_table(site, "cases", three.withheld, CASE, ASK) == {
        ("triage", "awaiting_specialist"),
        ("under_review", "awaiting_specialist"),
    }
    for verb in ANSWERS:
        made = by_table(site, "cases", three.untouched, CASE, verb)
        assert made == {("awaiting_specialist", "under_review")}


def test_without_the_mark_nobody_answers_and_nothing_changes(site: Site, three: Cases) -> None:
    with site.app.app_context():
        reviewer = cases.member("R. Osei")
        other = cases.member("L. Egal")
        with transaction():
            session.get_one(Member, other).legal = True
            by, id_ = session.get_one(Member, reviewer), three.untouched
            ask(id_, Mark.LEGAL, "May we?", by=by, version=session.get_one(Case, id_).version)
    assert each(site, "cases", three.untouched, CaseState, _opinion, lambda _state, _rights: False) == set()


def test_what_is_reported_is_hidden_meanwhile_while_its_case_is_open(site: Site, three: Cases) -> None:
    made = each(
        site,
        "cases",
        three.untouched,
        CaseState,
        _hold,
        lambda state, rights: state in OPEN and Right.HOLD in rights,
    )
    begun = {CaseState.TRIAGE: CaseState.UNDER_REVIEW}
    assert made == {(state.value, begun.get(state, state).value) for state in OPEN}


def test_an_article_is_removed_and_restored_by_the_tables_alone(site: Site, three: Cases) -> None:
    with site.app.app_context():
        case_of = {session.get_one(Case, id_).article_id: id_ for id_ in (three.untouched, three.removed)}
    there, removed = case_of
    remove = Verb("remove", Right.DECIDE, ArticleState.REMOVED, _about(case_of, Outcome.REMOVE_ARTICLE))
    restore = Verb(
        "restore",
        Right.RESTORE,
        ArticleState.PUBLISHED,
        _about(case_of, Outcome.REINSTATE),
        out_of=frozenset({ArticleState.REMOVED}),
    )
    made = [
        by_table(site, "articles", *one) for one in ((there, ARTICLE, remove), (removed, ARTICLE, restore))
    ]
    ended = {("retracted", "published")}  # by ending the retraction, which none of these does
    assert set().union(*made) == leading_to(ARTICLE, (remove, restore)) - ended


def _about(case_of: Mapping[int, int], outcome: Outcome) -> Post:
    return lambda article: _outcome(outcome)(case_of[article])

"""A case closes when nobody can object any more, and as removed only once every address has answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import moved
from app.db import session, transaction
from app.publishing.models import Hold
from app.site import actions as site
from app.takedowns import actions
from app.takedowns.actions.cases import close_settled
from app.takedowns.actions.decisions import Reasons
from app.takedowns.models import Case
from app.takedowns.rules import Outcome
from app.worklist import queries as worklist
from tests.takedowns.making import Printed, confirmed, happened, member, printed
from workers import takedowns

LATER = timedelta(days=183, seconds=5)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def decide(case_id: int, outcome: Outcome) -> None:
    by = member("R. Osei")
    with transaction():
        actions.decide(
            case_id,
            outcome,
            by=session.get_one(Member, by),
            reasons=Reasons(
                ground="Copyright",
                explanation="The negative.",
                facts="We compared what was sent with what stood there.",
                at_sight="yes",
            ),
            version=session.get_one(Case, case_id).version,
        )


def run(later: timedelta) -> None:
    with moved(later):
        takedowns.close_cases()
    session.rollback()


def prove() -> None:
    with transaction():
        for hold in session.scalars(select(Hold)):
            record(Kind.REMOVAL_PROVEN, about=hold, by=SYSTEM)


def test_a_decided_case_closes_when_the_time_to_object_has_passed(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.NO_ACTION)
        version = session.get_one(Case, case_id).version
        run(timedelta(days=182))
        assert session.get_one(Case, case_id).state == "decided"
        run(LATER)
        run(LATER)
        case = session.get_one(Case, case_id)
        assert (case.state, case.version) == ("closed", version + 1)
        assert case.closed_at is not None
        item = worklist.item_of(case.ref)
        assert item is not None
        assert (item.state, item.open) == ("closed", False)
    assert happened(app, Kind.CASE_CLOSED) == 1


def test_what_was_removed_closes_only_when_it_is_proven(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.REMOVE_ARTICLE)
        run(LATER)
        assert session.get_one(Case, case_id).state == "decided"
        prove()
        run(LATER)
        assert session.get_one(Case, case_id).state == "closed"
        assert [hold.stands for hold in session.scalars(select(Hold))] == [True]


def test_a_reversal_counts_from_itself_and_what_it_lifted_needs_no_proof(
    app: Flask, article: Printed
) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.REMOVE_ARTICLE)
        with moved(timedelta(days=100)):
            decide(case_id, Outcome.REINSTATE)
        run(LATER)
        assert session.get_one(Case, case_id).state == "reinstated"
        run(LATER + timedelta(days=100))
        assert session.get_one(Case, case_id).state == "closed"


def test_an_open_case_never_closes_by_itself(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        run(timedelta(days=2000))
        assert session.get_one(Case, case_id).state == "triage"


def test_one_that_is_not_proven_holds_up_no_other(
    app: Flask, article: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.takedowns.actions.cases.BATCH", 1)
    stuck = confirmed(app, article)
    other = confirmed(app, printed(app, email="bo@example.org", title="Hips"))
    with app.app_context():
        decide(stuck, Outcome.REMOVE_ARTICLE)
        decide(other, Outcome.NO_ACTION)
        run(LATER)
        assert session.get_one(Case, stuck).state == "decided"
        assert session.get_one(Case, other).state == "closed"


def test_how_long_is_a_setting_of_the_publisher(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.NO_ACTION)
        with transaction():
            site.change_setting("case_closing", {"days": 10}, by=SYSTEM, source="a test")
        with moved(timedelta(days=11)), transaction():
            assert close_settled() == 1

"""The table of moves is the rule: every pair of states is tried, and a withdrawal leaves the queue."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.submissions import actions
from app.submissions.models import Submission
from app.submissions.states import SUBMISSION, State
from app.worklist.models import Item, Owes
from tests.factories.pages import form
from tests.factories.people import guest_with_draft, signed_submission

MOVES = {
    State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
    State.SUBMITTED: {State.SUBMITTED, State.IN_REVIEW, State.AWAITING_AUTHOR, State.WITHDRAWN},
    State.IN_REVIEW: set(State) - {State.DRAFT, State.SCHEDULED, State.PUBLISHED},
    State.CHANGES_REQUESTED: {State.SUBMITTED, State.WITHDRAWN},
    State.AWAITING_AUTHOR: {State.SUBMITTED, State.WITHDRAWN},
    State.APPROVED: set(State) - {State.DRAFT, State.IN_REVIEW, State.APPROVED, State.DECLINED},
    State.SCHEDULED: set(State) - {State.DRAFT, State.IN_REVIEW, State.DECLINED},
    State.PUBLISHED: {State.SUBMITTED, State.AWAITING_AUTHOR},
    State.DECLINED: {State.SUBMITTED},
    State.WITHDRAWN: set(),
}
WITHDRAWABLE = [state for state in State if State.WITHDRAWN in MOVES[state]]


@pytest.mark.parametrize(("current", "to"), list(product(State, State)))
def test_a_submission_moves_along_the_table_and_nowhere_else(current: State, to: State) -> None:
    submission = Submission(state=current.value)
    if to in MOVES[current]:
        submission.advance(to)
        assert submission.standing is to
    else:
        with pytest.raises(NotAllowed):
            submission.advance(to)
        assert submission.standing is current


def test_every_state_can_be_reached() -> None:
    assert SUBMISSION.reachable() == frozenset(State)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("state", list(State))
def test_a_withdrawal_ends_it_from_each_state_before_publication(app: Flask, state: State) -> None:
    draft = signed_submission(app, images=0)
    with transaction():
        held = actions.hold(draft.row.id)
        held.state = state.value
    status = draft.guest.get(f"{draft.where}/status")
    assert status.status_code == 200
    if state is State.WITHDRAWN:
        with transaction():
            actions.withdraw(actions.hold(draft.row.id), reason="")
        assert audit.history(draft.row.ref, kinds=[Kind.SUBMISSION_WITHDRAWN]) == []
        return
    if state not in WITHDRAWABLE:
        with pytest.raises(NotAllowed), transaction():
            actions.withdraw(actions.hold(draft.row.id), reason="")
        assert draft.row.standing is state
        return
    answer = draft.withdraw("Another journal took it.", status)
    assert answer.status_code == 303
    assert draft.row.standing is State.WITHDRAWN
    assert draft.row.review_due_at is None
    [event] = audit.history(draft.row.ref, kinds=[Kind.SUBMISSION_WITHDRAWN])
    assert "Another journal" not in str(event.facts)
    assert audit.said(event, "reason") == "Another journal took it."


@pytest.mark.usefixtures("inside")
def test_a_withdrawn_submission_waits_for_nobody_any_more(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    draft.withdraw()
    item = session.scalars(select(Item)).one()
    assert (item.open, item.owes, item.state) == (False, Owes.NOBODY, "withdrawn")
    assert item.due_at.year == 9000


@pytest.mark.usefixtures("inside")
def test_a_draft_that_was_never_sent_leaves_no_item_when_it_is_withdrawn(app: Flask) -> None:
    draft = guest_with_draft(app)
    with transaction():
        actions.withdraw(actions.hold(draft.row.id), reason="")
    assert session.scalars(select(Item)).all() == []


@pytest.mark.usefixtures("inside")
def test_withdrawing_twice_is_one_event_and_closes_the_writing_desk(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    page = draft.guest.get(f"{draft.where}/status")
    for _ in range(2):
        assert draft.withdraw(page=page).status_code == 303
    assert len(audit.history(draft.row.ref, kinds=[Kind.SUBMISSION_WITHDRAWN])) == 1
    assert draft.guest.get(draft.where).location == f"{draft.where}/status"
    with pytest.raises(NotAllowed), transaction():
        actions.save(draft.row, {"title": "Late"}, version=draft.row.copy.version, images={})


@pytest.mark.usefixtures("inside")
def test_what_was_typed_into_a_draft_that_was_closed_meanwhile_is_shown_again(app: Flask) -> None:
    draft = guest_with_draft(app)
    page = draft.guest.get(draft.where)
    with transaction():
        actions.withdraw(actions.hold(draft.row.id), reason="")
    typed: dict[str, Any] = {"title": "Written <on>", "body": "While it was being closed."}
    answer = draft.guest.send(page, f"{draft.where}/saves", **typed)
    assert answer.status_code == 403
    assert "This submission is closed." in answer.text
    shown = form(answer, f"{draft.where}/saves").fields
    assert {name: shown[name] for name in typed} == typed
    assert draft.row.copy.title == ""


@pytest.mark.usefixtures("inside")
def test_a_move_forward_counts_the_version_so_that_a_reviewer_who_read_before_is_told(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    before = draft.row.version
    with transaction():
        actions.withdraw(actions.hold(draft.row.id), reason="")
    assert draft.row.version == before + 1
    assert draft.row.submitted_at is not None
    assert draft.row.submitted_at <= now()

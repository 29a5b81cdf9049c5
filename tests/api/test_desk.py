"""Programs of the desk read, claim and decide in the name of their member, by the rules that hold on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Token
from app.audit import queries as audit
from app.audit.kinds import Kind, Ref
from app.clock import now
from app.db import session, transaction
from app.review.models import Decision
from app.submissions.handed_in import HandedIn
from app.submissions.models import Submission
from app.web import paging
from tests.api import asking
from tests.api.asking import Program, problem
from tests.pages import signing_in
from tests.review import making
from workers import sealing as worker

QUEUE, SUBMISSIONS = "/api/v1/queue", "/api/v1/submissions"


@pytest.fixture
def waiting(app: Flask) -> int:
    with app.app_context():
        return making.submitted()


@pytest.fixture
def wanda(app: Flask) -> Program:
    with app.app_context():
        return Program(app, asking.token()[1])


@pytest.fixture
def wendel(app: Flask) -> Program:
    with app.app_context():
        return Program(app, asking.token(of=asking.webmaster("Wendel Ruiz"))[1])


def read(program: Program, submission_id: int) -> dict[str, Any]:
    answer = program.get(f"{SUBMISSIONS}/{submission_id}/revision")
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.get_json()
    return said


def claim(program: Program, submission_id: int) -> Any:
    return program.post(f"{SUBMISSIONS}/{submission_id}/claims", {})


def decide(program: Program, submission_id: int, key: str = "one", /, **said: Any) -> Any:
    body = {"verdict": "approved", **said}
    body["seen"] = said.get("seen") or read(program, submission_id)["seen"]
    return program.post(f"{SUBMISSIONS}/{submission_id}/decisions", body, **{"Idempotency-Key": key})


def decisions() -> list[Decision]:
    session.rollback()
    return list(session.scalars(select(Decision)))


def test_the_queue_is_read_by_its_views_and_by_pages(app: Flask, waiting: int, wanda: Program) -> None:
    with app.app_context():
        making.submitted(email="bo@example.org")
    first = wanda.get(f"{QUEUE}?limit=1&kind=submission").get_json()
    rest = wanda.get(first["next"].removeprefix(app.config["BASE_URL"])).get_json()
    urls = {one["url"].removeprefix(app.config["BASE_URL"]) for one in first["items"] + rest["items"]}
    assert urls >= {f"/desk/submissions/{waiting}"}
    assert len(urls) == 2
    assert rest["next"] is None
    assert wanda.get(f"{QUEUE}?kind=case").get_json()["items"] == []
    assert wanda.get(f"{QUEUE}?hands=yours").get_json()["items"] == []
    claim(wanda, waiting)
    [mine] = wanda.get(f"{QUEUE}?hands=yours").get_json()["items"]
    assert mine["held_by"] == "Wanda Marsh"
    assert problem(wanda.get(f"{QUEUE}?view=nothing"))["status"] == 404
    forged = [["0001-01-01T00:00:00+14:00", 1, 1], ["2026-01-01T00:00:00+00:00", True, 1]]
    for after in ("W10", *(paging.encode(one) for one in forged)):
        assert set(problem(wanda.get(f"{QUEUE}?after={after}"))["fields"]) == {"after"}


def test_two_members_approve_through_their_programs_and_each_counts_once(
    app: Flask, waiting: int, wanda: Program, wendel: Program
) -> None:
    assert claim(wanda, waiting).status_code == 201
    said = read(wanda, waiting)
    assert (said["approvals"], said["approvals_needed"]) == (0, 2)
    assert "approved" in said["verdicts"]
    first = decide(wanda, waiting)
    assert first.status_code == 201, first.text
    assert first.get_json()["state"] == "in_review"
    twice = problem(decide(wanda, waiting, "two"))
    assert twice["status"] in (403, 409, 422)
    claim(wendel, waiting)
    assert decide(wendel, waiting).get_json()["state"] == "approved"
    with app.app_context():
        assert len({one.by_id for one in decisions()}) == len(decisions()) == 2


def test_whoever_handed_an_article_in_does_not_approve_it(app: Flask, waiting: int, wanda: Program) -> None:
    with app.app_context(), transaction():
        token = session.scalars(select(Token)).one()
        session.add(HandedIn(submission_id=waiting, token_id=token.id, version=1, made_at=now()))
    claim(wanda, waiting)
    assert set(read(wanda, waiting)["verdicts"]) == {"changes_requested", "declined"}
    assert "nobody approves what they wrote" in problem(decide(wanda, waiting))["detail"]
    with app.app_context():
        assert decisions() == []


def test_a_program_is_offered_no_decision_that_its_member_cannot_make(
    app: Flask, waiting: int, wanda: Program
) -> None:
    claim(wanda, waiting)
    assert read(wanda, waiting)["verdicts"] == ["approved", "changes_requested", "declined"]
    decide(wanda, waiting)
    assert read(wanda, waiting)["verdicts"] == []
    with app.app_context():
        own = making.submitted(email=session.scalars(select(Token)).one().member.email)
        making.in_review(own, making.member("Rita Osei"))
    assert read(wanda, own)["verdicts"] == []


def test_the_history_and_the_log_say_through_which_program_something_was_done(
    app: Flask, waiting: int, wanda: Program
) -> None:
    claim(wanda, waiting)
    decide(wanda, waiting)
    with app.app_context():
        rita = making.member("Rita Osei")
        making.in_review(waiting, rita)
        done = {one.name: one.program for one in audit.history(Ref("submission", waiting))}
        [token] = session.scalars(select(Token.id))
        assert done[Kind.CLAIM_TAKEN] is None  # Rita's, later
        assert {done[kind] for kind in (Kind.REVIEW_STARTED, Kind.APPROVAL_RECORDED)} == {token}
        wendel = asking.webmaster("Wendel Ruiz")
    pages = signing_in.sign_in(app, wendel)
    for address in (f"/desk/submissions/{waiting}", "/desk/log"):
        said = pages.get(address).text
        assert "Wanda Marsh, through the program “The website”" in said
        assert "Rita Osei, through" not in said
        assert "Rita Osei" in said
    with app.app_context():
        worker.seal()
    looked = app.test_cli_runner().invoke(args=["audit", "verify", "--only=chain", "--only=decisions"])
    assert looked.exit_code == 0, looked.output


def test_a_decision_sent_twice_is_one(app: Flask, waiting: int, wanda: Program) -> None:
    claim(wanda, waiting)
    seen = read(wanda, waiting)["seen"]
    first, again = (decide(wanda, waiting, seen=seen) for _ in range(2))
    assert (again.status_code, again.data) == (201, first.data)
    with app.app_context():
        assert len(decisions()) == 1


def test_what_was_seen_some_time_ago_is_not_decided_about(app: Flask, waiting: int, wanda: Program) -> None:
    claim(wanda, waiting)
    seen = read(wanda, waiting)["seen"]
    for stale in ({"version": seen["version"] - 1}, {"content_hash": "0" * 64}, {"images": "0" * 64}):
        refused = problem(decide(wanda, waiting, seen=seen | stale))
        assert refused["type"].endswith("#stale"), stale
    with app.app_context():
        assert decisions() == []


def test_a_claim_of_somebody_else_is_respected(
    app: Flask, waiting: int, wanda: Program, wendel: Program
) -> None:
    claim(wanda, waiting)
    assert "Wanda Marsh has claimed this" in problem(claim(wendel, waiting))["detail"]
    refused = problem(decide(wendel, waiting))
    assert refused["status"] == 403
    assert "Wanda Marsh has claimed this" in refused["detail"]
    with app.app_context():
        assert decisions() == []


def test_a_verdict_that_asks_for_reasons_is_refused_without(app: Flask, waiting: int, wanda: Program) -> None:
    claim(wanda, waiting)
    refused = problem(decide(wanda, waiting, verdict="declined"))
    assert refused["status"] == 422
    asked = decide(wanda, waiting, verdict="changes_requested", reasons=["sources"], note="Where from?")
    assert asked.get_json()["state"] == "changes_requested"


def test_a_draft_is_private_to_its_author(app: Flask, wanda: Program) -> None:
    from app.submissions import actions as submissions

    with app.app_context(), transaction():
        draft = submissions.start("carla@example.org", key=app.config["LINK_KEY"]).id
    assert problem(wanda.get(f"{SUBMISSIONS}/{draft}/revision"))["status"] == 404
    assert problem(claim(wanda, draft))["status"] == 404
    seen = {"version": 1, "content_hash": "0" * 64, "attestation": 0, "images": "0" * 64, "rights": 0}
    assert problem(decide(wanda, draft, seen=seen))["status"] == 404
    with app.app_context():
        assert session.get_one(Submission, draft).state == "draft"


def test_seven_in_quotes_is_no_number(waiting: int, wanda: Program) -> None:
    claim(wanda, waiting)
    seen = read(wanda, waiting)["seen"]
    refused = problem(decide(wanda, waiting, seen=seen | {"version": str(seen["version"])}))
    assert set(refused["fields"]) == {"seen.version"}

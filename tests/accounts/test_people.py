"""The page of people: who may see it, what a webmaster changes there, and what that ends at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Member
from app.accounts.roles import RIGHTS, SAYS, Right, Role
from app.audit.kinds import Kind, Ref
from app.audit.models import Event
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.worklist import actions as worklist
from app.worklist.models import Claim, Item, Owes
from tests.accounts.people import WENDEL, row, webmaster
from tests.pages.signing_in import browser, post, sign_in, try_to_sign_in
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def wanda() -> int:
    return webmaster()


@pytest.fixture
def rosei() -> int:
    return making.member()


def changes(person: int, roles: list[Role], by: int) -> None:
    with transaction():
        accounts.change(person, roles=roles, clinical=False, legal=False, by=session.get_one(Member, by))


def letters(name: str) -> list[Message]:
    with transaction():
        notifications.fan_out()
    return list(session.scalars(select(Message).where(Message.letter == name)))


def test_every_right_stands_in_the_table_in_words_beside_who_has_it(app: Flask, wanda: int) -> None:
    assert set(SAYS) == set(Right)
    page = sign_in(app, wanda).get("/desk/people").text
    for words in SAYS.values():
        assert words in page
    assert RIGHTS[Role.REVIEWER] < RIGHTS[Role.EDITOR] < RIGHTS[Role.WEBMASTER]


def test_only_a_webmaster_sees_the_page_and_the_way_to_it(app: Flask, wanda: int, rosei: int) -> None:
    reviewer, boss = sign_in(app, rosei), sign_in(app, wanda)
    assert reviewer.get("/desk/people").status_code == 403
    assert "/desk/people" not in reviewer.get("/desk").text
    assert "/desk/people" in boss.get("/desk").text
    assert "R. Osei" in boss.get("/desk/people").text


def test_the_page_says_when_somebody_signed_in_last(app: Flask, wanda: int, rosei: int) -> None:
    assert row(rosei).signed_in_at is None
    try_to_sign_in(browser(app), "rosei@desk.example", making.PASSWORD)
    assert row(rosei).signed_in_at is not None
    assert "Never" in sign_in(app, wanda).get(f"/desk/people/{wanda}").text


def test_roles_and_marks_are_changed_and_the_person_reads_it(app: Flask, wanda: int, rosei: int) -> None:
    answer = post(
        sign_in(app, wanda), f"/desk/people/{rosei}/roles", roles=["reviewer", "editor"], clinical="y"
    )
    assert answer.location == f"/desk/people/{rosei}"
    assert sorted(row(rosei).role_names) == ["editor", "reviewer"]
    assert row(rosei).clinical
    [told] = letters("desk_account_changed")
    assert told.address == "rosei@desk.example"
    assert "roles and marks" in told.text
    [event] = session.scalars(select(Event).where(Event.kind == Kind.PERSON_CHANGED.value))
    assert event.facts["before"] == ["reviewer"]
    assert event.facts["roles"] == ["reviewer", "editor"]


def test_what_changes_nothing_is_no_event(wanda: int, rosei: int) -> None:
    changes(rosei, [Role.REVIEWER], wanda)
    assert not session.scalars(select(Event).where(Event.kind == Kind.PERSON_CHANGED.value)).all()


def test_a_demoted_webmaster_loses_power_in_the_open_session(app: Flask, wanda: int) -> None:
    wendel = webmaster(WENDEL)
    client = sign_in(app, wendel)
    page = client.get("/desk/people")
    changes(wendel, [Role.REVIEWER], wanda)
    assert client.get("/desk/people").status_code == 403
    from tests.pages.signing_in import token_in

    form = {"csrf_token": token_in(page.text), "name": "X", "email": "x@y.example", "roles": "webmaster"}
    assert client.post("/desk/people/invitations", data=form).status_code == 403
    assert client.get("/desk").status_code == 200


def test_nobody_changes_their_own_roles_or_switches_themselves_off(app: Flask, wanda: int) -> None:
    webmaster(WENDEL)
    client = sign_in(app, wanda)
    assert post(client, f"/desk/people/{wanda}/roles", roles="reviewer").status_code == 403
    assert post(client, f"/desk/people/{wanda}/switches/off").status_code == 403
    assert row(wanda).role_names == ["webmaster"]
    assert row(wanda).active


def test_somebody_without_any_role_is_refused(app: Flask, wanda: int, rosei: int) -> None:
    answer = post(sign_in(app, wanda), f"/desk/people/{rosei}/roles")
    assert answer.status_code == 422
    assert "at least one role" in answer.text
    assert row(rosei).role_names == ["reviewer"]


def test_the_last_active_webmaster_stays_one_also_for_the_command_line(app: Flask, wanda: int) -> None:
    wendel = webmaster(WENDEL)
    with transaction():
        accounts.switch_off(session.get_one(Member, wendel))
    with pytest.raises(NotAllowed, match="last webmaster"), transaction():
        accounts.switch_off(session.get_one(Member, wanda))
    done = app.test_cli_runner().invoke(args=["people", "switch-off", row(wanda).email])
    assert done.exit_code == 1
    assert "last webmaster" in done.output
    assert row(wanda).active


def test_of_two_webmasters_who_demote_each_other_at_once_one_stays(app: Flask, wanda: int) -> None:
    wendel = webmaster(WENDEL)
    ready, said = threading.Barrier(2), {}

    def demotes(by: int, other: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                changes(other, [Role.REVIEWER], by)
                said[by] = "done"
            except Refused as refusal:
                said[by] = refusal.sentence

    both = [threading.Thread(target=demotes, args=pair) for pair in ((wanda, wendel), (wendel, wanda))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    left = [one for one in (wanda, wendel) if row(one).may(Right.PEOPLE)]
    assert len(left) == 1
    assert sorted(said.values()) == [
        "You are not a webmaster any more: somebody changed your role just now.",
        "done",
    ]


def test_whoever_is_switched_off_is_out_at_once_and_gives_back_what_they_claimed(
    app: Flask, wanda: int, rosei: int
) -> None:
    waiting = worklist.Row(kind="case", url="/desk/cases/7", title="Number 7", state="triage", owes=Owes.US)
    with transaction():
        item = worklist.put(Ref("case", 7), waiting).id
        worklist.claim(session.get_one(Item, item), by=session.get_one(Member, rosei))
    client = sign_in(app, rosei)
    assert client.get("/desk").status_code == 200
    post(sign_in(app, wanda), f"/desk/people/{rosei}/switches/off")
    assert client.get("/desk").status_code == 303
    session.rollback()
    assert session.get(Claim, item) is None
    assert session.get_one(Item, item).holder_id is None
    [told] = letters("desk_account_changed")
    assert "switched off" in told.text
    post(sign_in(app, wanda), f"/desk/people/{rosei}/switches/on")
    assert client.get("/desk").status_code == 303
    try_to_sign_in(client, "rosei@desk.example", making.PASSWORD)
    assert client.get("/desk").status_code == 200


def test_somebody_is_signed_out_everywhere(app: Flask, wanda: int, rosei: int) -> None:
    one, other = sign_in(app, rosei), sign_in(app, rosei)
    assert post(sign_in(app, wanda), f"/desk/people/{rosei}/endings").status_code == 303
    assert [client.get("/desk").status_code for client in (one, other)] == [303, 303]


def test_a_right_lost_while_a_request_runs_is_refused_inside_it(app: Flask, rosei: int, wanda: int) -> None:
    from flask import g
    from flask_login import login_user

    from app.accounts.guards import acting

    with app.test_request_context("/desk/people"):
        login_user(row(wanda))
        g.right = Right.PEOPLE
        webmaster(WENDEL)
        with transaction():
            accounts.switch_off(session.get_one(Member, wanda))
        with pytest.raises(NotAllowed), transaction():
            acting()

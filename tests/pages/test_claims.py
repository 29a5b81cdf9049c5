"""Claims over HTTP: taken by an open page or a button, given back, taken over, and respected by decisions."""

from __future__ import annotations

import re

import pytest

from app.accounts.roles import RIGHTS, Right, Role
from app.audit.kinds import SYSTEM
from app.db import transaction
from app.site import actions as site
from tests.factories.findings import accept_rights
from tests.pages.reading import decision_on, found
from tests.pages.signing_in import post, sign_in, token_in
from tests.pages.test_number_of_questions import counted
from tests.review import making


def by_script(client, address, **fields):
    """As the script of an open page sends it: its token stands on the page."""
    token = token_in(client.get("/desk").text)
    return client.post(address, data={"csrf_token": token, **fields}, headers={"X-Requested-With": "fetch"})


def state_on(desk) -> str:
    """The state that the page of the submission shows to the editor, who takes nothing by reading it here."""
    return found(r'data-state="(\w+)"', desk["editor"].get(f"/desk/submissions/{desk['submission']}").text)


@pytest.mark.parametrize("may", [True, False])
def test_whoever_may_not_claim_is_offered_no_claim_and_their_page_asks_for_none(desk, monkeypatch, may):
    if not may:
        monkeypatch.setitem(RIGHTS, Role.REVIEWER, RIGHTS[Role.REVIEWER] - {Right.CLAIM})
    page = desk["reviewer"].get(f"/desk/submissions/{desk['submission']}").text
    claim = f'action="/desk/items/{desk["item"]}/claims"'
    assert (claim in page, " data-asks" in page) == (may, may)
    assert (f"form{claim}" in desk["reviewer"].get("/desk").text) == may
    post(desk["editor"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(f"/desk/submissions/{desk['submission']}").text
    assert "Claimed by E. Lindqvist" in re.sub("<[^>]*>", "", page)
    assert ("/takeover" in page) == may


def test_an_open_page_takes_the_item_once_and_is_told_that_the_review_began(desk):
    address = f"/desk/items/{desk['item']}/claims"
    first = by_script(desk["reviewer"], address, state=state_on(desk)).json
    again = by_script(desk["reviewer"], address, state=state_on(desk)).json
    assert (first["hands"], first["begun"]) == ("yours", True)
    assert (again["hands"], again["begun"]) == ("yours", False)
    assert "Claimed by you while this page is open" in again["html"]


def test_whoever_gets_an_item_whose_review_another_began_is_told_that_the_page_is_older(desk):
    address, shown = f"/desk/items/{desk['item']}/claims", state_on(desk)
    by_script(desk["reviewer"], address, state=shown)
    waits = by_script(desk["editor"], address, state=shown).json
    assert (waits["hands"], waits["begun"]) == ("theirs", False)
    by_script(desk["reviewer"], f"{address}/release", leave="1")
    taken = by_script(desk["editor"], address, state=shown).json
    assert (taken["hands"], taken["begun"]) == ("yours", True)


def test_a_page_that_is_still_open_takes_nothing_by_itself_when_it_is_the_authors_turn(desk):
    address, claims = f"/desk/submissions/{desk['submission']}", f"/desk/items/{desk['item']}/claims"
    by_script(desk["editor"], claims)
    assert by_script(desk["reviewer"], claims).json["hands"] == "theirs"
    asked = {"verdict": "changes_requested", "note": "Please."}
    shown = decision_on(desk["editor"].get(address).text)
    assert post(desk["editor"], f"{address}/decisions", **asked, **shown).status_code == 303
    told = by_script(desk["reviewer"], claims).json
    assert (told["hands"], told["refused"]) == ("free", "It is not the desk’s turn now.")


def test_a_window_of_somebody_who_has_decided_leaves_the_item_to_the_second_person(desk):
    address = f"/desk/submissions/{desk['submission']}"
    claims = f"/desk/items/{desk['item']}/claims"
    by_script(desk["reviewer"], claims)
    said = {"verdict": "approved", **decision_on(desk["reviewer"].get(address).text)}
    assert post(desk["reviewer"], f"{address}/decisions", **said).status_code == 303
    told = by_script(desk["reviewer"], claims).json
    assert (told["hands"], told["refused"]) == ("free", "You have decided about this revision already.")
    assert by_script(desk["editor"], claims).json["hands"] == "yours"


def test_whoever_decided_last_leaves_it_to_the_editor_who_publishes(app, desk):
    with app.app_context():
        last = sign_in(app, making.member("W. Marsh", role=Role.WEBMASTER))
    address, claims = f"/desk/submissions/{desk['submission']}", f"/desk/items/{desk['item']}/claims"
    for client in (desk["reviewer"], last):
        post(client, claims)
        said = {"verdict": "approved", **decision_on(client.get(address).text)}
        assert post(client, f"{address}/decisions", **said).status_code == 303
    with app.app_context():
        accept_rights(desk["submission"], desk["ids"][0])
    assert "data-asks" not in last.get(address).text
    assert "data-asks" in desk["editor"].get(address).text


def test_opening_what_was_claimed_before_it_was_our_turn_begins_the_review(app, desk):
    address, claims = f"/desk/submissions/{desk['submission']}", f"/desk/items/{desk['item']}/claims"
    post(desk["reviewer"], claims)
    asked = {"verdict": "changes_requested", "note": "Please."}
    shown = decision_on(desk["reviewer"].get(address).text)
    post(desk["reviewer"], f"{address}/decisions", **asked, **shown)
    post(desk["editor"], claims)
    with app.app_context():
        making.revised(desk["submission"], body="Recovery varies, and most notice improvement.")
    told = by_script(desk["editor"], claims, state=state_on(desk), opening="1").json
    assert (told["hands"], told["begun"]) == ("yours", True)


def test_a_sign_of_life_takes_few_statements_and_as_many_each_time(app, desk):
    address, taken = f"/desk/items/{desk['item']}/claims", []
    token = token_in(desk["reviewer"].get("/desk").text)
    sent = {"data": {"csrf_token": token}, "headers": {"X-Requested-With": "fetch"}}
    desk["reviewer"].post(address, **sent)
    for _ in range(3):
        with counted(app) as statements:
            assert desk["reviewer"].post(address, **sent).json["hands"] == "yours"
        taken.append(len([one for one in statements if not one.startswith("BEGIN")]))
    assert taken == [taken[0]] * 3
    assert taken[0] <= 8


def test_an_open_page_leaves_alone_what_another_has_and_says_who(desk):
    address = f"/desk/items/{desk['item']}/claims"
    by_script(desk["reviewer"], address)
    told = by_script(desk["editor"], address).json
    assert (told["hands"], told["begun"]) == ("theirs", False)
    assert "R. Osei" in told["html"]
    assert f"{address}/takeover" in told["html"]


def test_a_page_that_is_left_gives_the_item_back_at_once(desk):
    address = f"/desk/items/{desk['item']}/claims"
    by_script(desk["reviewer"], address)
    assert by_script(desk["reviewer"], f"{address}/release", leave="1").json["hands"] == "free"
    assert by_script(desk["editor"], address).json["hands"] == "yours"


def test_an_open_page_with_hands_full_is_told_so_and_takes_nothing(app, desk):
    with app.app_context():
        other = making.item_of(making.submitted("second@example.org")).id
        with transaction():
            site.change_setting("claim", {"minutes": 20, "at_most": 1}, by=SYSTEM, source="a test")
    post(desk["reviewer"], f"/desk/items/{other}/claims")
    told = by_script(desk["reviewer"], f"/desk/items/{desk['item']}/claims").json
    assert told["hands"] == "free"
    assert "You hold 1 claims" in told["refused"]
    assert "You hold 1 claims" in told["html"]


def test_taking_over_asks_why_and_keeps_what_was_typed(desk):
    address = f"/desk/items/{desk['item']}/claims"
    post(desk["reviewer"], address)
    page = desk["editor"].get(f"{address}/takeover").text
    assert "R. Osei" in page
    holder = found(r'name="holder"[^>]*value="(\d+)"', page)
    empty = post(desk["editor"], f"{address}/takeover", holder=holder, reason="")
    assert (empty.status_code, "Say why" in empty.text) == (422, True)
    long = post(desk["editor"], f"{address}/takeover", holder=holder, reason="why " * 100)
    assert (long.status_code, "why why" in long.text) == (422, True)
    done = post(desk["editor"], f"{address}/takeover", holder=holder, reason="Osei is away.")
    assert (done.status_code, done.location) == (303, f"/desk/submissions/{desk['submission']}")
    assert "Claimed by you until" in desk["editor"].get(done.location).text


def test_there_is_nothing_to_take_over_from_oneself_or_from_nobody(desk):
    address = f"/desk/items/{desk['item']}/claims"
    for _ in range(2):
        answer = desk["reviewer"].get(f"{address}/takeover")
        assert (answer.status_code, answer.location) == (303, f"/desk/submissions/{desk['submission']}")
        post(desk["reviewer"], address)


def test_a_decision_while_somebody_else_has_it_is_refused_and_keeps_its_words(desk):
    address = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["editor"].get(address).text
    said = {"verdict": "changes_requested", "note": "Please name the clinic.", **decision_on(page)}
    answer = post(desk["editor"], f"{address}/decisions", **said)
    assert answer.status_code == 403
    assert "R. Osei has claimed this until" in answer.text
    assert "Please name the clinic." in answer.text
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims/release")
    assert post(desk["editor"], f"{address}/decisions", **said).status_code == 303


def test_the_name_of_whoever_has_it_is_text_wherever_it_stands(app, desk):
    with app.app_context():
        marked = sign_in(app, making.member("<img src=x onerror=alert(1)>", email="marked@desk.example"))
    address = f"/desk/items/{desk['item']}/claims"
    post(marked, address)
    told = by_script(desk["reviewer"], address).json["html"]
    assert "<img" not in told
    assert "&lt;img src=x onerror=alert(1)&gt;" in told
    assert "<img src=x" not in desk["reviewer"].get(f"{address}/takeover").text
    assert "<img src=x" not in desk["reviewer"].get("/desk", headers={"X-Requested-With": "fetch"}).text

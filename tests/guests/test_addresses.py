"""A change of address keeps the person, needs a code from both mailboxes, and tells nobody who else writes here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import Event
from app.db import session, transaction
from app.guests import actions, queries
from app.guests.models import Code, Guest, Link, Purpose
from tests.factories.pages import browser, words
from tests.factories.people import Draft, guest_with_draft
from tests.notifications import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def ask(draft: Draft, email: str) -> Any:
    where = f"{draft.where}/addresses"
    return draft.guest.send(where, where, email=email)


def give(draft: Draft, *, old: str, new: str) -> Any:
    where = f"{draft.where}/addresses"
    return draft.guest.send(where, f"{where}/confirmations", old=old, new=new)


def codes(draft: Draft) -> dict[str, str]:
    return {"old": draft.code(Purpose.OLD_ADDRESS), "new": draft.code(Purpose.NEW_ADDRESS)}


def test_with_a_code_from_both_mailboxes_the_address_is_another_and_the_person_the_same(app: Flask) -> None:
    draft = guest_with_draft(app, title="Kept")
    guest_id = draft.row.guest_id
    assert ask(draft, "Amina.New@Example.org").location == f"{draft.where}/addresses"
    page = words(draft.guest.get(f"{draft.where}/addresses"))
    assert "a…@example.org" in page
    assert draft.row.guest.email == "amina@example.org"
    assert give(draft, **codes(draft)).location == f"{draft.where}/status"
    assert (draft.row.guest.id, draft.row.guest.email) == (guest_id, "amina.new@example.org")
    assert draft.guest.get(draft.where).status_code == 200, "the link that was open stays open"
    assert browser(app).get(f"/d/{draft.token}").status_code == 303
    assert session.scalar(select(func.count(Link.id)).where(Link.revoked_at.is_not(None))) == 0


def test_both_mailboxes_hear_of_the_change_and_the_new_one_gets_no_key_before(app: Flask) -> None:
    draft = guest_with_draft(app)
    making.told()
    ask(draft, "new@example.org")
    making.told()
    first = {(one.letter, one.address, one.link_id) for one in making.letters()[1:]}
    assert first == {("code_sent", "amina@example.org", None), ("code_sent", "new@example.org", None)}
    give(draft, **codes(draft))
    making.told()
    told = {one.address for one in making.letters() if one.letter == "address_changed"}
    assert told == {"amina@example.org", "new@example.org"}


@pytest.mark.parametrize("wrong", ["old", "new"])
def test_one_right_code_is_not_enough(app: Flask, wrong: str) -> None:
    draft = guest_with_draft(app)
    ask(draft, "new@example.org")
    typed = codes(draft)
    typed[wrong] = f"{(int(typed[wrong]) + 1) % 10**8:08d}"
    answer = give(draft, **typed)
    assert answer.status_code == 422
    assert "This code is not right. 4 tries left." in words(answer)
    assert draft.row.guest.email == "amina@example.org"


def test_the_code_of_one_mailbox_is_not_the_code_of_the_other(app: Flask) -> None:
    draft = guest_with_draft(app)
    ask(draft, "new@example.org")
    right = codes(draft)
    assert right["old"] != right["new"]
    assert give(draft, old=right["new"], new=right["old"]).status_code == 422


def test_an_address_of_somebody_else_gets_the_same_answer_and_a_letter_without_a_code(app: Flask) -> None:
    taken = guest_with_draft(app, "nadia@example.org")
    free, mine = guest_with_draft(app, "bo@example.org"), guest_with_draft(app)
    making.told()
    before = len(making.letters())
    answers = [ask(free, "nobody@example.org"), ask(mine, "nadia@example.org")]
    pages = [words(draft.guest.get(f"{draft.where}/addresses")) for draft in (free, mine)]
    assert [answer.status_code for answer in answers] == [303, 303]
    same = [
        page.replace(draft.ref, "").replace("b…", "").replace("a…", "")
        for page, draft in zip(pages, (free, mine), strict=True)
    ]
    assert same[0] == same[1]
    making.told()
    letters = {(one.letter, one.address) for one in making.letters()[before:]}
    assert ("address_taken", "nadia@example.org") in letters
    assert ("code_sent", "nadia@example.org") not in letters
    assert give(mine, **codes(mine)).status_code == 422, "even with a code that nobody was sent"
    assert (mine.row.guest.email, taken.row.guest.email) == ("amina@example.org", "nadia@example.org")


def test_an_address_that_somebody_came_to_use_meanwhile_stays_theirs(app: Flask) -> None:
    draft = guest_with_draft(app)
    ask(draft, "new@example.org")
    typed = codes(draft)
    with transaction():
        actions.meet("new@example.org")
    assert give(draft, **typed).status_code == 422
    assert draft.row.guest.email == "amina@example.org"
    assert session.scalar(select(func.count(Guest.id))) == 2


def test_the_address_in_use_and_one_that_is_none_are_refused_in_words(app: Flask) -> None:
    draft = guest_with_draft(app)
    for email, said in (("AMINA@example.org", "That is the address we have."), ("amina", "name@example.org")):
        answer = ask(draft, email)
        assert answer.status_code == 422
        assert said in words(answer)
    assert session.scalar(select(func.count(Code.id))) == 0


def test_no_event_names_either_address(app: Flask) -> None:
    draft = guest_with_draft(app)
    ask(draft, "new@example.org")
    give(draft, **codes(draft))
    assert queries.by_email("new@example.org") is not None
    said = "".join(str(event.facts) for event in session.scalars(select(Event)))
    assert "example.org" not in said


def test_a_stranger_who_names_an_address_uses_up_none_of_its_owner_s_codes(app: Flask) -> None:
    draft = guest_with_draft(app)
    for number in range(6):
        stranger = guest_with_draft(app, f"stranger{number}@example.net")
        assert ask(stranger, "amina@example.org").status_code == 303
    late = guest_with_draft(app, "late@example.net")
    assert ask(late, "amina@example.org").status_code == 422
    with transaction():
        guest = session.get_one(Guest, draft.row.guest_id)
        actions.send_code(guest, Purpose.SIGN, draft.ref, key=app.config["LINK_KEY"])

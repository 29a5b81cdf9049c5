"""A weighty act asks for a short code from the mailbox: fresh, good once, for this act alone, never stored in clear."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock, tokens
from app.attestations.models import Attestation
from app.audit.models import Event, Vault
from app.db import session, transaction
from app.errors import Refused
from app.guests import actions
from app.guests.actions import Chance, Outcome
from app.guests.models import Code, Guest, Purpose
from app.notifications.models import Message
from tests.factories.pages import form, words
from tests.factories.people import Draft, guest_with_draft, ready_to_sign, signature, signed_submission
from tests.notifications import making
from workers import notifications

KEY = "a key for private links in tests, never used"
REF = "abcdefghjk"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def guest_id(app: Flask) -> int:
    with transaction():
        return actions.meet("amina@example.org").id


def guest(guest_id: int) -> Guest:
    return session.get_one(Guest, guest_id)


def made(guest_id: int, purpose: Purpose = Purpose.SIGN, ref: str = REF) -> str:
    """The digits of a fresh code."""
    with transaction():
        code = actions.make_code(guest(guest_id), purpose, ref, key=KEY)
        return tokens.short_code(KEY, code.bound_to)


def tried(guest_id: int, typed: str, purpose: Purpose = Purpose.SIGN, ref: str = REF) -> Chance:
    with transaction():
        return actions.attempt(guest(guest_id), purpose, ref, typed, key=KEY)


def used(guest_id: int, typed: str, purpose: Purpose = Purpose.SIGN, ref: str = REF) -> bool:
    try:
        with transaction():
            actions.use(guest(guest_id), purpose, ref, typed, key=KEY)
    except Refused:
        return False
    return True


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def at_once(app: Flask, count: int, act: Any) -> list[Any]:
    """What each of so many threads got that began at the same moment."""
    together, got = threading.Barrier(count, timeout=30), list[Any]()

    def run() -> None:
        with app.app_context():
            together.wait()
            got.append(act())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    return got


@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}", "{0}\u00a0{1}"])
def test_a_code_is_taken_however_its_groups_are_typed(guest_id: int, typed: str) -> None:
    code = made(guest_id)
    assert re.fullmatch(r"\d{8}", code)
    assert tried(guest_id, typed.format(code[:4], code[4:])).outcome is Outcome.RIGHT


def test_a_wrong_code_says_how_many_tries_are_left_and_the_fifth_ends_it(guest_id: int) -> None:
    code = made(guest_id)
    said = [tried(guest_id, another(code)) for _ in range(5)]
    assert [(one.outcome, one.left) for one in said] == [
        *((Outcome.WRONG, left) for left in (4, 3, 2, 1)),
        (Outcome.SPENT, 0),
    ]
    assert tried(guest_id, code).outcome is Outcome.SPENT


def test_a_hundred_guesses_at_once_get_five_tries(app: Flask, guest_id: int) -> None:
    code = made(guest_id)
    got = at_once(app, 20, lambda: tried(guest_id, another(code)).outcome)
    assert (got.count(Outcome.WRONG), got.count(Outcome.SPENT)) == (4, 16)
    assert session.scalars(select(Code.tries)).one() == 5


def test_of_two_uses_at_once_exactly_one_wins(app: Flask, guest_id: int) -> None:
    for _ in range(5):
        code = made(guest_id)
        assert sorted(at_once(app, 4, lambda code=code: used(guest_id, code))) == [False, False, False, True]
        assert tried(guest_id, code).outcome is Outcome.USED


def test_a_code_ends_with_its_time(guest_id: int) -> None:
    code = made(guest_id)
    with clock.moved(timedelta(minutes=14)):
        assert tried(guest_id, code).outcome is Outcome.RIGHT
    with clock.moved(timedelta(minutes=16)):
        assert tried(guest_id, code).outcome is Outcome.EXPIRED
        assert not used(guest_id, code)


def test_a_newer_code_ends_the_older_one(guest_id: int) -> None:
    older, newer = made(guest_id), made(guest_id)
    assert older != newer
    assert tried(guest_id, older).outcome is Outcome.WRONG
    assert not used(guest_id, older)
    assert used(guest_id, newer)


def test_a_code_is_good_for_its_act_its_draft_and_its_person_alone(guest_id: int) -> None:
    code = made(guest_id)
    with transaction():
        other = actions.meet("bo@example.org").id
    made(other)
    assert not used(guest_id, code, Purpose.WITHDRAW)
    assert not used(guest_id, code, ref="bbbbbbbbbb")
    assert not used(other, code)
    with transaction():
        guest(guest_id).email = "amina@example.net"
    assert not used(guest_id, code), "it went to a mailbox that is no longer hers"


def test_no_more_codes_are_sent_in_an_hour_than_the_setting_says(guest_id: int) -> None:
    for number in range(6):
        with transaction():
            actions.send_code(guest(guest_id), Purpose.SIGN, f"draft{number}", key=KEY)
    with pytest.raises(Refused, match=r"6 codes in an hour at most.*webmaster@example.org"), transaction():
        actions.send_code(guest(guest_id), Purpose.WITHDRAW, "another", key=KEY)
    with clock.moved(timedelta(minutes=61)), transaction():
        actions.send_code(guest(guest_id), Purpose.SIGN, REF, key=KEY)


def test_what_is_kept_of_a_code_is_worth_nothing_without_the_key(guest_id: int) -> None:
    code = made(guest_id)
    row = session.scalars(select(Code)).one()
    assert row.code_hash not in {tokens.digest(code), code}
    assert not tokens.code_matches("another key", row.bound_to, code, row.code_hash)
    assert tokens.code_matches(KEY, row.bound_to, code, row.code_hash)


def asked(draft: Draft, **changed: Any) -> Any:
    page = draft.guest.get(f"{draft.where}/attestation")
    return draft.guest.send(page, f"{draft.where}/attestation", **(signature() | changed))


def test_the_first_signature_mails_a_code_and_keeps_all_that_was_filled_in(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    answer = asked(draft)
    assert answer.status_code == 200
    assert "We sent a code to a…@example.org." in words(answer)
    kept = form(answer, f"{draft.where}/attestation").fields
    assert (kept["name"], kept["capacity"]) == ("Amina Rahman", "author")
    assert {name for name in kept if name.startswith("clause-")} == set(signature()) - {"name", "capacity"}
    assert session.scalar(select(func.count(Attestation.id))) == 0
    code = draft.code(Purpose.SIGN)
    done = draft.guest.send(answer, f"{draft.where}/attestation", code=f"{code[:4]} {code[4:]}")
    assert done.location == f"{draft.where}/status"
    signed = session.scalars(select(Attestation)).one()
    given = session.scalars(select(Code)).one()
    assert given.used_at is not None
    assert signed.statement["signer"]["code_given_at"] == given.used_at.isoformat()


def test_an_incomplete_signature_mails_no_code(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    assert asked(draft, name="").status_code == 422
    assert session.scalar(select(func.count(Code.id))) == 0


def test_a_wrong_code_shows_the_page_again_and_has_cost_a_try(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = asked(draft)
    wrong = another(draft.code(Purpose.SIGN))
    answer = draft.guest.send(page, f"{draft.where}/attestation", code=wrong)
    assert answer.status_code == 422
    assert "This code is not right. 4 tries left." in words(answer)
    assert form(answer, f"{draft.where}/attestation").fields["name"] == "Amina Rahman"
    assert session.scalars(select(Code.tries)).one() == 1
    done = draft.guest.send(answer, f"{draft.where}/attestation", code=draft.code(Purpose.SIGN))
    assert done.location == f"{draft.where}/status"


def test_an_expired_code_is_followed_by_a_new_one(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = asked(draft)
    old = draft.code(Purpose.SIGN)
    with transaction():
        session.execute(update(Code).values(expires_at=clock.now() - timedelta(seconds=1)))
    answer = draft.guest.send(page, f"{draft.where}/attestation", code=old)
    assert answer.status_code == 422
    assert "This code has expired. We sent a new one." in words(answer)
    done = draft.guest.send(answer, f"{draft.where}/attestation", code=draft.code(Purpose.SIGN))
    assert done.location == f"{draft.where}/status"


def test_a_new_code_can_be_asked_for_and_nothing_filled_in_is_lost(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = asked(draft)
    first = draft.code(Purpose.SIGN)
    answer = draft.guest.send(page, f"{draft.where}/attestation", again="y")
    assert answer.status_code == 200
    assert draft.code(Purpose.SIGN) != first
    assert form(answer, f"{draft.where}/attestation").fields["name"] == "Amina Rahman"
    assert draft.guest.send(answer, f"{draft.where}/attestation", code=first).status_code == 422


def test_sending_without_a_code_again_mails_no_second_one(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = asked(draft)
    assert draft.guest.send(page, f"{draft.where}/attestation").status_code == 200
    assert session.scalar(select(func.count(Code.id))) == 1


def test_two_clicks_at_once_on_the_signature_are_one_and_both_see_it_done(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = asked(draft)
    code = draft.code(Purpose.SIGN)
    sent = form(page, f"{draft.where}/attestation").filled({"code": code})
    cookie = draft.guest.get_cookie("session", domain="127.0.0.1")
    mine = draft.guest.get_cookie(f"draft-{draft.ref}", domain="127.0.0.1")
    assert cookie is not None
    assert mine is not None

    def click() -> str:
        window = app.test_client()
        for one in (cookie, mine):
            window.set_cookie(one.key, one.value, domain="127.0.0.1")
        where = f"{draft.where}/attestation"
        return str(window.post(where, data=sent, base_url=app.config["BASE_URL"]).location)

    assert at_once(app, 3, click) == [f"{draft.where}/status"] * 3
    assert session.scalar(select(func.count(Attestation.id))) == 1
    assert session.scalar(select(func.count(Code.id))) == 1


def test_a_withdrawal_asks_for_a_code_and_keeps_the_reason(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    status = draft.guest.get(f"{draft.where}/status")
    page = draft.guest.send(status, f"{draft.where}/withdrawals", reason="Another journal took it.")
    assert page.status_code == 200
    assert draft.row.state == "submitted"
    assert form(page, f"{draft.where}/withdrawals").fields["reason"] == "Another journal took it."
    wrong = draft.guest.send(page, f"{draft.where}/withdrawals", code=another(draft.code(Purpose.WITHDRAW)))
    assert (wrong.status_code, draft.row.state) == (422, "submitted")
    done = draft.guest.send(wrong, f"{draft.where}/withdrawals", code=draft.code(Purpose.WITHDRAW))
    assert done.location == f"{draft.where}/status"
    assert draft.row.state == "withdrawn"


def test_a_stranger_is_sent_no_code(app: Flask) -> None:
    mine, other = guest_with_draft(app), guest_with_draft(app, "bo@example.org")
    where = form(mine.guest.get(f"{mine.where}/status"), f"{mine.where}/comments").fields["csrf_token"]
    sent = {"csrf_token": where, "purpose": "sign"}
    assert mine.guest.post(f"{other.where}/codes", data=sent).status_code == 404
    assert mine.guest.post(f"{mine.where}/codes", data=sent).location == f"{mine.where}/attestation"
    assert session.scalars(select(Code.subject_ref)).all() == [mine.ref]


def test_the_code_stands_in_the_letter_on_the_wire_and_nowhere_else(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    asked(draft)
    code = draft.code(Purpose.SIGN)
    written = f"{code[:4]} {code[4:]}"
    making.told()
    notifications.deliver()
    mails = [path.read_text() for path in app.config["SETTINGS"].mail_dir.glob("*.eml")]
    [letter] = [mail for mail in mails if written in mail]
    assert letter.count(written) == 2, "once in the text, once in the page"
    assert written not in letter.partition("\n\n")[0], "in no header"
    stored = [
        json.dumps([row.subject, row.text, row.html, row.last_error])
        for row in session.scalars(select(Message))
    ]
    stored += [json.dumps(event.facts) for event in session.scalars(select(Event))]
    stored += [row.value for row in session.scalars(select(Vault))]
    stored += [f"{row.code_hash}{row.email}" for row in session.scalars(select(Code))]
    assert not [row for row in stored if code in row or written in row]
    assert any("{code}" in row for row in stored)

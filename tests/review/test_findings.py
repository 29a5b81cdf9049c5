"""Rights, one by one: accepted with what was checked, questioned or refused with what the author can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.errors import Refused
from app.review.rights import actions, queries
from app.review.rights.actions import Weighed
from app.review.rights.kinds import CHECKS, Found, offered
from app.review.rights.models import Finding
from app.submissions.kinds import Basis
from tests.factories.findings import accept_rights, revision_of
from tests.factories.pages import Browser, form, words
from tests.factories.people import Draft, at_the_desk, signed_submission
from tests.notifications import making as letters


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def draft(app: Flask) -> Draft:
    return signed_submission(app, images=2)


@pytest.fixture
def desk(app: Flask, draft: Draft) -> Browser:
    """A reviewer who has claimed it."""
    found = at_the_desk(app)
    found.send("/desk", next_claim(found))
    return found


def next_claim(desk: Browser) -> str:
    queue = desk.get("/desk").text
    return queue.partition('action="/desk/items/')[2].partition('"')[0].join(("/desk/items/", ""))


def address(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}"


def records(draft: Draft) -> list[int]:
    return [placed.rights_id for placed in revision_of(draft.row.id).placements]


def say(desk: Browser, draft: Draft, page: TestResponse | str | None = None, **said: Any) -> TestResponse:
    """Fill in the fields of the first right, or with a number in front of a name those of another."""
    ids, values = records(draft), {}
    for name, value in said.items():
        field, _, number = name.partition("_")
        values[f"right-{ids[int(number or 0)]}-{field}"] = value
    return desk.send(page or address(draft), f"{address(draft)}/findings", **values)


def findings() -> list[Finding]:
    session.rollback()
    return list(session.scalars(select(Finding).order_by(Finding.id)))


def test_a_right_is_accepted_with_what_was_checked_and_by_whom(draft: Draft, desk: Browser) -> None:
    assert "Not accepted yet" in words(desk.get(address(draft)))
    assert say(desk, draft, found="accepted", checked=["looked", "search"]).status_code == 303
    one = findings()[0]
    assert (one.found, one.checked, one.by.email) == ("accepted", ["looked", "search"], "ruth@desk.example")
    page = words(desk.get(address(draft)))
    assert "Accepted by Ruth" in page
    assert CHECKS["search"].label in page
    assert "The right to “photo-1” has not been accepted yet." in page
    assert "The right to “photo-0” has not been accepted yet." not in page


def test_nothing_is_accepted_unless_something_was_checked(draft: Draft, desk: Browser) -> None:
    answer = say(desk, draft, found="accepted", note="Looks fine to me.")
    assert answer.status_code == 422
    assert "Tick what you checked" in words(answer)
    assert "Looks fine to me." in answer.text
    assert findings() == []


@pytest.mark.parametrize("found", ["questioned", "refused"])
def test_whoever_questions_or_refuses_says_what_the_author_can_do(
    draft: Draft, desk: Browser, found: str
) -> None:
    answer = say(desk, draft, found=found, checked=["looked"])
    assert answer.status_code == 422
    assert "Say what the author can do" in words(answer)
    assert findings() == []


def test_the_author_gets_one_letter_about_all_that_was_asked_and_reads_it_where_it_stands(
    draft: Draft, desk: Browser
) -> None:
    asked, why = "When was it taken?", "The library’s mark is visible."
    say(desk, draft, found="questioned", note=asked, found_1="refused", note_1=why)
    letters.told()
    mine = [one for one in letters.letters() if one.letter == "rights_questioned"]
    assert len(mine) == 1
    for sentence in (asked, why, "“photo-0”: we have a question", "“photo-1”: we cannot print it"):
        assert sentence in " ".join(mine[0].text.split()), sentence
    status = words(draft.guest.get(f"{draft.where}/status"))
    assert asked in status
    assert "We cannot print the image “photo-1” with the right you declare." in status
    assert "Ruth" not in status


def test_accepting_tells_nobody(draft: Draft, desk: Browser) -> None:
    say(desk, draft, found="accepted", checked=["looked"])
    letters.told()
    assert not [one for one in letters.letters() if "right" in one.letter]
    accepted = session.scalars(select(Event).where(Event.kind == Kind.RIGHTS_ACCEPTED.value)).one()
    assert accepted.topic("rights_record") == records(draft)[0]


def test_who_says_nothing_of_any_image_is_told_so(draft: Draft, desk: Browser) -> None:
    answer = say(desk, draft)
    assert answer.status_code == 422
    assert "accept, question or refuse" in words(answer)


def test_what_somebody_else_found_meanwhile_is_not_overwritten(
    app: Flask, draft: Draft, desk: Browser
) -> None:
    page = desk.get(address(draft))
    other = at_the_desk(app, "tove@desk.example")
    assert say(other, draft, found="refused", note="It is a picture of a library.").status_code == 303
    answer = say(desk, draft, page, found="accepted", checked=["looked"])
    assert answer.status_code == 409
    assert "Tove refused a right that you were about to decide on." in words(answer)
    assert [one.found for one in findings()] == ["refused"]
    again = say(desk, draft, answer, note="I asked her.")
    assert again.status_code == 303
    assert [one.found for one in findings()] == ["refused", "accepted"]


def test_a_new_signature_meanwhile_is_told_and_no_note_is_lost(draft: Draft, desk: Browser) -> None:
    page, before = desk.get(address(draft)), records(draft)
    first = draft.row.images[0].id
    draft.save(**{f"image-{first}-holder": "Somebody else"})
    draft.sign()
    sent = form(page, f"{address(draft)}/findings").filled(
        {
            f"right-{before[0]}-found": "refused",
            f"right-{before[0]}-note": "Of a right that is gone",
            f"right-{before[1]}-note": "Of one that stays",
        }
    )
    answer = desk.post(f"{address(draft)}/findings", data=sent)
    assert answer.status_code == 409
    assert "The author signed another revision while you were reading." in words(answer)
    assert "Of a right that is gone" in answer.text
    assert "Of one that stays" in answer.text
    assert findings() == []


def test_an_unchanged_right_stays_accepted_in_the_next_revision(draft: Draft, desk: Browser) -> None:
    accept_rights(draft.row.id, reviewer())
    before = records(draft)
    changed = draft.row.images[1].id
    draft.save(**{f"image-{changed}-holder": "Somebody else", f"image-{changed}-caption": "Another caption"})
    draft.sign()
    after = records(draft)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert queries.unsettled(revision_of(draft.row.id)) == [
        "The right to “photo-1” has not been accepted yet."
    ]


def test_nobody_weighs_their_own_rights(app: Flask) -> None:
    own = signed_submission(app, "ruth@desk.example")
    desk = at_the_desk(app)
    desk.send("/desk", next_claim(desk))
    page = desk.get(address(own))
    assert "/findings" not in page.text
    with pytest.raises(Refused, match="your own address"), transaction():
        actions.weigh(
            own.row.id,
            {records(own)[0]: Weighed(Found.ACCEPTED, ["looked"])},
            by=session.get_one(Member, reviewer()),
            content_hash=revision_of(own.row.id).content_hash,
        )


def test_before_it_is_claimed_nothing_can_be_found(app: Flask, draft: Draft) -> None:
    assert "/findings" not in at_the_desk(app).get(address(draft)).text


def test_a_right_of_another_submission_cannot_be_weighed_here(
    app: Flask, draft: Draft, desk: Browser
) -> None:
    other = signed_submission(app, "ben@example.org")
    foreign = records(other)[0]
    page = form(desk.get(address(draft)), f"{address(draft)}/findings")
    sent = {**page.fields, f"right-{foreign}-found": "accepted", f"right-{foreign}-checked": "looked"}
    assert desk.post(f"{address(draft)}/findings", data=sent).status_code == 422
    assert findings() == []


@pytest.mark.parametrize("basis", list(Basis))
def test_every_basis_offers_something_to_check(basis: Basis) -> None:
    codes = offered({"basis": basis.value, "people": "none"}, evidence=False)
    assert "looked" in codes
    assert "evidence" not in codes


def reviewer() -> int:
    return session.scalars(select(Member.id).where(Member.email == "ruth@desk.example")).one()

"""Who may save: one window at a time holds the draft, tells the others, and keeps nobody out when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import moved
from app.db import session, transaction
from app.errors import NotAllowed, Stale
from app.submissions import actions
from app.submissions.actions.writers import HELD, Elsewhere, Writing
from app.submissions.models import Submission
from tests.attestations.test_races import at_once
from tests.factories.pages import browser, form
from tests.factories.people import TEXT, Draft, guest_with_draft, ready_to_sign

SCRIPT = {"X-Requested-With": "fetch"}
FIRST, SECOND, THIRD = "window-one", "window-two", "window-three"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def draft(app: Flask) -> Draft:
    return guest_with_draft(app)


def write(draft: Draft, tab: str, over: str | None = None) -> Writing:
    with transaction():
        return actions.write(draft.row, tab=tab, over=over)


def save(draft: Draft, tab: str, title: str) -> int:
    with transaction():
        found = draft.row
        return actions.save(found, {"title": title}, version=found.copy.version, images={}, tab=tab)


def asked(draft: Draft, **values: Any) -> TestResponse:
    """What the script asks of the site by itself."""
    token = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields["csrf_token"]
    sent = {"csrf_token": token, **values}
    return draft.guest.post(f"{draft.where}/writers", data=sent, headers=SCRIPT)


def sent(draft: Draft, tab: str, **values: Any) -> TestResponse:
    """The whole page, saved by the window of this name."""
    fields = form(draft.guest.get(draft.where), f"{draft.where}/saves").filled(values).to_dict()
    return draft.guest.post(f"{draft.where}/saves", data={**fields, "tab": tab}, headers=SCRIPT)


def test_the_first_window_writes_and_the_second_is_told_who_does(draft: Draft) -> None:
    assert write(draft, FIRST).yours
    told = write(draft, SECOND)
    assert (told.yours, told.holder, told.version) == (False, FIRST, draft.row.copy.version)
    assert told.until == draft.row.copy.held_until


def test_a_window_renews_what_it_holds(draft: Draft) -> None:
    first = write(draft, FIRST)
    with moved(timedelta(seconds=60)):
        again = write(draft, FIRST)
    assert first.until is not None
    assert again.yours
    assert again.until is not None
    assert again.until > first.until + timedelta(seconds=50)


def test_what_a_window_gave_no_sign_of_life_for_is_nobodys(draft: Draft) -> None:
    write(draft, FIRST)
    with moved(HELD - timedelta(seconds=5)):
        assert not write(draft, SECOND).yours
    with moved(HELD + timedelta(seconds=5)):
        assert write(draft, SECOND).yours
        assert not write(draft, FIRST).yours


def test_a_window_that_leaves_makes_room_at_once_and_only_its_own(draft: Draft) -> None:
    write(draft, FIRST)
    with transaction():
        assert not actions.leave(draft.row, tab=SECOND)
    assert not write(draft, SECOND).yours
    with transaction():
        assert actions.leave(draft.row, tab=FIRST)
    assert write(draft, SECOND).yours


def test_taking_over_takes_it_from_exactly_the_one_that_was_seen(draft: Draft) -> None:
    write(draft, FIRST)
    assert write(draft, SECOND, over=FIRST).yours
    late = write(draft, THIRD, over=FIRST)
    assert (late.yours, late.holder) == (False, SECOND)
    assert not write(draft, FIRST).yours


@pytest.mark.parametrize("over", [None, FIRST], ids=["a free draft", "from the same window"])
def test_of_four_windows_that_take_it_at_once_exactly_one_gets_it(
    app: Flask, draft: Draft, over: str | None
) -> None:
    if over:
        write(draft, over)
    id_, got = draft.row.id, []

    def take(tab: str) -> None:
        now = actions.write(session.get_one(Submission, id_), tab=tab, over=over)
        got.append((tab, now.yours, now.holder))

    names = [f"window-{number:04}" for number in range(4)]
    assert at_once(app, *[lambda name=name: take(name) for name in names]) == [None] * 4
    [winner] = [tab for tab, yours, _ in got if yours]
    assert {holder for *_, holder in got} == {winner}
    assert draft.row.copy.holder == winner


def test_a_save_from_a_window_that_lost_its_turn_is_refused_and_the_other_text_stays(draft: Draft) -> None:
    write(draft, FIRST)
    save(draft, FIRST, "From the first")
    write(draft, SECOND, over=FIRST)
    with pytest.raises(Elsewhere) as refused:
        save(draft, FIRST, "Too late")
    assert "another window" in refused.value.sentence
    assert draft.row.copy.title == "From the first"


def test_a_save_takes_and_renews_the_turn(draft: Draft) -> None:
    save(draft, FIRST, "One")
    assert draft.row.copy.holder == FIRST
    with moved(timedelta(seconds=60)):
        save(draft, FIRST, "Two")
    with moved(HELD + timedelta(seconds=30)):
        assert not write(draft, SECOND).yours


def test_a_window_that_holds_the_draft_is_still_judged_by_the_version(draft: Draft) -> None:
    save(draft, FIRST, "One")
    with pytest.raises(Stale) as refused, transaction():
        actions.save(draft.row, {"title": "Old"}, version=1, images={}, tab=FIRST)
    assert not isinstance(refused.value, Elsewhere)


def test_a_browser_without_scripts_is_judged_by_the_version_alone(draft: Draft) -> None:
    write(draft, FIRST)
    assert draft.save(title="Without a script").status_code == 303
    assert (draft.row.copy.title, draft.row.copy.holder) == ("Without a script", FIRST)


def test_nobody_writes_in_what_is_closed(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    with transaction():
        actions.withdraw(draft.row, reason="")
    with pytest.raises(NotAllowed):
        write(draft, FIRST)
    assert asked(guest_with_draft(app, "other@example.org"), tab=FIRST).get_json()["yours"]


def test_the_script_learns_who_writes_and_can_take_over_and_leave(draft: Draft) -> None:
    assert asked(draft, tab=FIRST).get_json()["yours"]
    told = asked(draft, tab=SECOND).get_json()
    assert (told["yours"], told["holder"], told["version"]) == (False, FIRST, 1)
    assert asked(draft, tab=SECOND, take="1", over=told["holder"]).get_json()["yours"]
    asked(draft, tab=SECOND, leave="1")
    assert draft.row.copy.holder == ""


def test_asking_who_writes_confirms_no_address_and_makes_no_version(draft: Draft) -> None:
    asked(draft, tab=FIRST)
    assert draft.row.guest.confirmed_at is None
    assert draft.row.copy.version == 1


def test_a_name_that_no_window_gives_itself_takes_nothing(draft: Draft) -> None:
    for name in ("", "short", "x" * 33, "with space", "naïve-window", "a\nb-window"):
        assert not asked(draft, tab=name).get_json()["yours"]
    assert draft.row.copy.holder == ""


def test_the_script_is_told_by_a_word_of_its_own_why_a_save_was_refused(draft: Draft) -> None:
    asked(draft, tab=FIRST)
    refused = sent(draft, SECOND, title="Late")
    assert (refused.status_code, refused.get_json()["why"]) == (409, "elsewhere")
    old = sent(draft, FIRST, version="7", title="Old")
    assert (old.status_code, old.get_json()["why"]) == (409, "stale")
    assert draft.row.copy.title == ""


def test_a_save_that_leaves_keeps_nobody_waiting(draft: Draft) -> None:
    asked(draft, tab=FIRST)
    assert sent(draft, FIRST, title="Last words").status_code == 200
    fields = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields.to_dict()
    last = {**fields, "tab": FIRST, "leave": "1", "title": "The very last"}
    assert draft.guest.post(f"{draft.where}/saves", data=last, headers=SCRIPT).status_code == 200
    assert (draft.row.copy.title, draft.row.copy.holder) == ("The very last", "")


def test_nobody_else_can_take_the_turn(app: Flask, draft: Draft) -> None:
    stranger = browser(app)
    assert stranger.post(f"{draft.where}/writers", data={"tab": FIRST}).status_code == 404
    assert draft.row.copy.holder == ""


def test_what_is_refused_says_which_field_and_why_and_not_that_all_is_too_long(app: Flask) -> None:
    draft = ready_to_sign(app, images=1)
    image = draft.row.images[0].id
    bad = {f"image-{image}-alt": "x" * 1001, "faq-0-answer": "y" * 3001, "licence": "anything"}
    message = sent(draft, FIRST, **TEXT, **bad).get_json()["message"]
    assert "Image 1: The description can have 1,000 characters at most." in message
    assert "An answer can have 3,000 characters at most." in message
    assert "Not a valid choice" in message
    assert "too long" not in message
    assert message.endswith("Nothing you typed is lost.")

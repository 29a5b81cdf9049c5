"""Setting a time at the desk, on the publisher's clocks, and what its author reads of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import calendars
from app.accounts.roles import Role
from app.clock import moved, now
from app.db import session, transaction
from app.site import actions as site
from app.submissions import schedules
from app.submissions.models import Submission
from app.submissions.states import State
from tests import clocks
from tests.factories.pages import Browser, form, words
from tests.factories.people import Draft, at_the_desk
from workers import publishing as work

ZONE = "Europe/London"


@pytest.mark.parametrize(
    ("zone", "shown", "found"),
    [
        ("Europe/London", "2027-07-01 09:00", ["2027-07-01 08:00"]),
        ("Europe/London", "2027-03-28 01:30", []),
        ("Europe/London", "2027-10-31 01:30", ["2027-10-31 00:30", "2027-10-31 01:30"]),
        ("Asia/Kolkata", "2027-07-01 09:00", ["2027-07-01 03:30"]),
        ("Pacific/Apia", "2011-12-30 12:00", []),
        ("Australia/Lord_Howe", "2027-04-04 01:45", ["2027-04-03 14:45", "2027-04-03 15:15"]),
        ("UTC", "2027-10-31 01:30", ["2027-10-31 01:30"]),
    ],
)
def test_the_clocks_of_a_zone_show_a_time_once_twice_or_never(
    zone: str, shown: str, found: list[str]
) -> None:
    read = calendars.moments(datetime.fromisoformat(shown), zone=zone)
    assert [f"{one:%Y-%m-%d %H:%M}" for one in read] == found
    assert all(one.tzinfo is UTC for one in read)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/London", "1 July 2027, 09:00 (Europe/London, UTC+01:00)"),
        ("America/St_Johns", "1 July 2027, 05:30 (America/St_Johns, UTC-02:30)"),
    ],
)
def test_a_time_in_words_names_its_clocks_and_how_far_they_are_from_utc(zone: str, said: str) -> None:
    assert calendars.in_words(datetime(2027, 7, 1, 8, tzinfo=UTC), zone=zone) == said


def where(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}/schedules"


def typed(at: datetime) -> dict[str, str]:
    local = at.astimezone(ZoneInfo(ZONE))
    return {"day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}"}


def sets(editor: Browser, draft: Draft, **said: Any) -> TestResponse:
    address = where(draft)
    return editor.send(editor.get(address), address, **said)


def stands(draft: Draft) -> State:
    session.rollback()
    return session.get_one(Submission, draft.row.id).standing


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context():
        yield


def test_an_editor_sets_a_time_from_the_desk_and_all_pages_say_it(editor: Browser, draft: Draft) -> None:
    page = editor.get(f"/desk/submissions/{draft.row.id}")
    assert f'href="{where(draft)}"' in page.text
    asked = editor.get(where(draft))
    assert f"On the clocks of {ZONE}, which are at {calendars.offset(now(), zone=ZONE)} now." in words(asked)
    at = now() + timedelta(days=3)
    answer = sets(editor, draft, **typed(at))
    assert answer.status_code == 303, words(answer)
    said = schedules.said(at)
    assert f"It is published by itself on {said}, as" in words(
        editor.get(f"/desk/submissions/{draft.row.id}")
    )
    assert said in words(editor.get(where(draft)))
    assert "By itself, scheduled" in words(editor.get("/desk"))
    status = words(draft.guest.get(f"{draft.where}/status"))
    assert f"It is approved, and will be published on {said}." in status
    assert f"Your article will be published on {said}." in status
    assert "it is not published at that time" in words(draft.guest.get(draft.where))


def test_the_page_shows_the_time_that_stands_and_gives_it_up(editor: Browser, draft: Draft) -> None:
    sets(editor, draft, **typed(now() + timedelta(days=3)), slug="a-knee")
    page = editor.get(where(draft))
    shown = form(page, where(draft)).fields
    assert shown["day"] == typed(now() + timedelta(days=3))["day"]
    assert shown["slug"] == "a-knee"
    answer = editor.send(page, f"/desk/submissions/{draft.row.id}/schedules/removals")
    assert answer.status_code == 303
    assert stands(draft) is State.APPROVED


def test_what_is_refused_keeps_what_was_typed(editor: Browser, draft: Draft) -> None:
    yesterday = typed(now() - timedelta(days=1))
    answer = sets(editor, draft, **yesterday, slug="typed-by-hand")
    assert answer.status_code == 422
    assert "This time has passed." in words(answer)
    shown = form(answer, where(draft)).fields
    kept = {name: shown[name] for name in ("day", "hour", "slug")}
    assert kept == {**yesterday, "slug": "typed-by-hand"}
    for day, hour in (("soon", "09:00"), ("2027-07-01", "nine"), ("", "")):
        assert sets(editor, draft, day=day, hour=hour).status_code == 422
    assert stands(draft) is State.APPROVED


def test_a_time_that_the_clocks_leave_out_is_refused(editor: Browser, draft: Draft) -> None:
    answer = sets(editor, draft, day=clocks.goes_forward().isoformat(), hour="01:30")
    assert answer.status_code == 422
    assert "There is no 01:30 on that day: the clocks go forward and leave it out." in words(answer)


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_of_a_time_that_comes_twice_it_is_asked_which(
    editor: Browser, draft: Draft, which: str, hour: int
) -> None:
    asked = sets(editor, draft, day=clocks.goes_back().isoformat(), hour="01:30")
    assert asked.status_code == 422
    assert "show 01:30 twice. Choose which you mean." in words(asked)
    assert "the first time, UTC+01:00" in words(asked)
    assert "the second time, UTC+00:00" in words(asked)
    answer = editor.send(asked, where(draft), which=which)
    assert answer.status_code == 303
    row = schedules.of(draft.row)
    assert row is not None
    assert row.due_at == datetime.combine(clocks.goes_back(), time(hour, 30), tzinfo=UTC)
    again = form(editor.get(where(draft)), where(draft)).fields
    assert again["which"] == which


def test_a_zone_that_changed_since_the_page_was_opened_is_said(editor: Browser, draft: Draft) -> None:
    address = where(draft)
    page = editor.get(address)
    with transaction():
        from app.audit.kinds import SYSTEM
        from app.site.defaults import SETTINGS

        moved_to = {**SETTINGS["identity"].value, "zone": "Asia/Tokyo"}
        site.change_setting("identity", moved_to, source="test", by=SYSTEM)
    later = typed(now() + timedelta(days=3))
    answer = editor.send(page, address, day=later["day"], hour=later["hour"])
    assert answer.status_code == 422
    assert "are those of Asia/Tokyo by now" in words(answer)
    assert stands(draft) is State.APPROVED


def test_what_was_refused_at_its_time_says_why_where_the_desk_works(editor: Browser, draft: Draft) -> None:
    sets(editor, draft, **typed(now() + timedelta(days=3)))
    draft.save(body="Not signed.")
    with moved(timedelta(days=3, minutes=1)):
        work.publish_due()
        page = words(editor.get(f"/desk/submissions/{draft.row.id}"))
    assert "It was not published at its time" in page
    assert "The author changed the article since signing it." in page
    assert "not published at its time" in words(editor.get("/desk"))
    assert "something stood against it" in page


def test_a_reviewer_reads_the_time_and_changes_nothing(app: Flask, editor: Browser, draft: Draft) -> None:
    sets(editor, draft, **typed(now() + timedelta(days=3)))
    reviewer = at_the_desk(app, "rev@desk.example", role=Role.REVIEWER)
    page = reviewer.get(f"/desk/submissions/{draft.row.id}")
    assert "It is published by itself on" in words(page)
    assert "/schedules" not in page.text
    assert reviewer.get(where(draft)).status_code == 403

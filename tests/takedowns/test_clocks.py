"""The clocks of a case: what starts them, what satisfies them, that they never move, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app import calendars
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.clock import moved, now
from app.db import db, session, transaction
from app.pages import verification
from app.publishing.models import Article
from app.publishing.states import Ended
from app.site import actions as site
from app.site import queries as settings
from app.submissions.models import RightsRecord
from app.takedowns.actions import cases as actions
from app.takedowns.clocks.models import CaseClock
from app.takedowns.clocks.words import when
from app.takedowns.kinds import Lane
from app.takedowns.models import Case
from app.worklist import queries as worklist
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import REASONS, Printed, claimant, confirmed, happened, printed, report
from workers import takedowns as chores
from workers import worklist as queue

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PARTS = [one for one in verification.PARTS if "clocks" in one.name]


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


def clocks(app: Flask, case_id: int) -> dict[str, CaseClock]:
    """The newest clock of each rule."""
    with app.app_context():
        found = select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.id)
        named = {one.rule: one for one in session.scalars(found)}
        session.expunge_all()
        return named


def running(app: Flask, case_id: int) -> set[str]:
    return {name for name, one in clocks(app, case_id).items() if one.is_running}


def due_at(app: Flask, case_id: int) -> tuple[datetime, datetime]:
    """As the case has it, and as the queue shows it."""
    with app.app_context():
        case = session.get_one(Case, case_id)
        item = worklist.item_of(case.ref)
        assert item is not None
        return case.due_at, item.due_at


def open_case(browser: Browser, case_id: int) -> Browser:
    assert browser.get(f"/desk/cases/{case_id}").status_code == 200, browser.text[:3000]
    return browser


def claimed(app: Flask, browser: Browser, case_id: int) -> None:
    with app.app_context():
        item = worklist.item_of(session.get_one(Case, case_id).ref)
        assert item is not None
        item_id = item.id
    open_case(browser, case_id)
    assert browser.send(f"/desk/items/{item_id}/claims").status_code == 303


def decided(browser: Browser, case_id: int, outcome: str = "no_action") -> None:
    open_case(browser, case_id).send("/decisions", outcome=outcome, **REASONS)
    assert browser.page.status_code == 303, browser.text


def run(app: Flask, chore: Callable[[], None]) -> None:
    """What the worker does."""
    with app.app_context():
        chore()


def written(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        letters.told(500)
        return [(one.letter, one.address) for one in letters.letters()]


def test_a_confirmed_report_starts_the_clocks_of_its_lane_from_its_receipt(
    app: Flask, article: Printed
) -> None:
    with moved(-timedelta(hours=30)):
        ref = report(app, article, use=article.uses[0])
    claimant(app, ref).send("/confirmations")
    with app.app_context():
        case_id = session.scalars(select(Case.id)).one()
        received_at = session.get_one(Case, case_id).received_at
    found = clocks(app, case_id)
    assert set(found) == {"ack_receipt", "triage", "decide", "dmca_expeditious"}
    assert all(one.starts_at == received_at for name, one in found.items() if name != "ack_receipt")
    assert found["ack_receipt"].satisfied_at is not None, "the letter says so"
    assert running(app, case_id) == {"triage", "decide", "dmca_expeditious"}
    assert due_at(app, case_id) == (found["triage"].due_at, found["triage"].due_at)
    assert found["triage"].library == calendars.library()
    assert (found["triage"].calendar, found["triage"].zone) == ("GB-ENG", "Europe/London")


def test_a_look_satisfies_the_first_clock_and_a_decision_the_others(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    claimed(app, osei, case_id)
    found = clocks(app, case_id)
    assert found["triage"].satisfied_at is not None
    assert running(app, case_id) == {"decide", "dmca_expeditious"}
    assert due_at(app, case_id) == (found["dmca_expeditious"].due_at, found["dmca_expeditious"].due_at)
    decided(osei, case_id)
    found = clocks(app, case_id)
    assert running(app, case_id) == set()
    assert all(one.satisfied_at and one.next_at is None for one in found.values())


@ONE_DATABASE
def test_a_photograph_of_a_patient_is_copyright_and_data_protection(app: Flask) -> None:
    patient = {
        "people": "patient",
        "consent_kind": "written",
        "consent": "Signed.",
        "consent_on": "2026-01-02",
    }
    article = printed(app, **patient)
    case_id = confirmed(app, article, use=article.uses[0])
    with app.app_context():
        assert "patient" in session.scalars(select(RightsRecord.people)).all()
    assert {"dmca_expeditious", "gdpr_request", "dp_complaint_ack", "dp_complaint_outcome"} <= set(
        clocks(app, case_id)
    )


def test_an_interim_hold_satisfies_speed_and_starts_a_review_of_its_own(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    open_case(osei, case_id).send("/holds", target=article.uses[0], reason="")
    assert osei.page.status_code == 303
    assert running(app, case_id) == {"decide", "interim_review"}
    assert due_at(app, case_id)[1] == clocks(app, case_id)["decide"].due_at, (
        "what it satisfied is not late later"
    )
    decided(osei, case_id, "withhold_image")
    assert running(app, case_id) == set(), "what is held for good is not looked at again"


def test_a_later_report_that_is_due_later_starts_no_second_clock(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    assert confirmed(app, article, lane=Lane.ACCURACY, email="second@example.net") == case_id
    with app.app_context():
        rules = session.scalars(select(CaseClock.rule).where(CaseClock.case_id == case_id)).all()
    assert sorted(rules) == ["ack_receipt", "ack_receipt", "decide", "triage"]


def test_a_newer_rule_and_a_newer_library_move_no_older_due_time(
    app: Flask, article: Printed, osei: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = confirmed(app, article)
    before = clocks(app, case_id)
    with app.app_context(), transaction():
        for name in ("case_clocks", "clock_decide"):
            site.change_setting(
                name, {**settings.setting(name), "1": {"hours": 400}}, by=SYSTEM, source="counsel"
            )
    monkeypatch.setattr(calendars, "is_business_day", lambda _day, country: False)  # noqa: ARG005
    claimed(app, osei, case_id)
    after = clocks(app, case_id)
    assert {name: (one.due_at, one.ends_at, one.rule_version) for name, one in before.items()} == {
        name: (one.due_at, one.ends_at, one.rule_version) for name, one in after.items()
    }
    monkeypatch.undo()
    later = clocks(app, confirmed(app, article, lane=Lane.PRIVACY))
    assert later["triage"].due_at - later["triage"].starts_at == timedelta(hours=400), "new ones follow it"
    assert later["triage"].rule_version not in (None, before["triage"].rule_version)


@pytest.mark.parametrize(
    "change",
    [
        "due_at = starts_at",
        "starts_at = due_at",
        "rule_version = NULL",
        "library = 'holidays 9'",
        "satisfied_at = NULL",
        "satisfied_by_id = NULL",
        "paused_seconds = -1",
        "ends_at = starts_at",
    ],
)
def test_the_database_lets_no_clock_be_turned_back(app: Flask, article: Printed, change: str) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        session.rollback()
        with (
            pytest.raises(DatabaseError, match=r"can only be added to|CHECK|violates"),
            db.engine.begin() as one,
        ):
            one.execute(
                text(f"UPDATE clocks SET {change} WHERE rule = 'ack_receipt' AND case_id = {case_id}")
            )
        with pytest.raises(DatabaseError, match="can only be added to"), db.engine.begin() as one:
            one.execute(text("DELETE FROM clocks"))


def test_half_and_nine_tenths_are_told_once_to_whoever_has_it_or_to_the_webmaster(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)  # three working days to look, ten to decide
    triage = clocks(app, case_id)["triage"]
    written(app)
    with moved(triage.after(0.5) - now() + timedelta(minutes=1)):
        run(app, chores.mark_clocks)
        run(app, chores.mark_clocks)
        assert happened(app, Kind.CLOCK_HALF_PASSED) == 1
    webmaster = app.config["SETTINGS"].webmaster_email
    assert [one for one in written(app) if one[0] == "clock_reminder"] == [("clock_reminder", webmaster)]
    claimed(app, osei, case_id)
    decide = clocks(app, case_id)["decide"]
    with moved(decide.after(0.5) - now() - timedelta(minutes=10)):
        claimed(app, osei, case_id)
    with moved(decide.after(0.5) - now() + timedelta(minutes=1)):
        run(app, chores.mark_clocks)
    assert [one for one in written(app) if one[0] == "clock_reminder"][1:] == [
        ("clock_reminder", "rosei@desk.example")
    ]
    with moved(decide.after(0.9) - now() + timedelta(minutes=1)):
        run(app, chores.mark_clocks)
    assert happened(app, Kind.CLOCK_NEARLY_PASSED) == 1


def test_what_is_done_in_time_is_reminded_of_no_more(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    decided(osei, case_id)
    with moved(timedelta(days=60)):
        run(app, chores.mark_clocks)
    assert not happened(app, Kind.CLOCK_HALF_PASSED)
    assert not happened(app, Kind.CLOCK_MISSED)


def test_a_missed_clock_is_told_to_the_webmaster_and_none_twice(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    found = clocks(app, case_id)
    assert found["triage"].due_at == found["dmca_expeditious"].due_at
    with moved(found["decide"].due_at - now() + timedelta(minutes=1)):
        run(app, chores.mark_clocks)
        run(app, queue.mark_late)
        run(app, chores.mark_clocks)
        run(app, queue.mark_late)
        assert happened(app, Kind.CLOCK_MISSED) == 3
        about = [one for one in written(app) if one[0] in ("item_late", "clock_missed")]
        assert sorted(name for name, _ in about) == ["clock_missed", "item_late"], (
            "of the one that was due first the queue tells, of the one that came later its own letter"
        )
        page = open_case(osei, case_id).text
        assert "Missed" in page
        assert "found that the time has passed: decide it" in page


def test_the_page_shows_each_clock_with_its_rule_and_its_calendar(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.PRIVACY)
    page = open_case(osei, case_id).text
    for words in (
        "Look at it",
        "Act on the request of the person concerned",
        "UK GDPR art. 12(3)",
        "days off in England and Wales are not counted",
        "the end of ",
        "(Europe/London)",
        "Data protection",
        "The desk",
    ):
        assert words in page, words


@ONE_DATABASE
def test_what_every_report_brings_stands_on_the_page_once(
    app: Flask, article: Printed, osei: Browser
) -> None:
    found = {confirmed(app, article, email=f"{name}@example.net") for name in ("one", "two", "three")}
    page = open_case(osei, found.pop()).text
    assert page.count("Tell the claimant that we have the report") == 1
    assert "(3 times; this is the last)" in page


def test_the_letter_says_what_becomes_of_silence_from_the_clock_itself(app: Flask, article: Printed) -> None:
    confirmed(app, article)
    with app.app_context():
        letters.told(500)
        [letter] = [one for one in letters.letters() if one.letter == "notice_registered"]
        assert "If nobody at the desk has looked into it by " in letter.text
        assert "(Europe/London), it is marked as late" in letter.text


def test_the_claimant_s_page_says_by_when_it_is_decided(app: Flask, article: Printed) -> None:
    ref = report(app, article, lane=Lane.ACCURACY)
    page = claimant(app, ref)
    page.send("/confirmations")
    with app.app_context():
        case_id = session.scalars(select(Case.id)).one()
    page.get(f"/notices/{ref}")
    assert "We decide by then." in page.text
    assert clocks(app, case_id)["decide"].due_at.isoformat(timespec="seconds") in page.text


def test_verifying_finds_a_clock_that_was_moved(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    decided(osei, case_id)
    with app.app_context():
        report_ = verification.look_through(PARTS)
        assert report_.wrong == 0, report_.faults
        assert report_.looked["clocks"] == report_.looked["clocks started"] == 4
        _without_triggers("UPDATE clocks SET due_at = starts_at, ends_at = due_at WHERE rule = 'decide'")
        found = verification.look_through(PARTS)
        assert [fault["says"] for fault in found.faults if "was changed" in fault["says"]]


def _without_triggers(statement: str) -> None:
    session.rollback()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER clocks_no_update"))
        else:
            connection.execute(text("ALTER TABLE clocks DISABLE TRIGGER clocks_no_update"))
        connection.execute(text(statement))


def test_a_case_that_no_notice_opened_has_the_clocks_of_the_house(app: Flask, article: Printed) -> None:
    with app.app_context():
        with transaction():
            found = session.get_one(Article, article.id)
            case = actions.open_for(Ended.CONSENT_WITHDRAWN, found.revision.placements[0], found, by=SYSTEM)
            actions.show(case)
        case_id, lane = case.id, case.lane
    assert lane == Lane.PRIVACY
    assert set(clocks(app, case_id)) == {"triage", "decide"}
    assert due_at(app, case_id)[0] == clocks(app, case_id)["triage"].due_at


def test_a_case_that_the_desk_opens_has_the_clocks_of_its_lane(app: Flask, article: Printed) -> None:
    """No letter was sent, so the acknowledgement stays to be done."""
    with app.app_context():
        with transaction():
            case = actions._open(
                lane="privacy", article_id=article.id, use_name=None, severity=1, received_at=now()
            )
            record(Kind.CASE_OPENED, about=case, by=SYSTEM)
            actions.show(case)
        case_id = case.id
    wanted = {"triage", "decide", "gdpr_request", "dp_complaint_ack", "dp_complaint_outcome"}
    assert running(app, case_id) == wanted


@ONE_DATABASE
def test_a_withdrawn_report_ends_its_clocks(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    page = claimant(app, ref)
    page.send("/confirmations")
    page.get(f"/notices/{ref}")
    assert page.send("/withdrawals", sure="y").status_code == 303
    with app.app_context():
        case_id = session.scalars(select(Case.id)).one()
    found = clocks(app, case_id)
    assert running(app, case_id) == set()
    assert {name for name, one in found.items() if one.cancelled_at} == {
        "triage",
        "decide",
        "dmca_expeditious",
    }


def test_a_moment_at_midnight_is_the_end_of_a_day() -> None:
    assert when(datetime(2026, 11, 24, 16, 0, tzinfo=UTC), zone="Europe/London") == (
        "Tue 24 Nov 2026, 16:00 (Europe/London)"
    )
    assert when(datetime(2026, 11, 25, 0, 0, tzinfo=UTC), zone="Europe/London") == (
        "the end of Tue 24 Nov 2026 (Europe/London)"
    )

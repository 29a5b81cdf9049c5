"""Texts and rules of the publisher: versions are added, each with a source; the newest that has begun holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import moved, now
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.site import actions, queries
from app.site.defaults import EVERY_TEXT, POLICIES, SETTINGS
from app.site.models import SiteSetting, SiteText
from tests.factories.pages import browser, words


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_putting_the_defaults_in_twice_adds_nothing() -> None:
    def held() -> tuple[int | None, int | None]:
        return session.scalar(select(func.count(SiteText.id))), session.scalar(
            select(func.count(SiteSetting.id))
        )

    assert held() == (len(EVERY_TEXT), len(SETTINGS))
    with transaction():
        actions.install_defaults()
    assert held() == (len(EVERY_TEXT), len(SETTINGS))


def test_every_version_has_a_source_and_a_day() -> None:
    rows = [*session.scalars(select(SiteText)), *session.scalars(select(SiteSetting))]
    assert all(row.source and row.in_force_from <= now() for row in rows)


def test_an_older_version_stays_and_can_be_asked_for_by_its_time() -> None:
    before = now()
    with transaction():
        actions.change_text("privacy", body="A newer text.", by=SYSTEM, source="a test")
    assert queries.text("privacy").body == "A newer text.\n"
    assert queries.text("privacy", at=before).body != "A newer text.\n"
    assert len(queries.versions("privacy")) == 2
    assert [event.facts for event in session.scalars(select(Event))] == [{"name": "privacy"}]
    assert session.scalars(select(Event.kind)).one() == Kind.SITE_TEXT_CHANGED


def test_a_text_for_later_is_shown_later() -> None:
    with transaction():
        actions.change_text(
            "terms",
            body="From tomorrow.",
            by=SYSTEM,
            source="a test",
            in_force_from=now() + timedelta(days=1),
        )
    assert queries.text("terms").body != "From tomorrow.\n"
    with moved(timedelta(days=1, seconds=1)):
        assert queries.text("terms").body == "From tomorrow.\n"


def test_an_empty_text_and_a_rule_of_another_shape_are_refused() -> None:
    with pytest.raises(Refused), transaction():
        actions.change_text("terms", body=" \0 ", by=SYSTEM, source="a test")
    for name, value in (("claim", {"minutes": 1}), ("claim", {"minutes": 1, "at_most": "15"})):
        with pytest.raises(Refused, match="shape"), transaction():
            actions.change_setting(name, value, by=SYSTEM, source="a test")
    with pytest.raises(NotFound):
        queries.text("nothing")


def test_a_rule_that_changed_says_in_the_log_what_of_it() -> None:
    with transaction():
        actions.change_setting("claim", {"minutes": 5, "at_most": 15}, by=SYSTEM, source="a test")
    changed = session.scalars(select(Event)).one()
    assert (changed.name, changed.facts) == (
        Kind.SITE_SETTING_CHANGED,
        {"name": "claim", "changed": "minutes"},
    )


def test_no_text_begins_in_the_past_and_none_comes_from_nowhere() -> None:
    with pytest.raises(Refused, match="in the past"), transaction():
        actions.change_text(
            "terms", body="New.", by=SYSTEM, source="a test", in_force_from=now() - timedelta(days=1)
        )
    for source in (" ", "x" * 201):
        with pytest.raises(Refused, match="comes from"), transaction():
            actions.change_text("terms", body="New.", by=SYSTEM, source=source)


@pytest.mark.parametrize("wrong", [{"zone": "Europe/Narnia"}, {"country": "XX"}, {"name": " "}])
def test_an_identity_that_would_stop_the_site_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused), transaction():
        actions.change_setting(
            "identity", {**queries.setting("identity"), **wrong}, by=SYSTEM, source="a test"
        )


@pytest.mark.parametrize("clock", [4, {}, {"days": 1}, {"hours": 0}, {"hours": 1, "business_days": 1}])
def test_a_clock_without_a_length_is_refused(clock: object) -> None:
    with pytest.raises(Refused, match="shape"), transaction():
        actions.change_setting(
            "case_clocks", {**queries.setting("case_clocks"), "0": clock}, by=SYSTEM, source="a test"
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("permission_wait", {"days": 1_000_000}),
        ("case_clocks", {**SETTINGS["case_clocks"].value, "0": {"hours": 36_501}}),
    ],
)
def test_a_time_that_leaves_the_calendar_is_refused(name: str, value: dict[str, object]) -> None:
    with pytest.raises(Refused, match="36,500 at most"), transaction():
        actions.change_setting(name, value, by=SYSTEM, source="a test")


def test_the_newest_rule_holds() -> None:
    with transaction():
        actions.change_setting("review_due", {"business_days": 9}, by=SYSTEM, source="a test")
    assert queries.setting("review_due") == {"business_days": 9}


@pytest.mark.parametrize("name", POLICIES)
def test_every_public_text_is_a_page_with_its_slots_filled(app: Flask, name: str) -> None:
    answer = browser(app).get(f"/policies/{name}")
    assert answer.status_code == 200
    assert "{" not in words(answer)
    assert queries.text(name).title in words(answer)

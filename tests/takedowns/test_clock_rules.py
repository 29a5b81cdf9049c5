"""The clocks as a table: lengths, calendars, both bounds, what they fall under. The figures are those of the
statutes as a kept library of holidays computes them. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app import calendars
from app.audit.kinds import Kind
from app.site import shapes
from app.site.clocks import CLOCKS as ROWS
from app.site.defaults import SETTINGS
from app.takedowns.clocks.deadlines import Bounds, Terms
from app.takedowns.clocks.kinds import CLOCKS, HEARD, Name, setting_of
from app.takedowns.clocks.regimes import Regime, regimes_of
from app.takedowns.kinds import Lane

LONDON, NEW_YORK = "Europe/London", "America/New_York"


def bounds(name: Name, start: datetime, *, severity: int | None = None, **other: Any) -> Bounds:
    value = {**SETTINGS[setting_of(name)].value, **other}
    return Terms.read(value, country="GB-ENG", zone=LONDON, severity=severity).bounds(start)


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize("name", Name)
def test_every_clock_has_a_rule_of_the_publisher_with_a_source(name: Name) -> None:
    rule, row = CLOCKS[name], SETTINGS[setting_of(name)]
    assert rule.label
    assert row.source
    assert len(row.source) <= 200
    assert "{by}" in rule.silence
    assert len(name.value) <= 32
    assert not shapes.fault(setting_of(name), row.value)
    severity = 0 if rule.by_severity else None
    received = at(LONDON, 2026, 11, 20, 16)
    assert bounds(name, received, severity=severity).due > received


def test_every_rule_is_of_some_clock() -> None:
    assert {setting_of(name) for name in Name} == {*ROWS, "case_clocks"}
    assert Kind.NOTICE_CONFIRMED in HEARD


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ((2026, 12, 24, 15), (2026, 12, 30, 15)),
        ((2026, 11, 20, 16), (2026, 11, 24, 16)),
        ((2026, 11, 21, 9), (2026, 11, 25, 0)),  # a Saturday: the hours begin on Monday
        ((2026, 3, 27, 16), (2026, 3, 31, 16)),  # clocks go forward on the Sunday between
        ((2026, 4, 2, 12), (2026, 4, 8, 12)),  # Good Friday and Easter Monday
    ],
)
def test_the_48_hours_of_section_5_disregard_days_off(
    received: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert bounds(Name.S5_CONTACT_POSTER, at(LONDON, *received)).due == at(LONDON, *due)


def test_a_business_day_on_which_clocks_change_has_an_hour_more_or_less() -> None:
    """In Israel clocks go forward in the night to a Friday."""
    zone = "Asia/Jerusalem"
    start = at(zone, 2026, 3, 26, 12)
    due = calendars.add_business_hours(start, 24, country="GB-ENG", zone=zone)
    assert due == at(zone, 2026, 3, 27, 13)


def test_what_was_countered_is_put_back_between_the_10th_and_the_14th_business_day() -> None:
    earliest, due = bounds(Name.DMCA_PUTBACK, at(NEW_YORK, 2026, 11, 20, 18))
    assert earliest == at(NEW_YORK, 2026, 12, 7), "from the first minute of 7 December"
    assert due == at(NEW_YORK, 2026, 12, 12), "until the midnight that ends 11 December"


def test_a_counter_notice_counts_from_the_day_it_is_where_the_rule_holds() -> None:
    late_in_new_york = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert bounds(Name.DMCA_PUTBACK, late_in_new_york).earliest == at(NEW_YORK, 2026, 12, 7)


def test_a_month_is_clamped_to_the_end_of_a_shorter_one() -> None:
    assert calendars.add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert calendars.add_months(date(2027, 1, 31), 3) == date(2027, 4, 30), "extended"
    assert calendars.add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert calendars.add_months(date(2026, 11, 30), 2) == date(2027, 1, 30)
    assert calendars.add_months(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_a_request_about_data_is_answered_in_a_month_and_a_last_day_off_makes_way() -> None:
    """28 February 2027 is a Sunday."""
    received = at(LONDON, 2027, 1, 31, 9)
    assert bounds(Name.GDPR_REQUEST, received, rolls="never").due == at(LONDON, 2027, 3, 1)
    assert bounds(Name.GDPR_REQUEST, received).due == at(LONDON, 2027, 3, 2)
    extended = bounds(Name.GDPR_REQUEST, received, length={"months": 3})
    assert extended.due == at(LONDON, 2027, 5, 1), "the end of Friday 30 April"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ((2026, 11, 23, 9), (2026, 12, 24)),  # the 30th day is Wednesday 23 December
        ((2026, 11, 26, 9), (2026, 12, 30)),  # Saturday 26 December; Monday is a substitute day
        ((2026, 11, 24, 23, 30), (2026, 12, 25)),
    ],
)
def test_a_complaint_about_data_is_acknowledged_within_30_days(
    received: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert bounds(Name.DP_COMPLAINT_ACK, at(LONDON, *received)).due == at(LONDON, *due)


def test_an_author_has_until_the_midnight_that_ends_the_fifth_day() -> None:
    assert bounds(Name.S5_POSTER_RESPONSE, at(LONDON, 2026, 11, 20, 16)).due == at(LONDON, 2026, 11, 26)


def test_hours_run_round_the_clock_and_days_are_working_days() -> None:
    thursday = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)
    dues = [bounds(Name.TRIAGE, thursday, severity=one).due for one in (0, 1, 2)]
    assert dues == [
        datetime(2026, 12, day, hour, 0, tzinfo=UTC) for day, hour in ((24, 19), (29, 15), (31, 15))
    ]


def test_a_working_day_keeps_its_hour_when_the_clocks_change() -> None:
    friday = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)  # 10:00 in London, summer time
    assert bounds(Name.TRIAGE, friday, severity=1).due == datetime(2026, 10, 26, 10, 0, tzinfo=UTC)


def test_a_report_falls_under_every_rule_that_its_lane_and_its_answers_bring() -> None:
    always = {Regime.HOUSE, Regime.DSA}
    assert regimes_of(Lane.TRADEMARK, {}) == always
    assert regimes_of(Lane.COPYRIGHT, {}) == always | {Regime.DMCA}
    assert regimes_of(Lane.COPYRIGHT, {"people": "patient"}) == always | {Regime.DMCA, Regime.DATA}
    assert regimes_of(Lane.PRIVACY, {"sensitive": "no"}) == always | {Regime.DATA}
    assert regimes_of(Lane.DEFAMATION, {"knows_author": "yes"}) == always
    assert regimes_of(Lane.DEFAMATION, {"knows_author": "no"}) == always | {Regime.S5}


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": {"fortnights": 1}},
        {"length": {"days": 0}},
        {"length": {"business_days": 15, "days": 1}},
        {"earliest": {"days": 10}},
        {"earliest": {"business_days": 15}},
        {"calendar": "XX"},
        {"calendar": "none"},
        {"zone": "Europe/Narnia"},
        {"ends": "noon"},
        {"rolls": "sometimes"},
        {"length": {"business_days": 36_501}},
        {"extra": "x"},
    ],
)
def test_a_rule_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    value = {**SETTINGS["clock_dmca_putback"].value, **wrong}
    assert shapes.fault("clock_dmca_putback", value)


def test_a_lawyer_can_change_length_calendar_and_zone() -> None:
    value = {
        **SETTINGS["clock_dmca_putback"].value,
        "length": {"business_days": 12},
        "calendar": "house",
        "zone": "house",
        "ends": "time",
    }
    assert not shapes.fault("clock_dmca_putback", value)

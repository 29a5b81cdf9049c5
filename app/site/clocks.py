"""The clocks of a report as a publisher starts with them: one rule a clock, which a lawyer changes by a newer row.

``length`` is one of ``hours`` (round the clock), ``business_hours`` (hours; days off are disregarded whole),
``business_days``, ``days`` or ``months`` (clamped to the end of a shorter one). ``calendar`` is a country whose days
off count, ``house`` for the publisher's own, or ``none``; ``zone`` a time zone, or ``house``. ``ends`` says whether
it ends at the same ``time`` of the day or at the ``midnight`` that ends the last day; ``rolls`` whether a last day
that is a day off makes way for the next ``business_day``, or ``never``.

The time to look at a report, by severity, is the rule ``case_clocks``.
"""

from __future__ import annotations

from typing import Any

UNITS = ("hours", "business_hours", "business_days", "days", "months")
ENDS = ("time", "midnight")
ROLLS = ("never", "business_day")
HOUSE = "house"
NONE = "none"
PREFIX = "clock_"
DECIDE = "clock_decide"
"""By severity, as ``case_clocks``."""

SI = "SI 2013/3028"


def _clock(unit: str, count: int, **other: Any) -> dict[str, Any]:
    usual = {"calendar": HOUSE, "zone": HOUSE, "ends": "time", "rolls": "never"}
    return {"length": {unit: count}, **usual, **other}


def _s5(hours: int = 48) -> dict[str, Any]:
    return _clock("business_hours", hours, calendar="GB-ENG", zone="Europe/London")


CLOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "clock_ack_receipt": (
        _clock("hours", 24, calendar=NONE),
        "DSA art. 16(4): without undue delay; the site writes at once, and the figure is the house’s",
    ),
    DECIDE: (
        {
            "0": {"business_days": 2},
            "1": {"business_days": 5},
            "2": {"business_days": 10},
            "3": {"business_days": 10},
        },
        "house rule: what may harm is decided within two working days; DSA art. 16(6) asks for care and speed only",
    ),
    "clock_interim_review": (
        _clock("business_days", 5),
        "house rule: what was hidden before it was decided is decided or shown again",
    ),
    "clock_cure": (
        _clock("business_days", 10),
        "house rule; 17 USC 512(c)(3)(B)(ii) and SI 2013/3028 reg. 4 ask to write, and give no time for the answer",
    ),
    "clock_dmca_expeditious": (
        _clock("business_days", 1),
        "17 USC 512(c)(1)(C): expeditiously; the figure is the house’s",
    ),
    "clock_dmca_forward_counter": (
        _clock("business_days", 1, calendar="US", zone="America/New_York"),
        "17 USC 512(g)(2)(B): promptly; the figure is the house’s",
    ),
    "clock_dmca_putback": (
        _clock(
            *("business_days", 14),
            calendar="US",
            zone="America/New_York",
            ends="midnight",
            earliest={"business_days": 10},
        ),
        "17 USC 512(g)(2)(C): not less than 10 nor more than 14 business days after the counter-notice",
    ),
    "clock_s5_defective": (_s5(), f"{SI} reg. 4, with reg. 1(3)"),
    "clock_s5_contact_poster": (_s5(), f"{SI}, Schedule, para. 2, with reg. 1(3)"),
    "clock_s5_poster_response": (
        _clock("days", 5, calendar=NONE, zone="Europe/London", ends="midnight"),
        f"{SI}, Schedule: midnight at the end of the fifth day",
    ),
    "clock_s5_remove_silent": (_s5(), f"{SI}, Schedule, with reg. 1(3)"),
    "clock_s5_tell_complainant": (_s5(), f"{SI}, Schedule, with reg. 1(3)"),
    "clock_s5_third_time": (_s5(), f"{SI}, Schedule, para. 9, with reg. 1(3)"),
    "clock_gdpr_request": (
        _clock("months", 1, calendar="GB-ENG", zone="Europe/London", ends="midnight", rolls="business_day"),
        "UK GDPR art. 12(3); that a day off makes way is the practice of the ICO",
    ),
    "clock_dp_complaint_ack": (
        _clock("days", 30, calendar="GB-ENG", zone="Europe/London", ends="midnight", rolls="business_day"),
        "DPA 2018 s. 164A: 30 days, the first of which is the day after",
    ),
    "clock_dp_complaint_outcome": (
        _clock("months", 1, calendar="GB-ENG", zone="Europe/London", ends="midnight", rolls="business_day"),
        "DPA 2018 s. 164A: without undue delay; the figure is the house’s",
    ),
    "clock_appeal_window": (
        _clock("months", 6, calendar=NONE, ends="midnight"),
        "DSA art. 20(1): at least six months",
    ),
    "clock_appeal_decide": (
        _clock("business_days", 10),
        "DSA art. 20(4): in a timely manner; the figure is the house’s",
    ),
}

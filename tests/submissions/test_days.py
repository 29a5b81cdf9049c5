"""Days that nobody means: they are refused beside their field, and nothing that was stored before stops a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from app.clock import now
from app.submissions import days, declarations, permissions, plausible, queries, waiting
from tests.factories.pages import words
from tests.factories.people import at_the_desk, ready_to_sign
from tests.notifications import making
from workers.permissions import tell_overdue

TODAY = date(2026, 11, 22)
DAYS = ("asked_on", "consent_on", "expires_on")
NOBODY_MEANS = ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-02", "9999-12-31")
SAID = {
    "basis": "permission",
    "holder": "Ana Muster",
    "permission": "pending",
    "asked_on": "2026-11-20",
    "people": "consented",
    "consent": "Ana Muster, in a letter",
}


@pytest.mark.parametrize("day", NOBODY_MEANS)
@pytest.mark.parametrize("name", DAYS)
def test_a_day_that_nobody_means_is_refused_beside_its_field(name: str, day: str) -> None:
    lacking = declarations.lacking(SAID | {name: day}, today=TODAY, wait=30)
    assert next((field, said) for field, said in lacking if field == name) == (
        name,
        "Give a year between 1900 and 2199.",
    )
    assert declarations.lacking(SAID, today=TODAY, wait=30) == []


@pytest.mark.parametrize("name", DAYS)
def test_what_is_no_day_at_all_is_told_apart_from_a_day_too_far_away(name: str) -> None:
    lacking = dict(declarations.lacking(SAID | {name: "2026-13-01"}, today=TODAY, wait=30))
    assert lacking[name] == "Give the day as year, month and day, for example 2026-12-31."


@pytest.mark.parametrize("wait", [0, 30, 10**6])
@pytest.mark.parametrize("day", [*NOBODY_MEANS, "1900-01-01", "2199-12-31", "", "x"])
def test_the_end_of_the_wait_is_asked_of_any_day_without_an_error(day: str, wait: int) -> None:
    said = SAID | {"asked_on": day}
    last = waiting.until(said, wait=wait)
    assert (last is None) == (days.read(day) is None)
    assert waiting.is_over(said, today=TODAY, wait=wait) == (last is not None and last < TODAY)


@pytest.fixture
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", DAYS)
def test_the_author_of_such_a_day_is_told_and_can_mend_it(app: Flask, name: str, day: str) -> None:
    draft = ready_to_sign(app, images=1)
    first = draft.row.images[0].id
    said = {f"image-{first}-{part}": answer for part, answer in (SAID | {name: day}).items()}
    assert draft.save(**said).status_code in (200, 303)
    page = draft.guest.get(draft.where)
    assert page.status_code == 200
    assert "Give a year between 1900 and 2199." in words(page)
    assert draft.guest.get(f"{draft.where}/attestation").status_code == 303
    draft.save(
        **{f"image-{first}-{name}": f"{now() - timedelta(days=1):%Y-%m-%d}" if name != "expires_on" else ""}
    )
    assert "Give a year between" not in words(draft.guest.get(draft.where))


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_record_signed_with_such_a_day_stops_no_page_and_no_clock(
    app: Flask, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed before anybody looked at years: nothing in the product signs it now."""
    draft = ready_to_sign(app, images=1)
    first = draft.row.images[0].id
    said = SAID | dict.fromkeys(DAYS, day)
    draft.save(**{f"image-{first}-{name}": answer for name, answer in said.items()})
    with monkeypatch.context() as then:
        then.setattr(plausible, "doubts", lambda *_, **__: iter(()))
        assert draft.sign().status_code == 303
    tell_overdue()
    revision = queries.newest(draft.row)
    assert revision is not None
    [waited] = permissions.waited_for(revision)
    assert waited.sentence == "Permission for “photo-0” was asked for; that time is over."
    assert draft.guest.get(f"{draft.where}/status").status_code == 200
    assert at_the_desk(app).get(f"/desk/submissions/{draft.row.id}").status_code == 200
    making.told(200)

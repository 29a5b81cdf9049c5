"""The page of numbers and its table, as the desk sees them."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import now
from app.db import session
from app.numbers import periods, queries
from app.numbers.queries import Done, Took
from tests.numbers.test_counting import seconds
from tests.pages.conftest import desk  # noqa: F401
from tests.pages.reading import decision_on
from tests.pages.signing_in import browser, post
from tests.takedowns.test_register_fill import decided as removed


@pytest.fixture
def decided(desk):  # noqa: F811
    where = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(where).text
    sent = post(
        desk["reviewer"], f"{where}/decisions", verdict="declined", reasons="scope", **decision_on(page)
    )
    assert sent.status_code == 303
    return desk


def test_the_page_says_what_was_done_in_pictures_and_in_a_table(decided):
    page = decided["reviewer"].get("/desk/numbers").text
    assert page.count("<svg viewBox") == 6
    assert page.count('<rect class="bar cut"') == 2  # received and decided, in the week that runs
    assert "1 in 12 weeks; most in the week of" in page
    assert "Not our subject" in page
    assert "R. Osei" not in page.split("<main", 1)[1]  # of nobody at the desk


def test_a_number_leads_to_its_lines(desk):  # noqa: F811
    page = desk["reviewer"].get("/desk/numbers").text
    assert 'href="/desk?kind=submission&amp;owes=us">1<' in page
    assert "Rebuilding a knee" in desk["reviewer"].get("/desk?kind=submission&owes=us").text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 200),
        ("weeks=52", 200),
        ("weeks=53", 422),
        ("from=2026-01-01&to=2026-03-31", 200),
        ("from=2026-01-01", 422),
        ("from=2026-01-01&to=31.3.2026", 422),
        ("from=2026-03-31&to=2026-01-01", 422),
        ("from=0001-01-01&to=2026-01-01", 422),
        ("from=0001-01-01&to=0001-01-01", 422),
        ("from=9999-12-31&to=9999-12-31", 422),
    ],
)
def test_a_time_can_be_chosen_and_what_is_none_is_refused_in_words(desk, asked: str, status: int):  # noqa: F811
    answer = desk["reviewer"].get(f"/desk/numbers?{asked}")
    assert answer.status_code == status
    assert ("No numbers for that time" in answer.text) is (status == 422)
    assert desk["reviewer"].get(f"/desk/numbers.csv?{asked}").status_code == status


def test_the_table_has_every_number_and_opens_in_a_spreadsheet(decided):
    answer = decided["reviewer"].get("/desk/numbers.csv?weeks=4")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="numbers.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    weeks = [row for row in rows if row["Table"] == "By week"]
    assert len(weeks) == 4 * 6
    assert [row["Number"] for row in weeks if row["What"] == "Articles decided"] == ["0", "0", "0", "1"]
    assert {"Waits now", "How long it took", "Reasons given"} <= {row["Table"] for row in rows}
    assert any(row["Which"] == "Not our subject" and row["Number"] == "1" for row in rows)


def test_articles_to_publication_and_reports_to_their_decision_are_measured(app):
    removed(app, "remove_article")
    with app.app_context():
        period = periods.back(4, today=now().date(), zone="UTC")
        totals = {done: sum(counts[done] for _, counts in queries.by_week(period)) for done in Done}
        assert (totals[Done.PUBLISHED], totals[Done.OPENED], totals[Done.CASES]) == (1, 1, 1)
        found = queries.took(period)
        assert (found[Took.PUBLISHED].number, found[Took.CASE].number) == (1, 1)
        events = {one.name: one for one in session.scalars(select(Event))}
        wanted = seconds(events[Kind.CASE_OPENED].at, events[Kind.CASE_DECIDED].at)
        assert found[Took.CASE].at == {50: wanted, 90: wanted, 99: wanted}
        published = seconds(events[Kind.SUBMISSION_RECEIVED].at, events[Kind.ARTICLE_PUBLISHED].at)
        assert found[Took.PUBLISHED].at[50] == pytest.approx(published, abs=1)


def test_nobody_reads_numbers_without_signing_in(app):
    for address in ("/desk/numbers", "/desk/numbers.csv"):
        assert browser(app).get(address).status_code == 303

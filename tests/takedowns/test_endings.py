"""A right with a last day: asked about in time and once more, withheld at the site's midnight, renewed or kept."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from app.audit.kinds import SYSTEM, Kind
from app.db import transaction
from app.errors import NotAllowed, Refused
from app.publishing import queries as articles
from app.site import actions as site
from app.site import queries as rules
from app.worklist import queries as worklist
from app.worklist import views
from tests.notifications import making as letters
from tests.publishing import making as publishing
from tests.takedowns import ending as endings
from tests.takedowns.browsing import at_once
from tests.takedowns.ending import (
    LAST,
    LATER,
    YEAR,
    at,
    days_before,
    desk,
    ending,
    item,
    on_sqlite,
    printed_until,
    renewed,
    rights_page,
    run,
    written,
)
from tests.takedowns.making import happened


def last_sunday(month: int) -> date:
    """The day on which clocks are changed in Europe."""
    day = date(YEAR, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_a_right_becomes_an_item_thirty_days_before_and_author_and_desk_are_told_twice(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 31)):
        run(app)
        assert happened(app, Kind.RIGHT_ENDING) == 0
    with at(days_before(LAST, 30)):
        run(app)
        run(app)
        assert written(app) == [("right_ending", "amina@example.org"), ("right_ending_desk", WEBMASTER)]
        row = item(app, article)
        assert (row.kind, row.open, row.owes, row.late) == ("right", True, "author", False)
        assert row.due_at == datetime(YEAR, 6, 15, 23, tzinfo=UTC), "midnight in London, in summer"
        assert "knee" in row.title
        assert row.thumbnail.startswith(article.picture()[:-8])
        with app.app_context():
            assert worklist.counts(views.STANDING.values(), member_id=1)["rights"].items == 1
    with at(days_before(LAST, 8)):
        run(app)
        assert len(written(app)) == 2
    with at(days_before(LAST, 7)):
        run(app)
        run(app)
        assert len(written(app)) == 4
        with app.app_context():
            text = letters.letters()[-2].text
        assert "This is the last time we ask before that day." in text
        assert f"15 June {YEAR}" in text
        assert f"16 June {YEAR}, 00:00" in text
    assert endings.status(app, article.picture()) == 200


WEBMASTER = "webmaster@localhost.localdomain"


def test_the_image_alone_goes_at_the_sites_midnight_and_a_case_is_opened(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(datetime(YEAR, 6, 15, 22, 58, tzinfo=UTC)):
        run(app)
        assert endings.status(app, article.picture()) == 200
    with at(datetime(YEAR, 6, 15, 23, 0, tzinfo=UTC)):
        run(app)
        run(app)
        assert endings.status(app, article.picture()) == 404
        assert endings.status(app, article.picture(1)) == 200
        page = endings.reader(app, article.url)
        assert page.status_code == 200
        assert "the right to show it has ended" in page.get_data(as_text=True)
        opened = endings.case(app)
        assert (opened.opened_for, opened.lane, opened.state) == ("right_ended", "copyright", "triage")
        [hold] = endings.holds(app)
        assert (hold.case_id, hold.placed_by_id, hold.use_name) == (opened.id, None, article.uses[0])
        assert written(app)[-2:] == [("right_lapsed", "amina@example.org"), ("right_lapsed_desk", WEBMASTER)]
        with app.app_context():
            told = {one.letter for one in letters.letters()}
        assert "image_withheld" not in told, "both hear of it once"
        assert item(app, article).open is False
        assert happened(app, Kind.RIGHT_LAPSED) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("month", "hours"),
    [
        pytest.param(3, (0, 23), id="clocks go forward"),
        pytest.param(10, (23, 0), id="clocks go back"),
    ],
)
def test_midnight_is_the_sites_own_on_both_sides_of_a_change_of_the_clock(
    app: Flask, month: int, hours: tuple[int, int]
) -> None:
    change = last_sunday(month)
    for number, (last_on, hour) in enumerate(zip((change - timedelta(days=1), change), hours, strict=True)):
        article = printed_until(app, last_on, title=f"A knee {number}", email=f"amina{number}@example.org")
        over = datetime.combine(last_on + timedelta(days=hour == 0), datetime.min.time(), tzinfo=UTC)
        over += timedelta(hours=hour)
        with at(over - timedelta(minutes=1)):
            run(app)
            assert endings.status(app, article.picture()) == 200, "a minute before"
            assert item(app, article).due_at == over
        with at(over):
            run(app)
            assert endings.status(app, article.picture()) == 404, "on the stroke"


@on_sqlite
def test_another_zone_has_another_midnight(app: Flask) -> None:
    article = printed_until(app, LAST)
    with app.app_context(), transaction():
        zone = {**rules.setting("identity"), "zone": "Pacific/Auckland"}
        site.change_setting("identity", zone, by=SYSTEM, source="test")
    with at(datetime(YEAR, 6, 15, 11, 58, tzinfo=UTC)):
        run(app)
        assert endings.status(app, article.picture()) == 200
    with at(datetime(YEAR, 6, 15, 12, 0, tzinfo=UTC)):
        run(app)
        assert endings.status(app, article.picture()) == 404


def test_a_worker_that_was_away_for_months_loses_nothing(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -90)):
        run(app)
        assert endings.status(app, article.picture()) == 404
        assert [name for name, _ in written(app)] == ["right_lapsed", "right_lapsed_desk"]
        assert endings.case(app).state == "triage"


def test_two_workers_at_once_do_it_once(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        # A thread has a context of its own; the moved clock goes along with a copy of this one.
        acts = [partial(copy_context().run, run, app) for _ in range(3)]
        at_once(*acts)
        assert happened(app, Kind.RIGHT_LAPSED) == 1
        assert len(endings.holds(app)) == 1
        assert endings.case(app).article_id == article.id


def test_a_renewal_that_is_published_closes_the_item_by_itself(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 20)):
        run(app)
        submission_id = renewed(app, article, LATER)
        page = desk(app).get(rights_page(app, article)).get_data(as_text=True)
        assert "When that is published, this closes by itself." in page
        with app.app_context():
            publishing.publish(submission_id)
        run(app)
        assert ending(app, article).state == "renewed"
        assert item(app, article).open is False
    with at(days_before(LAST, -1)):
        run(app)
        assert endings.status(app, article.picture()) == 200
        assert happened(app, Kind.RIGHT_LAPSED) == 0


def test_of_expiry_and_renewal_at_the_same_moment_the_image_ends_up_dark_or_renewed(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 3)):
        run(app)
        submission_id = renewed(app, article, LATER)
    with at(days_before(LAST, -1)):

        def publish() -> bool:
            with app.app_context():
                try:
                    publishing.publish(submission_id)
                except (NotAllowed, Refused):
                    return False
                return True

        acts: list[Callable[[], object]] = [
            partial(copy_context().run, publish),
            partial(copy_context().run, run, app),
        ]
        done, _ = at_once(*acts)
        run(app)
        with app.app_context():
            shown = articles.is_visible_use(article.uses[0])
        assert shown is done, "published with the renewal, or dark under the old right"
        assert ending(app, article).state == ("renewed" if done else "withheld")
        assert len(endings.holds(app)) == (0 if done else 1)

"""Reports that join others, and those of people who give no address: counted, bounded, and no weapon."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.clock import moved
from app.db import session, transaction
from app.errors import NotAllowed
from app.notifications.models import Message
from app.takedowns import actions
from app.takedowns.actions import Report
from app.takedowns.curing import actions as curing
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, Notice
from app.takedowns.reporting.models import UnnamedSource
from app.worklist.models import Item
from tests.notifications import making as letters
from tests.takedowns.browsing import HOST, Browser
from tests.takedowns.making import KEY, Printed, answers, confirmed, happened, member, printed, report
from workers import takedowns

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def unnamed(app: Flask, article: Printed, *, at: str = "192.0.2.7") -> Browser:
    """Somebody at this address reports without one of their own."""
    reader = Browser(app)
    reader.client.environ_base["REMOTE_ADDR"] = at
    reader.get(f"{article.url}/report", lane="accuracy")
    reader.send("/report", **answers(Lane.ACCURACY))
    return reader


def written(app: Flask) -> int:
    with app.app_context():
        letters.told(500)
        return session.scalars(select(func.count()).select_from(Message)).one()


def test_from_two_people_on_a_reader_learns_how_many_reported_the_same(app: Flask, article: Printed) -> None:
    reader = Browser(app)

    def said(lane: Lane = Lane.PRIVACY) -> str:
        reader.get(f"{article.url}/report", lane=lane.value)
        return reader.text

    report(app, article, lane=Lane.PRIVACY, email="x@example.net")
    report(app, article, lane=Lane.PRIVACY, email="y@example.net")
    assert "have reported this" not in said()  # nobody has confirmed
    confirmed(app, article, lane=Lane.PRIVACY, email="a@example.net")
    assert "have reported this" not in said()  # one might be known by it
    confirmed(app, article, lane=Lane.PRIVACY, email="b@example.net")
    assert "Two people have reported this. You can add yours." in said()
    confirmed(app, article, lane=Lane.PRIVACY, email="b@example.net")
    case_id = confirmed(app, article, lane=Lane.PRIVACY, email="c@example.net")
    assert "Three people have reported this." in said()
    assert "have reported this" not in said(Lane.ACCURACY)
    for words in ("a@example.net", "My shown is this."):
        assert words not in said()
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert "Three people reported this, in four reports." in osei.text


def test_a_report_without_an_address_counts_at_once_and_is_followed_by_a_link_shown_once(
    app: Flask, article: Printed
) -> None:
    before = written(app)
    reader = unnamed(app, article)
    assert reader.page.status_code == 303, reader.text
    where = reader.page.headers["Location"]
    reader.get(where)
    assert reader.page.status_code == 200
    assert "it is shown once" in reader.text
    link = reader.text.partition('<span class="hash">')[2].partition("</span>")[0]
    assert link.startswith(f"{HOST}/n/")
    assert "mail a new one" not in reader.text
    reader.get(where)
    assert "it is shown once" not in reader.text
    another = Browser(app)
    assert another.get(link.removeprefix(HOST)).headers["Location"] == where
    another.get(where)
    assert "TD-" in another.text
    with app.app_context():
        [case] = session.scalars(select(Case)).all()
        assert case.state == "triage"
        case_id = case.id
        assert [notice.state for notice in case.notices] == ["confirmed"]
    assert written(app) == before
    assert happened(app, Kind.CASE_OPENED) == 1
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert "By the form, without an address" in osei.text
    assert "nobody.invalid" not in osei.text


def test_one_place_is_taken_once_a_day_and_forgotten_when_the_day_is_over(
    app: Flask, article: Printed
) -> None:
    assert unnamed(app, article).page.status_code == 303
    again = unnamed(app, article, at="192.0.2.99")
    assert again.page.status_code == 422
    assert "has reported this article without an address today" in again.text
    assert again.form("/report").fields["claim"] == "My claim is this."
    assert unnamed(app, article, at="198.51.100.7").page.status_code == 303
    with app.app_context():
        kept = session.scalars(select(UnnamedSource)).all()
        assert len(kept) == 2
        assert not [one for one in kept if "192" in one.mark]
        takedowns.forget_sources()
        assert len(session.scalars(select(UnnamedSource)).all()) == 2
    with app.app_context(), moved(timedelta(days=1)):
        takedowns.forget_sources()
        assert session.scalars(select(UnnamedSource)).all() == []
        assert unnamed(app, article).page.status_code == 303


@ONE_DATABASE
def test_only_where_the_rules_ask_for_no_address_is_none_needed(app: Flask, article: Printed) -> None:
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane="privacy")
    assert reader.send("/report", **answers(Lane.PRIVACY)).status_code == 422
    assert "Enter your e-mail address." in reader.text


@ONE_DATABASE
def test_fifty_reports_from_fifty_places_are_one_line_of_the_queue_and_remove_nothing(
    app: Flask, article: Printed
) -> None:
    """Invariant I25: reports are not a weapon."""
    with app.app_context():
        for number in range(50):
            said = answers(Lane.ACCURACY) | {"claim": f"Claim {number}.", "harm": "yes"}
            sent = Report(lane=Lane.ACCURACY, email="", answers=said, revision=1)
            with transaction():
                actions.receive_unnamed(article.id, sent, mark=f"place {number}", key=KEY)
        assert session.scalars(select(func.count()).select_from(Notice)).one() == 50
        assert session.scalars(select(func.count()).select_from(Case)).one() == 1
        open_items = select(func.count()).select_from(Item).where(Item.subject_kind == "case")
        assert session.scalars(open_items).one() == 1
        case_id = session.scalars(select(Case.id)).one()
        member("R. Osei")
    assert Browser(app).get(article.url).status_code == 200
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert "50 people reported this, in 50 reports." in osei.text
    assert osei.text.count("<h2>Report N-") == 20
    assert "30 more reports" in osei.text
    assert osei.get(f"/desk/cases/{case_id}", reports="all").status_code == 200
    assert osei.text.count("<h2>Report N-") == 50


@ONE_DATABASE
def test_who_cannot_be_written_to_is_asked_for_nothing(app: Flask, article: Printed) -> None:
    unnamed(app, article)
    with app.app_context():
        [case] = session.scalars(select(Case)).all()
        [notice] = case.notices
        by, case_id, notice_id, version = member("R. Osei"), case.id, notice.id, case.version
        with pytest.raises(NotAllowed, match="Nobody can be written to"), transaction():
            curing.ask(case_id, notice_id, more=["claim"], by=session.get_one(Member, by), version=version)
    desk = Browser(app).sign_in("R. Osei")
    desk.get(f"/desk/cases/{case_id}")
    assert "/information" not in desk.text

"""Confirming, joining, withdrawing, expiring: what a claimant does, through the private page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.guests.models import Guest, Link
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.submissions import actions as drafts
from app.takedowns import actions, queries
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, Notice
from app.worklist import queries as worklist
from tests.takedowns.browsing import HOST, Browser, at_once
from tests.takedowns.making import KEY, Printed, claimant, confirmed, happened, printed, report, state_of

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def notice_state(app: Flask, ref: str) -> str:
    with app.app_context():
        return queries.by_ref(ref).state


def cases(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count(Case.id))) or 0


def test_an_unconfirmed_notice_hides_nothing_and_writes_to_its_sender_alone(
    app: Flask, article: Printed
) -> None:
    with app.app_context(), transaction():
        while notifications.fan_out():
            pass
        before = session.scalar(select(func.max(Message.id))) or 0
    report(app, article, use=article.uses[0])
    reader = Browser(app)
    assert reader.get(article.url).status_code == 200
    assert reader.get(article.picture()).status_code == 200
    assert cases(app) == 0
    with app.app_context():
        with transaction():
            notifications.fan_out()
        letters = session.scalars(select(Message.address).where(Message.id > before)).all()
        assert letters == ["clara@example.net"]


def test_looking_changes_nothing(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    with app.app_context():
        before = session.scalar(select(func.max(Event.id)))
    browser = claimant(app, ref)
    assert "Nothing has happened yet." in browser.text
    browser.client.head(f"/notices/{ref}", base_url=HOST)
    assert browser.get(f"/notices/{ref}/confirmations").status_code == 405
    with app.app_context():
        assert session.scalar(select(func.max(Event.id))) == before
        assert (
            session.scalars(select(Guest).where(Guest.email == "clara@example.net")).one().confirmed_at
            is None
        )
    assert notice_state(app, ref) == "received"


@ONE_DATABASE
def test_nobody_else_opens_the_page_of_a_notice(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    other = report(app, article, email="other@example.net", lane=Lane.ILLEGAL)
    stranger = Browser(app)
    assert stranger.get(f"/notices/{ref}").status_code == 404
    assert claimant(app, other).get(f"/notices/{ref}").status_code == 404


def test_confirming_opens_one_case_however_often(app: Flask, article: Printed) -> None:
    ref = report(app, article, use=article.uses[0])
    browser = claimant(app, ref)
    first = browser.form("/confirmations")
    for _ in range(3):
        answer = browser.client.post(first.action, data=first.fields, base_url=HOST)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/notices/{ref}")
    assert (cases(app), happened(app, Kind.CASE_OPENED), happened(app, Kind.NOTICE_CONFIRMED)) == (1, 1, 1)
    browser.get(f"/notices/{ref}")
    with app.app_context():
        case = session.scalars(select(Case)).one()
        item = worklist.item_of(case.ref)
        assert case.public_number in browser.text
        assert item is not None
        assert item.open
        assert item.title == f"{case.public_number} · Copyright · Rebuilding a knee"
        assert item.thumbnail == article.picture()
        assert (item.mark, item.severity, item.due_at) == ("assertion", 1, case.due_at)
        assert case.received_at == queries.by_ref(ref).received_at


def test_confirming_twice_at_once_opens_one_case(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    browsers = [claimant(app, ref) for _ in range(2)]
    codes = at_once(*(lambda each=each: each.send("/confirmations").status_code for each in browsers))
    assert codes == [303, 303]
    assert (cases(app), happened(app, Kind.CASE_OPENED), happened(app, Kind.NOTICE_CONFIRMED)) == (1, 1, 1)


def test_two_notices_confirmed_at_once_about_one_image_are_one_case(app: Flask, article: Printed) -> None:
    refs = [
        report(app, article, use=article.uses[0], email=email) for email in ("a@example.net", "b@example.net")
    ]
    browsers = [claimant(app, ref) for ref in refs]
    assert at_once(*(lambda each=each: each.send("/confirmations").status_code for each in browsers)) == [
        303,
        303,
    ]
    assert cases(app) == 1


def test_cases_opened_at_once_get_different_numbers(app: Flask, article: Printed) -> None:
    other = printed(app, email="b@example.org", title="Another article")
    browsers = [claimant(app, report(app, each)) for each in (article, other)]
    assert at_once(*(lambda each=each: each.send("/confirmations").status_code for each in browsers)) == [
        303,
        303,
    ]
    with app.app_context():
        assert sorted(session.scalars(select(Case.number))) == [1, 2]


def test_notices_on_the_same_image_join_one_case_and_others_do_not(app: Flask, article: Printed) -> None:
    first = confirmed(app, article, use=article.uses[0])
    assert confirmed(app, article, use=article.uses[0], email="second@example.net") == first
    assert confirmed(app, article, use=article.uses[1]) != first
    assert confirmed(app, article) != first
    assert confirmed(app, article, use=article.uses[0], lane=Lane.PRIVACY) != first
    with app.app_context():
        case = session.get_one(Case, first)
        assert (len(case.notices), case.version) == (2, 2)


@ONE_DATABASE
def test_clocks_count_from_the_receipt_also_when_confirmed_later(app: Flask, article: Printed) -> None:
    with clock.moved(-timedelta(days=4)):
        ref = report(app, article, lane=Lane.ORDER)
    claimant(app, ref).send("/confirmations")
    with app.app_context():
        case = session.scalars(select(Case)).one()
        assert case.due_at == queries.by_ref(ref).received_at + timedelta(hours=4)
        assert case.severity == 0


def test_what_is_not_confirmed_in_time_expires(app: Flask, article: Printed) -> None:
    with clock.moved(-timedelta(days=8)):
        late = report(app, article)
    fresh = report(app, article, lane=Lane.ILLEGAL)
    browser = claimant(app, late)
    assert "was not confirmed in time" in browser.text
    with app.app_context():
        for expected in (1, 0):
            with transaction():
                assert actions.expire_notices() == expected
    assert (notice_state(app, late), notice_state(app, fresh)) == ("expired", "received")
    assert happened(app, Kind.NOTICE_EXPIRED) == 1
    assert cases(app) == 0


@ONE_DATABASE
def test_confirming_too_late_is_answered_in_words_and_does_nothing(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    browser = claimant(app, ref)
    with clock.moved(timedelta(days=8)):
        assert browser.send("/confirmations").status_code == 303
        browser.get(f"/notices/{ref}")
    assert "Please send it again from the article." in browser.text
    assert (cases(app), notice_state(app, ref)) == (0, "received")


def test_the_last_claimant_to_withdraw_ends_the_case(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    second = report(app, article, use=article.uses[0], email="second@example.net")
    claimant(app, second).send("/confirmations")
    with app.app_context():
        first = session.scalars(select(Notice.notice_ref).order_by(Notice.id)).first()
        assert first is not None
    assert claimant(app, first).send("/withdrawals", sure="y").status_code == 303
    assert state_of(app, case_id) == "triage"
    browser = claimant(app, second)
    form = browser.form("/withdrawals")
    for _ in range(2):
        answer = browser.client.post(form.action, data={**form.fields, "sure": "y"}, base_url=HOST)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/notices/{second}")
    browser.get(f"/notices/{second}")
    assert "You withdrew this report" in browser.text
    assert state_of(app, case_id) == "withdrawn"
    assert (happened(app, Kind.NOTICE_WITHDRAWN), happened(app, Kind.CASE_CLOSED)) == (2, 1)
    with app.app_context():
        item = worklist.item_of(session.get_one(Case, case_id).ref)
        assert item is not None
        assert not item.open


@ONE_DATABASE
def test_withdrawing_needs_a_tick_and_says_so(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    browser = claimant(app, ref)
    assert browser.send("/withdrawals").status_code == 422
    assert "Tick the box to withdraw your report." in browser.text
    assert browser.send("/withdrawals", sure="y").status_code == 303
    assert notice_state(app, ref) == "withdrawn"
    assert cases(app) == 0


def test_a_report_that_was_confirmed_goes_before_what_strangers_started_when_links_were_lost(
    app: Flask, article: Printed
) -> None:
    confirmed(app, article)
    for n in range(1, 8):
        with clock.moved(n * timedelta(hours=1)), app.app_context(), transaction():
            drafts.start("clara@example.net", key=KEY)
    with clock.moved(timedelta(days=30)):
        reader = Browser(app)
        reader.get("/links")
        assert reader.send("/links", email="clara@example.net").status_code == 303
    with app.app_context():
        asked = select(Event).where(Event.kind == Kind.LINK_REQUESTED.value).order_by(Event.id)
        first = session.scalars(asked).first()
        assert first is not None
        mailed = session.get_one(Link, first.subject_id).subject_ref
        assert mailed == session.scalars(select(Notice.notice_ref)).one()

"""The desk opens cases itself, and takes up reports that nobody has confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import Kind
from app.clock import moved, now
from app.db import session
from app.notifications.models import Message
from app.pages import verification
from app.site import queries as site
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case, Notice
from app.takedowns.reporting.models import Attachment
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, answers, claimant, confirmed, happened, member, printed, report
from tests.takedowns.test_report_files import FILE_PARTS, PDF, send

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


def written(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        letters.told(500)
        found = session.scalars(select(Message).order_by(Message.id))
        return [(one.letter, one.recipient) for one in found]


def days_ago(app: Flask, days: int) -> str:
    with app.app_context():
        return (site.today() - timedelta(days=days)).isoformat()


@ONE_DATABASE
@pytest.mark.parametrize("lane", Lane)
def test_the_desk_opens_a_case_on_any_ground(app: Flask, article: Printed, osei: Browser, lane: Lane) -> None:
    osei.get("/desk/cases/new", article=f"https://example.org{article.url}/", lane=lane.value)
    assert osei.page.status_code == 200
    sent = send(osei, "/desk/cases/new", (PDF, "order.pdf"), channel="own", **answers(lane))
    assert sent.status_code == 303, osei.text
    with app.app_context():
        [case] = session.scalars(select(Case)).all()
        [notice] = case.notices
        assert (case.lane, case.state, notice.channel) == (lane.value, "triage", "own")
        assert notice.standing == "confirmed"
        assert notice.snapshot
        assert session.scalars(select(Attachment.filename)).all() == ["order.pdf"]
    osei.get(sent.headers["Location"])
    assert "We found it ourselves" in osei.text
    assert "nobody.invalid" not in osei.text


def test_its_clocks_count_from_the_day_it_came_and_its_claimant_gets_a_link_on_request(
    app: Flask, article: Printed, osei: Browser
) -> None:
    osei.get("/desk/cases/new", article=article.slug, lane="privacy")
    typed = {
        "channel": "post",
        "received_on": days_ago(app, 3),
        "shown": "My face.",
        "image": article.uses[0],
    }
    before = len(written(app))
    sent = send(osei, "/desk/cases/new", email="clara@example.net", write="y", **typed)
    assert sent.status_code == 303, osei.text
    with app.app_context():
        [case] = session.scalars(select(Case)).all()
        ref = case.notices[0].notice_ref
        assert timedelta(days=2) < now() - case.received_at < timedelta(days=4)
        assert case.use_name == article.uses[0]
        said = verification.look_through(FILE_PARTS)
        assert not said.wrong, said.faults
    assert [letter for letter, _to in written(app)[before:]] == ["notice_entered"]
    clara = claimant(app, ref)
    assert "TD-" in clara.text
    assert "My face." in clara.text
    osei.get(sent.headers["Location"])
    assert "What this ground needs" in osei.text  # and some of it is missing


@ONE_DATABASE
def test_what_the_desk_enters_into_an_open_case_starts_the_clocks_of_its_own(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.PRIVACY, use=article.uses[0])
    with app.app_context():
        before = session.get_one(Case, case_id).due_at
    osei.get("/desk/cases/new", article=article.slug, lane="privacy")
    typed = {**answers(Lane.PRIVACY), "sensitive": "yes", "image": article.uses[0], "channel": "phone"}
    sent = send(osei, "/desk/cases/new", **typed)
    assert sent.headers["Location"] == f"/desk/cases/{case_id}"
    with app.app_context():
        assert session.get_one(Case, case_id).due_at < before


@ONE_DATABASE
def test_nobody_is_written_to_who_is_not_to_be_and_nothing_is_typed_twice(
    app: Flask, article: Printed, osei: Browser
) -> None:
    osei.get("/desk/cases/new", article=article.slug, lane="privacy")
    before = len(written(app))
    tomorrow = days_ago(app, -1)
    sent = send(osei, "/desk/cases/new", (PDF, "letter.pdf"), received_on=tomorrow, shown="Me.", write="y")
    assert sent.status_code == 422
    assert "Say how it came." in osei.text
    sent = send(osei, "/desk/cases/new", channel="phone", drop=None)
    assert sent.status_code == 422
    assert "not a day to come" in osei.text
    assert "There is no address to write to." in osei.text
    assert osei.form("/desk/cases/new").fields["shown"] == "Me."
    typed = {"received_on": days_ago(app, 0), "write": None, "drop": None}
    assert send(osei, "/desk/cases/new", **typed).status_code == 303
    assert len(written(app)) == before
    with app.app_context():
        assert session.scalars(select(Attachment.filename)).all() == ["letter.pdf"]
    for lane, address in (("nonsense", article.slug), ("privacy", "never-was")):
        assert osei.get("/desk/cases/new", article=address, lane=lane).status_code == 422


def test_a_report_that_nobody_confirmed_is_taken_up_with_a_reason(
    app: Flask, article: Printed, osei: Browser
) -> None:
    ref = report(app, article, lane=Lane.PRIVACY, email="clara@example.net")
    osei.get("/desk/notices")
    assert "My shown is this." in osei.text
    assert "clara@example.net" not in osei.text
    assert "My name is this." not in osei.text
    assert osei.send("/adoptions", reason=" ").status_code == 422
    assert "Say why, in up to" in osei.text
    before = len(written(app))
    assert osei.send("/adoptions", reason="A child can be recognised.").status_code == 303
    assert osei.page.headers["Location"].startswith("/desk/cases/")
    osei.get(osei.page.headers["Location"])
    assert "took up a report that was not confirmed" in osei.text
    osei.send("/holds", target=article.uses[0], reason="While we look.")
    assert osei.page.status_code == 303, osei.text
    to_claimant = [one for one in written(app)[before:] if one[1].startswith("claimant")]
    assert to_claimant == []  # nobody knows whose address it is
    osei.get("/desk/notices")
    assert "Nothing waits to be confirmed" in osei.text
    clara = claimant(app, ref)
    assert "Confirm my report" not in clara.text
    assert happened(app, Kind.NOTICE_ADOPTED) == happened(app, Kind.CASE_OPENED) == 1


@ONE_DATABASE
def test_nobody_takes_up_their_own_and_nothing_that_is_over(
    app: Flask, article: Printed, osei: Browser
) -> None:
    report(app, article, lane=Lane.PRIVACY, email="rosei@desk.example")
    osei.get("/desk/notices")
    osei.send("/adoptions", reason="It is mine.")
    osei.get("/desk/notices")
    assert "You are a party in this." in osei.text
    with app.app_context():
        member("T. Lindqvist")
    form = osei.form("/adoptions")
    with moved(timedelta(days=8)):
        lindqvist = Browser(app).sign_in("T. Lindqvist")
        lindqvist.get("/desk/notices")
        assert "Nothing waits to be confirmed" in lindqvist.text
        lindqvist.get("/desk/cases/new")
        token = lindqvist.client.get("/account", base_url="http://127.0.0.1:8000").text
        token = token.partition('name="csrf_token" value="')[2].partition('"')[0]
        sent = {"csrf_token": token, "reason": "Late."}
        lindqvist.client.post(form.action, data=sent, base_url="http://127.0.0.1:8000")
    with app.app_context():
        assert session.scalars(select(Notice.state)).all() == ["received"]
        assert LANES[Lane.PRIVACY].severity == 1

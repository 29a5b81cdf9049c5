"""A report that lacks something: it comes in, its claimant is asked for just that, adds it, or says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.clock import moved, now
from app.db import session, transaction
from app.errors import Refused
from app.pages import verification
from app.publishing.models import Hold
from app.takedowns.actions import decide
from app.takedowns.actions.decisions import Reasons
from app.takedowns.curing.models import AddedAnswers, InformationRequest
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, Notice
from app.takedowns.rules import Outcome
from app.worklist import queries as worklist
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser, at_once
from tests.takedowns.making import Printed, answers, claimant, confirmed, happened, member, printed
from tests.takedowns.test_clocks import claimed, clocks, decided, open_case, run, running
from tests.takedowns.test_erasing import confirmed_by_second, in_database, proposed
from tests.takedowns.test_erasing import run as erase
from workers import takedowns as chores

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SIGNED = "Clara M. Okafor"


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


def defective(
    app: Flask,
    article: Printed,
    *,
    lane: Lane = Lane.COPYRIGHT,
    lacks: tuple[str, ...] = ("signature",),
    **about: Any,
) -> str:
    """A report sent without some fields, and confirmed; its reference."""
    reader, use = Browser(app), about.get("use", "")
    reader.get(f"{article.url}/report", lane=lane.value, image=use)
    typed: dict[str, str | None] = {**answers(lane), **dict.fromkeys(lacks)}
    email = about.get("email", "clara@example.net")
    assert reader.send("/report", email=email, as_it_is="y", **typed).status_code == 303, reader.text
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref).order_by(Notice.id.desc())).first()
        assert ref is not None
    assert claimant(app, ref).send("/confirmations").status_code == 303
    return ref


def case_of(app: Flask, ref: str) -> int:
    with app.app_context():
        found = session.scalars(select(Notice.case_id).where(Notice.notice_ref == ref)).one()
        assert found is not None
        return found


def stands(app: Flask, case_id: int) -> tuple[str, str, bool]:
    """State and turn, as the queue has them; and whether it is open."""
    with app.app_context():
        case = session.get_one(Case, case_id)
        item = worklist.item_of(case.ref)
        assert item is not None
        assert item.state == case.state
        return case.state, item.owes, item.open


def wanted(app: Flask) -> list[list[str]]:
    with app.app_context():
        return list(session.scalars(select(InformationRequest.wanted).order_by(InformationRequest.id)))


def letter(app: Flask, name: str) -> str:
    """The text of the newest letter of that name; empty where there is none."""
    with app.app_context():
        letters.told(500)
        return next((one.text for one in reversed(letters.letters()) if one.letter == name), "")


def test_a_form_that_lacks_a_signature_can_be_sent_as_it_is_and_one_without_the_work_cannot(
    app: Flask, article: Printed
) -> None:
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane="copyright")
    assert "as_it_is" not in reader.form("/report").choices, "nobody is told to leave something out"
    typed: dict[str, Any] = {**answers(Lane.COPYRIGHT), "email": "clara@example.net"}
    assert reader.send("/report", **{**typed, "signature": ""}).status_code == 422
    assert "as_it_is" in reader.form("/report").choices
    assert (
        reader.send("/report", **{**typed, "signature": "", "work": "", "as_it_is": "y"}).status_code == 422
    )
    assert "Say which work of yours it is." in reader.text
    assert reader.send("/report", **{**typed, "signature": "", "as_it_is": "y"}).status_code == 303


@ONE_DATABASE
def test_other_lanes_take_nothing_incomplete(app: Flask, article: Printed) -> None:
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane="privacy")
    typed: dict[str, Any] = {**answers(Lane.PRIVACY), "email": "p@example.net", "shown": "", "as_it_is": "y"}
    assert reader.send("/report", **typed).status_code == 422


def test_a_notice_with_the_work_and_no_signature_is_asked_for_it_and_not_rejected(
    app: Flask, article: Printed
) -> None:
    ref = defective(app, article, lacks=("signature", "good_faith"))
    case_id = case_of(app, ref)
    assert stands(app, case_id) == ("needs_information", "claimant", True)
    assert wanted(app) == [["good_faith", "signature"]]
    told = letter(app, "information_wanted")
    assert "- Good faith" in told
    assert "- Signature" in told
    assert told.count("\n- ") == 2, "it lists only what is missing"
    assert "If we hear nothing by " in told
    assert "(Europe/London), we will close the report as incomplete." in told
    assert running(app, case_id) == {"cure"}
    assert "dmca_expeditious" not in clocks(app, case_id), "speed is owed to a complete notice"


def test_whoever_sent_a_defective_notice_about_words_is_told_within_48_hours(
    app: Flask, article: Printed
) -> None:
    ref = defective(app, article, lane=Lane.DEFAMATION, lacks=("meaning",))
    case_id = case_of(app, ref)
    found = clocks(app, case_id)
    assert found["s5_defective"].satisfied_at is not None, "the letter went at once"
    assert "s5_contact_poster" not in found
    assert claimant(app, ref).send("/answers", meaning="That I lie.").status_code == 303
    assert "s5_contact_poster" in running(app, case_id)


def test_what_is_added_stands_beside_what_was_sent_and_the_clocks_go_on(
    app: Flask, article: Printed, osei: Browser
) -> None:
    with moved(-timedelta(hours=5)):
        ref = defective(app, article)
    case_id = case_of(app, ref)
    before = clocks(app, case_id)
    page = claimant(app, ref)
    assert "We need something from you" in page.text
    assert set(page.form("/answers").fields) == {"csrf_token", "signature"}
    assert page.send("/answers", signature=" ").status_code == 422
    assert page.send("/answers", signature=SIGNED).status_code == 303
    assert stands(app, case_id) == ("triage", "us", True)
    after = clocks(app, case_id)
    rested = timedelta(seconds=after["decide"].paused_seconds)
    assert timedelta(hours=5) <= rested < timedelta(hours=6)
    assert after["decide"].due_at == before["decide"].due_at, "the due time itself is frozen"
    assert after["decide"].ends_at >= before["decide"].ends_at + rested
    assert after["cure"].satisfied_at is not None
    assert after["dmca_expeditious"].starts_at > after["decide"].starts_at + timedelta(hours=4)
    page.get(f"/notices/{ref}")
    assert SIGNED in page.text
    with app.app_context():
        notice = session.scalars(select(Notice)).one()
        assert not notice.answers["signature"], "what was sent stays as it was sent"
        assert session.scalars(select(AddedAnswers)).one().answers == {"signature": SIGNED}
    seen = open_case(osei, case_id).text
    assert SIGNED in seen
    assert "Has what this ground needs" in seen
    assert "asked the claimant for what the report lacks" in seen
    assert "Open the case" in letter(app, "information_given")


def test_nothing_is_decided_while_the_answer_is_waited_for(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = case_of(app, defective(app, article))
    page = open_case(osei, case_id)
    assert "Nothing can be decided until the claimant has answered" in page.text
    assert "/decisions" not in page.text
    with app.app_context():
        by_id, version = member("R. Osei"), session.get_one(Case, case_id).version
        reasons = Reasons(ground="Copyright.", explanation="No licence.")
        with pytest.raises(Refused, match="does not allow"), transaction():
            _decide(case_id, by_id, reasons, version)


def _decide(case_id: int, by_id: int, reasons: Reasons, version: int) -> None:
    by = session.get_one(Member, by_id)
    decide(case_id, Outcome.NO_ACTION, by=by, reasons=reasons, version=version)


def test_the_desk_asks_where_an_answer_says_too_little(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    claimed(app, osei, case_id)
    assert open_case(osei, case_id).send("/information").status_code == 422, "there is nothing to ask for"
    assert "Choose what is missing or says too little." in osei.text
    assert open_case(osei, case_id).send("/information", more="work").status_code == 303
    assert wanted(app) == [["work"]]
    assert stands(app, case_id) == ("needs_information", "claimant", True)
    rest = {name for name, one in clocks(app, case_id).items() if one.paused_at}
    assert rest == {"decide", "dmca_expeditious"}
    assert clocks(app, case_id)["triage"].satisfied_at, "somebody has looked at it"
    assert open_case(osei, case_id).send("/information/removals").status_code == 303
    assert stands(app, case_id) == ("triage", "us", True)
    assert clocks(app, case_id)["cure"].cancelled_at is not None
    assert running(app, case_id) == {"decide", "dmca_expeditious"}


def test_whoever_says_nothing_has_the_report_closed_and_is_told_how_to_send_it_again(
    app: Flask, article: Printed, osei: Browser
) -> None:
    ref = defective(app, article, use=article.uses[0])
    case_id = case_of(app, ref)
    open_case(osei, case_id).send("/holds", target=article.uses[0], reason="")
    cure = clocks(app, case_id)["cure"]
    with moved(cure.ends_at - now() - timedelta(minutes=1)):
        run(app, chores.mark_clocks)
        run(app, chores.close_incomplete)
        assert "still lacks this" in letter(app, "information_reminder")
        assert stands(app, case_id)[0] == "needs_information"
    with moved(cure.ends_at - now() + timedelta(minutes=1)):
        run(app, chores.mark_clocks)
        run(app, chores.close_incomplete)
        run(app, chores.close_incomplete)
        assert stands(app, case_id) == ("closed", "nobody", False)
        assert happened(app, Kind.CASE_CLOSED) == 1
        page = claimant(app, ref)
        assert "We closed this report as incomplete" in page.text
        assert "/answers" not in page.text
    told = letter(app, "case_incomplete")
    assert "send it again" in told
    with app.app_context():
        holds = session.scalars(select(Hold)).all()
        assert holds
        assert all(hold.lifted_at for hold in holds), "what was hidden meanwhile is shown"
    again = case_of(app, defective(app, article, use=article.uses[0]))
    assert again != case_id


def test_a_complete_report_of_somebody_else_brings_the_case_back(app: Flask, article: Printed) -> None:
    case_id = case_of(app, defective(app, article))
    assert confirmed(app, article, email="other@example.net") == case_id
    assert stands(app, case_id) == ("triage", "us", True)
    assert clocks(app, case_id)["cure"].cancelled_at is not None
    assert "dmca_expeditious" in running(app, case_id)


@ONE_DATABASE
def test_only_whoever_was_asked_sees_it_and_can_answer(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    assert confirmed(app, article, email="other@example.net") == case_id
    with app.app_context():
        first, second = session.scalars(select(Notice).order_by(Notice.id)).all()
        refs, ids = (first.notice_ref, second.notice_ref), (first.id, second.id)
    open_case(osei, case_id).send("/information", notice=str(ids[1]), more="work")
    assert osei.page.status_code == 303
    assert "We need something from you" not in claimant(app, refs[0]).text
    assert "We asked you for" not in claimant(app, refs[0]).text
    page = claimant(app, refs[1])
    assert "We need something from you" in page.text
    assert page.send("/answers", work="My photograph of 2019.").status_code == 303


@ONE_DATABASE
def test_a_party_asks_nobody(app: Flask, article: Printed) -> None:
    with app.app_context():
        member("C. Lara", email="clara@desk.example")
    case_id = confirmed(app, article, email="clara@desk.example")
    lara = Browser(app).sign_in("C. Lara")
    assert 'action="/desk/cases/1/information"' not in open_case(lara, case_id).text


@ONE_DATABASE
def test_of_two_answers_at_once_one_is_taken(app: Flask, article: Printed) -> None:
    ref = defective(app, article)
    pages = [claimant(app, ref), claimant(app, ref)]
    assert at_once(
        *(lambda page=page: page.send("/answers", signature=SIGNED).status_code for page in pages)
    ) == [
        303,
        303,
    ]
    with app.app_context():
        assert len(session.scalars(select(AddedAnswers)).all()) == 1


def test_a_withdrawal_ends_the_waiting(app: Flask, article: Printed) -> None:
    ref = defective(app, article)
    case_id = case_of(app, ref)
    assert claimant(app, ref).send("/withdrawals", sure="y").status_code == 303
    assert stands(app, case_id) == ("withdrawn", "nobody", False)
    assert running(app, case_id) == set()


def test_an_erasure_takes_what_was_added(app: Flask, article: Printed, osei: Browser) -> None:
    ref = defective(app, article)
    case_id = case_of(app, ref)
    claimant(app, ref).send("/answers", signature=SIGNED)
    with app.app_context():
        member("W. Marsh", Role.WEBMASTER)
        assert in_database((SIGNED,)) == {("added_answers", SIGNED)}
    decided(osei, case_id, "remove_article")
    assert proposed(app, case_id).page.status_code == 303
    confirmed_by_second(app, case_id)
    erase(app)
    assert "The answer was erased." in open_case(osei, case_id).text
    with app.app_context():
        assert in_database((SIGNED,)) == set()
        report = verification.look_through(
            [one for one in verification.PARTS if "information" in one.name or "answers" in one.name]
        )
        assert report.wrong == 0, report.faults
        assert report.looked["added answers"] == 1


def test_verifying_finds_nothing_wrong_with_what_was_asked_and_added(app: Flask, article: Printed) -> None:
    ref = defective(app, article)
    claimant(app, ref).send("/answers", signature=SIGNED)
    with app.app_context():
        report = verification.look_through([one for one in verification.PARTS if "original" not in one.name])
        assert report.wrong == 0, report.faults
        assert report.looked["information requests"] == report.looked["added answers"] == 1

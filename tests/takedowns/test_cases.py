"""The desk: holds, decisions, restoring, and two reviewers at once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.audit.kinds import Kind
from app.db import session, transaction
from app.publishing.models import Hold
from app.takedowns import actions
from app.takedowns.kinds import INTERIM_GROUND, Lane
from app.takedowns.models import Case, CaseDecision, Notice
from app.worklist import queries as worklist
from tests.takedowns.browsing import Browser, at_once
from tests.takedowns.making import REASONS, Printed, claimant, confirmed, happened, member, printed, state_of

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


@pytest.fixture
def reader(app: Flask) -> Browser:
    return Browser(app)


def at_case(browser: Browser, case_id: int) -> Browser:
    assert browser.get(f"/desk/cases/{case_id}").status_code == 200, browser.text[:3000]
    return browser


def decide(browser: Browser, case_id: int, outcome: str, **typed: str) -> Browser:
    at_case(browser, case_id).send("/decisions", outcome=outcome, **{**REASONS, **typed})
    assert browser.page.status_code == 303, browser.text
    return browser


def holds(app: Flask) -> list[Hold]:
    with app.app_context():
        found = list(session.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id)))
        session.expunge_all()
        return found


def test_the_page_of_a_case_shows_what_a_decision_needs(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    at_case(osei, case_id)
    for words in (
        "TD-2026-0001",
        "clara@example.net",
        "My work is this.",
        "I made it myself",
        "Amina Rahman",
        "sent a report",
        "confirmed a report",
        "What was signed about this very file",
        "Looked at the picture",
        "J. Okafor",
        f"/media/{article.uses[0]}/320.jpg",
    ):
        assert words in osei.text
    assert osei.form("/decisions").choices["outcome"] == [
        *("no_action", "correct", "label", "expression_of_concern"),
        *("withhold_image", "retract", "remove_article"),
    ]
    assert osei.form("/holds").choices["target"] == ["", *article.uses]
    assert osei.form("/holds").fields["target"] == article.uses[0]


@ONE_DATABASE
def test_a_quoted_passage_stands_marked_in_its_place(app: Flask, article: Printed, osei: Browser) -> None:
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane="accuracy", quote="move every day")
    from tests.takedowns.making import answers

    reader.send("/report", email="c@example.net", **answers(Lane.ACCURACY))
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref)).one()
    claimant(app, ref).send("/confirmations")
    at_case(osei, 1)
    assert "Keep a healthy weight and <mark>move every day</mark>." in osei.text


@ONE_DATABASE
def test_the_first_claim_begins_the_review(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        reviewer = member("R. Osei")
        for _ in range(2):
            with transaction():
                item = worklist.item_of(session.get_one(Case, case_id).ref)
                assert item is not None
                actions.open_item(item, session.get_one(Member, reviewer))
        item = worklist.item_of(session.get_one(Case, case_id).ref)
        assert item is not None
        assert (item.state, item.holder_id) == ("under_review", reviewer)
    assert state_of(app, case_id) == "under_review"
    assert happened(app, Kind.CASE_CLAIMED) == 1


def test_a_hold_on_one_image_leaves_the_article_up_with_a_placeholder(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    before = reader.get(article.url).data
    assert at_case(osei, case_id).send("/holds").status_code == 303
    page = reader.get(article.url)
    assert page.status_code == 200
    assert article.picture() not in reader.text
    assert article.picture(1) in reader.text
    assert "withheld" in reader.text
    assert reader.get(article.picture()).status_code == 404
    assert reader.page.headers["Cache-Control"] == "no-store"
    assert reader.get(article.picture(1)).status_code == 200
    hold = holds(app)[0]
    assert (hold.level, hold.status, hold.case_id, hold.reason) == ("interim", 404, case_id, INTERIM_GROUND)
    assert state_of(app, case_id) == "under_review"
    at_case(osei, case_id)
    assert osei.client.get(article.picture(), base_url="http://127.0.0.1:8000").status_code == 200
    assert osei.send("/lifts").status_code == 303
    assert reader.get(article.url).data == before
    assert reader.get(article.picture()).status_code == 200


def test_hiding_the_same_thing_twice_is_one_hold(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    for _ in range(2):
        at_case(osei, case_id)
        version = osei.form("/decisions").fields["version"]
        osei.client.post(
            f"/desk/cases/{case_id}/holds",
            data={
                "csrf_token": osei.form("/decisions").fields["csrf_token"],
                "version": version,
                "target": "",
            },
            base_url="http://127.0.0.1:8000",
        )
    assert [hold.use_name for hold in holds(app)] == [None]


def test_a_removed_article_answers_451_and_names_nobody(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    decide(osei, case_id, "remove_article")
    for path in (article.url, article.picture(0), article.picture(1)):
        answer = reader.get(path)
        assert answer.status_code == 451, path
        assert 'rel="blocked-by"' in answer.headers["Link"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Rebuilding" not in reader.text
        assert "clara" not in reader.text.lower()
    assert article.slug not in reader.get("/").get_data(as_text=True)
    assert state_of(app, case_id) == "decided"
    reader.get(f"{article.url}/report")
    assert reader.page.status_code == 200
    assert "Rebuilding" not in reader.text
    assert "Rebuilding" not in reader.get(f"{article.url}/report", lane="privacy").get_data(as_text=True)
    assert not reader.form("/report").choices.get("image")


@ONE_DATABASE
def test_what_the_house_withdraws_answers_410(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    decide(osei, confirmed(app, article, lane=Lane.ACCURACY), "remove_article")
    assert reader.get(article.url).status_code == 410
    assert "Link" not in reader.page.headers


def test_restoring_brings_back_the_same_bytes_at_the_same_addresses(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    paths = (article.url, article.picture(0), article.picture(1))
    before = [reader.get(path).data for path in paths]
    case_id = confirmed(app, article, use=article.uses[0])
    assert at_case(osei, case_id).send("/holds").status_code == 303
    decide(osei, case_id, "remove_article")
    assert [reader.get(path).status_code for path in paths] == [451, 451, 451]
    assert at_case(osei, case_id).form("/decisions").choices["outcome"] == ["reinstate"]
    decide(osei, case_id, "reinstate", explanation="The claim was taken back.")
    assert [reader.get(path).status_code for path in paths] == [200, 200, 200]
    assert [reader.get(path).data for path in paths] == before
    assert holds(app) == []
    assert state_of(app, case_id) == "reinstated"
    assert (happened(app, Kind.CASE_REVERSED), happened(app, Kind.ARTICLE_RESTORED)) == (1, 1)


def test_an_image_withheld_for_good_can_be_put_back(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    before = reader.get(article.url).data
    case_id = confirmed(app, article, use=article.uses[0])
    at_case(osei, case_id).send("/holds")
    decide(osei, case_id, "withhold_image")
    assert [(hold.level, hold.status) for hold in holds(app)] == [("final", 451)]
    assert reader.get(article.picture()).status_code == 451
    assert reader.get(article.url).status_code == 200
    decide(osei, case_id, "reinstate")
    assert reader.get(article.url).data == before
    assert reader.get(article.picture()).status_code == 200


def test_no_action_shows_again_what_was_hidden_meanwhile(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.ILLEGAL)
    assert at_case(osei, case_id).send("/holds").status_code == 303
    assert reader.get(article.url).status_code == 404
    decide(osei, case_id, "no_action")
    assert reader.get(article.url).status_code == 200
    assert holds(app) == []
    with app.app_context():
        item = worklist.item_of(session.get_one(Case, case_id).ref)
        assert item is not None
        assert not item.open


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    other = at_case(Browser(app).sign_in("T. Lindqvist"), case_id)
    at_case(osei, case_id)
    codes = at_once(
        lambda: osei.send("/decisions", outcome="remove_article", **REASONS).status_code,
        lambda: other.send("/decisions", outcome="no_action", **REASONS).status_code,
    )
    assert sorted(codes) == [303, 409]
    loser = osei if codes[0] == 409 else other
    assert "This case changed while you were reading it." in loser.text
    assert "decided: " in loser.text
    with app.app_context():
        assert len(session.scalars(select(CaseDecision)).all()) == 1


def test_a_decision_about_an_older_case_is_refused_with_what_changed(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    at_case(osei, case_id)
    confirmed(app, article, email="second@example.net")
    assert osei.send("/decisions", outcome="remove_article", **REASONS).status_code == 409
    assert "A claimant confirmed a report." in osei.text
    assert osei.form("/decisions").fields["explanation"] == REASONS["explanation"]
    assert holds(app) == []
    assert osei.send("/decisions").status_code == 303
    assert state_of(app, case_id) == "decided"


@ONE_DATABASE
def test_a_decision_without_reasons_is_refused_and_nothing_typed_is_lost(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    at_case(osei, case_id).send("/decisions", outcome="remove_article", explanation="", internal="Ask legal.")
    assert osei.page.status_code == 422
    assert "Say in your own words why" in osei.text
    form = osei.form("/decisions")
    assert (form.fields["outcome"], form.fields["internal"]) == ("remove_article", "Ask legal.")
    assert osei.send("/decisions", outcome="nonsense", **REASONS).status_code == 422
    assert osei.send("/decisions", outcome="withhold_image", **REASONS).status_code == 422
    assert osei.send("/decisions", outcome="reinstate", **REASONS).status_code == 422
    assert (holds(app), state_of(app, case_id)) == ([], "triage")


@ONE_DATABASE
def test_nobody_decides_about_their_own_report_or_article(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article, email="claims@desk.example")
    with app.app_context():
        member("C. Laims", email="claims@desk.example")
    party = Browser(app).sign_in("C. Laims")
    assert "data-asks" not in at_case(party, case_id).text, "the page takes what its reader may not decide"
    assert at_case(party, case_id).send("/decisions", outcome="no_action", **REASONS).status_code == 403
    assert "You are a party in this case." in party.text
    assert state_of(app, case_id) == "triage"


def test_another_case_s_hold_keeps_a_restored_article_dark(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    first = confirmed(app, article)
    second = confirmed(app, article, lane=Lane.ILLEGAL)
    at_case(osei, second).send("/holds", target="")
    decide(osei, first, "remove_article")
    at_case(osei, first).send("/decisions", outcome="reinstate", **REASONS)
    assert osei.page.status_code == 403
    assert "The article is also held by TD-2026-0002." in osei.text
    decide(osei, second, "no_action")
    assert reader.get(article.url).status_code == 451
    decide(osei, first, "reinstate")
    assert reader.get(article.url).status_code == 200


def test_what_the_last_claimant_withdraws_is_shown_again(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article)
    at_case(osei, case_id).send("/holds", target="")
    assert reader.get(article.url).status_code == 404
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref)).one()
    assert claimant(app, ref).send("/withdrawals", sure="y").status_code == 303
    assert reader.get(article.url).status_code == 200
    assert state_of(app, case_id) == "withdrawn"


def test_the_claimant_reads_the_decision_and_its_reasons(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    decide(osei, case_id, "no_action", internal="She has written before.")
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref)).one()
    page = claimant(app, ref)
    assert "Everything stays as it was published." in page.text
    assert REASONS["explanation"] in page.text
    assert "She has written before." not in page.text
    assert "R. Osei" not in page.text
    assert "/withdrawals" not in page.text


@ONE_DATABASE
def test_a_case_and_its_verbs_are_for_the_desk_alone(app: Flask, article: Printed, reader: Browser) -> None:
    case_id = confirmed(app, article)
    assert reader.get(f"/desk/cases/{case_id}").status_code == 303
    assert reader.page.headers["Location"].startswith("/login")
    reader.get(f"{article.url}/report", lane="illegal")
    token = reader.form("/report").fields["csrf_token"]
    for verb in ("holds", "holds/1/lifts", "decisions"):
        answer = reader.client.post(
            f"/desk/cases/{case_id}/{verb}", data={"csrf_token": token}, base_url="http://127.0.0.1:8000"
        )
        assert answer.status_code == 401


@ONE_DATABASE
def test_a_case_or_hold_that_is_not_there_is_not_found(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    assert osei.get("/desk/cases/999").status_code == 404
    at_case(osei, case_id)
    token = osei.form("/decisions").fields
    for path in (f"/desk/cases/{case_id}/holds/999/lifts", "/desk/cases/999/holds"):
        answer = osei.client.post(path, data=token, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 404
    other = printed(app, email="b@example.org", title="Another article")
    at_case(osei, case_id).send("/holds", target=other.uses[0])
    assert osei.page.status_code == 422
    assert "That image is not in this article." in osei.text

"""The reader's form: plain words first, then only what the lane needs, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import Kind
from app.db import session
from app.submissions.models import Revision
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Notice
from tests.publishing import making
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, answers, happened, printed

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def reader(app: Flask) -> Browser:
    return Browser(app)


def notices(app: Flask) -> list[Notice]:
    with app.app_context():
        found = list(session.scalars(select(Notice).order_by(Notice.id)))
        session.expunge_all()
        return found


@ONE_DATABASE
def test_the_first_question_is_what_is_wrong(article: Printed, reader: Browser) -> None:
    assert reader.get(f"{article.url}/report", quote="Walk", image=article.uses[0]).status_code == 200
    form = reader.form("/report")
    assert form.choices["lane"] == [lane.value for lane in Lane]
    assert (form.fields["quote"], form.fields["image"]) == ("Walk", article.uses[0])
    assert all(rule.question in reader.text for rule in LANES.values())


@ONE_DATABASE
def test_every_lane_asks_only_its_own_fields_and_takes_them(
    app: Flask, article: Printed, reader: Browser
) -> None:
    ours = {"csrf_token", "lane", "revision", "image", "quote", "prefix", "suffix", "email", "website"}
    ours |= {"files", "held"}
    for number, lane in enumerate(Lane):
        reader.get(f"{article.url}/report", lane=lane.value)
        form = reader.form("/report")
        assert set(form.fields) | set(form.choices) == ours | {field.name for field in LANES[lane].fields}
        typed = answers(lane)
        assert reader.send("/report", email=f"r{number}@example.net", **typed).status_code == 303, reader.text
        notice = notices(app)[-1]
        assert notice.lane == lane
        assert all(bool(notice.answers[name]) for name in typed)
    assert reader.get(f"{article.url}/report/sent").status_code == 200
    assert "Check your mail" in reader.text


def test_a_refused_report_keeps_everything_typed(app: Flask, article: Printed, reader: Browser) -> None:
    reader.get(f"{article.url}/report", lane="copyright", image=article.uses[1], quote="move every day")
    typed = answers(Lane.COPYRIGHT)
    del typed["signature"], typed["good_faith"]
    assert reader.send("/report", email="clara at example", **typed).status_code == 422
    form = reader.form("/report")
    assert {name: form.fields[name] for name in typed} == typed
    assert form.fields["email"] == "clara at example"
    assert (form.fields["image"], form.fields["quote"]) == (article.uses[1], "move every day")
    assert "Sign by typing your full legal name." in reader.text
    assert "Confirm that you believe this in good faith." in reader.text
    assert notices(app) == []
    typed |= {"signature": "Clara Vogt", "good_faith": "y"}
    assert reader.send("/report", **typed).status_code == 422
    assert "name@example.org" in reader.text
    assert reader.send("/report", email="clara@example.net").status_code == 303


@ONE_DATABASE
def test_no_answer_to_the_first_question_is_asked_again(article: Printed, reader: Browser) -> None:
    assert reader.get(f"{article.url}/report", step="2", quote="Walk").status_code == 422
    assert "Choose what is wrong." in reader.text
    assert reader.get(f"{article.url}/report", lane="nonsense").status_code == 422
    assert reader.form("/report").fields.get("quote", "") == ""


def test_a_wrong_image_is_answered_in_words_and_nothing_is_lost(
    app: Flask, article: Printed, reader: Browser
) -> None:
    other = printed(app, email="b@example.org", title="Another article")
    reader.get(f"{article.url}/report", lane="privacy", image=other.uses[0])
    assert reader.page.status_code == 200
    assert "We cannot find that image in this article" in reader.text
    typed = answers(Lane.PRIVACY)
    assert reader.send("/report", email="c@example.net", image="nonsense", **typed).status_code == 422
    assert "That image is not in this article." in reader.text
    assert reader.form("/report").fields["shown"] == typed["shown"]
    assert reader.send("/report", image=other.uses[0]).status_code == 422
    assert reader.send("/report", image=article.uses[0]).status_code == 303
    assert notices(app)[0].use_name == article.uses[0]


@ONE_DATABASE
def test_an_article_that_never_was_is_not_found(app: Flask, article: Printed, reader: Browser) -> None:
    assert reader.get("/articles/never-was/report").status_code == 404
    assert reader.get("/articles/never-was/report/sent").status_code == 404


@ONE_DATABASE
def test_the_image_reported_is_shown(article: Printed, reader: Browser) -> None:
    reader.get(f"{article.url}/report", lane="copyright", image=article.uses[0])
    assert f"/media/{article.uses[0]}/320.jpg" in reader.text
    assert "The image you are reporting." in reader.text


@ONE_DATABASE
def test_what_a_reader_quotes_is_shown_as_text(article: Printed, reader: Browser) -> None:
    reader.get(f"{article.url}/report", lane="accuracy", quote="<script>alert(1)</script>")
    assert "<script>alert(1)" not in reader.text
    assert reader.form("/report").fields["quote"] == "<script>alert(1)</script>"


def test_a_report_is_bound_to_the_passage_and_the_revision_seen(
    app: Flask, article: Printed, reader: Browser
) -> None:
    reader.get(f"{article.url}/report", lane="accuracy", quote="most notice improvement within six months")
    reader.send("/report", email="c@example.net", **answers(Lane.ACCURACY))
    notice = notices(app)[0]
    assert notice.prefix.endswith("among individuals, and ")
    assert notice.suffix.startswith(".")
    with app.app_context():
        assert session.get_one(Revision, notice.revision_id).number == 1


@ONE_DATABASE
def test_a_report_that_names_an_impossible_revision_is_bound_to_what_is_shown(
    app: Flask, article: Printed, reader: Browser
) -> None:
    reader.get(f"{article.url}/report", lane="accuracy")
    reader.send("/report", email="c@example.net", revision="999999999999999999999", **answers(Lane.ACCURACY))
    with app.app_context():
        assert session.get_one(Revision, notices(app)[0].revision_id).number == 1


def test_the_same_report_sent_twice_is_one_notice(app: Flask, article: Printed, reader: Browser) -> None:
    for _ in range(2):
        reader.get(f"{article.url}/report", lane="illegal")
        assert reader.send("/report", email="c@example.net", **answers(Lane.ILLEGAL)).status_code == 303
    assert len(notices(app)) == 1
    assert happened(app, Kind.NOTICE_RECEIVED) == 1


@ONE_DATABASE
def test_a_program_that_fills_every_field_is_refused_in_words(
    app: Flask, article: Printed, reader: Browser
) -> None:
    reader.get(f"{article.url}/report", lane="illegal")
    reader.send("/report", email="c@example.net", website="https://spam.example", **answers(Lane.ILLEGAL))
    assert reader.page.status_code == 422
    assert "Leave this field empty" in reader.text
    assert notices(app) == []
    assert reader.send("/report", website="").status_code == 303


@ONE_DATABASE
def test_a_report_without_the_form_s_token_is_refused(app: Flask, article: Printed, reader: Browser) -> None:
    reader.get(f"{article.url}/report", lane="illegal")
    answer = reader.send("/report", email="c@example.net", csrf_token="wrong", **answers(Lane.ILLEGAL))
    assert answer.status_code == 400
    assert notices(app) == []


def test_a_passage_that_stands_twice_is_found_again_by_what_stands_around_it(app: Flask) -> None:
    body = "Walk a little. Rest well. Then climb. Walk a little. Swim at last."
    with app.app_context():
        made = making.published(body=body)
    around = {"first": ("", "Rest well."), "second": ("Then climb.", ""), "last": ("", "Swim at")}
    for number, (prefix, suffix) in enumerate(around.values()):
        reader = Browser(app)
        carried = {"quote": "Walk a little.", "prefix": prefix, "suffix": suffix}
        reader.get(f"{made.url}/report", **carried)
        page = reader.form("/report")
        assert {name: page.fields.get(name, "") for name in carried} == carried
        reader.get(f"{made.url}/report", lane="accuracy", revision="1", **carried)
        answer = reader.send("/report", email=f"r{number}@example.net", **answers(Lane.ACCURACY))
        assert answer.status_code == 303
    first, second, last = notices(app)
    assert first.suffix.startswith(" Rest well.")
    assert second.prefix.endswith("Then climb. ")
    assert last.suffix.startswith(" Swim at last.")

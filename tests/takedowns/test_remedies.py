"""What stands on an article that stays readable: notices, a retraction, out of the lists, one passage withheld."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.db import session, transaction
from app.pages import verification
from app.publishing import actions as publishing
from app.publishing import measures, withholding
from app.publishing.models import Article, Measure
from app.publishing.withholding import Cut
from app.submissions import content
from app.takedowns.kinds import Lane
from app.takedowns.meanwhile import FIRST, STEPS, USUAL
from app.takedowns.models import Case, Notice
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, answers, claimant, confirmed, happened, member, printed, state_of

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SAID = {
    "facts": "We read it beside the guideline.",
    "ground": "Our guidelines, 2",
    "explanation": "The dose is ten times too high.",
    "at_sight": "yes",
    "sentence": "The dose given here was ten times too high. Do not follow it.",
}
WORDS = "most notice improvement within six months"
"""A passage of the article; one word of it is emphasised."""
EVERYWHERE = ("/", "/feed.xml", "/sitemap.xml", "/search?q=knee", "/api/v1/articles")


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


@pytest.fixture
def reader(app: Flask) -> Browser:
    return Browser(app)


def decide(osei: Browser, case_id: int, outcome: str, **typed: Any) -> Browser:
    osei.get(f"/desk/cases/{case_id}")
    osei.send("/decisions", **{**SAID, "outcome": outcome, **typed})
    return osei


def step(osei: Browser, case_id: int, name: str, **typed: Any) -> Browser:
    osei.get(f"/desk/cases/{case_id}")
    osei.send("/measures", step=name, **typed)
    assert osei.page.status_code == 303, osei.text
    return osei


def about_passage(app: Flask, article: Printed, quote: str = WORDS, lane: Lane = Lane.ACCURACY) -> int:
    """The case of a report that names words of the article."""
    reader = Browser(app)
    reader.get(f"{article.url}/report", lane=lane.value, quote=quote)
    reader.send("/report", email="c@example.net", **answers(lane))
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref).order_by(Notice.id.desc())).first()
        assert ref
    claimant(app, ref).send("/confirmations")
    with app.app_context():
        found = session.scalars(select(Notice).where(Notice.notice_ref == ref)).one().case_id
        assert found
        return found


def measured(app: Flask) -> list[Measure]:
    with app.app_context():
        found = list(session.scalars(select(Measure).order_by(Measure.id)))
        session.expunge_all()
        return found


def sound(app: Flask) -> None:
    """The log and the records say the same."""
    with app.app_context():
        session.rollback()
        for part in verification.PARTS:
            if part.name in ("articles", "measures", "measures named"):
                assert [fault.says for batch in part.check(0) for fault in batch.faults] == []


def test_a_safety_notice_is_one_press_away_and_stays_until_the_decision(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    before = reader.get(article.url).data
    osei.get(f"/desk/cases/{case_id}")
    form = osei.form("/measures")
    assert form.fields["step"] == "safety_notice"
    assert osei.send("/measures").status_code == 303
    page = reader.get(article.url)
    assert page.status_code == 200
    sentence = STEPS[FIRST[Lane.ACCURACY]].sentence
    assert sentence in reader.text
    assert reader.text.index(sentence) < reader.text.index('class="body"')
    said = json.loads(reader.get(f"/api/v1{article.url}").data)
    assert [(one["kind"], one["text"]) for one in said["notices"]] == [("safety_notice", sentence)]
    assert sentence in reader.get("/feed.xml").get_data(as_text=True)
    with app.app_context():
        assert session.get_one(Case, case_id).severity == 0
        letters.told(500)
        assert {one.letter for one in letters.letters()} >= {"measure_placed"}
    decide(osei, case_id, "no_action")
    assert osei.page.status_code == 303, osei.text
    assert reader.get(article.url).data == before
    assert "The safety notice was taken off" in reader.get(f"{article.url}/history").get_data(as_text=True)
    assert (happened(app, Kind.MEASURE_PLACED), happened(app, Kind.MEASURE_LIFTED)) == (1, 1)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("outcome", "heading"), [("label", "Note"), ("expression_of_concern", "Expression of concern")]
)
def test_a_decision_can_mark_an_article_and_leave_it_readable(
    app: Flask, article: Printed, osei: Browser, reader: Browser, outcome: str, heading: str
) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    before = reader.get(article.url).data
    decide(osei, case_id, outcome)
    assert osei.page.status_code == 303, osei.text
    assert reader.get(article.url).status_code == 200
    for words in (heading, SAID["sentence"]):
        assert words in reader.text
    [measure] = measured(app)
    assert (measure.level, measure.kind) == ("final", outcome)
    notice = f"{article.url}/notices/{measure.id}"
    assert notice in reader.text
    assert SAID["sentence"] in reader.get(notice).get_data(as_text=True)
    assert notice in reader.get(f"{article.url}/history").get_data(as_text=True)
    decide(osei, case_id, "reinstate")
    assert reader.get(article.url).data == before
    assert reader.get(notice).status_code == 200, "every notice stays in the record"
    assert "no longer in force" in reader.text
    assert state_of(app, case_id) == "reinstated"


@ONE_DATABASE
@pytest.mark.parametrize("outcome", ["label", "expression_of_concern", "retract"])
def test_nothing_is_marked_without_a_sentence_for_readers(
    app: Flask, article: Printed, osei: Browser, outcome: str
) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    decide(osei, case_id, outcome, sentence="")
    assert osei.page.status_code == 422
    decide(osei, case_id, outcome, sentence="As My name is this. told us.")
    assert osei.page.status_code == 422
    assert measured(app) == []


def test_a_retracted_article_is_read_and_marked_wherever_its_title_stands(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    other = printed(app, title="Rebuilding a hip")
    with app.app_context():
        editor = member("E. Marsh", Role.EDITOR)
        with transaction():
            found = session.get_one(Article, other.id)
            by = session.get_one(Member, editor)
            publishing.relate(other.id, slugs=[article.slug], by=by, version=found.version)
    before = {path: reader.get(path).data for path in (article.url, other.url)}
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    decide(osei, case_id, "retract", retracted_by="both")
    assert osei.page.status_code == 303, osei.text
    marked = "RETRACTED: Rebuilding a knee"
    for path in (article.url, other.url, f"{article.url}/history", *EVERYWHERE):
        if path == "/sitemap.xml":
            continue
        assert marked in reader.get(path).get_data(as_text=True), path
    reader.get(article.url)
    for words in (
        "its author and the publisher",
        SAID["sentence"],
        'itemprop="creativeWorkStatus" content="Retracted"',
    ):
        assert words in reader.text
    said = json.loads(reader.get(f"/api/v1{article.url}").data)
    assert (said["status"], said["title"]) == ("retracted", marked)
    assert said["notices"][0]["by"] == "its author and the publisher"
    notice = said["notices"][0]["url"].removeprefix(app.config["BASE_URL"])
    reader.get(notice)
    for words in ("Retraction: “Rebuilding a knee”, by Amina Rahman", SAID["sentence"]):
        assert words in reader.text
    assert article.slug in reader.get("/sitemap.xml").get_data(as_text=True)
    sound(app)
    decide(osei, case_id, "reinstate")
    assert osei.page.status_code == 303, osei.text
    for path, body in before.items():
        assert reader.get(path).data == body, path
    sound(app)


@ONE_DATABASE
def test_what_was_retracted_can_be_removed_and_comes_back_retracted(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    decide(osei, confirmed(app, article, lane=Lane.ACCURACY), "retract")
    second = confirmed(app, article)
    osei.get(f"/desk/cases/{second}")
    assert "retract" not in osei.form("/decisions").choices["outcome"]
    decide(osei, second, "remove_article")
    [measure] = measured(app)
    assert reader.get(article.url).status_code == 451
    assert reader.get(f"{article.url}/notices/{measure.id}").status_code == 451
    sound(app)
    decide(osei, second, "reinstate")
    assert "RETRACTED: Rebuilding" in reader.get(article.url).get_data(as_text=True)
    sound(app)


def test_what_is_not_listed_is_read_at_its_address_alone(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    other = printed(app, title="Rebuilding a hip")
    before = reader.get(article.url).data
    case_id = confirmed(app, article, lane=Lane.AUTHOR_WISH)
    osei.get(f"/desk/cases/{case_id}")
    assert osei.form("/measures").fields["step"] == "unlist"
    osei.send("/measures")
    for path in EVERYWHERE:
        listed = reader.get(path).get_data(as_text=True)
        assert article.slug not in listed, path
        if path != "/search?q=knee":
            assert other.slug in listed, path
    page = reader.get(article.url)
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in reader.text
    assert json.loads(reader.get(f"/api/v1{article.url}").data)["listed"] is False
    assert reader.get(article.picture()).status_code == 200
    sound(app)
    osei.get(f"/desk/cases/{case_id}")
    assert osei.send("/lifts").status_code == 303
    assert reader.get(article.url).data == before
    assert article.slug in reader.get("/").get_data(as_text=True)


def addresses(article: Printed) -> list[str]:
    """Every public address that says anything of the article."""
    return [
        *(
            article.url,
            f"{article.url}/history",
            f"{article.url}/report",
            f"{article.url}/report?lane=privacy",
        ),
        *(f"/api/v1{article.url}", "/api/v1/changes", *EVERYWHERE),
        *("/search?q=improvement", "/search?q=recovery"),
    ]


def says(reader: Browser, path: str, quote: str) -> bool:
    import html
    import re

    text = reader.get(path).get_data(as_text=True)
    bare = html.unescape(re.sub(r"<[^>]*>|\\u[0-9a-f]{4}|[*_]", "", text))
    return quote.casefold() in " ".join(bare.casefold().split())


@pytest.mark.parametrize(
    "quote", [WORDS, "What helps.", "A knee in spring", "Rebuilding a knee", "months. What helps Keep a"]
)
def test_no_public_address_says_a_withheld_passage(
    app: Flask, article: Printed, reader: Browser, quote: str
) -> None:
    walked = addresses(article)
    with app.app_context():
        editor = member("E. Marsh", Role.EDITOR)
    if quote == "Rebuilding a knee":  # another page quotes the title
        other = printed(app, title="Rebuilding a hip")
        walked += [other.url, f"/api/v1{other.url}"]
        with app.app_context(), transaction():
            by, found = session.get_one(Member, editor), session.get_one(Article, other.id)
            publishing.relate(other.id, slugs=[article.slug], by=by, version=found.version)
    said = [path for path in walked if says(reader, path, quote)]
    assert said, "the case is wrong"
    with app.app_context(), transaction():
        place(article.id, by_id=editor, quote=quote)
    for path in walked:
        assert not says(reader, path, quote), path
    assert "[withheld: privacy]" in reader.get(article.url).get_data(as_text=True)
    sound(app)
    with app.app_context(), transaction():
        [measure] = measures.on(session.get_one(Article, article.id))
        publishing.end(measure, by=session.get_one(Member, editor))
    assert [path for path in walked if says(reader, path, quote)] == said
    sound(app)


def place(article_id: int, *, by_id: int, quote: str) -> None:
    from app.publishing.kinds import MeasureKind
    from app.publishing.states import Level

    publishing.place(
        session.get_one(Article, article_id),
        MeasureKind.PASSAGE,
        by=session.get_one(Member, by_id),
        level=Level.INTERIM,
        sentence="",
        ground="privacy",
        asked_by="a person it names",
        about=publishing.About(quote=quote),
    )


def test_a_passage_is_withheld_and_given_back_byte_by_byte(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = about_passage(app, article)
    before = {path: reader.get(path).data for path in (article.url, "/api/v1/articles", "/feed.xml", "/")}
    step(osei, case_id, "passage")
    assert "months" not in reader.get(article.url).get_data(as_text=True)
    assert "Keep a healthy weight" in reader.text
    assert reader.get("/search?q=improvement").get_data(as_text=True).count(article.slug) == 0
    decide(osei, case_id, "withhold_passage")
    assert osei.page.status_code == 303, osei.text
    assert "months" not in reader.get(article.url).get_data(as_text=True)
    assert "A passage was withheld after a report" in reader.get(f"{article.url}/history").get_data(
        as_text=True
    )
    assert osei.get(f"/desk/cases/{case_id}/decisions/1.json").status_code == 200
    assert "shown again" not in reader.get(f"{article.url}/history").get_data(as_text=True), "it never was"
    decide(osei, case_id, "reinstate")
    assert {path: reader.get(path).data for path in before} == before


@ONE_DATABASE
def test_the_placeholder_of_an_image_says_the_ground_and_has_the_same_size(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    decide(osei, confirmed(app, article, lane=Lane.PRIVACY, use=article.uses[0]), "withhold_image")
    said = json.loads(reader.get(f"/api/v1{article.url}").data)["images"][0]
    reader.get(article.url)
    assert f'viewBox="0 0 {said["width"]} {said["height"]}"' in reader.text
    assert "Ground: privacy." in reader.text
    assert "Ground: privacy." in said["withheld"]
    answer = reader.get(article.picture())
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (451, "noindex, noarchive")
    assert 'rel="blocked-by"' in answer.headers["Link"]


@ONE_DATABASE
def test_a_note_stands_beside_the_passage_it_is_about(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    decide(osei, about_passage(app, article), "label")
    reader.get(article.url)
    assert "months [see the notice above]." in reader.text
    assert f'dir="auto">{WORDS}</blockquote>' in reader.text


@ONE_DATABASE
def test_a_note_stands_beside_the_image_it_is_about(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    decide(osei, confirmed(app, article, lane=Lane.ACCURACY, use=article.uses[0]), "label")
    assert f'class="image-notice" dir="auto">Note: {SAID["sentence"]}' in reader.get(article.url).get_data(
        as_text=True
    )


def test_what_is_to_be_corrected_keeps_its_warning_until_it_is(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    from app.takedowns import stepping

    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    step(osei, case_id, "safety_notice")
    decide(osei, case_id, "correct")
    assert osei.page.status_code == 303, osei.text
    assert "Safety notice" in reader.get(article.url).get_data(as_text=True)
    osei.get(f"/desk/cases/{case_id}")
    assert "To be corrected" in osei.text
    with app.app_context():
        editor = member("E. Marsh", Role.EDITOR)
        with transaction():
            publishing.end_with(
                "correction", session.get_one(Article, article.id), by=session.get_one(Member, editor)
            )
        assert stepping.of(session.get_one(Case, case_id), None).corrects
    assert "Safety notice" not in reader.get(article.url).get_data(as_text=True)


@ONE_DATABASE
def test_a_claimant_who_withdraws_takes_off_what_stood_meanwhile(
    app: Flask, article: Printed, osei: Browser, reader: Browser
) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    step(osei, case_id, "safety_notice")
    with app.app_context():
        ref = session.scalars(select(Notice.notice_ref).where(Notice.case_id == case_id)).one()
    assert claimant(app, ref).send("/withdrawals", sure="y").status_code == 303
    assert "Safety notice" not in reader.get(article.url).get_data(as_text=True)


@ONE_DATABASE
def test_what_was_decided_is_not_taken_off_by_a_press(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article, lane=Lane.ACCURACY)
    decide(osei, case_id, "label")
    [measure] = measured(app)
    osei.get(f"/desk/cases/{case_id}")
    form = osei.form("/decisions")
    answer = osei.client.post(
        f"/desk/cases/{case_id}/measures/{measure.id}/lifts",
        data={name: form.fields[name] for name in ("csrf_token", "version", "seen")},
        base_url="http://127.0.0.1:8000",
    )
    assert answer.status_code == 403
    assert measured(app)[0].lifted_at is None


def test_every_lane_says_what_is_offered_meanwhile() -> None:
    assert set(USUAL) == set(Lane)
    assert all(FIRST[lane] in USUAL[lane] for lane in FIRST)


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("One **bold** word and more.", "One bold word"),
        ("A [link](https://x.example) here.", "A link here"),
        ("First line\nsecond line.", "line second"),
        ("> Quoted words\n> go on.", "words go on"),
        ("- one\n- two\n- three", "one two"),
        ("Salt &amp; pepper.", "Salt & pepper"),
        ("Say &eacute;clair twice.", "éclair twice"),
        ("H~~i~~dden `code` words", "Hidden code"),
        ("First part.\n\n## A heading\n\nSecond part.", "part. A heading Second"),
        ("| a | b |\n|---|---|\n| c | d |", "c d"),
        ("Escaped \\* star", "Escaped * star"),
        ("A note[^1] here.\n\n[^1]: The foot.", "The foot"),
    ],
)
def test_words_go_however_they_are_written(body: str, quote: str) -> None:
    said = content.Content(title="T", summary="S", body=body, byline="B")
    assert withholding.is_said(said, quote), "the case is wrong"
    gone = withholding.applied(said, [Cut(quote, "[withheld: privacy]")])
    assert not withholding.is_said(gone, quote)
    assert "withheld: privacy" in gone.body
    assert (gone.title, gone.byline) == ("T", "B")

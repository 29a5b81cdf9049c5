"""The list of what is published by how weak its right is, and the same as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.clock import moved, now
from app.db import session, transaction
from app.media.models import Asset
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.takedowns import exposure
from tests.factories.findings import revision_of
from tests.factories.pages import Browser, words
from tests.factories.people import at_the_desk
from tests.publishing import making

EVIDENCE = ["ab" * 32]
STRONG = {"basis": "own_work", "people": "none", "holder": "Amina", "evidence": EVIDENCE}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def desk(app: Flask) -> Browser:
    return at_the_desk(app)


def published(title: str, *declared: dict[str, Any], embedded: dict[str, Any] | None = None) -> int:
    """An article whose images declare this, one each; the id of its submission."""
    email = f"{title.casefold().replace(' ', '')}@example.org"
    submission_id = making.draft(title, email=email)
    with transaction():
        submission = submissions.hold(submission_id)
        for number, image in enumerate(sorted(submission.images, key=lambda one: one.position)):
            image.declared = STRONG if number >= len(declared) else {"people": "none", **declared[number]}
            if number == 0 and embedded:
                session.get_one(Asset, image.asset_id).embedded = embedded
    making.sign(submission_id)
    making.approve(submission_id)
    making.publish(submission_id)
    session.rollback()
    return submission_id


def weak() -> list[tuple[str, ...]]:
    return [one.weak for one in exposure.page().rows]


WEAK: dict[str, dict[str, Any]] = {
    "pending": {
        "basis": "permission",
        "permission": "pending",
        "asked_on": "2026-11-01",
        "evidence": EVIDENCE,
    },
    "consent": {**STRONG, "people": "consented", "consent_kind": "oral", "consent": "She agreed"},
    "ending": {**STRONG, "expires_on": (now() + timedelta(days=40)).date().isoformat()},
    "unproven": {
        "basis": "licensed_cc",
        "holder": "B",
        "cc_licence": "CC-BY-4.0",
        "source_url": "https://example.org/p",
    },
    "word": {"basis": "own_work", "holder": "Amina"},
}


@pytest.mark.parametrize("code", [code for code in WEAK if code != "pending"])
def test_each_weakness_is_found_and_named(desk: Browser, code: str) -> None:
    published("Knees", WEAK[code])
    assert code in weak()[0]
    assert exposure.counts()[code] == 1
    page = words(desk.get(f"/desk/rights?weak={code}"))
    assert exposure.WEAKNESSES[code].label in page
    assert exposure.WEAKNESSES[code].source.name in page
    assert "Knees" in page


def test_a_file_that_says_it_was_made_with_ai_is_found_unless_that_is_declared() -> None:
    says = {
        "says": {
            "digital_source_type": ["http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"]
        }
    }
    published("Undeclared", {**STRONG, "explanation": "The program is wrong."}, embedded=says)
    published(
        "Declared",
        {**STRONG, "ai_changed": "yes", "ai_tool": "A program", "ai_what": "All of it"},
        embedded=says,
    )
    found = {one.article.title: one.weak for one in exposure.page().rows if "ai" in one.weak}
    assert list(found) == ["Undeclared"]


def test_the_gravest_stand_first_and_what_is_strong_last() -> None:
    published("Mixed", WEAK["word"], WEAK["consent"])
    assert [one.rank for one in exposure.page().rows] == sorted(one.rank for one in exposure.page().rows)
    assert [one[:1] for one in weak()] == [("consent",), ("word",), ()]


def test_a_right_that_ended_leads_whatever_else_is_weak() -> None:
    published("Ending", WEAK["word"], WEAK["ending"])
    with moved(timedelta(days=60)):
        assert weak()[0] == ("ended",)


def test_what_the_desk_refused_since_leads_everything(desk: Browser) -> None:
    submission_id = published("Knees", WEAK["word"], WEAK["consent"])
    record = revision_of(submission_id).placements[2].rights_id
    address = f"/desk/submissions/{submission_id}"
    said: dict[str, Any] = {f"right-{record}-found": "refused", f"right-{record}-note": "A library’s."}
    assert desk.send(address, f"{address}/findings", **said).status_code == 303
    session.rollback()
    assert weak()[0] == ("refused",)


def test_only_what_readers_are_given_is_listed() -> None:
    submission_id = published("Knees", WEAK["word"])
    assert len(weak()) == 3
    article = making.session.query(Article).filter_by(submission_id=submission_id).one()
    made = making.Made(article.id, submission_id, article.slug, ())
    making.withhold(made, revision_of(submission_id).placements[0].use)
    assert len(weak()) == 2
    making.withhold(made)
    assert weak() == []
    assert exposure.counts()[""] == 0


def test_every_image_is_reached_page_by_page_and_once(desk: Browser) -> None:
    for number in range(4):
        published(f"Knees {number}", WEAK["word"])
    seen: list[int] = []
    after = None
    while True:
        listed = exposure.page(after=after, size=5)
        seen += [one.placement.id for one in listed.rows]
        after = listed.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 12
    assert [one.placement.id for one in exposure.every()] == seen
    assert desk.get("/desk/rights?after=nonsense").status_code == 422
    assert desk.get("/desk/rights?weak=nonsense").status_code == 404


def test_the_table_opens_safely_in_a_spreadsheet(desk: Browser) -> None:
    formula = '=HYPERLINK("https://example.org","Open")'
    submission_id = published("Plain", {**WEAK["word"], "holder": formula})
    with transaction():
        for article in session.query(Article):
            article.title = "@SUM(1+1)*cmd|' /C calc'!A0"
            article.byline = 'Åsa “Quote” "x", Ørsted\nline'
    answer = desk.get("/desk/rights.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(table) == 4
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@" and cell]
    assert table[1][2] == 'Åsa “Quote” "x", Ørsted line'
    assert table[1][-1] == session.get_one(Submission, submission_id).images[0].asset.sha256


@pytest.mark.parametrize("before", ["\t", "\r\n", " ", "\u00a0", "", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_nothing_before_a_formula_hides_it_from_being_made_text(desk: Browser, before: str) -> None:
    published("Plain")
    with transaction():
        for article in session.query(Article):
            article.title = f"{before}=1+1"
    table = list(csv.reader(io.StringIO(desk.get("/desk/rights.csv").data.decode("utf-8-sig"))))
    assert table[1][0].startswith("'")
    assert table[1][0].endswith("=1+1")


def test_the_table_holds_what_the_page_was_asked_for(desk: Browser) -> None:
    published("Knees", WEAK["word"])
    published("Hips", WEAK["consent"])
    table = list(
        csv.DictReader(io.StringIO(desk.get("/desk/rights.csv?weak=consent&q=hip").data.decode("utf-8-sig")))
    )
    assert [(row["Article"], row["Right"]) for row in table] == [("Hips", "I made it myself")]
    assert exposure.WEAKNESSES["consent"].label in table[0]["Weaknesses"]


def test_who_has_no_business_at_the_desk_sees_no_table(app: Flask) -> None:
    stranger = Browser(app, app.response_class, use_cookies=True)
    assert stranger.get("/desk/rights.csv").status_code in (302, 303)
    assert stranger.get("/desk/rights").status_code in (302, 303)

"""What the desk is pointed to under an image: each row of the table by an example, and nothing where all is well."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import session
from app.submissions import weighing
from app.submissions.conditions import CONDITIONS
from app.submissions.models import Submission
from tests.factories.pages import words
from tests.factories.people import at_the_desk
from tests.review import making

FILE = {"evidence": ["a" * 64]}
GRANTED = {"basis": "permission", "permission": "granted", "permission_from": "Ana Muster", "people": "none"}
STOCK = {"basis": "licensed_stock", "vendor": "Harbour Pictures", "people": "none"}
MINE = {"basis": "own_work", "holder": "Amina Rahman", "people": "none"}
CC = {"basis": "licensed_cc", "holder": "Ana Muster", "people": "none"}
OLD = {"basis": "public_domain", "pd_reason": "died", "died": "1932", "people": "none"}
EXAMPLES: list[dict[str, Any]] = [
    {**GRANTED, **FILE, "permission": "pending"},
    {**GRANTED, **FILE, "sender_matches": "no"},
    GRANTED,
    {"basis": "employer_or_client_owned", "holder": "Harbour Clinic", "people": "none"},
    {**MINE, "at_work": "yes"},
    {**STOCK, **FILE, "editorial_only": "yes"},
    STOCK,
    {**CC, "cc_licence": "CC-BY-NC-4.0"},
    {**CC, "cc_licence": "CC-BY-ND-3.0"},
    {**CC, "cc_licence": "CC-BY-SA-2.5"},
    {**MINE, "people": "consented", "consent_kind": "oral"},
    {**MINE, "people": "child", "guardian": "Bo Berg"},
    {**MINE, "marks": "yes"},
    {**MINE, "personal": "yes"},
]


@pytest.mark.parametrize(("declared", "row"), list(zip(EXAMPLES, weighing.WEAK, strict=True)))
def test_each_row_is_met_by_its_example(declared: dict[str, Any], row: tuple[Any, str]) -> None:
    assert weighing.weak_points(declared) == [row[1]]


def test_a_licence_with_two_conditions_is_looked_at_for_both() -> None:
    points = weighing.weak_points({**CC, "cc_licence": "CC-BY-NC-SA-4.0"})
    assert points == [CONDITIONS["NC"].look, CONDITIONS["SA"].look]
    assert all(one.source.url.startswith("https://") for one in CONDITIONS.values())


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("France", []),
        ("the U.K.", []),
        ("U.S.A.", ["The United States count an older work from its publication"]),
        ("Ruritania", ["For how long the law of “Ruritania” protects a work is not in our table"]),
    ],
)
def test_a_country_whose_term_is_not_known_is_pointed_out(country: str, said: list[str]) -> None:
    points = weighing.weak_points({**OLD, "country": country})
    assert [point.startswith(said[0]) for point in points] == [True for _ in said]
    assert weighing.weak_points({**OLD, "country": country, "pd_reason": "simple"}) == []


@pytest.mark.parametrize(
    "declared",
    [
        MINE,
        {**MINE, "marks": "no", "personal": "no", "people": "crowd"},
        {**MINE, "at_work": "yes", **FILE},
        {**GRANTED, **FILE, "sender_matches": "unknown"},
        {**STOCK, **FILE, "editorial_only": "no"},
        {**CC, "cc_licence": "CC-BY-4.0"},
        {**CC, "cc_licence": "CC0-1.0"},
        {**MINE, "cc_licence": "CC-BY-NC-4.0"},
        {**MINE, "people": "patient", "consent_kind": "written", **FILE},
        {**MINE, "sender_matches": "no", "editorial_only": "yes"},
    ],
)
def test_where_nothing_is_weak_nothing_is_said(declared: dict[str, Any]) -> None:
    assert weighing.weak_points(declared) == []


def test_the_desk_reads_them_under_the_image_and_may_still_approve(app: Flask) -> None:
    with app.app_context():
        submission_id = making.submitted(declared={**GRANTED, "sender_matches": "no"})
        making.in_review(submission_id, making.member("R. Osei"))
        session.rollback()
        desk = at_the_desk(app)
        page = desk.get(f"/desk/submissions/{submission_id}")
        assert "an address that does not belong to where the image was published" in words(page)
        assert 'value="approved"' in page.text
        assert session.get_one(Submission, submission_id).state == "in_review"

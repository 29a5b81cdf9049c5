"""What a declaration needs, how it reads, and where the file disagrees: the tables, each rule by an example."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.media import fields
from app.submissions import carrying, contradictions, declarations, kinds
from app.submissions.kinds import BASES, CC_LICENCES, NEEDED, Basis

TODAY = date(2026, 11, 22)
FULL: dict[str, dict[str, str]] = {
    "own_work": {"holder": "Amina Rahman"},
    "employer_or_client_owned": {"holder": "Harbour Clinic", "permission_from": "Bo Berg, 3 May 2026"},
    "licensed_cc": {"holder": "Ana Muster", "cc_licence": "CC-BY-4.0", "source_url": "https://example.org/a"},
    "licensed_stock": {"holder": "Harbour Pictures", "licence": "Standard", "permission_from": "Order 4711"},
    "permission": {"holder": "Ana Muster", "permission_from": "Ana Muster, 3 May 2026"},
    "public_domain": {"pd_reason": "died", "died": "1932", "source_url": "https://example.org/a"},
    "quotation_or_fair_dealing": {"holder": "Ana Muster", "reason": "The article reviews this poster"},
    "ai_generated": {"tool": "Harbour Studio 3", "reason": "a knee, drawn in ink"},
}


def declared(basis: str = "own_work", **more: str) -> dict[str, Any]:
    return {"basis": basis, "people": "none", **FULL.get(basis, {}), **more}


def lacks(said: dict[str, Any]) -> list[str]:
    return [name for name, _ in declarations.lacking(said, today=TODAY)]


@pytest.mark.parametrize("basis", FULL)
def test_each_right_is_complete_with_what_its_row_needs_and_lacks_each_of_them(basis: str) -> None:
    assert lacks(declared(basis)) == []
    for name in FULL[basis]:
        assert lacks(declared(basis, **{name: ""})) == [name]


def test_every_basis_has_a_rule_with_a_source_and_every_need_a_sentence() -> None:
    assert set(BASES) == set(Basis)
    assert all(rule.source.url.startswith("https://") for rule in BASES.values())
    needs = {name for rule in BASES.values() for name in rule.needs} | {
        more.field for more in declarations.FURTHER
    }
    assert needs <= NEEDED.keys()
    assert {name for rule in BASES.values() for name in rule.details} <= declarations.ANSWERS.keys()
    assert all(one.address.startswith("https://creativecommons.org/") for one in CC_LICENCES.values())


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"basis": "unknown"}, ["basis"]),
        ({"basis": "anything"}, ["basis"]),
        (declared(people=""), ["people"]),
        (declared(people="consented"), ["consent"]),
        (declared(people="consented", consent="Both, in writing"), []),
        (declared(people="consented", consent="Both", patients="yes", consent_kind="oral"), ["consent_kind"]),
        (declared(people="consented", consent="Both", patients="yes", consent_kind="guardian"), []),
        (declared(people="consented", consent="Both", consent_on="2027-01-01"), ["consent_on"]),
        (declared(contains="unsure"), ["contains"]),
        (declared(contains="others"), ["contains_what"]),
        (declared("permission", contains="unsure"), []),
        (declared(ai_changed="yes"), ["ai_tool", "ai_what"]),
        (declared(expires_on="2026-11-21"), ["expires_on"]),
        (declared(expires_on="2026-11-22"), []),
        (declared("public_domain", died="1956"), ["died"]),
        (declared("public_domain", died="1955"), []),
        (declared("public_domain", died="long ago"), ["died"]),
        (declared("public_domain", pd_reason="government"), ["reason"]),
    ],
)
def test_what_an_answer_brings_with_it(said: dict[str, Any], missing: list[str]) -> None:
    assert lacks(said) == missing


def test_what_was_typed_for_another_right_is_kept_and_not_signed() -> None:
    kept = declarations.kept(
        {**declared(), "tool": "Harbour Studio", "patients": True, "holder": " Amina\x00 "}
    )
    assert (kept["tool"], kept["holder"]) == ("Harbour Studio", "Amina")
    assert "tool" not in declarations.signed(kept)
    assert "patients" not in declarations.signed(kept)
    assert "Harbour Studio" not in str(declarations.shown(kept))


def test_a_declaration_reads_as_a_sentence() -> None:
    said = declared("licensed_cc", expires_on="2027-03-31") | {"evidence": ["a" * 64]}
    assert declarations.summary(said) == (
        "You say: “It has a Creative Commons licence”; by Ana Muster; Attribution 4.0 (CC BY 4.0); "
        "nobody can be recognised in it; 1 file as evidence; until 31 March 2027."
    )
    assert declarations.summary({}) == ""
    assert ("May be shown until", "31 March 2027") in declarations.shown(said)


def file(**says: str) -> dict[str, Any]:
    return {"says": {name: [{"text": text, "where": ["XMP"]}] for name, text in says.items()}}


AI, PARTLY = "http://x/trainedAlgorithmicMedia", "http://x/compositeWithTrainedAlgorithmicMedia"
PEOPLE = {"people": "consented", "consent": "All"}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("creator", declared(), file(creator="Ana Muster"), {"holder": "Ana Muster"}),
    ("copyright", declared(), file(copyright="© 2019 Harbour Ltd. All rights reserved"), {"holder": "Harbour Ltd"}),
    ("owner", declared("permission"), file(owner="Harbour Ltd"), {"holder": "Harbour Ltd"}),
    ("licensor", declared(), file(licensor="Harbour Pictures"), {}),
    ("reserved", declared("licensed_cc"), file(usage_terms="All rights reserved"), {}),
    ("protected", declared("public_domain"), file(copyright_status="http://x/CS-PRO"), {}),
    ("unprotected", declared(), file(copyright_status="http://x/CS-PUB"), {}),
    (
        "licence", declared("licensed_cc"), file(licence="http://creativecommons.org/licenses/by-nc/4.0"),
        {"basis": "licensed_cc", "cc_licence": "CC-BY-NC-4.0"},
    ),
    ("credit", declared(), file(credit="Harbour Pictures"), {"credit": "Harbour Pictures"}),
    ("ai", declared(), file(digital_source_type=AI), {"basis": "ai_generated"}),
    ("ai", declared(), file(ai_prompt="a knee, ink"), {"basis": "ai_generated"}),
    ("ai", declared(), file(software="Midjourney v7"), {"basis": "ai_generated"}),
    ("ai_changed", declared(), file(digital_source_type=PARTLY), {"ai_changed": "yes"}),
    ("camera", declared("ai_generated"), file(digital_source_type="http://x/digitalCapture"), {}),
    ("release", declared(**PEOPLE), file(model_release="http://x/MR-NON"), {}),
    ("people", declared(), file(people="Bo Beispiel"), {"people": "consented"}),
    (
        "minor", declared(**PEOPLE, consent_kind="written"), file(minor_age="http://x/AG-A16"),
        {"people": "consented", "consent_kind": "guardian"},
    ),
    ("expiry", declared("licensed_stock"), file(licence_end="2027:03:31"), {"expires_on": "2027-03-31"}),
    ("age", declared("public_domain"), file(taken="2019:03:02 10:00:00"), {}),
    ("credentials", declared(), {"credentials": {"state": "broken", "note": "Changed."}}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "said", "embedded", "takes"), CASES)
def test_a_contradiction_is_found_explained_and_ends_when_the_file_is_followed(
    code: str, said: dict[str, Any], embedded: dict[str, Any], takes: dict[str, str]
) -> None:
    found = {one.code: one for one in contradictions.found(said, embedded, credit="Amina Rahman")}
    assert code in found
    assert found[code].sentence.startswith("The file says: ")
    assert found[code].takes == takes
    if takes:
        followed = said | {name: value for name, value in takes.items() if name != "credit"}
        credit = takes.get("credit", "Amina Rahman")
        assert code not in {one.code for one in contradictions.found(followed, embedded, credit=credit)}


def test_every_rule_has_an_example_here() -> None:
    assert {rule.code for rule in contradictions.RULES} == {code for code, *_ in CASES}


@pytest.mark.parametrize(
    ("said", "embedded", "credit"),
    [
        (declared(), {}, ""),
        (declared(), file(creator="AMINA RAHMAN", copyright="(c) 2024 Amina Rahman"), ""),
        (
            declared(holder="Amina Rahman-Featherstonehaugh"),
            file(creator="Amina Rahman-Featherstonehaugh"[:32]),
            "",
        ),
        (declared(), file(copyright="All rights reserved"), ""),
        (declared("employer_or_client_owned"), file(creator="Amina Rahman"), ""),
        (declared(), file(licence="https://creativecommons.org/licenses/by/4.0/"), ""),
        (declared("ai_generated"), file(digital_source_type=AI, software="Midjourney"), ""),
        (declared(ai_changed="yes"), file(digital_source_type=PARTLY), ""),
        (declared(), file(credit="Amina Rahman"), "Photograph: Amina Rahman"),
        (declared("licensed_stock", expires_on="2027-03-30"), file(licence_end="2027:03:31"), ""),
        ({}, file(creator="Ana Muster", digital_source_type=AI), ""),
    ],
)
def test_where_both_agree_or_one_is_silent_there_is_nothing_to_say(
    said: dict[str, Any], embedded: dict[str, Any], credit: str
) -> None:
    assert contradictions.between(said, embedded, credit=credit) == []


def test_the_answers_that_rules_read_are_those_the_table_of_fields_names() -> None:
    compared = {name for one in fields.STATEMENTS.values() for name in one.compared}
    assert compared <= declarations.ANSWERS.keys() | {"credit"}


class Picture:
    """An image of a draft, as carrying sees it."""

    def __init__(self, id_: int, embedded: dict[str, Any]) -> None:
        self.id, self.filename, self.embedded = id_, f"{id_}.jpg", embedded

    @property
    def asset(self) -> Any:
        return self


def test_the_same_answers_go_to_the_ticked_images_but_not_where_the_file_disagrees() -> None:
    images = [Picture(1, {}), Picture(2, {}), Picture(3, file(creator="Ana Muster")), Picture(4, {})]
    described: dict[int, dict[str, Any]] = {one.id: {"alt": f"{one.id}"} for one in images}
    described[1] |= declared(explanation="Mine.")
    done = carrying.carried(described, images, same="1", others=["1-2", "1-3", "2-4", "1-999", "x"])
    assert done.described[2] == {
        "alt": "2",
        **dict.fromkeys(declarations.ANSWERS.keys() - {"explanation"}),
        **declared(),
    }
    assert done.described[3] == {"alt": "3"}
    assert done.described[4] == {"alt": "4"}
    assert [sentence.startswith("3.jpg was left as it was. The file says") for sentence in done.left] == [
        True
    ]


@pytest.mark.parametrize(
    "take",
    [
        "",
        "x",
        "[]",
        "null",
        '{"image": 9, "takes": {"holder": "A"}}',
        '{"image": "1"}',
        '{"image": 1, "takes": []}',
    ],
)
def test_a_button_that_asks_for_nothing_known_changes_nothing(take: str) -> None:
    described: dict[int, dict[str, Any]] = {1: declared()}
    assert carrying.carried(described, [Picture(1, {})], take=take).described == described


def test_only_answers_are_taken_over() -> None:
    described: dict[int, dict[str, Any]] = {1: {"lead": False}}
    take = '{"image": 1, "takes": {"holder": "Ana Muster", "lead": "yes", "evidence": "x"}}'
    assert carrying.carried(described, [Picture(1, {})], take=take).described == {
        1: {"lead": False, "holder": "Ana Muster"}
    }


def test_terms_and_licences_are_data_with_an_address() -> None:
    assert kinds.TERM_YEARS == 70
    assert (
        contradictions.licence_in("see https://www.creativecommons.org/licenses/by-sa/3.0/") == "CC-BY-SA-3.0"
    )
    assert contradictions.licence_in("https://example.org/licenses/by/4.0/") == ""

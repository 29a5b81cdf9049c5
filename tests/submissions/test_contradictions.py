"""Where a file disagrees with what is declared, and answers taken over from it or from another image."""

from __future__ import annotations

from typing import Any

import pytest

from app.media import fields
from app.submissions import carrying, contradictions, kinds, terms
from app.submissions.asking import ANSWERS
from tests.factories.rights import PATIENT, declared


def file(**says: str) -> dict[str, Any]:
    return {"says": {name: [{"text": text, "where": ["XMP"]}] for name, text in says.items()}}


AI, PARTLY = "http://x/trainedAlgorithmicMedia", "http://x/compositeWithTrainedAlgorithmicMedia"
PEOPLE = {"people": "consented", "consent": "All"}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("creator", declared(), file(creator="Ana Muster"), {"holder": "Ana Muster"}),
    ("copyright", declared(), file(copyright="© 2019 Harbour Ltd. All rights reserved"), {"holder": "Harbour Ltd"}),
    ("owner", declared("permission"), file(owner="Harbour Ltd"), {"holder": "Harbour Ltd"}),
    ("licensor", declared(), file(licensor="Harbour Pictures"), {}),
    ("library", declared("licensed_stock"), file(licensor="Quay Images"), {"vendor": "Quay Images"}),
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
    ("people", declared(people="crowd"), file(people="Bo Beispiel"), {"people": "consented"}),
    ("minor", declared(**PEOPLE, consent_kind="written"), file(minor_age="http://x/AG-A16"), {"people": "child"}),
    ("minor_patient", declared(**PATIENT), file(minor_age="http://x/AG-A16"), {"consent_kind": "guardian"}),
    ("expiry", declared("licensed_stock"), file(licence_end="2027:03:31"), {"expires_on": "2027-03-31"}),
    ("age", declared("public_domain"), file(taken="2019:03:02 10:00:00"), {}),
    ("old", declared("public_domain", pd_reason="old"), file(taken="1931:03:02 10:00:00"), {}),
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
        (declared("licensed_stock"), file(licensor="Harbour Pictures", copyright="© Harbour Pictures"), ""),
        (declared("public_domain", pd_reason="old"), file(taken="1870:03:02 10:00:00"), ""),
        (declared(people="child"), file(minor_age="http://x/AG-A16"), ""),
        ({}, file(creator="Ana Muster", digital_source_type=AI), ""),
    ],
)
def test_where_both_agree_or_one_is_silent_there_is_nothing_to_say(
    said: dict[str, Any], embedded: dict[str, Any], credit: str
) -> None:
    assert contradictions.between(said, embedded, credit=credit) == []


def test_the_answers_that_rules_read_are_those_the_table_of_fields_names() -> None:
    compared = {name for one in fields.STATEMENTS.values() for name in one.compared}
    assert compared <= ANSWERS.keys() | {"credit"}


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
        **dict.fromkeys(ANSWERS.keys() - carrying.OWN),
        **declared(),
    }
    assert done.described[3] == {"alt": "3"}
    assert done.described[4] == {"alt": "4"}
    assert [sentence.startswith("3.jpg was left as it was. The file says") for sentence in done.left] == [
        True
    ]


def test_what_only_a_look_at_a_picture_can_tell_is_not_said_of_others_unseen() -> None:
    seen = {"contains": "nothing", "contains_what": "Nothing", "marks": "no", "personal": "no"}
    described: dict[int, dict[str, Any]] = {1: declared(**seen), 2: {"contains": "others"}}
    done = carrying.carried(described, [Picture(1, {}), Picture(2, {})], same="1", others=["1-2"])
    assert done.described[2]["holder"] == "Amina Rahman"
    assert done.described[2]["contains"] == "others"
    assert not {"contains_what", "marks", "personal"} & done.described[2].keys()


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
        '{"image": 1e400, "takes": {}}',
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
    assert all(term.source.url.startswith("https://") for term in terms.TERMS)
    names = [name for term in terms.TERMS for name in term.names]
    assert len(names) == len({*names})
    assert (
        contradictions.licence_in("see https://www.creativecommons.org/licenses/by-sa/3.0/") == "CC-BY-SA-3.0"
    )
    assert contradictions.licence_in("https://example.org/licenses/by/4.0/") == ""

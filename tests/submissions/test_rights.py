"""What a declaration needs, how it reads, and where the file disagrees: the tables, each rule by an example."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.media import fields
from app.submissions import asking, carrying, contradictions, declarations, kinds, rows, terms
from app.submissions.asking import ANSWERS, ASKED, NEEDED
from app.submissions.choices import CHOICES
from app.submissions.kinds import BASES, CC_LICENCES, Basis
from app.submissions.models import RightsRecord

TODAY = date(2026, 11, 22)
WAIT = 30
FULL: dict[str, dict[str, str]] = {
    "own_work": {"holder": "Amina Rahman"},
    "employer_or_client_owned": {
        "holder": "Harbour Clinic",
        "permission_from": "Bo Berg, 3 May 2026",
        "contact": "bo.berg@example.org",
        "no_evidence": "He said so by telephone",
    },
    "licensed_cc": {"holder": "Ana Muster", "cc_licence": "CC-BY-4.0", "source_url": "https://example.org/a"},
    "licensed_stock": {
        "vendor": "Harbour Pictures",
        "asset_number": "HP-4711",
        "licence": "Standard",
        "order_number": "2026-118",
        "account_holder": "Harbour Clinic",
        "editorial_only": "no",
    },
    "permission": {
        "holder": "Ana Muster",
        "permission": "granted",
        "permission_from": "Ana Muster, 3 May 2026",
        "scope": "article",
        "contact": "ana.muster@example.org",
        "no_evidence": "She said so by telephone",
    },
    "public_domain": {
        "pd_reason": "died",
        "died": "1932",
        "country": "France",
        "source_url": "https://example.org/a",
    },
    "quotation_or_fair_dealing": {
        "holder": "Ana Muster",
        "reason": "The article reviews this poster",
        "amount": "The whole poster",
        "acknowledgement": "Poster “Walk”, Ana Muster, 2019",
    },
    "ai_generated": {"tool": "Harbour Studio 3", "reason": "a knee, drawn in ink"},
}
AGREED = {"people": "consented", "consent": "Both, in writing"}
CHILD = {
    "people": "child",
    "consent": "Her father, for her",
    "guardian": "Bo Berg, her father",
    "consent_kind": "guardian",
}
PATIENT = {"people": "patient", "consent": "Mrs Berg", "consent_kind": "written"}
BY_AI = {"ai_changed": "yes", "ai_tool": "Harbour Studio", "ai_what": "The sky"}
ASKED_FOR = {"permission": "pending", "asked_on": "2026-11-01", "permission_from": ""}


def declared(basis: str = "own_work", **more: str) -> dict[str, Any]:
    return {"basis": basis, "people": "none", **FULL.get(basis, {}), **more}


def lacks(said: dict[str, Any]) -> list[str]:
    return [name for name, _ in declarations.lacking(said, today=TODAY, wait=WAIT)]


@pytest.mark.parametrize("basis", FULL)
def test_each_right_is_complete_with_what_its_row_needs_and_lacks_each_of_them(basis: str) -> None:
    assert lacks(declared(basis)) == []
    for name in FULL[basis]:
        assert name in lacks(declared(basis, **{name: ""}))


def test_every_basis_has_a_rule_with_a_source_and_every_need_a_sentence() -> None:
    assert set(BASES) == set(Basis)
    assert all(rule.source.url.startswith("https://") for rule in BASES.values())
    needs = {name for name, asks in ASKED.items() if any(ask.needed for ask in asks)}
    assert needs == NEEDED.keys()
    assert {name for rule in BASES.values() for name in rule.details} <= ANSWERS.keys()
    assert all(one.address.startswith("https://creativecommons.org/") for one in CC_LICENCES.values())


def test_every_stop_has_a_sentence_a_source_and_a_field() -> None:
    for stop in asking.STOPS:
        assert stop.sentence.endswith(".")
        assert stop.source.url.startswith("https://")
        assert stop.field in ANSWERS


def test_every_answer_is_asked_for_somewhere_and_after_answers_that_exist() -> None:
    assert ASKED.keys() | {*asking.ALWAYS} == ANSWERS.keys() | {"evidence"}
    for name, asks in ASKED.items():
        assert asks, name
        for ask in asks:
            for before, wanted in ask.when.items():
                assert before == "evidence" or {*wanted} - {""} <= CHOICES[before].keys(), (name, before)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"basis": "unknown"}, ["basis"]),
        ({"basis": "anything"}, ["basis"]),
        (declared(people=""), ["people"]),
        (declared(people="crowd"), []),
        (declared(people="consented"), ["consent"]),
        (declared(**AGREED), []),
        (declared(**AGREED, consent_on="2027-01-01"), ["consent_on"]),
        (declared(**AGREED, consent_on="3 May"), ["consent_on"]),
        (declared(**CHILD | {"guardian": ""}), ["guardian"]),
        (declared(**CHILD), []),
        (declared(**CHILD | {"consent_kind": "written"}), []),
        (declared(**CHILD | {"consent_kind": ""}), ["consent_kind"]),
        (declared(**CHILD | {"consent_kind": "oral"}), ["consent_kind"]),
        (declared(**CHILD | {"consent_kind": "not_needed"}), ["consent_kind"]),
        (declared(people="patient", consent="Mrs Berg"), ["consent_kind"]),
        (declared(**PATIENT), []),
        (declared(**PATIENT | {"consent_kind": "oral"}), ["consent_kind"]),
        (declared(**PATIENT | {"consent_kind": "guardian"}), ["guardian"]),
        (declared(**PATIENT | {"consent_kind": "guardian", "guardian": "Bo Berg"}), []),
        (declared(**AGREED, patients="True"), ["consent_kind"]),
        (declared(**AGREED, patients="yes", consent_kind="written"), []),
        (declared(contains="unsure"), ["contains"]),
        (declared(contains="others"), ["contains_what"]),
        (declared("permission", contains="unsure"), []),
        (declared(at_work="yes"), ["permission_from", "contact", "no_evidence"]),
        (declared(at_work="no"), []),
        (declared("employer_or_client_owned", no_evidence="") | {"evidence": ["a" * 64]}, []),
        (declared("permission", **ASKED_FOR), []),
        (declared("permission", **ASKED_FOR | {"asked_on": ""}), ["asked_on"]),
        (declared("permission", **ASKED_FOR | {"asked_on": "2026-11-23"}), []),
        (declared("permission", **ASKED_FOR | {"asked_on": "2026-11-24"}), ["asked_on"]),
        (declared(**AGREED, consent_on="2026-11-23"), []),
        (declared(**AGREED, consent_on="2026-11-24"), ["consent_on"]),
        (declared("permission", **ASKED_FOR | {"asked_on": "2026-10-23"}), []),
        (declared("permission", **ASKED_FOR | {"asked_on": "2026-10-22"}), ["asked_on"]),
        (declared("permission", sender_matches="no"), []),
        (declared("permission", no_evidence="") | {"evidence": ["a" * 64]}, []),
        (declared("licensed_stock", editorial_only="yes"), []),
        (declared("licensed_cc", holder="Unknown."), ["holder"]),
        (declared("licensed_cc", holder="anonymous", cc_licence="CC-BY-NC-SA-2.0"), ["holder"]),
        (declared("licensed_cc", holder="unknown", cc_licence="CC0-1.0"), []),
        (declared("permission", holder="Unknown", cc_licence="CC-BY-4.0"), []),
        (declared("licensed_cc", cc_licence="CC-BY-ND-4.0"), []),
        (declared("licensed_cc", cc_licence="CC-BY-ND-4.0", **BY_AI), ["ai_changed"]),
        (declared("licensed_cc", **BY_AI), []),
        (declared(ai_changed="yes"), ["ai_tool", "ai_what"]),
        (declared("ai_generated", ai_changed="yes"), []),
        (declared(marks="yes"), ["marks_which"]),
        (declared(marks="no", personal="no"), []),
        (declared(personal="yes"), ["personal_why"]),
        (declared(personal="yes", personal_why="The names are made up"), []),
        (declared(expires_on="2026-11-21"), ["expires_on"]),
        (declared(expires_on="2026-11-22"), []),
        (declared(expires_on="31/12/2026"), ["expires_on"]),
        (declared("public_domain", died="1956"), ["died"]),
        (declared("public_domain", died="1955"), []),
        (declared("public_domain", died="2091"), ["died"]),
        (declared("public_domain", died="0"), ["died"]),
        (declared("public_domain", died="0932"), ["died"]),
        (declared("public_domain", died="1932", country="Mexico"), ["died"]),
        (declared("public_domain", died="1926", country="México"), ["died"]),
        (declared("public_domain", died="1925", country="MEXICO"), []),
        (declared("public_domain", died="1946", country="Spain"), ["died"]),
        (declared("public_domain", died="1955", country="Canada"), []),
        (declared("public_domain", died="1956", country="Canada"), ["died"]),
        (declared("public_domain", died="1956", country="Ruritania"), ["died"]),
        (declared("public_domain", died="1955", country="Ruritania"), []),
        (declared("public_domain", died="long ago"), ["died"]),
        (declared("public_domain", pd_reason="government"), ["reason"]),
        (declared("public_domain", pd_reason="waived", country=""), []),
    ],
)
def test_what_an_answer_brings_with_it(said: dict[str, Any], missing: list[str]) -> None:
    assert lacks(said) == missing


def test_what_was_typed_for_another_right_is_kept_and_not_signed() -> None:
    kept = declarations.kept(
        {**declared(), "tool": "Harbour Studio", "guardian": "Bo", "holder": " Amina\x00 "}
    )
    assert (kept["tool"], kept["holder"]) == ("Harbour Studio", "Amina")
    signed = declarations.signed(kept)
    assert not {"tool", "guardian"} & signed.keys()
    assert "Harbour Studio" not in str(declarations.shown(signed))


def test_only_a_prompt_may_be_long() -> None:
    kept = declarations.kept({"prompt": "p" * 5000, "holder": "h" * 5000})
    assert (len(kept["prompt"]), len(kept["holder"])) == (4000, 500)


def test_what_was_signed_under_earlier_questions_stays_readable() -> None:
    stock = {
        "basis": "licensed_stock",
        "people": "consented",
        "holder": "Harbour Pictures",
        "licence": "Standard",
    }
    old = {**stock, "permission_from": "Order 4711", "consent": "Both", "patients": "True"}
    told = dict(declarations.shown(old))
    assert told["Permission from"] == "Order 4711"
    assert told["Patients shown"] == "Yes"
    assert declarations.renewed(old)["people"] == "patient"
    assert declarations.shown({"basis": "inherited"}) == [("Right", "inherited")]


def test_a_declaration_reads_as_a_sentence() -> None:
    said = declared("licensed_cc", expires_on="2027-03-31") | {"evidence": ["a" * 64]}
    assert declarations.summary(said) == (
        "You say: “It has a Creative Commons licence”; by Ana Muster; Attribution 4.0 (CC BY 4.0); "
        "nobody can be recognised in it; 1 file as evidence; until 31 March 2027."
    )
    assert declarations.summary({}) == ""
    assert ("May be shown until", "31 March 2027") in declarations.shown(said)


SEEN_AT = {"source_url": "https://example.org/a"}


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        (declared("licensed_cc"), "evidence"),
        (declared("public_domain"), "evidence"),
        (declared("permission", **SEEN_AT), "assertion"),
        (declared("licensed_stock", **SEEN_AT), "assertion"),
        (declared("quotation_or_fair_dealing", **SEEN_AT), "assertion"),
        (declared("ai_generated", **SEEN_AT), "assertion"),
        (declared("permission") | {"evidence": ["a" * 64]}, "evidence"),
    ],
)
def test_an_address_is_evidence_only_where_the_right_can_be_read_there(
    said: dict[str, Any], mark: str
) -> None:
    record = RightsRecord(basis=said["basis"], declared=said, expires_on=None)
    assert rows.rights_mark(record, today=TODAY) == mark


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

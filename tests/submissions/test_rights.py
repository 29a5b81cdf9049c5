"""What a declaration needs and how it reads: the tables, each rule by an example."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.submissions import asking, declarations, rows
from app.submissions.asking import ANSWERS, ASKED, NEEDED
from app.submissions.choices import CHOICES
from app.submissions.kinds import BASES, CC_LICENCES, Basis
from app.submissions.models import RightsRecord
from tests.factories.rights import FULL, PATIENT, declared

TODAY = date(2026, 11, 22)
WAIT = 30
AGREED = {"people": "consented", "consent": "Both, in writing"}
CHILD = {
    "people": "child",
    "consent": "Her father, for her",
    "guardian": "Bo Berg, her father",
    "consent_kind": "guardian",
}
BY_AI = {"ai_changed": "yes", "ai_tool": "Harbour Studio", "ai_what": "The sky"}
ASKED_FOR = {"permission": "pending", "asked_on": "2026-11-01", "permission_from": ""}


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
    assert rows.rights_mark(record, over=False) == mark

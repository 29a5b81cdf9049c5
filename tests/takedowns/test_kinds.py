"""The tables: lanes, outcomes, states, clocks. No database."""

from __future__ import annotations

import pytest

from app.submissions import passages
from app.submissions.content import Content, Question
from app.takedowns import rules
from app.takedowns.fields import Shape
from app.takedowns.forms import NoticeForm, notice_form
from app.takedowns.kinds import LANES, Lane, severity_of
from app.takedowns.rules import OUTCOMES, Outcome, Situation
from app.takedowns.states import CASE, NOTICE, OURS, CaseState, NoticeState

LAW = {
    Lane.COPYRIGHT: {"name", "work", "role", "contact", "good_faith", "accurate", "signature"},
    Lane.TRADEMARK: {
        *("name", "mark", "registration", "covers", "why", "role", "good_faith", "accurate", "signature"),
    },
    Lane.DEFAMATION: {"name", "statement", "meaning", "untrue", "knows_author", "good_faith", "accurate"},
    Lane.PRIVACY: {"name", "role", "acting", "shown", "why", "request"},
    Lane.ACCURACY: {"claim", "why", "source", "role"},
    Lane.ILLEGAL: {"name", "why", "good_faith", "accurate"},
    Lane.AUTHOR_WISH: {"name", "why", "author"},
    Lane.ORDER: {"name", "authority", "order", "demand", "accurate"},
}


SHOULD = {
    Lane.COPYRIGHT: {"why", "fair", "may_name", "may_email", "wanted"},
    Lane.TRADEMARK: {"contact", "fair", "may_name", "may_email", "wanted"},
    Lane.DEFAMATION: {"may_name", "may_email", "wanted"},
    Lane.PRIVACY: {"consent", "may_name", "may_email", "wanted", "sensitive", "signature"},
    Lane.ACCURACY: {"name", "good_faith", "may_name", "wanted", "harm"},
    Lane.ILLEGAL: {"may_name", "may_email", "wanted", "danger"},
    Lane.AUTHOR_WISH: {"wanted"},
    Lane.ORDER: {"role"},
}
"""What a report of each kind is asked beside it, and need not all say."""


def test_every_lane_stands_in_the_table() -> None:
    assert set(LANES) == set(Lane) == set(LAW)


@pytest.mark.parametrize("lane", Lane)
def test_a_lane_is_whole(lane: Lane) -> None:
    rule = LANES[lane]
    names = [field.name for field in rule.fields]
    assert len(set(names)) == len(names)
    assert all(field.source and field.label for field in rule.fields)
    assert rule.source
    assert rule.severity in range(4)
    assert rule.interim_status in (404, 451)
    assert rule.ground.endswith(".")
    assert len(lane.value) <= 24
    assert len(rule.asked_by) <= 40


@pytest.mark.parametrize("lane", Lane)
def test_a_lane_requires_what_the_law_asks_for(lane: Lane) -> None:
    assert {field.name for field in LANES[lane].fields if field.required} >= LAW[lane]


@pytest.mark.parametrize("lane", Lane)
def test_a_lane_asks_what_helps_to_decide(lane: Lane) -> None:
    assert {field.name for field in LANES[lane].fields} >= SHOULD[lane]


def test_what_is_asked_of_one_who_speaks_for_another_is_not_asked_of_one_who_speaks_for_themselves() -> None:
    said = {field.name: "yes" for field in LANES[Lane.PRIVACY].fields} | {"acting": ""}
    assert "acting" in rules.faults(Lane.PRIVACY, said | {"role": "parent"})
    assert "acting" not in rules.faults(Lane.PRIVACY, said | {"role": "self"})


def test_nobody_has_to_name_themselves_to_report_the_abuse_of_a_child() -> None:
    said = {"name": "", "child_abuse": "yes"}
    assert "name" not in rules.faults(Lane.ILLEGAL, said)
    assert "name" in rules.faults(Lane.ILLEGAL, said | {"child_abuse": "no"})


@pytest.mark.parametrize("lane", Lane)
def test_no_field_of_a_lane_hides_a_part_of_its_form(lane: Lane) -> None:
    for field in LANES[lane].fields:
        assert not hasattr(NoticeForm, field.name), field.name
        assert hasattr(notice_form(lane), field.name)


def test_a_legal_demand_answers_451_and_a_decision_of_the_house_410() -> None:
    house = {lane for lane, rule in LANES.items() if rule.removal_status == 410}
    assert house == {Lane.ACCURACY, Lane.AUTHOR_WISH}
    assert {rule.removal_status for lane, rule in LANES.items() if lane not in house} == {451}
    assert {lane for lane, rule in LANES.items() if rule.interim_status == 451} == {Lane.ORDER}


@pytest.mark.parametrize("lane", [lane for lane in Lane if LANES[lane].urgent])
def test_a_danger_makes_a_notice_the_most_urgent(lane: Lane) -> None:
    rule = LANES[lane]
    assert {value for value, _words in rule.field(rule.urgent).choices} == {"yes", "no"}
    assert severity_of(lane, {rule.urgent: "yes"}) == 0
    assert severity_of(lane, {rule.urgent: "no"}) == rule.severity


@pytest.mark.parametrize("lane", Lane)
def test_an_empty_notice_is_told_every_field_it_lacks_at_once(lane: Lane) -> None:
    required = {field.name for field in LANES[lane].fields if field.required}
    assert set(rules.faults(lane, {})) == required


@pytest.mark.parametrize("lane", Lane)
def test_a_choice_that_is_not_offered_is_no_answer(lane: Lane) -> None:
    choices = {field.name: "made up" for field in LANES[lane].fields if field.shape is Shape.CHOICE}
    assert set(rules.faults(lane, choices)) >= set(choices)


def test_an_answer_may_be_long_but_not_endless() -> None:
    assert "5,000" in rules.fault(LANES[Lane.COPYRIGHT].field("work"), "x" * 5001)
    assert rules.fault(LANES[Lane.COPYRIGHT].field("work"), "x" * 5000) == ""


def test_every_state_is_reachable() -> None:
    assert CASE.reachable() == frozenset(CaseState)
    assert NOTICE.reachable() == frozenset(NoticeState)


@pytest.mark.parametrize("state", CaseState)
def test_what_is_over_allows_no_decision(state: CaseState) -> None:
    given = rules.allowed(Situation(state, image=True, restricted=False, published=True, passage=True))
    assert given == (tuple(one for one in Outcome if one is not Outcome.REINSTATE) if state in OURS else ())


def test_what_is_retracted_is_neither_retracted_nor_corrected_again() -> None:
    given = rules.allowed(
        Situation(CaseState.TRIAGE, image=False, restricted=False, published=True, retracted=True)
    )
    assert given == (Outcome.NO_ACTION, Outcome.LABEL, Outcome.REMOVE_ARTICLE)


def test_only_what_is_down_can_be_put_back() -> None:
    down = Situation(CaseState.DECIDED, image=False, restricted=True, published=False)
    assert rules.allowed(down) == (Outcome.REINSTATE,)
    assert set(OUTCOMES) == set(Outcome)


def test_what_is_removed_already_cannot_be_removed_again() -> None:
    gone = Situation(CaseState.TRIAGE, image=False, restricted=False, published=False)
    assert rules.allowed(gone) == (Outcome.NO_ACTION,)


SAID = passages.said_in(
    Content(
        title="Knees",
        summary="What helps.",
        body="## After\n\nTake *50 mg* twice\na day.\n\n- Walk & rest\n",
        byline="A. Rahman",
        faq=(Question("How long?", "Six weeks."),),
    )
)


@pytest.mark.parametrize(
    "quote", ["Take 50 mg twice a day.", "Walk & rest", "How long? Six weeks.", " What  helps. "]
)
def test_a_passage_is_found_as_a_reader_marks_it(quote: str) -> None:
    found = passages.find(quote, SAID)
    assert found is not None
    assert found.prefix + found.quote + found.suffix in SAID


@pytest.mark.parametrize("quote", ["Take 5 mg", "", "   ", ".*", "("])
def test_a_passage_that_is_not_there_is_not_found(quote: str) -> None:
    assert passages.find(quote, SAID) is None

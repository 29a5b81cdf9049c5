"""The tables of review: how many must approve, which reasons there are, and what changed between two contents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.review import compare
from app.review.models import Verdict
from app.review.rules import (
    DECIDABLE,
    REASONS,
    VERDICTS,
    WHY,
    Circumstances,
    approvals_needed,
    counted,
    sentences,
    verdicts_in,
    why_more,
)
from app.site.defaults import SETTINGS
from app.submissions.content import Content, ContentImage, Question
from app.submissions.states import SUBMISSION, State

POLICY = SETTINGS["approvals"].value


@pytest.mark.parametrize("name", WHY)
def test_each_circumstance_asks_for_a_second_person(name):
    found = Circumstances(**{name: True})
    assert approvals_needed(found, POLICY) == 2
    assert why_more(found) == [WHY[name]]


def test_usually_one_person_is_enough():
    assert approvals_needed(Circumstances(), POLICY) == 1


def test_the_strictest_rule_counts():
    policy = {"usual": 1, "first_time_contributor": 2, "ai_image": 3, "earlier_takedown": 2}
    assert approvals_needed(Circumstances(first_time_contributor=True, ai_image=True), policy) == 3


def test_no_policy_lets_something_through_unread():
    assert approvals_needed(Circumstances(), dict.fromkeys(("usual", *WHY), 0)) == 1


def test_a_policy_that_was_set_before_a_circumstance_was_known_asks_for_two_there():
    older = {"usual": 1, "first_time_contributor": 2, "ai_image": 2, "earlier_takedown": 2}
    assert approvals_needed(Circumstances(quotation=True), older) == 2


def test_approvals_are_counted_in_words():
    assert (counted(0, 2), counted(1, 1)) == ("0 of 2 approvals", "1 of 1 approval")
    assert counted(2, 1) == "2 approvals, 1 needed", "more than enough are no fraction"


def test_a_policy_names_every_circumstance():
    assert set(POLICY) == {"usual", *WHY}


def test_every_verdict_has_words_reasons_and_states():
    for table in (VERDICTS, REASONS, DECIDABLE):
        assert set(table) == set(Verdict)


def test_every_reason_has_a_code_of_its_own_and_a_sentence():
    reasons = [reason for verdict in Verdict for reason in REASONS[verdict]]
    codes = [reason.code for reason in reasons]
    assert len(codes) == len(set(codes))
    assert all(reason.sentence.endswith(".") for reason in reasons)


@pytest.mark.parametrize("verdict", Verdict)
def test_what_may_be_decided_is_a_move_the_state_allows(verdict):
    for state in DECIDABLE[verdict]:
        assert SUBMISSION.allows(state, State(verdict.value))


def test_nothing_is_decided_about_what_is_over():
    for state in (State.DRAFT, State.DECLINED, State.WITHDRAWN, State.PUBLISHED, State.SUBMITTED):
        assert verdicts_in(state, in_doubt=False) == []


def test_sentences_come_in_the_order_of_the_table():
    said = sentences(Verdict.CHANGES_REQUESTED, ["claims", "sources"])
    assert [words.split()[1] for words in said] == ["say", "soften"]


IMAGE = ContentImage("knee", "use", "a" * 64, "A knee", "", "The author", True, "b" * 64, 1200, 800)
OLD = Content("A title", "A summary", "One two three.", "Amina", images=(IMAGE,))


def test_the_same_content_has_no_changes():
    assert compare.in_words(OLD, OLD) == []


def test_changed_words_are_shown_and_the_rest_stays():
    (change,) = compare.changes(OLD, replace(OLD, body="One four three."))
    assert change.part == "text"
    assert change.pieces == (("same", "One "), ("gone", "two"), ("added", "four"), ("same", " three."))


def test_nothing_that_changed_is_lost_by_shortening():
    body = "word " * 2000
    (change,) = compare.changes(replace(OLD, body=body), replace(OLD, body=body + "end"))
    assert ("added", "end") in change.pieces
    assert sum(len(text) for _, text in change.pieces) < 1000


def test_questions_are_compared_too():
    (change,) = compare.changes(OLD, replace(OLD, faq=(Question("How long?", "Weeks."),)))
    assert change.part == "questions"


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ((), "The image “knee” was taken out."),
        ((IMAGE, replace(IMAGE, key="hip")), "The image “hip” was added."),
        ((replace(IMAGE, caption="New"),), "Of the image “knee” this changed: caption."),
        (
            (replace(IMAGE, rights="c" * 64),),
            "Of the image “knee” this changed: what is declared about its rights.",
        ),
        ((replace(IMAGE, asset="c" * 64),), "Of the image “knee” this changed: another file."),
    ],
)
def test_what_happened_to_images_is_said(after, said):
    assert compare.image_changes(OLD, replace(OLD, images=after)) == [said]


def test_while_an_image_is_in_doubt_everything_but_approving_stays_possible() -> None:
    for state in State:
        sure = verdicts_in(state, in_doubt=False)
        assert verdicts_in(state, in_doubt=True) == [one for one in sure if one is not Verdict.APPROVED]
    assert Verdict.APPROVED in verdicts_in(State.IN_REVIEW, in_doubt=False)

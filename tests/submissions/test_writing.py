"""The writing desk: nothing typed is lost, nothing is saved over somebody else's work, text comes back as typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask

from app.db import session, transaction
from app.submissions import actions, preflight, queries
from app.submissions.models import Submission
from tests.factories.pages import browser, form, words
from tests.factories.people import TEXT, guest_with_draft, ready_to_sign

SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_a_page_that_was_overtaken_answers_409_and_keeps_what_was_typed(app: Flask) -> None:
    draft = guest_with_draft(app, **TEXT)
    old = draft.guest.get(draft.where)
    draft.save(title="Saved on the telephone")
    answer = draft.guest.send(old, f"{draft.where}/saves", title="Typed on the desk", body="All of it.")
    assert answer.status_code == 409
    shown = form(answer, f"{draft.where}/saves").fields
    assert (shown["title"], shown["body"]) == ("Typed on the desk", "All of it.")
    assert draft.row.copy.title == "Saved on the telephone"
    again = draft.guest.send(answer, f"{draft.where}/saves")
    assert again.status_code == 303
    assert draft.row.copy.title == "Typed on the desk"


def test_a_script_is_told_of_the_conflict_in_json(app: Flask) -> None:
    draft = guest_with_draft(app)
    old = draft.guest.get(draft.where)
    draft.save(title="One")
    answer = draft.guest.send(old, f"{draft.where}/saves", title="Two", headers=SCRIPT)
    assert answer.status_code == 409
    assert "another window" in answer.get_json()["message"]


def test_a_script_gets_the_new_version_and_what_is_missing(app: Flask) -> None:
    draft = guest_with_draft(app)
    answer = draft.guest.send(draft.where, f"{draft.where}/saves", title="One", headers=SCRIPT)
    said = answer.get_json()
    assert said["version"] == draft.row.copy.version == 2
    assert "Write the article." in [problem["text"] for problem in said["problems"]]
    assert "Give the article a title." not in [problem["text"] for problem in said["problems"]]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("title", 200),
        ("summary", 1000),
        ("body", 200_000),
        ("byline", 160),
        ("bio", 1500),
        ("references", 20_000),
    ],
)
def test_too_long_a_text_is_refused_beside_its_field_and_everything_typed_is_kept(
    app: Flask, name: str, most: int
) -> None:
    draft = guest_with_draft(app)
    typed = TEXT | {name: "x" * (most + 1)}
    answer = draft.save(**typed)
    assert answer.status_code == 422
    shown = form(answer, f"{draft.where}/saves").fields
    assert {key: shown[key] for key in typed} == typed
    assert f"{most:,} characters at most" in answer.text
    assert draft.row.copy.title == ""
    assert draft.save(**(TEXT | {name: "x" * most})).status_code == 303


def test_a_title_that_grows_when_it_is_normalised_is_refused_in_words(app: Flask) -> None:
    draft = guest_with_draft(app)
    assert draft.save(title="\ufb2c" * 150).status_code == 422
    assert draft.save(title="\ufb2c" * 60).status_code == 303
    assert len(draft.row.copy.title) == 180


def test_an_article_of_200000_characters_is_kept_whole(app: Flask) -> None:
    draft = guest_with_draft(app)
    body = ("Wörter über Wörter.\n\n" * 10_000)[:200_000].rstrip()
    assert draft.save(body=body).status_code == 303
    assert draft.row.copy.body == body


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("أمينة رحمن تكتب عن الركبة", "أمينة رحمن تكتب عن الركبة"),
        ("👩🏽‍⚕️ Knees 🦵", "👩🏽‍⚕️ Knees 🦵"),
        ("A\x00 title\x07 with\x1b noise", "A title with noise"),
        ("Gespräch", unicodedata.normalize("NFC", "Gespräch")),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("  two\r\nlines  ", "two lines"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_title_is_kept_as_it_was_meant(app: Flask, typed: str, kept: str) -> None:
    draft = guest_with_draft(app)
    assert draft.save(title=typed, byline=typed).status_code == 303
    assert (draft.row.copy.title, draft.row.copy.byline) == (kept, kept)
    page = draft.guest.get(draft.where)
    assert form(page, f"{draft.where}/saves").fields["title"] == kept
    assert "<script>alert" not in page.text


def test_questions_and_references_come_back_as_they_were_typed(app: Flask) -> None:
    draft = guest_with_draft(app)
    pairs = {"faq-0-question": "Does it hurt?", "faq-0-answer": "At first.\n\nThen less."}
    draft.save(**pairs, references="First, 2020.\n\nSecond, 2021.\n", interests="None", ai="Spelling only")
    shown = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields
    assert {name: shown[name] for name in pairs} == pairs
    assert shown["references"] == "First, 2020.\nSecond, 2021."
    assert (shown["interests"], shown["ai"]) == ("None", "Spelling only")
    assert [name for name in shown if name.endswith("-question")] == [f"faq-{n}-question" for n in range(3)]


def test_more_questions_than_an_article_can_have_are_refused_and_none_is_lost(app: Flask) -> None:
    draft = guest_with_draft(app)
    pairs = {f"faq-{n}-{part}": f"{part} {n}" for n in range(41) for part in ("question", "answer")}
    sent = {**form(draft.guest.get(draft.where), f"{draft.where}/saves").filled({}), **pairs}
    answer = draft.guest.post(f"{draft.where}/saves", data=sent)
    assert answer.status_code == 422
    assert "An article can have 40 questions at most." in words(answer)
    assert form(answer, f"{draft.where}/saves").fields["faq-40-answer"] == "answer 40"
    assert draft.row.copy.faq == []
    sent |= {"faq-7-question": "", "faq-7-answer": ""}
    assert draft.guest.post(f"{draft.where}/saves", data=sent).status_code == 303
    assert len(draft.row.copy.faq) == 40


def test_a_question_without_an_answer_is_named_before_signing(app: Flask) -> None:
    draft = guest_with_draft(app, **TEXT, **{"faq-1-question": "And then?"})
    assert [one.place for one in preflight.requirements(draft.row)] == ["faq-0-question"]


def test_a_picture_named_in_the_text_that_is_not_there_is_missing(app: Flask) -> None:
    draft = guest_with_draft(app, **(TEXT | {"body": "Words.\n\n![[knee]]\n"}))
    assert [one.place for one in preflight.requirements(draft.row)] == ["body"]


def test_a_save_without_the_token_of_the_form_is_refused_and_saves_nothing(app: Flask) -> None:
    draft = guest_with_draft(app)
    answer = draft.guest.post(f"{draft.where}/saves", data={"version": "1", "title": "Forged"})
    assert answer.status_code == 400
    assert "earlier visit" in words(answer)
    assert draft.row.copy.title == ""


def test_a_version_that_is_no_number_is_a_conflict_and_no_failure(app: Flask) -> None:
    draft = guest_with_draft(app)
    for version in ("", "x", "-1", "9" * 30, "²"):
        assert draft.save(version=version, title="T").status_code == 409


def test_a_word_to_the_desk_is_kept_and_an_empty_one_is_not(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    draft.sign()
    status = draft.guest.get(f"{draft.where}/status")
    answer = draft.guest.send(status, f"{draft.where}/comments", body="When will you read it?")
    assert answer.status_code == 303
    draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="   ")
    [said] = queries.comments(draft.row)
    assert (said.body, said.by_desk) == ("When will you read it?", False)


def test_both_sides_of_the_conversation_stand_in_order_on_the_status_page(app: Flask) -> None:
    from app.accounts.models import Member
    from tests.factories.people import member

    draft = ready_to_sign(app, images=0)
    draft.sign()
    who = member()
    with transaction():
        actions.comment(
            session.get_one(Submission, draft.row.id), body="Which ward?", by=session.get_one(Member, who)
        )
    draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="The third.")
    said = words(draft.guest.get(f"{draft.where}/status"))
    assert said.index("Which ward?") < said.index("The third.")


def test_nobody_else_can_speak_in_the_conversation(app: Flask) -> None:
    draft = guest_with_draft(app)
    stranger = browser(app)
    assert stranger.post(f"{draft.where}/comments", data={"body": "x"}).status_code == 404
    assert queries.comments(draft.row) == []

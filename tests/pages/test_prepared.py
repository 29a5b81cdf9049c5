"""Prepared messages at the desk; and nothing leaves it while a mark is left that a person has to fill in."""

from __future__ import annotations

import html
import re
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations import changes
from app.db import session, transaction
from app.errors import Refused
from app.publishing.actions.publish import check_note
from app.publishing.kinds import Change
from app.review.models import Decision
from app.review.rights.models import Finding
from app.submissions import actions
from app.submissions.comments import Comment
from app.submissions.models import Submission
from app.takedowns.actions import holds
from app.takedowns.actions.decisions import Reasons
from app.takedowns.rules import Outcome
from app.takedowns.stating.rules import faults
from tests.pages.signing_in import post, sign_in
from tests.review import making

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
GAP = "Where is [[the figure]] from?"
SAYS = "Fill in what stands in brackets, or take it out: [[the figure]]."


@pytest.fixture
def read(app: Flask, desk):
    """The same, and its review has begun."""
    with app.app_context():
        making.in_review(desk["submission"], desk["ids"][0])
    return desk


def address_of(desk) -> str:
    return f"/desk/submissions/{desk['submission']}"


def use(desk, name: str, **typed: str):
    """Press “Use it” in a browser without a script, which sends CR LF at the end of each line."""
    sent = {key: re.sub("\r?\n", "\r\n", words) for key, words in {"body": "", **typed}.items()}
    return post(desk["reviewer"], f"{address_of(desk)}/comments", use="yes", letter=name, **sent)


def field(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\r?\n?(.*?)</textarea>', page, re.S)
    assert found
    return html.unescape(found[1]).strip()


def test_one_is_chosen_above_the_message_with_what_the_site_knows_filled_in(desk):
    page = use(desk, "sources").text
    words = re.findall(r'<textarea[^>]*id="message-body"[^>]*>(.*?)</textarea>', page, re.S)
    assert "Thank you for “Rebuilding a knee”." in words[0]
    assert "[[the claim, in your own words]]" in words[0]
    assert '<option value="sources"' in page
    assert re.search(r'<option value="sources"[^>]* selected', page)
    plain = desk["reviewer"].get(address_of(desk)).text
    assert re.search(r'<textarea[^>]*id="message-body"[^>]*>\s*</textarea>', plain)


@ONE_DATABASE
def test_without_a_script_it_comes_after_what_was_typed_and_nothing_typed_is_lost(app, desk):
    typed = {"body": "Dear Dr Rahman,\n\n[[no]]", "quote": "Recovery varies", "before": "Say: "}
    answer = use(desk, "sources", **typed)
    assert answer.status_code == 200
    said = field(answer.text, "body")
    assert said.splitlines()[:3] == ["Dear Dr Rahman,", "", "[[no]]"]
    assert "[[no]]\n\nThank you for" in said
    assert field(answer.text, "quote") == "Recovery varies"
    there = re.search(r'<button[^>]* formaction="([^"#]+)#([\w-]+)"[^>]*>Use it<', answer.text)
    assert there, "the browser shows the field, which stands far down"
    assert there.groups() == (f"{address_of(desk)}/comments", "message-body")
    assert 'name="before" type="hidden" value="Say: "' in answer.text
    again = field(use(desk, "advice", body=said).text, "body")
    assert " ".join(again.split()).startswith(f"{' '.join(said.split())} Thank you for")
    alone = field(use(desk, "sources").text, "body")
    assert field(use(desk, "advice", body=alone).text, "body").count("Thank you for") == 1, (
        "untouched, it gives way"
    )
    with app.app_context():
        assert session.scalar(select(Comment)) is None


@ONE_DATABASE
def test_an_image_that_was_chosen_and_is_there_no_more_stays_chosen_and_is_refused_when_sent(app, desk):
    page = use(desk, "sources", body="Whose is this?", image="gone").text
    assert '<option selected value="gone">' in page
    assert "open><summary>About a passage or an image" in page, "where it can be seen"
    answer = post(desk["reviewer"], f"{address_of(desk)}/comments", body="Whose is this?", image="gone")
    assert answer.status_code == 422
    assert "There is no image “gone” in revision 1." in answer.text
    assert '<option selected value="gone">' in answer.text
    with app.app_context():
        assert session.scalar(select(Comment)) is None


@pytest.mark.parametrize("name", ["", "nothing", "letter-sources", "../x", "x" * 500])
@ONE_DATABASE
def test_one_that_is_not_there_any_more_is_refused_and_what_was_typed_stays(desk, name):
    answer = use(desk, name, body="Dear Dr Rahman,")
    assert answer.status_code == 422
    assert "That prepared message is not there any more." in answer.text
    assert field(answer.text, "body") == "Dear Dr Rahman,"


def test_a_message_with_a_mark_left_is_refused_beside_its_field_and_kept(app, desk):
    answer = post(desk["reviewer"], f"{address_of(desk)}/comments", body=GAP)
    assert answer.status_code == 422
    assert SAYS in html.unescape(answer.text)
    assert 'id="message-body-fault"' in answer.text
    assert GAP in answer.text
    with app.app_context():
        assert session.scalar(select(Comment)) is None
    assert post(desk["reviewer"], f"{address_of(desk)}/comments", body="Where from?").status_code == 303


@ONE_DATABASE
def test_a_message_whose_letter_could_not_be_written_is_refused_before_it_is_kept(app, desk):
    said = "You wrote:\n### What hurts ###\nWhy?"
    answer = post(desk["reviewer"], f"{address_of(desk)}/comments", body=said)
    assert answer.status_code == 422
    assert "A letter with ### What hurts ### in it does not go out." in answer.text
    assert "### What hurts ###" in field(answer.text, "body")
    with app.app_context():
        assert session.scalar(select(Comment)) is None


@ONE_DATABASE
def test_an_author_may_write_what_they_like(app, desk):
    with app.app_context(), transaction():
        submission = session.get_one(Submission, desk["submission"])
        assert actions.comment(submission, body=GAP, by=submission.guest).body == GAP


@pytest.mark.parametrize("verdict", ["approved", "changes_requested", "declined"])
def test_a_note_with_a_decision_is_refused_too(app, read, verdict):
    with app.app_context():
        seen = {name: str(value) for name, value in vars(making.seen(read["submission"])).items()}
    answer = post(read["reviewer"], f"{address_of(read)}/decisions", verdict=verdict, note=GAP, **seen)
    assert answer.status_code == 422
    assert SAYS in html.unescape(answer.text)
    assert GAP in answer.text
    with app.app_context():
        assert session.scalar(select(Decision)) is None


@ONE_DATABASE
def test_a_note_to_several_authors_is_refused_for_each_of_them(app, read):
    where = "/desk/submissions/decisions"
    with app.app_context():
        pins = vars(making.seen(read["submission"]))
    asked = {f"item-{read['submission']}-{name}": str(value) for name, value in pins.items()}
    answer = post(read["reviewer"], where, ids=str(read["submission"]), verdict="declined", note=GAP, **asked)
    assert answer.status_code == 409
    assert SAYS in html.unescape(answer.text)
    assert field(answer.text, "note") == GAP
    with app.app_context():
        assert session.scalar(select(Decision)) is None


@ONE_DATABASE
def test_a_question_about_a_right_is_refused_too(app, read):
    with app.app_context():
        revision = making.newest(read["submission"])
        right, content = revision.placements[0].rights_id, revision.content_hash
    said = {f"right-{right}-found": "questioned", f"right-{right}-note": GAP, f"right-{right}-last": "0"}
    answer = post(read["reviewer"], f"{address_of(read)}/findings", content_hash=content, **said)
    assert answer.status_code == 422
    assert SAYS in html.unescape(answer.text)
    assert GAP in answer.text
    with app.app_context():
        assert session.scalar(select(Finding)) is None


@ONE_DATABASE
def test_reasons_of_a_case_and_words_for_readers_are_refused_too(app):
    with app.app_context():
        said = {**asdict(Reasons(ground="Copyright", explanation=GAP, internal=GAP)), "kind": "illegal"}
        assert faults(said, Outcome.NO_ACTION, noticed=True, secret={}) == {"explanation": [SAYS]}
        with pytest.raises(Refused, match="the figure"):
            check_note(GAP, Change.CORRECTION)
        assert changes._fault_of(GAP) == SAYS
        by = Member(name="R", email="r@desk.example")
        with pytest.raises(Refused) as refusal:
            holds.withhold(1, by=by, use="", reason=GAP, version=1)
        assert refusal.value.fields == {"reason": [SAYS]}


@ONE_DATABASE
def test_an_internal_note_may_hold_what_it_likes(app, desk):
    assert post(desk["reviewer"], f"{address_of(desk)}/notes", body=GAP).status_code == 303


@ONE_DATABASE
def test_of_a_draft_that_is_not_signed_no_title_is_filled_in(app, desk):
    with app.app_context():
        by = making.member("W. Marsh", role=Role.WEBMASTER)
        with transaction():
            draft = actions.start("new@example.org", key=making.KEY)
            draft.copy.title = "A secret title"
            actions.comment(draft, body="May I?", by=draft.guest)
            number = draft.id
        assert session.get(Member, by)
    page = post(
        sign_in(app, by), f"/desk/submissions/{number}/comments", use="yes", letter="advice", body=""
    ).text
    assert "Thank you for “your article”." in page
    assert "secret" not in page

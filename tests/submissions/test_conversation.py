"""Guest and desk write to each other, also before the first signature; and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.models import Member
from app.db import session, transaction
from app.errors import NotAllowed
from app.submissions import actions, queries
from tests.factories.pages import form, forms, words
from tests.factories.people import (
    Draft,
    at_the_desk,
    guest_with_draft,
    member,
    ready_to_sign,
    signed_submission,
)
from tests.notifications import making as mail

LONG = "An important question. " + "words " * 1000
UNREADABLE = "\x07\x1b"
WORDS = {"title": "My unsent title", "summary": "My unsent summary.", "body": "My unsent words."}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def desk_page(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}"


def ask(draft: Draft, body: str = "May I write about horses?") -> None:
    assert draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body=body).status_code == 303


def test_a_question_before_the_first_signature_is_read_and_answered_at_the_desk(app: Flask) -> None:
    draft, desk = guest_with_draft(app, **WORDS), at_the_desk(app)
    ask(draft)
    mail.told()
    letter = mail.letters()[-1]
    assert letter.letter == "comment_answered"
    assert desk_page(draft) in letter.text
    assert "a draft that is not signed yet" in letter.text
    page = desk.get(desk_page(draft))
    assert page.status_code == 200
    assert "May I write about horses?" in words(page)
    assert desk.send(page, f"{desk_page(draft)}/comments", body="Please do.").status_code == 303
    mail.told()
    assert mail.letters()[-1].letter == "comment_from_desk"
    assert "your draft stays as it is" in mail.letters()[-1].text
    assert "Please do." in words(draft.guest.get(f"{draft.where}/status"))


def test_the_desk_reads_nothing_of_a_draft_that_is_not_signed(app: Flask) -> None:
    draft, desk = guest_with_draft(app, **WORDS), at_the_desk(app)
    ask(draft)
    mail.told()
    page = desk.get(desk_page(draft))
    assert "unsent" not in page.text
    assert "unsent" not in mail.letters()[-1].text + mail.letters()[-1].html
    assert [one.action for one in forms(page) if "/desk/submissions" in one.action] == [
        f"{desk_page(draft)}/comments",
        f"{desk_page(draft)}/notes",
    ]


def test_a_draft_that_nobody_asked_about_is_not_there_for_the_desk(app: Flask) -> None:
    draft, asked, desk = guest_with_draft(app, **WORDS), guest_with_draft(app, **WORDS), at_the_desk(app)
    ask(asked)
    assert desk.get(desk_page(draft)).status_code == 404
    token = form(desk.get(desk_page(asked)), f"{desk_page(asked)}/comments").fields["csrf_token"]
    for kind in ("comments", "notes"):
        sent = desk.post(f"{desk_page(draft)}/{kind}", data={"csrf_token": token, "body": "Hello."})
        assert sent.status_code == 404
    assert queries.comments(draft.row) == []


def test_a_note_on_a_draft_that_is_not_signed_is_kept(app: Flask) -> None:
    draft, desk = guest_with_draft(app), at_the_desk(app)
    ask(draft)
    assert desk.send(desk_page(draft), f"{desk_page(draft)}/notes", body="Ask the vet.").status_code == 303
    assert "Ask the vet." in words(desk.get(desk_page(draft)))
    assert "Ask the vet." not in draft.guest.get(f"{draft.where}/status").text


def test_nothing_can_be_decided_about_a_draft_that_is_not_signed(app: Flask) -> None:
    draft, desk = guest_with_draft(app), at_the_desk(app)
    ask(draft)
    token = form(desk.get(desk_page(draft)), f"{desk_page(draft)}/notes").fields["csrf_token"]
    decided = {"verdict": "declined", "note": "No.", "version": 1, "content_hash": "0" * 64}
    decided |= {"attestation": 0, "images": "0" * 64, "rights": 0}
    answer = desk.post(f"{desk_page(draft)}/decisions", data={"csrf_token": token, **decided})
    assert answer.status_code == 403
    assert "Nothing of this has been submitted yet." in words(answer)
    assert draft.row.state == "draft"


def test_nothing_more_is_said_about_what_was_withdrawn_before_it_was_sent(app: Flask) -> None:
    draft, desk = guest_with_draft(app, **WORDS), at_the_desk(app)
    old = draft.guest.get(f"{draft.where}/status")
    draft.withdraw("No time.")
    shown = draft.guest.get(f"{draft.where}/status")
    assert f"{draft.where}/comments" not in shown.text
    assert "Write to " in words(shown)
    answer = draft.guest.send(old, f"{draft.where}/comments", body="Are you <still> there?")
    assert answer.status_code == 403
    assert "withdrawn before it was sent" in words(answer)
    assert "Are you &lt;still&gt; there?" in answer.text
    assert queries.comments(draft.row) == []
    mail.told()
    letter = mail.letters()[-1]
    assert letter.letter == "submission_withdrawn"
    assert "unsent" not in letter.text
    page = desk.get(desk_page(draft))
    assert page.status_code == 200
    assert f"{desk_page(draft)}/comments" not in page.text
    by = session.get_one(Member, member("leo@desk.example"))
    with pytest.raises(NotAllowed), transaction():
        actions.comment(draft.row, body="Hello.", by=by)


def test_what_was_sent_and_withdrawn_can_still_be_talked_about(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    draft.withdraw()
    ask(draft, "Thank you all the same.")
    assert [one.body for one in queries.comments(draft.row)] == ["Thank you all the same."]


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    ("body", "fault"), [(LONG, "5,000"), (UNREADABLE, "Write your message."), ("", "Write your message.")]
)
def test_a_message_that_cannot_be_sent_comes_back_with_the_fault_beside_it(
    app: Flask, signed: bool, body: str, fault: str
) -> None:
    draft = (signed_submission if signed else ready_to_sign)(app, images=0)
    answer = draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body=body)
    assert answer.status_code == 422
    assert re.search(rf'id="body-fault".*{fault}', answer.text)
    assert re.search(r'<textarea[^>]*aria-invalid="true"', answer.text)
    assert 'href="#body"' in answer.text
    assert form(answer, f"{draft.where}/comments").fields["body"].strip() == body.strip()
    assert queries.comments(draft.row) == []


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("kind", "id_"), [("comments", "message-body"), ("notes", "note-body")])
def test_what_is_too_long_at_the_desk_comes_back_too(app: Flask, signed: bool, kind: str, id_: str) -> None:
    draft, desk = (signed_submission if signed else guest_with_draft)(app), at_the_desk(app)
    ask(draft)
    answer = desk.send(desk_page(draft), f"{desk_page(draft)}/{kind}", body=LONG)
    assert answer.status_code == 422
    assert f'id="{id_}-fault"' in answer.text
    assert form(answer, f"{desk_page(draft)}/{kind}").fields["body"].strip() == LONG.strip()


def test_a_reason_that_is_too_long_comes_back_too(app: Flask) -> None:
    draft = guest_with_draft(app, **WORDS)
    page = draft.guest.get(f"{draft.where}/status")
    answer = draft.guest.send(page, f"{draft.where}/withdrawals", reason=LONG)
    assert answer.status_code == 422
    assert 'id="reason-fault"' in answer.text
    assert form(answer, f"{draft.where}/withdrawals").fields["reason"].strip() == LONG.strip()
    assert draft.row.state == "draft"

"""Comments tied to a passage or an image: the desk says where, the author is led there and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Member
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.pages import verification
from app.submissions import actions, conversation, passages, queries
from app.submissions.actions import About
from app.submissions.comments import Comment
from app.submissions.content import Content, Question
from tests.factories.pages import Browser, form, forms, words
from tests.factories.people import Draft, at_the_desk, guest_with_draft, member, ready_to_sign
from tests.notifications import making as mail

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BODY = "Recovery varies among individuals.\n\nMost people notice **some improvement** in spring. Most people rest."
QUOTE = "notice some improvement in spring"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def sent(app: Flask) -> Draft:
    draft = ready_to_sign(app, body=BODY)
    assert draft.sign().status_code == 303
    return draft


def desk_page(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}"


def key_of(draft: Draft) -> str:
    return draft.row.images[0].key


def remark(desk: Browser, draft: Draft, **values: Any) -> Any:
    """The message to the author, filled in as it stands on the page."""
    page = desk.get(desk_page(draft))
    [blank] = [one for one in forms(page) if one.action.endswith("/comments") and "quote" in one.names]
    return desk.post(blank.action, data=blank.filled({"body": "Where from?", **values}))


def answer(draft: Draft, number: int, body: str = "From the ward.", **values: Any) -> Any:
    fields = form(draft.guest.get(f"{draft.where}/status"), f"{draft.where}/comments").fields
    asked = {"csrf_token": fields["csrf_token"], "body": body, "reply_to": number, **values}
    return draft.guest.post(f"{draft.where}/comments", data=asked)


def only(draft: Draft) -> Comment:
    [said] = queries.comments(draft.row)
    return said


def test_the_desk_comments_on_words_and_the_author_is_led_to_them(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    assert remark(desk, sent, quote=f"  {QUOTE}\n").status_code == 303
    said = only(sent)
    newest = queries.newest(sent.row)
    assert newest is not None
    assert (said.quote, said.revision_id) == (QUOTE, newest.id)
    assert said.prefix.endswith("Most people ")
    assert said.suffix.startswith(". Most people rest")
    for page in (desk.get(desk_page(sent)), sent.guest.get(f"{sent.where}/status")):
        assert QUOTE in words(page)
        assert "on revision 1" in words(page)
    beside = sent.guest.get(sent.where)
    assert f'href="#body" data-quote="{QUOTE}"' in beside.text
    assert f"{sent.where}/status#comment-{said.id}" in beside.text
    assert "not in your draft any more" not in beside.text


def test_where_the_words_have_changed_since_the_old_ones_are_shown_and_it_is_said(
    app: Flask, sent: Draft
) -> None:
    remark(at_the_desk(app), sent, quote=QUOTE)
    sent.save(body="Recovery varies among individuals.")
    beside = words(sent.guest.get(sent.where))
    assert QUOTE in beside
    assert "These words are not in your draft any more." in beside


def test_the_desk_comments_on_an_image_by_its_name(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    assert remark(desk, sent, image=key_of(sent)).status_code == 303
    assert only(sent).image == key_of(sent)
    named = f"About the image “{key_of(sent)}”"
    assert named in words(desk.get(desk_page(sent)))
    assert named in words(sent.guest.get(f"{sent.where}/status"))
    assert f'href="#image-{sent.row.images[0].id}"' in sent.guest.get(sent.where).text


def test_words_that_stand_twice_are_meant_where_they_were_read(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    remark(desk, sent, quote="Most people", before="notice some improvement in spring. ")
    assert only(sent).suffix.startswith(" rest")
    [point] = conversation.points(sent.row)
    assert (point.place, point.occurrence) == ("body", 1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"quote": "Nobody wrote this"}, "These words do not stand in revision 1."),
        ({"quote": "x" * 501}, "Quote 500 characters at most"),
        ({"quote": QUOTE, "image": "both"}, "a comment is about one of them"),
        ({"image": "no-such-image"}, "There is no image “no-such-image” in revision 1."),
    ],
)
@ONE_DATABASE
def test_what_is_not_there_is_not_commented_on_and_nothing_typed_is_lost(
    app: Flask, sent: Draft, values: dict[str, str], says: str
) -> None:
    page = remark(at_the_desk(app), sent, **values)
    assert page.status_code == 422
    assert says in words(page)
    kept = form(page, f"{desk_page(sent)}/comments").fields
    assert kept["body"].strip() == "Where from?"
    assert kept["quote"].strip() == values.get("quote", "")
    assert queries.comments(sent.row) == []


@ONE_DATABASE
def test_a_comment_is_about_the_revision_that_was_on_the_screen(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    page = desk.get(desk_page(sent))
    sent.save(body="Something else altogether, and longer than before.")
    assert sent.sign().status_code == 303
    old = form(page, f"{desk_page(sent)}/comments").filled({"body": "Where from?", "quote": QUOTE})
    assert desk.post(f"{desk_page(sent)}/comments", data=old).status_code == 303
    assert "on revision 1" in words(desk.get(desk_page(sent)))
    again = old.copy()
    again["revision"] = "7"
    assert desk.post(f"{desk_page(sent)}/comments", data=again).status_code == 422


def test_the_author_answers_in_the_thread_and_both_sides_read_it(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    remark(desk, sent, quote=QUOTE)
    mail.told()
    asks = mail.letters()[-1]
    assert (asks.letter, QUOTE in asks.text, QUOTE in asks.html) == ("comment_from_desk", True, True)
    assert QUOTE not in asks.subject
    root = only(sent).id
    assert answer(sent, root).status_code == 303
    mail.told()
    told = mail.letters()[-1]
    assert (told.letter, QUOTE in told.text, "From the ward." in told.text) == (
        "comment_answered",
        True,
        False,
    )
    [thread] = conversation.threads(sent.row)
    assert [one.body for one in thread.answers] == ["From the ward."]
    for page in (desk.get(desk_page(sent)), sent.guest.get(f"{sent.where}/status")):
        assert '<ol class="answers">' in page.text
        assert "From the ward." in words(page)


def test_an_empty_answer_comes_back_where_it_was_typed(app: Flask, sent: Draft) -> None:
    remark(at_the_desk(app), sent, quote=QUOTE)
    page = answer(sent, only(sent).id, " ")
    assert page.status_code == 422
    assert f'id="answer-{only(sent).id}-fault"' in page.text
    assert f'href="#answer-{only(sent).id}"' in page.text


def test_nobody_answers_what_is_not_theirs_or_is_an_answer_or_is_over(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    remark(desk, sent, quote=QUOTE)
    root = only(sent).id
    other = guest_with_draft(app, email="b@example.org", title="Another")
    for number in (root, 999):
        page = answer(other, number, "I am a <stranger>.")
        assert page.status_code == 422
        assert "What this answers is not here any more." in words(page)
        assert "I am a <stranger>." in words(page)
        assert QUOTE not in page.text
    assert queries.comments(other.row) == []
    answer(sent, root)
    reply = queries.comments(sent.row)[-1].id
    assert answer(sent, reply, "And that?").status_code == 422
    for strange in ("x", "0", "-1", "9" * 30):
        assert answer(sent, 0, "And that?", reply_to=strange).status_code == 422
    desk.send(desk_page(sent), f"{desk_page(sent)}/comments/{root}/settlements")
    over = answer(sent, root, "One more <thing>.")
    assert over.status_code == 403
    assert "One more <thing>." in words(over)
    assert len(queries.comments(sent.row)) == 2


def test_an_answer_to_another_submission_is_refused_by_the_database_too(app: Flask, sent: Draft) -> None:
    remark(at_the_desk(app), sent, quote=QUOTE)
    other = guest_with_draft(app, email="b@example.org").row
    root, made = only(sent).id, only(sent).made_at
    with pytest.raises(DatabaseError), transaction():
        session.add(
            Comment(submission_id=other.id, guest_id=other.guest_id, body="x", made_at=made, reply_to=root)
        )


@ONE_DATABASE
def test_of_an_article_that_was_withdrawn_nothing_is_asked_any_more(app: Flask, sent: Draft) -> None:
    who = member("w@desk.example")
    remark(at_the_desk(app), sent, quote=QUOTE)
    root = only(sent).id
    sent.withdraw("No time.")
    assert answer(sent, root).status_code == 403
    with pytest.raises(NotAllowed), transaction():
        actions.comment(
            sent.row, body="Where from?", by=session.get_one(Member, who), about=About(quote=QUOTE)
        )


def test_the_desk_settles_once_and_the_open_ones_are_counted_before_deciding(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    remark(desk, sent, quote=QUOTE)
    remark(desk, sent, image=key_of(sent))
    first = queries.comments(sent.row)[0].id
    assert "2 comments are not settled yet" in words(desk.get(desk_page(sent)))
    where = f"{desk_page(sent)}/comments/{first}/settlements"
    assert "/settlements" not in sent.guest.get(f"{sent.where}/status").text
    page = desk.get(desk_page(sent))
    for _ in range(2):
        assert desk.send(page, where).status_code == 303
    shown = words(desk.get(desk_page(sent)))
    assert "1 comment is not settled yet" in shown
    assert "settled a comment" in shown
    assert "Settled by the desk" in words(sent.guest.get(f"{sent.where}/status"))
    assert len(conversation.points(sent.row)) == 1
    parts = [one for one in verification.PARTS if one.name in ("settled", "settlements")]
    report = verification.look_through(parts)
    assert (report.wrong, report.looked) == (0, {"settled": 1, "settlements": 1})


@ONE_DATABASE
def test_only_what_the_desk_tied_to_something_of_this_article_is_settled(app: Flask, sent: Draft) -> None:
    desk = at_the_desk(app)
    remark(desk, sent)
    plain = only(sent).id
    remark(desk, sent, quote=QUOTE)
    tied = queries.comments(sent.row)[-1].id
    other = ready_to_sign(app, email="b@example.org")
    other.sign()
    token = form(desk.get(desk_page(sent)), f"{desk_page(sent)}/notes").fields["csrf_token"]

    def settle(draft: Draft, number: int) -> int:
        where = f"{desk_page(draft)}/comments/{number}/settlements"
        return desk.post(where, data={"csrf_token": token}).status_code

    assert settle(sent, plain) == 403
    assert settle(other, tied) == 404
    assert settle(sent, 999) == 404
    assert all(one.settlement is None for one in session.scalars(select(Comment)))


@ONE_DATABASE
def test_the_same_words_about_two_things_are_two_messages_and_about_one_thing_one(
    app: Flask, sent: Draft
) -> None:
    desk = at_the_desk(app)
    for values in ({"quote": QUOTE}, {"image": key_of(sent)}, {"quote": QUOTE}):
        assert remark(desk, sent, **values).status_code == 303
    assert [one.image for one in queries.comments(sent.row)] == ["", key_of(sent)]


def test_an_author_ties_nothing(app: Flask, sent: Draft) -> None:
    page = sent.guest.get(f"{sent.where}/status")
    token = form(page, f"{sent.where}/comments").fields["csrf_token"]
    asked = {"csrf_token": token, "body": "Is this right?", "quote": QUOTE, "image": key_of(sent)}
    assert sent.guest.post(f"{sent.where}/comments", data=asked).status_code == 303
    assert not only(sent).is_tied


def test_every_part_that_readers_are_shown_can_be_quoted() -> None:
    shown = Content(
        title="A title",
        summary="A summary.",
        body=BODY,
        byline="Dr Amina Rahman",
        role="Physiotherapist",
        affiliation="St Mary’s Hospital",
        bio="She walks to work.",
        references=("Smith 2020.",),
        trademarks="ACME is a mark.",
    )
    said = passages.said_in(shown)
    for quote in ("A summary.", QUOTE, "Smith 2020.", "ACME is a mark.", "A title A summary."):
        assert passages.find(quote, said)
    for quote in ("Dr Amina Rahman", "Physiotherapist", "St Mary’s Hospital She walks to work."):
        assert passages.find(quote, said)
    assert passages.find("Amina Rahman, Physiotherapist, St Mary’s", said), (
        "as the box about the author shows it"
    )
    assert passages.find("", said) is None


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("Amina Rahman", "byline"),
        ("Ward nurse", "role"),
        ("Hill Clinic", "affiliation"),
        ("nurse, Hill", "role"),
    ],
)
@ONE_DATABASE
def test_the_author_is_led_to_their_name_or_role(app: Flask, quote: str, place: str) -> None:
    draft = ready_to_sign(app, byline="Dr Amina Rahman", role="Ward nurse", affiliation="Hill Clinic")
    assert draft.sign().status_code == 303
    assert remark(at_the_desk(app), draft, quote=quote).status_code == 303
    [point] = conversation.points(draft.row)
    assert (point.place, point.stands) == (place, True)


def test_an_answer_to_a_question_is_quoted_as_it_is_shown() -> None:
    answer = "Most people **walk** after [two weeks](https://example.org).\n\n- Slowly"
    shown = Content(title="T", summary="", body="", byline="B", faq=(Question("When?", answer),))
    for quote in ("people walk after two weeks", "two weeks. Slowly"):
        assert passages.find(quote, passages.said_in(shown)), quote


def test_an_about_of_nothing_is_a_message_as_before(app: Flask) -> None:
    draft = guest_with_draft(app)
    with pytest.raises(Refused), transaction():
        actions.comment(draft.row, body="", by=draft.row.guest)

"""The author's status page, over HTTP and through the private link."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app import tokens
from app.accounts.models import Member
from app.db import session, transaction
from app.guests.models import Purpose
from app.guests.queries import newest_code
from app.pages.standing import AUTHOR, DESK, NOBODY, STANDINGS, STEPS
from app.review import actions as review
from app.review.models import Verdict
from app.submissions import actions as submissions
from app.submissions.models import Submission
from app.submissions.states import State
from tests.pages.signing_in import author, browser, post
from tests.publishing import making as publishing
from tests.review import making


@pytest.fixture
def ids(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return making.submitted(), making.member("R. Osei")


def decide(app: Flask, ids: tuple[int, int], verdict: Verdict, **said) -> None:
    submission, by = ids
    with app.app_context():
        making.in_review(submission, by)
        with transaction():
            person = session.get_one(Member, by)
            review.decide(submission, verdict, by=person, seen=making.seen(submission), **said)
            review.note(session.get_one(Submission, submission), body="Secret thought.", by=person)


def test_it_says_what_happens_next_and_by_when(app, ids):
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status").text
    assert "It waits to be read" in page
    assert "You hear from us by" in page
    assert 'aria-current="step"' in page


def test_a_request_for_changes_is_read_with_its_reasons_and_no_name(app, ids):
    decide(app, ids, Verdict.CHANGES_REQUESTED, reasons=["sources"], note="The second table.")
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status").text
    assert "Please say where the claims and figures come from." in page
    assert "The second table." in page
    assert "Revise it" in page
    assert "R. Osei" not in page


def test_nothing_internal_is_shown(app, ids):
    decide(app, ids, Verdict.APPROVED)
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status").text
    assert "A reviewer approved it (1 of 2)." in page
    for internal in ("Secret thought.", "claimed", "R. Osei", "internal note"):
        assert internal not in page


def test_the_conversation_goes_both_ways(app, ids):
    client, ref = author(app, ids[0])
    page = f"/drafts/{ref}/status"
    assert post(client, f"/drafts/{ref}/comments", page=page, body="When will it be out?").status_code == 303
    with app.app_context(), transaction():
        submission, by = session.get_one(Submission, ids[0]), session.get_one(Member, ids[1])
        submissions.comment(submission, body="On Monday.", by=by)
    shown = client.get(page).text
    assert shown.index("When will it be out?") < shown.index("On Monday.")
    assert "The desk" in shown


def test_each_revision_stands_there_with_what_changed_since_the_one_before(app, ids):
    decide(app, ids, Verdict.CHANGES_REQUESTED, reasons=["sources"])
    with app.app_context():
        making.revised(ids[0], body="Ice helps on the first day alone.")
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status").text
    assert page.index("Revision 2,") < page.index("Revision 1,")
    assert "Changed since the one before: text." in page
    assert page.count("The first one.") == 1


def test_the_words_that_changed_are_shown_of_the_revision_that_is_opened_alone(app, ids):
    with app.app_context():
        for when in ("first", "second", "third"):
            making.revised(ids[0], body=f"Ice helps on the {when} day alone.")
    client, ref = author(app, ids[0])
    page = f"/drafts/{ref}/status"
    closed = client.get(page).text
    assert "<ins>" not in closed
    (address,) = re.findall(rf'href="({page}\?changed=3)#revision-3"', closed)
    opened = client.get(address).text
    assert "<ins>second</ins>" in opened
    assert "<ins>third</ins>" not in opened
    for nothing in ("1", "99", "x", "9" * 5000, "-1"):
        assert "<ins>" not in client.get(page, query_string={"changed": nothing}).text


def test_lines_and_indents_that_changed_alone_are_shown_with_a_sign(app, ids):
    with app.app_context():
        making.revised(ids[0], body="- Ice\n- Rest. And walk.")
        making.revised(ids[0], body="- Ice\n  - Rest.\n\nAnd walk.")
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status", query_string={"changed": 3}).text
    assert "<ins>··</ins>- Rest.<del>·</del><ins>¶\n¶\n</ins>And walk." in page


AGAIN = "What you changed reaches the desk only when you sign again."


def change(app: Flask, submission_id: int, **said: str) -> None:
    """The author writes on and does not sign."""
    with app.app_context(), transaction():
        submission = submissions.hold(submission_id)
        submissions.save(submission, said, version=submission.copy.version, images={})


@pytest.mark.parametrize("said", [{"title": "A newer title"}, {"body": "Ice alone helps."}])
def test_what_was_changed_and_not_signed_again_is_said_under_the_title_as_it_was_sent(app, ids, said):
    client, ref = author(app, ids[0])
    assert AGAIN not in client.get(f"/drafts/{ref}/status").text
    change(app, ids[0], **said)
    page = client.get(f"/drafts/{ref}/status").text
    assert re.search(r"<h1[^>]*>Rebuilding a knee</h1>", page)
    assert AGAIN in page
    assert f'href="/drafts/{ref}/attestation"' in page


def test_what_was_changed_back_or_signed_again_is_nothing_to_speak_of(app, ids):
    client, ref = author(app, ids[0])
    change(app, ids[0], title="A newer title")
    change(app, ids[0], title="Rebuilding a knee")
    assert AGAIN not in client.get(f"/drafts/{ref}/status").text
    change(app, ids[0], title="A newer title")
    with app.app_context():
        making.revised(ids[0], body="Ice helps on the first day alone.")
    page = client.get(f"/drafts/{ref}/status").text
    assert AGAIN not in page
    assert re.search(r"<h1[^>]*>A newer title</h1>", page)


def test_what_was_changed_after_publication_is_said_too(app):
    with app.app_context():
        made = publishing.published()
    client, ref = author(app, made.submission_id)
    page = client.get(f"/drafts/{ref}/status").text
    assert "You may still change it" in page
    assert AGAIN not in page
    change(app, made.submission_id, title="A newer title")
    page = client.get(f"/drafts/{ref}/status").text
    assert "You may still change it" in page
    assert AGAIN in page
    assert re.search(r"<h1[^>]*>Rebuilding a knee</h1>", page)


def test_what_is_over_asks_for_no_signature(app, ids):
    client, ref = author(app, ids[0])
    change(app, ids[0], title="A newer title")
    with app.app_context(), transaction():
        submissions.withdraw(submissions.hold(ids[0]), reason="")
    page = client.get(f"/drafts/{ref}/status").text
    assert AGAIN not in page
    assert "Rebuilding a knee" in page


@pytest.mark.parametrize(
    ("verdict", "whose"), [(None, DESK), (Verdict.CHANGES_REQUESTED, AUTHOR), (Verdict.DECLINED, NOBODY)]
)
def test_it_says_whose_move_is_next_and_only_ours_has_a_date(app, ids, verdict, whose):
    if verdict:
        decide(app, ids, verdict, reasons=["sources"] if verdict is Verdict.CHANGES_REQUESTED else ["scope"])
    client, ref = author(app, ids[0])
    page = client.get(f"/drafts/{ref}/status").text
    assert f'<dt>Next move</dt><dd dir="auto">{whose}</dd>' in re.sub(r">\s+<", "><", page)
    assert ("<dt>By</dt>" in page) == (whose == DESK)


def test_withdrawing_ends_it(app, ids):
    client, ref = author(app, ids[0])
    page = f"/drafts/{ref}/status"
    assert post(client, f"/drafts/{ref}/withdrawals", page=page, reason="").status_code == 200
    with app.app_context():
        code = newest_code(session.get_one(Submission, ids[0]).guest_id, Purpose.WITHDRAW, ref)
        assert code is not None
        digits = tokens.short_code(app.config["LINK_KEY"], code.bound_to)
    answer = post(client, f"/drafts/{ref}/withdrawals", page=page, reason="", code=digits)
    assert answer.status_code == 303
    shown = client.get(page).text
    assert "You took it back." in shown
    assert "/withdrawals" not in shown


def test_without_the_private_link_there_is_only_the_page_with_a_new_one(app, ids):
    with app.app_context():
        ref = session.get_one(Submission, ids[0]).draft_ref
    for address in (f"/drafts/{ref}/status", "/drafts/nonsense/status", "/d/" + "x" * 43):
        answer = browser(app).get(address)
        assert answer.status_code == 404
        assert "Send me a new one" in answer.text


def test_another_link_opens_nothing_of_this(app, ids):
    with app.app_context():
        other = making.submitted("james@example.org", title="Hips")
        ref = session.get_one(Submission, ids[0]).draft_ref
    client, _ = author(app, other)
    assert client.get(f"/drafts/{ref}/status").status_code == 404


def test_the_answer_about_links_is_the_same_for_everybody(app, ids):
    client = browser(app)
    told = [
        post(client, "/links", page="/links", email=email)
        for email in ("amina@example.org", "no@example.org")
    ]
    assert [answer.status_code for answer in told] == [303, 303]
    assert told[0].location == told[1].location
    assert "Look in your mail" in client.get("/links/sent").text
    assert post(client, "/links", page="/links", email="").status_code == 422


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(state):
    stands = STANDINGS[state]
    assert stands.next.endswith(".")
    assert 0 <= stands.at <= len(STEPS)

"""The desk's pages over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.clock import now
from app.db import session, transaction
from app.review import actions as review
from app.review.models import Decision, Note
from app.submissions.models import Submission
from app.web import paging
from app.worklist.models import Item
from tests.factories.findings import accept_rights
from tests.pages.reading import decision_on, found
from tests.pages.signing_in import browser, post, sign_in, token_in
from tests.review import making


@pytest.fixture
def client(app: Flask):
    return browser(app)


def test_the_queue_shows_what_waits_and_who_owes_it(desk):
    page = desk["reviewer"].get("/desk").text
    assert "Rebuilding a knee" in page
    assert "Our turn, submitted" in page
    assert f"/desk/items/{desk['item']}/claims" in page


def test_the_desk_says_when_no_worker_answers(desk):
    assert "No worker has answered" in desk["reviewer"].get("/desk").text


def test_a_view_that_is_not_there_is_a_page_that_is_not_there(desk):
    assert desk["reviewer"].get("/desk?view=nonsense").status_code == 404


def test_a_broken_cursor_is_refused_in_words(desk):
    answer = desk["reviewer"].get("/desk?after=broken")
    assert answer.status_code == 422
    assert "Start again from the top" in answer.text


FORGED: dict[str, list[list[object]]] = {
    "/desk": [
        ["2026-01-01T00:00:00", 1, 1],
        ["0001-01-01T00:00:00+14:00", 1, 1],
        ["2026-01-01T00:00:00+00:00", 2**31, 1],
        ["2026-01-01T00:00:00+00:00", 1, True],
        [1, 1, 1],
    ],
    "/desk/rights": [[True, 1], [1, True], [2**40, 1]],
    "/desk/messages": [[True], ["x"], [2**62]],
}


@pytest.mark.parametrize(
    ("address", "values"), [(address, one) for address, some in FORGED.items() for one in some]
)
def test_a_forged_cursor_fails_nothing(desk, address, values):
    answer = desk["reviewer"].get(address, query_string={"after": paging.encode(values)})
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or address != "/desk"


@pytest.mark.parametrize(
    ("words", "expected"), [("KNEE", True), ("amina", True), ("%", False), ("hip", False)]
)
def test_the_search_takes_words_literally(desk, words, expected):
    page = desk["reviewer"].get("/desk", query_string={"q": words}).text
    assert ("Rebuilding a knee" in page) is expected


def test_a_claim_begins_the_review_and_leads_to_the_page(app, desk):
    answer = post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    assert answer.status_code == 303
    assert answer.location == f"/desk/submissions/{desk['submission']}"
    page = desk["reviewer"].get(answer.location).text
    assert "In review" in page
    assert "Claimed by you until" in page


def test_whoever_claims_second_is_told_who_has_it(desk):
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    answer = post(desk["editor"], f"/desk/items/{desk['item']}/claims")
    assert answer.status_code == 403
    assert "R. Osei has claimed this until" in answer.text


def test_a_released_claim_can_be_taken(desk):
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    assert post(desk["reviewer"], f"/desk/items/{desk['item']}/claims/release").status_code == 303
    assert post(desk["editor"], f"/desk/items/{desk['item']}/claims").status_code == 303


def test_the_page_shows_the_article_beside_what_is_claimed(desk):
    page = desk["reviewer"].get(f"/desk/submissions/{desk['submission']}").text
    assert "Recovery varies among individuals" in page
    assert "I made it myself" in page
    assert "No signature covers revision 1" in page
    assert "0 of 2 approvals" in page
    assert "contributor’s first article here" in page


def test_only_the_verbs_that_are_allowed_now_are_offered(desk):
    address = f"/desk/submissions/{desk['submission']}"
    assert "/decisions" not in desk["reviewer"].get(address).text
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(address).text
    assert "/decisions" in page
    post(desk["reviewer"], f"{address}/decisions", verdict="approved", **decision_on(page))
    after = desk["reviewer"].get(address).text
    assert "/decisions" not in after
    assert "You decided about revision 1: “approved”." in after
    assert "1 of 2 approvals" in after


def test_publishing_is_offered_to_an_editor_when_enough_have_approved_and_rights_are_settled(app, desk):
    address = f"/desk/submissions/{desk['submission']}"
    for who in ("reviewer", "editor"):
        post(desk[who], f"/desk/items/{desk['item']}/claims")
        page = desk[who].get(address).text
        assert "/publications" not in page
        answer = post(desk[who], f"{address}/decisions", verdict="approved", **decision_on(page))
        assert answer.status_code == 303
    unsettled = desk["editor"].get(address).text
    assert "/publications" not in unsettled
    assert "not every right is settled" in unsettled
    with app.app_context():
        accept_rights(desk["submission"], desk["ids"][0])
    assert "/publications" in desk["editor"].get(address).text
    assert "/publications" not in desk["reviewer"].get(address).text


def test_a_refused_decision_keeps_everything_typed(app, desk):
    address = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(address).text
    wrong = post(
        desk["reviewer"],
        f"{address}/decisions",
        verdict="changes_requested",
        reasons="advertising",
        note="Please name the <clinic>.",
        **decision_on(page),
    )
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.text
    assert "Please name the &lt;clinic&gt;." in wrong.text
    assert re.search(r'value="advertising"[^>]*checked', wrong.text)
    with app.app_context():
        assert session.scalar(select(func.count(Decision.id))) == 0


def test_a_stale_decision_answers_409_and_says_what_changed(app, desk):
    address = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(address).text
    with app.app_context():
        making.revised(desk["submission"], body="Something else.")
    answer = post(desk["reviewer"], f"{address}/decisions", verdict="approved", **decision_on(page))
    assert answer.status_code == 409
    assert "The text changed." in answer.text
    with app.app_context():
        assert session.scalar(select(func.count(Decision.id))) == 0


def test_a_stale_decision_keeps_the_note_and_a_second_press_decides_about_what_is_shown_now(app, desk):
    address = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get(address).text
    with app.app_context():
        making.revised(desk["submission"], body="Something else.")
    assert post(desk["reviewer"], f"/desk/items/{desk['item']}/claims").status_code == 303
    typed = {"verdict": "changes_requested", "reasons": "sources", "note": "Name the <clinic>."}
    stale = post(desk["reviewer"], f"{address}/decisions", **typed, **decision_on(page))
    assert stale.status_code == 409
    assert "The author signed revision 2 in the meantime." in stale.text
    assert "Name the &lt;clinic&gt;." in stale.text
    assert re.search(r'value="sources"[^>]*checked', stale.text)
    assert re.search(
        r'value="changes_requested"[^>]*checked|checked[^>]*value="changes_requested"', stale.text
    )
    assert decision_on(stale.text) == decision_on(desk["reviewer"].get(address).text) != decision_on(page)
    again = post(desk["reviewer"], f"{address}/decisions", **typed, **decision_on(stale.text))
    assert again.status_code == 303
    with app.app_context():
        decision = session.scalars(select(Decision)).one()
        assert (decision.revision.number, decision.note) == (2, "Name the <clinic>.")


def test_a_decision_that_is_not_allowed_any_more_shows_the_note_that_was_typed(desk):
    address = f"/desk/submissions/{desk['submission']}"
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    seen = decision_on(desk["reviewer"].get(address).text)
    assert post(desk["reviewer"], f"{address}/decisions", verdict="approved", **seen).status_code == 303
    said = {"verdict": "declined", "note": "I changed my <mind>."}
    answer = post(desk["reviewer"], f"{address}/decisions", **said, **seen)
    assert answer.status_code == 403
    assert "You have decided about this revision already." in answer.text
    assert "I changed my &lt;mind&gt;." in answer.text


@pytest.mark.parametrize(("kind", "id_"), [("notes", "note-body"), ("comments", "message-body")])
def test_a_message_of_nothing_that_can_be_read_is_refused_beside_its_field(desk, kind, id_):
    answer = post(desk["reviewer"], f"/desk/submissions/{desk['submission']}/{kind}", body="\u0000\u0007")
    assert answer.status_code == 422
    assert f'id="{id_}-fault"' in answer.text


def test_the_difference_to_the_revision_before_is_shown(app, desk):
    with app.app_context():
        making.revised(desk["submission"], body="Recovery varies among people, and most notice improvement.")
    page = desk["reviewer"].get(f"/desk/submissions/{desk['submission']}").text
    assert "<del>individuals,</del>" in page
    assert "<ins>people,</ins>" in page
    assert "<h3>Text</h3>" in page


def test_a_contradiction_between_file_and_declaration_is_shown(app, desk):
    says = {"copyright": [{"text": "J. Okafor", "where": ["EXIF"]}]}
    with app.app_context():
        other = making.submitted(
            "james@example.org", title="Hips", embedded={"says": says, "removed": ["location"]}
        )
    page = desk["reviewer"].get(f"/desk/submissions/{other}").text
    assert "J. Okafor" in page
    assert 'class="contradiction"' in page


def test_a_note_stays_with_the_desk_and_a_message_goes_to_the_author(app, desk):
    address = f"/desk/submissions/{desk['submission']}"
    assert post(desk["reviewer"], f"{address}/notes", body="Ask the clinic.").status_code == 303
    assert post(desk["reviewer"], f"{address}/comments", body="Where from?").status_code == 303
    page = desk["reviewer"].get(address).text
    assert "Ask the clinic." in page
    assert "Where from?" in page
    with app.app_context():
        assert session.scalar(select(func.count(Note.id))) == 1


def test_an_empty_note_is_refused_beside_its_field(desk):
    answer = post(desk["reviewer"], f"/desk/submissions/{desk['submission']}/notes", body="")
    assert answer.status_code == 422
    assert 'id="note-body-fault"' in answer.text


@pytest.mark.parametrize("address", ["/desk/submissions/999", "/desk/items/999/claims"])
def test_what_is_not_there_is_not_found(desk, address):
    client = desk["reviewer"]
    answer = post(client, address) if "items" in address else client.get(address)
    assert answer.status_code == 404


def test_the_log_reads_as_sentences(desk):
    post(desk["reviewer"], f"/desk/items/{desk['item']}/claims")
    page = desk["reviewer"].get("/desk/log").text
    assert "began the review" in page
    assert "R. Osei" in page
    only = desk["reviewer"].get("/desk/log?kind=claim.taken").text
    assert "claimed it" in only
    assert "began the review" not in only


def test_the_log_turns_its_pages(app, desk):
    with app.app_context():
        for number in range(60):
            with transaction():
                submission = session.get_one(Submission, desk["submission"])
                review.note(
                    submission, body=f"note {number}", by=session.get_one(making.Member, desk["ids"][0])
                )
    first = desk["reviewer"].get("/desk/log").text
    before = found(r"before=(\d+)", first)
    assert desk["reviewer"].get(f"/desk/log?before={before}").status_code == 200


PAGES = ("/desk", "/desk/log", "/desk/submissions/1", "/account")
POSTS = (
    "/desk/items/1/claims",
    "/desk/items/1/claims/release",
    "/desk/submissions/1/decisions",
    "/desk/submissions/1/notes",
    "/desk/submissions/1/comments",
    "/account",
)


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_signed_out_is_sent_to_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


@pytest.mark.parametrize("address", POSTS)
def test_nothing_of_the_desk_can_be_done_signed_out(client, address):
    token = token_in(client.get("/login").text)
    assert client.post(address, data={"csrf_token": token}).status_code == 401


@pytest.mark.parametrize("address", [*PAGES, *POSTS])
def test_a_member_without_a_role_is_refused(app, desk, address):
    client = sign_in(app, desk["ids"][0])
    with app.app_context(), transaction():
        person = session.get_one(making.Member, desk["ids"][0])
        person.roles = []
    answer = client.post(address) if address in POSTS else client.get(address)
    assert answer.status_code == 403


@pytest.mark.parametrize("address", POSTS)
def test_a_form_from_elsewhere_is_refused(desk, address):
    assert desk["reviewer"].post(address, data={"body": "x"}).status_code == 400


def test_the_queue_says_for_how_long_it_has_been_our_turn(app, desk):
    assert "Our turn, submitted" in desk["reviewer"].get("/desk").text
    with app.app_context(), transaction():
        session.execute(update(Item).values(our_turn_since=now() - timedelta(days=3, hours=2)))
    page = desk["reviewer"].get("/desk").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Our turn for 3 days, submitted" in page

"""Undoing on the page: who is offered it and until when, what it answers, and what its author is shown."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.db import session
from app.submissions.models import Submission
from tests.pages.reading import decision_on
from tests.pages.signing_in import author, post, sign_in
from tests.review import making


@pytest.fixture
def desk(app: Flask):
    with app.app_context():
        one, two = making.member("One"), making.member("Two")
        wanda = making.member("Wanda", role=Role.WEBMASTER)
        submission = making.submitted()
        making.in_review(submission, one)
    where = f"/desk/submissions/{submission}"
    clients = {"one": sign_in(app, one), "two": sign_in(app, two), "wanda": sign_in(app, wanda)}
    page = clients["one"].get(where).text
    done = post(
        clients["one"], f"{where}/decisions", verdict="declined", note="Not for us.", **decision_on(page)
    )
    assert done.status_code == 303
    return {"app": app, "where": where, "id": submission, **clients}


def buttons(page: str, ending: str) -> dict[str, str]:
    """The hidden fields of the form that posts to such an address."""
    form = page[page.index(f'{ending}"') :]
    form = form[: form.index("</form>")]
    return {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("decision", "version")}


def test_whoever_decided_and_a_webmaster_are_offered_it_and_everybody_reads_until_when(desk):
    for who, offered in (("one", True), ("two", False), ("wanda", True)):
        page = desk[who].get(desk["where"]).text
        assert "can be undone until" in page
        assert ("/undoings" in page) is offered
        assert ("/dispatches" in page) is offered


def test_undone_it_stands_as_before_and_its_author_reads_nothing_of_it(desk):
    guest, ref = author(desk["app"], desk["id"])
    assert "Not for us." in guest.get(f"/drafts/{ref}/status").text
    said = buttons(desk["one"].get(desk["where"]).text, "/undoings")
    assert post(desk["one"], f"{desk['where']}/undoings", **said).status_code == 303
    page = desk["one"].get(desk["where"]).text
    assert "Undone: it stands where it stood" in page
    assert "(undone by One)" in page
    assert "took a decision back" in page
    assert "can be undone until" not in page
    assert 'value="declined"' in page  # it can be decided anew
    shown = guest.get(f"/drafts/{ref}/status").text
    assert "Not for us." not in shown
    assert "declined" not in shown.casefold()
    assert "took a decision back" not in shown


def test_what_cannot_be_undone_says_why_on_the_page(desk):
    said = buttons(desk["one"].get(desk["where"]).text, "/undoings")
    strange = post(desk["two"], f"{desk['where']}/undoings", **said)
    assert strange.status_code == 403
    assert "Whoever decided can undo it, or a webmaster." in strange.text
    assert post(desk["one"], f"{desk['where']}/dispatches", **said).status_code == 303
    late = post(desk["one"], f"{desk['where']}/undoings", **said)
    assert late.status_code == 403
    assert "It cannot be undone: its letters were let go." in late.text
    forged = post(desk["one"], f"{desk['where']}/undoings", decision="x", version="1")
    assert forged.status_code == 422
    with desk["app"].app_context():
        assert session.get_one(Submission, desk["id"]).state == "declined"

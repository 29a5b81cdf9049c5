"""The publisher's list before an approval: who looked at what of one revision, and what holds an approval up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Member, Token
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale
from app.pages import verification
from app.review import actions as review
from app.review.models import Verdict
from app.review.policy import actions, queries
from app.site import actions as site
from app.site import lists
from app.submissions.handed_in import HandedIn
from app.submissions.models import Submission
from app.submissions.states import State
from tests.pages.signing_in import post, sign_in
from tests.review import making

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LIST = "! Each image was looked at.\n- Nothing is advice to one person.\n! Claims were checked.\n"


@pytest.fixture
def desk(app: Flask):
    """A submission that is being read, two reviewers, and a list of which two lines have to be ticked."""
    with app.app_context():
        first, second = making.member(), making.member("E. Lindqvist", role=Role.EDITOR)
        submission = making.submitted()
        making.in_review(submission, first)
        with transaction():
            site.change_text(lists.CHECKLIST, body=LIST, by=SYSTEM, source="the board")
    return {"submission": submission, "members": (first, second)}


def version() -> int:
    found = queries.in_force()
    assert found is not None
    return found.id


def key(words: str) -> str:
    found = queries.in_force()
    assert found is not None
    return next(one.key for one in lists.items(found.body) if words in one.words)


def tick(desk, *words: str, by: int = 0, revision: int = 0, text: int = 0) -> int:
    with transaction():
        made = actions.tick(
            desk["submission"],
            {key(one) for one in words},
            by=session.get_one(Member, by or desk["members"][0]),
            revision_id=revision or making.newest(desk["submission"]).id,
            text_id=text or version(),
        )
        return len(made)


def ticked(desk) -> dict[str, list[str]]:
    checked = queries.of(making.newest(desk["submission"]))
    assert checked is not None
    return {line.item.words: [one.by.name for one in line.ticks] for line in checked.lines if line.ticks}


def approve(desk, by: int = 0) -> None:
    with transaction():
        review.decide(
            desk["submission"],
            Verdict.APPROVED,
            by=session.get_one(Member, by or desk["members"][0]),
            seen=making.seen(desk["submission"]),
        )


def test_an_approval_waits_for_what_the_list_asks_for_and_names_it(app, desk):
    with app.app_context():
        with pytest.raises(NotAllowed, match=r"“Each image was looked at\.” “Claims were checked\.”"):
            approve(desk)
        tick(desk, "Each image", "advice")
        with pytest.raises(NotAllowed, match=r"“Claims were checked\.”") as refusal:
            approve(desk)
        assert "Each image" not in refusal.value.sentence
        tick(desk, "Claims", by=desk["members"][1])
        approve(desk)


def test_the_tick_of_whoever_changed_the_article_does_not_count(app, desk):
    first, second = desk["members"]
    with app.app_context():
        with transaction():
            handed_in_by(desk["submission"], second)
        tick(desk, "Each image", "Claims", by=second)
        with pytest.raises(NotAllowed, match=r"“Each image was looked at\.” “Claims were checked\.”"):
            approve(desk)
    theirs, page = (
        " ".join(sign_in(app, one).get(f"/desk/submissions/{desk['submission']}").text.split())
        for one in (second, first)
    )
    assert "what you tick stands here, and does not count for an approval" in theirs
    assert "does not count for an approval" not in page
    assert "Needed before an approval by somebody who did not change the article." in page
    assert 'Ticked by <span dir="auto">E. Lindqvist' in page
    with app.app_context():
        tick(desk, "Each image", "Claims")
        approve(desk)


def handed_in_by(submission: int, member: int) -> None:
    """As if a program had begun this article with a token of this member."""
    token = Token(
        member_id=member,
        name="The website",
        prefix="imp_",
        token_hash="0" * 64,
        scopes=[],
        last_on=now().date(),
        made_at=now(),
    )
    session.add(token)
    session.flush()
    session.add(HandedIn(submission_id=submission, token_id=token.id, version=1, made_at=now()))


@ONE_DATABASE
def test_what_is_sent_back_or_declined_waits_for_no_tick(app, desk):
    with app.app_context(), transaction():
        by = session.get_one(Member, desk["members"][0])
        review.decide(
            desk["submission"], Verdict.DECLINED, by=by, note="No.", seen=making.seen(desk["submission"])
        )
        assert session.get_one(Submission, desk["submission"]).standing is State.DECLINED


def test_each_tick_is_a_fact_of_its_member_and_is_taken_back_by_another(app, desk):
    with app.app_context():
        assert tick(desk, "Each image", "advice") == 2
        assert tick(desk, "Each image", "advice") == 0
        assert tick(desk, "Each image", by=desk["members"][1]) == 1
        assert tick(desk, "advice") == 1
        assert ticked(desk) == {
            "Each image was looked at.": ["E. Lindqvist"],
            "Nothing is advice to one person.": ["R. Osei"],
        }
        parts = [one for one in verification.PARTS if one.name in ("ticked", "ticks")]
        report = verification.look_through(parts)
        assert (report.wrong, report.looked) == (0, {"ticked": 4, "ticks": 4})


def test_a_new_revision_begins_anew_and_shows_what_was_ticked_before(app, desk):
    with app.app_context():
        tick(desk, "Each image", "Claims")
        old = making.newest(desk["submission"]).id
        making.revised(desk["submission"], body="Recovery varies.")
        making.in_review(desk["submission"], desk["members"][0])
        assert ticked(desk) == {}
        checked = queries.of(making.newest(desk["submission"]))
        assert checked is not None
        assert (checked.before, [one.by.name for one in checked.lines[0].before]) == (1, ["R. Osei"])
        with pytest.raises(Stale, match="another revision"):
            tick(desk, "Claims", revision=old)
        with pytest.raises(NotAllowed, match="tick it for this revision"):
            approve(desk)


def test_a_tick_is_for_the_list_that_was_on_the_screen(app, desk):
    with app.app_context():
        old = version()
        tick(desk, "Each image")
        with transaction():
            site.change_text(lists.CHECKLIST, body="! Each image was looked at.\n", by=SYSTEM, source="x")
        assert ticked(desk) == {"Each image was looked at.": ["R. Osei"]}
        with pytest.raises(Stale, match="The list changed"):
            tick(desk, text=old)
        approve(desk)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Look at it.", "Begin each line"),
        ("-Look at it.", "Begin each line"),
        ("- One.\n! One.", "say the same"),
        ("- " + "x" * 300, "under 200 characters"),
        ("\n".join(f"- {number}" for number in range(41)), "40 lines at most"),
    ],
)
@ONE_DATABASE
def test_a_list_that_could_not_be_ticked_does_not_come_into_force(app, body, says):
    with app.app_context(), pytest.raises(Refused, match=says), transaction():
        site.change_text(lists.CHECKLIST, body=body, by=SYSTEM, source="x")


@ONE_DATABASE
def test_the_list_a_site_starts_with_is_sound_and_holds_nothing_up(app):
    with app.app_context():
        found = queries.in_force()
        assert found is not None
        assert lists.fault(found.body) == ""
        assert len(lists.items(found.body)) == 7
        assert [one for one in lists.items(found.body) if one.needed] == []


@ONE_DATABASE
def test_nobody_looks_through_their_own_article(app, desk):
    with app.app_context():
        own = making.member("A. Rahman", email="amina@example.org")
        with pytest.raises(NotAllowed, match="your own address"):
            tick(desk, "Claims", by=own)


def test_the_page_ticks_and_unticks_and_says_what_is_missing(app, desk):
    reviewer, editor = (sign_in(app, member) for member in desk["members"])
    address = f"/desk/submissions/{desk['submission']}"
    page = reviewer.get(address).text
    assert "Before an approval somebody has to tick" in page
    assert "Nobody yet; needed before an approval." in page
    with app.app_context():
        image, claims, advice = key("Each image"), key("Claims"), key("advice")
        shown: dict[str, Any] = {"revision": making.newest(desk["submission"]).id, "text": version()}
    assert post(reviewer, f"{address}/ticks", ticked=[image, claims], **shown).status_code == 303
    page = editor.get(address).text
    assert re.search(r'Ticked by <span dir="auto">R. Osei</span>', page)
    assert "Before an approval somebody has to tick" not in page
    assert f'value="{image}" id="tick-{image}" checked' not in page
    assert f'value="{image}" id="tick-{image}" checked' in reviewer.get(address).text
    assert post(reviewer, f"{address}/ticks", ticked=[image], **shown).status_code == 303
    page = reviewer.get(address).text
    assert "took a tick back for revision 1: Claims were checked." in page
    stale = post(editor, f"{address}/ticks", ticked=[advice], revision=shown["revision"], text=999)
    assert stale.status_code == 409
    assert "The list changed while you were reading." in stale.text
    assert f'id="tick-{advice}" checked' in stale.text


@ONE_DATABASE
def test_the_refused_approval_names_what_is_missing_and_keeps_what_was_typed(app, desk):
    reviewer = sign_in(app, desk["members"][0])
    address = f"/desk/submissions/{desk['submission']}"
    with app.app_context():
        seen = {name: str(value) for name, value in vars(making.seen(desk["submission"])).items()}
    answer = post(reviewer, f"{address}/decisions", verdict="approved", note="Well <done>.", **seen)
    assert answer.status_code == 403
    assert "tick it for this revision: “Each image was looked at.”" in answer.text
    assert "Well &lt;done&gt;." in answer.text
    with app.app_context():
        assert session.get_one(Submission, desk["submission"]).state == "in_review"

"""A permission that was asked for and has not come: it may be sent, is named everywhere, is never published, and when
its time is over author and desk are told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import SYSTEM, Kind
from app.audit.models import Event
from app.clock import moved, now
from app.db import session, transaction
from app.errors import Unmet
from app.notifications.models import Message
from app.publishing import actions as publishing
from app.review import queries as reviews
from app.review.models import Decision, Verdict
from app.site import actions as site
from app.submissions import actions as submissions
from app.submissions.actions import permissions as clock
from app.submissions.states import State
from app.worklist.actions import NEVER
from app.worklist.models import Item
from tests.factories.pages import words
from tests.factories.people import Draft, at_the_desk, member, ready_to_sign
from tests.notifications import making
from tests.publishing.making import approve, seen
from tests.review.test_races import at_once
from workers.permissions import tell_overdue

ONCE = timedelta(days=31)
ANSWERED = {
    "permission": "granted",
    "permission_from": "Ana Muster, today",
    "scope": "article",
    "contact": "ana.muster@example.org",
    "no_evidence": "She said so by telephone",
}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def pending(app: Flask, *, ago: int = 0, images: int = 1) -> Draft:
    """A draft whose first image waits for a permission that was asked for that many days ago; signed."""
    draft = ready_to_sign(app, images=images)
    first = draft.row.images[0].id
    day = now() - timedelta(days=ago)
    said = {
        "basis": "permission",
        "holder": "Ana Muster",
        "permission": "pending",
        "asked_on": f"{day:%Y-%m-%d}",
    }
    draft.save(**{f"image-{first}-{name}": value for name, value in said.items()})
    assert draft.sign().status_code == 303
    return draft


def item(draft: Draft) -> Item:
    found = reviews.item_of(draft.row)
    assert found is not None
    return found


def told() -> list[Event]:
    session.rollback()
    return list(
        session.scalars(select(Event).where(Event.kind == Kind.PERMISSION_OVERDUE.value).order_by(Event.id))
    )


def test_it_may_be_sent_and_is_shown_as_waiting_to_author_and_desk(app: Flask) -> None:
    draft = pending(app)
    assert draft.row.standing is State.SUBMITTED
    status = words(draft.guest.get(f"{draft.where}/status"))
    assert "Permission for “photo-0” was asked for on" in status
    assert "the answer is waited for until" in status
    desk = at_the_desk(app)
    page = words(desk.get(f"/desk/submissions/{draft.row.id}"))
    assert "I have asked, and have no answer yet" in page
    assert "The permission has not come" in page
    assert "waits for a permission" in words(desk.get("/desk"))
    assert item(draft).mark == "none"


def test_a_wait_that_begins_again_says_when_it_first_began(app: Flask) -> None:
    draft = pending(app, ago=20)
    first = now() - timedelta(days=20)
    draft.save(**{f"image-{draft.row.images[0].id}-asked_on": f"{now():%Y-%m-%d}"})
    assert draft.sign().status_code == 303
    page = words(at_the_desk(app).get(f"/desk/submissions/{draft.row.id}"))
    assert f"after a first time on {first.day} {first:%B %Y}; the answer is waited for until" in page


def test_the_desk_can_ask_for_changes_but_not_approve_and_is_told_of_which_image(app: Flask) -> None:
    draft = pending(app, images=2)
    desk = at_the_desk(app)
    address = f"/desk/submissions/{draft.row.id}"
    desk.send("/desk", f"/desk/items/{item(draft).id}/claims")
    page = desk.get(address)
    assert 'value="approved"' not in page.text
    assert 'value="changes_requested"' in page.text
    stands = seen(draft.row.id)
    refused = desk.send(
        page,
        f"{address}/decisions",
        verdict="approved",
        version=str(stands.version),
        content_hash=stands.content_hash,
    )
    assert refused.status_code == 403
    assert "Permission for “photo-0” was asked for on" in words(refused)
    assert "It cannot be approved before the author has the answer and signs again" in words(refused)
    assert "photo-1”" not in words(refused).partition("It cannot be approved")[0]
    assert draft.row.standing is State.IN_REVIEW


def test_asking_for_changes_gives_the_author_the_next_move_and_stops_the_clock(app: Flask) -> None:
    draft = pending(app)
    desk = at_the_desk(app)
    address = f"/desk/submissions/{draft.row.id}"
    desk.send("/desk", f"/desk/items/{item(draft).id}/claims")
    assert (item(draft).owes, item(draft).due_at < NEVER) == ("us", True)
    stands = seen(draft.row.id)
    asked = desk.send(
        address,
        f"{address}/decisions",
        verdict="changes_requested",
        reasons="image_rights",
        version=str(stands.version),
        content_hash=stands.content_hash,
    )
    assert asked.status_code == 303
    session.rollback()
    assert (item(draft).owes, item(draft).due_at) == ("author", NEVER)


def test_it_is_not_published_whoever_approved_it(app: Flask) -> None:
    """The approvals are put there by hand: what keeps it from readers is the gate, not only the way to it."""
    draft = pending(app)
    editor = member("ed@desk.example", role=Role.EDITOR)
    others = [member(f"r{number}@desk.example") for number in range(2)]
    with transaction():
        submission = submissions.hold(draft.row.id)
        revision = submission.revisions[-1]
        for by_id in others:
            facts = {"submission_id": submission.id, "revision_id": revision.id, "by_id": by_id}
            hash_ = revision.content_hash
            verdict = Verdict.APPROVED.value
            session.add(
                Decision(**facts, content_hash=hash_, verdict=verdict, reasons=[], note="", made_at=now())
            )
        submission.advance(State.IN_REVIEW)
        submission.advance(State.APPROVED)
    stands = seen(draft.row.id)

    def publish() -> None:
        with transaction():
            publishing.publish(draft.row.id, by=session.get_one(Member, editor), seen=stands)

    with pytest.raises(Unmet, match=r"“photo-0”.*It cannot be published before the author"):
        publish()
    assert draft.row.standing is State.APPROVED


def test_once_the_answer_is_there_and_signed_it_goes_the_usual_way(app: Flask) -> None:
    draft = pending(app)
    image = draft.row.images[0].id
    draft.save(**{f"image-{image}-{name}": said for name, said in ANSWERED.items()})
    assert draft.sign().status_code == 303
    approve(draft.row.id)
    assert draft.row.standing is State.APPROVED
    assert "waited for" not in words(draft.guest.get(f"{draft.where}/status"))


def test_author_and_desk_are_told_once_when_the_time_is_over(app: Flask) -> None:
    draft = pending(app, images=2)
    tell_overdue()
    assert told() == []
    with moved(ONCE - timedelta(days=1)):
        tell_overdue()
    assert told() == []
    with moved(ONCE):
        tell_overdue()
        tell_overdue()
        [event] = told()
        making.told(200)
        assert "that time is over" in words(draft.guest.get(f"{draft.where}/status"))
    assert event.subject_id == draft.row.id
    letters = {one.letter: one for one in session.scalars(select(Message))}
    assert "Image 1, “photo-0”" in letters["permission_overdue"].text
    assert "photo-1" not in letters["permission_overdue"].text
    assert letters["permission_overdue"].subject.endswith("a permission has not come")
    assert letters["permission_missing"].address == app.config["SETTINGS"].webmaster_email
    assert "time we wait for the permission" in words(draft.guest.get(f"{draft.where}/status"))


def test_the_length_of_the_wait_is_a_rule_of_the_publisher(app: Flask) -> None:
    pending(app, ago=8)
    with transaction():
        site.change_setting("permission_wait", {"days": 7}, by=SYSTEM, source="test")
    tell_overdue()
    assert len(told()) == 1


def test_what_was_answered_withdrawn_or_signed_anew_is_not_told_of(app: Flask) -> None:
    draft = pending(app)
    image = draft.row.images[0].id
    draft.save(**{f"image-{image}-{name}": said for name, said in ANSWERED.items()})
    assert draft.sign().status_code == 303
    with moved(ONCE):
        tell_overdue()
    assert told() == []


def test_two_workers_at_once_tell_it_once(app: Flask) -> None:
    pending(app)
    session.rollback()

    def work() -> str:
        with moved(ONCE):
            tell_overdue()
        return "done"

    assert at_once(app, [partial(work) for _ in range(4)]) == ["done"] * 4
    assert len(told()) == 1


def test_a_worker_that_dies_before_the_commit_leaves_it_to_be_told(app: Flask) -> None:
    pending(app)

    def dies() -> None:
        with transaction():
            assert clock.tell_overdue() == 1
            raise KeyboardInterrupt

    with moved(ONCE):
        with pytest.raises(KeyboardInterrupt):
            dies()
        assert told() == []
        tell_overdue()
    assert len(told()) == 1


def test_a_draft_whose_time_is_over_is_not_sent_before_its_author_asks_again(app: Flask) -> None:
    draft = pending(app)
    with moved(ONCE):
        draft.save(title="Another title")
        answer = draft.guest.get(f"{draft.where}/attestation")
        assert answer.status_code == 303
        assert "30 days have gone by without an answer" in words(draft.guest.get(draft.where))
        image = draft.row.images[0].id
        draft.save(**{f"image-{image}-asked_on": f"{now():%Y-%m-%d}"})
        assert draft.guest.get(f"{draft.where}/attestation").status_code == 200

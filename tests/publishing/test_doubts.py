"""An image whose permission has not come is not published, wherever its author said so: after the approvals, or in
another submission with the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Unmet
from app.notifications.models import Message
from app.publishing.models import Article
from app.review import actions as review
from app.review import queries as reviews
from app.review.models import Verdict
from app.submissions import actions as submissions
from app.submissions import permissions
from app.submissions.models import Submission
from app.submissions.states import State
from tests.factories.findings import revision_of
from tests.factories.pages import words
from tests.factories.people import at_the_desk
from tests.notifications import making as letters
from tests.publishing import making

OWN = {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def declare(submission_id: int, said: dict[str, str], *, image: int = 0) -> None:
    """The author saves this about one image of the working copy."""
    with transaction():
        submission = submissions.hold(submission_id)
        described = {submission.images[image].id: said}
        submissions.save(submission, {}, version=submission.copy.version, images=described)


def pending() -> dict[str, str]:
    asked = f"{now():%Y-%m-%d}"
    return {**OWN, "basis": "permission", "permission": "pending", "asked_on": asked}


def waiting_with_the_same_picture(submission_id: int, *, email: str, signs: bool = True) -> int:
    """Another author's article whose first image has the bytes of this one's, and waits for a permission."""
    asset_id = session.get_one(Submission, submission_id).images[0].asset_id
    other = making.draft("The other knee", email=email)
    with transaction():
        submissions.hold(other).images[0].asset_id = asset_id
    session.expire_all()
    declare(other, pending())
    if signs:
        making.sign(other)
    return other


def articles() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Article.submission_id)))


def test_what_its_author_doubts_after_the_approvals_is_not_published() -> None:
    submission_id = making.approved()
    declare(submission_id, pending())
    with pytest.raises(
        Unmet,
        match=r"^Since signing, the author says that the permission for “knee-1” has not come\. "
        r"It cannot be published before the author has the answer and signs again, or replaces the image\.$",
    ):
        making.publish(submission_id)
    assert articles() == []
    declare(submission_id, OWN)
    making.publish(submission_id)
    assert articles() == [submission_id]


def test_what_its_author_doubts_while_it_is_read_is_not_approved(app: Flask) -> None:
    submission_id = making.signed()
    by_id = making.member(Role.REVIEWER)
    desk = at_the_desk(app)
    with transaction():
        found = reviews.item_of(session.get_one(Submission, submission_id))
        assert found is not None
        review.open_item(found, session.get_one(Member, by_id))
    address = f"/desk/submissions/{submission_id}"
    assert 'value="approved"' in desk.get(address).text
    declare(submission_id, pending(), image=1)
    page = desk.get(address)
    assert 'value="approved"' not in page.text
    assert "the author says that the permission for “knee-2” has not come" in words(page)

    def approve() -> None:
        with transaction():
            by = session.get_one(Member, by_id)
            review.decide(submission_id, Verdict.APPROVED, by=by, seen=making.seen(submission_id))

    with pytest.raises(NotAllowed, match="“knee-2” has not come"):
        approve()
    session.rollback()
    assert session.get_one(Submission, submission_id).standing is State.IN_REVIEW


def test_an_image_that_the_author_put_in_the_draft_since_is_no_doubt_but_waits_for_a_signature() -> None:
    """It is not in the revision that readers would see; taken out again, it stops nothing."""
    submission_id = making.approved()
    with transaction():
        submission = submissions.hold(submission_id)
        added = submissions.place(submission, making.asset("something new"), filename="new.jpg")
        added.declared = pending()
    assert permissions.obstacle(revision_of(submission_id), to="published") == ""
    with pytest.raises(Unmet) as unmet:
        making.publish(submission_id)
    assert unmet.value.changes == ["The image “new” was added."]
    with transaction():
        submissions.remove_image(submissions.hold(submission_id), added.id)
    making.publish(submission_id)
    assert articles() == [submission_id]


def test_the_same_bytes_are_not_published_while_another_submission_waits_for_the_permission(
    app: Flask,
) -> None:
    submission_id = making.approved()
    other = waiting_with_the_same_picture(submission_id, email="ben@example.org")
    with pytest.raises(Unmet) as refused:
        making.publish(submission_id)
    assert str(refused.value.sentence) == (
        "The same picture as “knee-1” waits for a permission in another submission. "
        "It cannot be published before that is settled, or the author replaces the image."
    )
    assert articles() == []
    page = at_the_desk(app).get(f"/desk/submissions/{submission_id}")
    assert "The same picture as “knee-1” waits for a permission in another submission." in words(page)
    assert f'href="/desk/submissions/{other}"' in page.text
    assert "The other knee" not in page.text
    with transaction():
        submissions.withdraw(submissions.hold(other), reason="")
    making.publish(submission_id)
    assert articles() == [submission_id]


@pytest.mark.parametrize(("email", "stopped"), [("amina@example.org", True), ("ben@example.org", False)])
def test_a_draft_that_was_never_sent_counts_for_its_own_author_alone(
    app: Flask, email: str, stopped: bool
) -> None:
    """Else a stranger could stop an article with a draft that the desk cannot see, and so cannot decline."""
    submission_id = making.approved()
    other = waiting_with_the_same_picture(submission_id, email=email, signs=False)
    page = at_the_desk(app).get(f"/desk/submissions/{submission_id}")
    assert ("waits for a permission in another submission" in words(page)) is stopped
    assert f'href="/desk/submissions/{other}"' not in page.text
    if stopped:
        with pytest.raises(Unmet, match="in another submission"):
            making.publish(submission_id)
        assert articles() == []
    else:
        making.publish(submission_id)
        assert articles() == [submission_id]


def doubted() -> list[Event]:
    session.rollback()
    return list(
        session.scalars(select(Event).where(Event.kind == Kind.PERMISSION_DOUBTED.value).order_by(Event.id))
    )


def test_the_desk_is_told_where_readers_are_given_what_its_author_says_has_no_permission(app: Flask) -> None:
    made = making.published()
    desk = at_the_desk(app)
    address = f"/desk/submissions/{made.submission_id}"
    assert "Shown to readers now" not in words(desk.get(address))
    declare(made.submission_id, pending())
    assert "Shown to readers now without a permission" in words(desk.get(address))
    assert doubted() == []
    making.sign(made.submission_id)
    [event] = doubted()
    assert (event.subject_kind, event.subject_id) == ("submission", made.submission_id)
    page = desk.get(address)
    assert "Shown to readers now without a permission" in words(page)
    assert "gives readers “knee-1”," in words(page)
    assert f'href="{made.url}/report"' in page.text
    letters.told(200)
    [letter] = session.scalars(select(Message).where(Message.letter == "permission_doubted"))
    assert letter.address == app.config["SETTINGS"].webmaster_email
    assert "Image 1, “knee-1”" in letter.text
    assert "knee-2" not in letter.text


def test_once_the_image_is_on_hold_the_page_no_longer_says_that_it_is_shown(app: Flask) -> None:
    made = making.published()
    declare(made.submission_id, pending())
    making.sign(made.submission_id)
    making.withhold(made, made.uses[0])
    page = words(at_the_desk(app).get(f"/desk/submissions/{made.submission_id}"))
    assert "Shown to readers now" not in page
    assert "Permission for “knee-1” was asked for" in page


def test_it_is_told_once_for_one_declaration_and_not_for_what_was_never_published() -> None:
    made = making.published()
    declare(made.submission_id, pending())
    making.sign(made.submission_id)
    with transaction():
        submission = submissions.hold(made.submission_id)
        submissions.save(submission, {"title": "Another"}, version=submission.copy.version, images={})
    making.sign(made.submission_id)
    assert len(doubted()) == 1
    never = making.draft("Never seen", email="ben@example.org")
    declare(never, pending())
    making.sign(never)
    assert len(doubted()) == 1

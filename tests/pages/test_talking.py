"""What stands beside a comment on an image: the image, unless it is hidden from readers."""

from __future__ import annotations

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.pages import talking
from app.pages.sides import HIDDEN
from app.submissions import actions as submissions
from app.submissions.actions import About
from app.submissions.models import Submission
from tests.pages.signing_in import sign_in
from tests.pages.test_number_of_questions import counted
from tests.publishing import making as published


def asks(made: published.Made, key: str, words: str = "Which knee is this?") -> None:
    by = published.member(Role.REVIEWER)
    with transaction():
        submission = submissions.hold(made.submission_id)
        submissions.comment(submission, body=words, by=session.get_one(Member, by), about=About(image=key))


def page_of(app, made: published.Made) -> str:
    with app.app_context():
        desk = sign_in(app, published.member(Role.REVIEWER))
    page = desk.get(f"/desk/submissions/{made.submission_id}").text
    return page.partition('id="conversation"')[2].partition('id="notes"')[0]


def shown(made: published.Made) -> list[tuple[str, str]]:
    """The picture beside what was said, as the desk and as the author see it."""
    submission = session.get_one(Submission, made.submission_id)
    said = (talking.at_the_desk(submission, "A"), talking.with_the_author(submission))
    return [(one["picture"].base, one["picture"].empty) for each in said for one in each if one.get("image")]


def test_beside_a_comment_on_an_image_it_is_shown_as_it_was_in_that_revision(app):
    with app.app_context():
        made = published.published()
        asks(made, "knee-2")
        assert shown(made) == [(f"/media/{made.uses[1]}", "")] * 2
        published.revise(made.submission_id, "Something shorter.", without=1)
        assert shown(made) == [(f"/media/{made.uses[1]}", "")] * 2, "also where a newer one has it no more"
    page = page_of(app, made)
    assert f'<img src="/media/{made.uses[1]}/' in page
    assert "About the image “knee-2”" in page


def test_an_image_that_is_hidden_is_not_shown_there_and_is_again_after(app):
    with app.app_context():
        made = published.published()
        asks(made, "knee-2")
        hold = published.withhold(made, made.uses[1])
        assert {base for base, _ in shown(made)} == {""}
    page = page_of(app, made)
    assert "/media/" not in page
    assert "About the image “knee-2”" in page
    with app.app_context():
        published.lift(hold)
        assert {base for base, _ in shown(made)} == {f"/media/{made.uses[1]}"}


def test_with_an_article_that_is_removed_its_images_go_from_there_and_come_back(app):
    with app.app_context():
        made = published.published()
        asks(made, "knee-2")
        published.remove(made)
        assert shown(made) == [("", HIDDEN)] * 2, "its author would be answered 451"
        published.restore(made)
        assert shown(made) == [(f"/media/{made.uses[1]}", "")] * 2


def test_the_work_does_not_grow_with_the_images_that_are_spoken_of(app):
    with app.app_context():
        made = published.published()
        taken = []
        for key in ("knee-1", "knee-2", "knee-3"):
            asks(made, key)
            session.expire_all()
            submission = session.get_one(Submission, made.submission_id)
            with counted(app) as sent:
                talking.at_the_desk(submission, "A")
            taken.append(len(sent))
    assert taken[1] == taken[2]

"""What may be published, by whom, and under which address."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit import queries as audit
from app.audit.kinds import Kind
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale, Unmet
from app.media.models import Asset
from app.publishing import actions as publishing
from app.publishing import tree as trees
from app.publishing.models import Article, Use
from app.publishing.states import ONE_S_OWN, Ended, Level
from app.register.kinds import Scope
from app.submissions import actions as submissions
from app.submissions.content import Seen
from app.submissions.models import Submission
from app.submissions.states import State
from app.takedowns.kinds import Lane
from tests.publishing import making
from tests.publishing.signing_in import sign_in, token


def nothing_is_published() -> bool:
    return session.scalar(select(Article.id)) is None and not trees.here().slugs() and not trees.here().uses()


def test_publishing_writes_one_event_and_moves_the_submission(app: Flask) -> None:
    with app.app_context():
        made = making.published(slug="my-own-words")
        article = session.get_one(Article, made.article_id)
        assert made.slug == "my-own-words"
        assert article.submission.standing is State.PUBLISHED
        events = audit.history(article.ref)
        assert [event.name for event in events] == [Kind.ARTICLE_PUBLISHED]
        assert "my-own-words" not in str(events[0].facts), "a slug is words of the author: no event keeps it"
        assert events[0].topic("submission") == made.submission_id


def test_nothing_is_published_before_enough_people_approved_it(app: Flask) -> None:
    with app.app_context():
        submission_id = making.signed()
        making.approve(submission_id, reviewers=1)
        with pytest.raises(Unmet):
            making.publish(submission_id)
        assert nothing_is_published()


def test_an_approval_counts_for_exactly_what_was_approved(app: Flask) -> None:
    """Even a state that says approved does not help when the hash is another."""
    with app.app_context():
        submission_id = making.approved()
        with transaction():
            submission = submissions.hold(submission_id)
            submissions.save(submission, {"body": "Other words."}, version=submission.copy.version, images={})
        making.sign(submission_id)
        with transaction():
            submissions.hold(submission_id).state = State.APPROVED.value
        with pytest.raises(Unmet, match="approvals"):
            making.publish(submission_id)
        assert nothing_is_published()


def test_nothing_is_published_without_a_signature_on_exactly_this(app: Flask) -> None:
    with app.app_context():
        submission_id = making.approved()
        with transaction():
            submission = submissions.hold(submission_id)
            submissions.save(submission, {"body": "Not signed."}, version=submission.copy.version, images={})
            session.flush()
            revision = submissions.snapshot(submission)
            revision.submitted_at = now()
        with pytest.raises(Unmet, match="signed"):
            making.publish(submission_id)
        assert nothing_is_published()


@pytest.mark.parametrize("stale", ["version", "content"])
def test_what_moved_on_is_not_published(app: Flask, stale: str) -> None:
    with app.app_context():
        submission_id = making.approved()
        seen = making.seen(submission_id)
        by_id = making.member(Role.EDITOR)
        wrong = (
            Seen(seen.version - 1, seen.content_hash) if stale == "version" else Seen(seen.version, "0" * 64)
        )
        with pytest.raises(Stale), transaction():
            publishing.publish(submission_id, by=session.get_one(Member, by_id), seen=wrong)
        assert nothing_is_published()


def test_a_reviewer_cannot_publish(app: Flask) -> None:
    with app.app_context():
        submission_id = making.approved()
        by_id = making.member(Role.REVIEWER)
        with pytest.raises(NotAllowed), transaction():
            publishing.publish(
                submission_id, by=session.get_one(Member, by_id), seen=making.seen(submission_id)
            )


@pytest.mark.parametrize("email", ["bo@example.org", "amina@example.org"])
@pytest.mark.parametrize(
    ("ground", "level", "scope", "for_others"),
    [
        ("copyright", Level.INTERIM, None, True),
        ("copyright", Level.FINAL, Scope.ANY_AUTHOR, True),
        ("accuracy", Level.FINAL, Scope.THIS_AUTHOR, False),
        ("copyright", Level.FINAL, None, False),
        ("author_wish", Level.FINAL, None, False),
        *((ended.value, Level.INTERIM, None, False) for ended in Ended),
    ],
)
def test_a_hold_keeps_back_the_same_bytes_of_its_own_author_and_of_others_as_far_as_it_is_about_the_picture(
    app: Flask, email: str, ground: str, level: Level, scope: Scope | None, for_others: bool
) -> None:
    """What ends one contributor's right says nothing about somebody else who has one."""
    assert Lane.AUTHOR_WISH.value in ONE_S_OWN
    with app.app_context():
        made = making.published()
        submission_id = with_the_same_picture(made.uses[0], email)
        editor = making.member(Role.EDITOR)
        with transaction():
            publishing.withhold(
                session.get_one(Article, made.article_id),
                by=session.get_one(Member, editor),
                use=session.get_one(Use, made.uses[0]),
                level=level,
                status=404,
                ground=ground,
                asked_by="a person",
                reason="It was removed.",
                stays_down=scope,
            )
        making.approve(submission_id)
        if for_others or email == "amina@example.org":
            with pytest.raises(Unmet, match="on hold"):
                making.publish(submission_id)
        else:
            making.publish(submission_id)


def with_the_same_picture(use: str, email: str) -> int:
    """A signed submission that shows the same bytes under a right of its own."""
    held = session.get_one(Use, use).asset_id
    submission_id = making.draft("Another", email=email)
    with transaction():
        asset = session.get_one(Asset, held)
        image = submissions.place(submissions.hold(submission_id), asset, filename="same.jpg")
        image.alt, image.credit = "The same", "The same"
        image.declared = {"basis": "own_work", "people": "none", "holder": "Bo"}
    making.sign(submission_id)
    return submission_id


@pytest.mark.parametrize("slug", ["Not Good", "two--hyphens", "../etc", "über"])
def test_an_address_has_small_letters_digits_and_hyphens(app: Flask, slug: str) -> None:
    with app.app_context():
        submission_id = making.approved()
        with pytest.raises(Refused) as refusal:
            making.publish(submission_id, slug=slug)
        assert "slug" in refusal.value.fields
        assert nothing_is_published()


def test_an_address_is_never_given_twice(app: Flask) -> None:
    with app.app_context():
        making.published(slug="a-knee")
        submission_id = making.approved("Another", email="bo@example.org")
        with pytest.raises(Refused, match="address"):
            making.publish(submission_id, slug="a-knee")


def test_an_article_on_hold_stays_dark_when_it_is_corrected(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
        hold_id = making.withhold(made, status=451)
        making.revise(made.submission_id, "Corrected meanwhile.")
        making.publish(made.submission_id)
        assert client.get(made.url).status_code == 451
        assert not trees.here().uses()
        making.lift(hold_id)
    assert "Corrected meanwhile." in client.get(made.url).text


def test_an_editor_publishes_from_the_desk(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        making.published("First", email="bo@example.org", slug="taken")
        submission_id = making.approved()
        seen = making.seen(submission_id)
        state = session.get_one(Submission, submission_id).state
        assert state == State.APPROVED
    sign_in(app, client, Role.EDITOR)
    address = f"/desk/submissions/{submission_id}/publications"
    sent = {
        "version": seen.version,
        "content_hash": seen.content_hash,
        "csrf_token": token(client, "/desk/articles"),
    }
    refused = client.post(address, data={**sent, "slug": "taken"})
    assert refused.status_code == 422
    assert 'value="taken"' in refused.text
    assert "has or had this address already" in refused.text
    assert client.post(address, data={**sent, "content_hash": "x"}).status_code == 422
    assert client.post(address, data={**sent, "content_hash": "0" * 64}).status_code == 409
    done = client.post(address, data={**sent, "slug": "a-knee"})
    assert (done.status_code, done.headers["Location"]) == (303, "/articles/a-knee")
    assert client.get("/articles/a-knee").status_code == 200
    assert client.post(address, data=sent).status_code == 409
    listed = client.get("/desk/articles").text
    assert "/articles/a-knee" in listed
    assert "In view" in listed


def test_a_stale_publication_keeps_what_was_typed_and_a_second_press_is_about_what_is_shown(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        submission_id = making.approved()
        before = making.seen(submission_id)
        making.revise(submission_id, "Nobody knew of these words.")
        after = making.seen(submission_id)
    sign_in(app, client, Role.EDITOR)
    address = f"/desk/submissions/{submission_id}/publications"
    typed = {"slug": "typed-by-hand", "csrf_token": token(client, "/desk/articles")}
    stale = client.post(
        address, data={**typed, "version": before.version, "content_hash": before.content_hash}
    )
    assert stale.status_code == 409
    assert "changed while you were reading it" in stale.text
    assert "Nobody knew of these words." in stale.text
    assert 'value="typed-by-hand"' in stale.text
    assert f'name="version" type="hidden" value="{after.version}"' in stale.text
    assert f'value="{after.content_hash}"' in stale.text
    done = client.post(address, data={**typed, "version": after.version, "content_hash": after.content_hash})
    assert (done.status_code, done.headers["Location"]) == (303, "/articles/typed-by-hand")


def test_a_publication_that_is_not_allowed_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        submission_id = making.signed()
        seen = making.seen(submission_id)
    sign_in(app, client, Role.EDITOR)
    sent = {"version": seen.version, "content_hash": seen.content_hash, "slug": "typed-by-hand"}
    address = f"/desk/submissions/{submission_id}/publications"
    answer = client.post(address, data={**sent, "csrf_token": token(client, "/desk/articles")})
    assert answer.status_code == 409
    assert "Only what is approved can be published" in answer.text
    assert 'value="typed-by-hand"' in answer.text


def test_the_desks_list_names_every_hold(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
        making.withhold(made, made.uses[0])
        making.remove(made, status=410)
    assert client.get("/desk/articles").status_code == 303
    sign_in(app, client, Role.REVIEWER)
    listed = client.get("/desk/articles").text
    assert "Removed" in listed
    assert "One image, interim, copyright, 404" in listed
    assert "The article, final, copyright, 410" in listed

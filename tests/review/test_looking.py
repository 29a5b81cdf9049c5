"""What a decision is pinned to beside the text: the signature, the images with their rights, and what is known of them.

Each test draws the page, lets something become known, and sends what the page held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations import queries as attestations
from app.audit.models import Event
from app.db import session, transaction
from app.errors import Stale
from app.publishing.models import Use
from app.review import actions, looking
from app.review.looking import Looked
from app.review.models import Decision, Verdict
from app.review.rights import actions as rights
from app.review.rights.actions import Weighed
from app.review.rights.kinds import Found
from app.submissions import actions as drafts
from app.submissions import queries
from app.submissions.models import Revision, Submission
from app.takedowns.actions import withhold
from app.takedowns.models import Case
from app.worklist import actions as queue
from app.worklist import queries as worklist
from tests.publishing import making
from tests.takedowns import making as cases


def in_review() -> int:
    """Signed, and in the hands of nobody."""
    submission = making.signed()
    making.approve(submission, reviewers=1, accepting=False)
    return submission


def newest(submission: int) -> Revision:
    revision = queries.newest(session.get_one(Submission, submission))
    assert revision is not None
    return revision


def decide(submission: int, seen: Looked, verdict: Verdict = Verdict.APPROVED) -> int:
    by_id = making.member(Role.REVIEWER, "second")
    with transaction():
        by = session.get_one(Member, by_id)
        return actions.decide(submission, verdict, by=by, note="Because.", seen=seen).id


def weigh(submission: int, found: Found) -> None:
    by_id = making.member(Role.REVIEWER, "third")
    with transaction():
        revision = newest(submission)
        said = {revision.placements[0].rights_id: Weighed(found, ["looked"], "Whose is it?")}
        by = session.get_one(Member, by_id)
        rights.weigh(submission, said, by=by, content_hash=revision.content_hash)


def refused(submission: int, seen: Looked, *, saying: str) -> None:
    """Refused, with words of what became known, and nothing recorded."""
    making.member(Role.REVIEWER, "second")
    before = session.scalar(select(func.count(Event.id)))
    with pytest.raises(Stale) as why:
        decide(submission, seen)
    assert saying in " ".join(why.value.changes)
    assert session.scalar(select(func.count(Event.id))) == before
    assert decide(submission, making.seen(submission))


def test_a_decision_says_under_which_signature_and_over_which_images_it_was_made(app: Flask) -> None:
    with app.app_context():
        submission = in_review()
        id_ = decide(submission, making.seen(submission))
        made, revision = session.get_one(Decision, id_), newest(submission)
        covering = attestations.covering(revision)
        assert covering is not None
        assert (made.attestation_id, made.images_hash) == (covering.id, looking.images(revision))
        assert len(revision.placements) == 3


def test_the_hash_of_the_images_is_another_with_another_order_file_or_right(app: Flask) -> None:
    with app.app_context():
        revision = newest(in_review())
        stands = looking.images(revision)
        changed: list[Callable[[], object]] = [
            lambda: revision.placements.reverse(),
            lambda: setattr(revision.placements[0].asset, "sha256", "0" * 64),
            lambda: setattr(revision.placements[0].rights, "hash", "0" * 64),
            lambda: revision.placements.pop(),
        ]
        with session.no_autoflush:
            for change in changed:
                change()
                assert looking.images(revision) != stands
                session.rollback()
                assert looking.images(revision) == stands


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Found.ACCEPTED, "Somebody accepted the rights of images."),
        (Found.QUESTIONED, "Somebody questioned or refused the rights of images."),
        (Found.REFUSED, "Somebody questioned or refused the rights of images."),
    ],
)
def test_whoever_did_not_see_what_somebody_found_about_a_right_is_told_of_it(
    app: Flask, found: Found, words: str
) -> None:
    with app.app_context():
        submission = in_review()
        seen = making.seen(submission)
        weigh(submission, found)
        refused(submission, seen, saying=words)


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("attestation", 0, "Another signature stands under it."),
        ("images", "0" * 64, "It has other images"),
    ],
)
def test_what_was_not_on_the_page_is_not_decided_about(
    app: Flask, name: str, wrong: int | str, words: str
) -> None:
    with app.app_context():
        submission = in_review()
        changed: dict[str, Any] = {name: wrong}
        refused(submission, replace(making.seen(submission), **changed), saying=words)


def test_a_correction_is_not_approved_past_a_report_about_what_readers_have(app: Flask) -> None:
    """The article is out; a new revision of it waits, and meanwhile somebody contests an image of it."""
    printed = cases.printed(app)
    with app.app_context():
        submission = session.get_one(Use, printed.uses[0]).article.submission_id
        with transaction():
            draft = drafts.hold(submission)
            drafts.save(draft, {"title": "A hip, rebuilt"}, version=draft.copy.version, images={})
        making.sign(submission)
        with transaction():
            item = worklist.item_of(session.get_one(Submission, submission).ref)
            assert item is not None
            reviewer = session.get_one(Member, cases.member("R. Osei"))
            actions.open_item(item, reviewer)
            queue.release(item, by=reviewer)
        seen = making.seen(submission)
    case_id = cases.confirmed(app, printed, use=printed.uses[0])
    with app.app_context():
        with pytest.raises(Stale) as why:
            decide(submission, seen, Verdict.DECLINED)
        assert "A case about the published article was opened." in why.value.changes
        seen = making.seen(submission)
        with transaction():
            by = session.get_one(Member, cases.member("R. Osei"))
            version = session.get_one(Case, case_id).version
            withhold(case_id, by=by, use=printed.uses[0], version=version)
        with pytest.raises(Stale) as why:
            decide(submission, seen, Verdict.DECLINED)
        assert why.value.changes == ["Something in the published article was hidden."]
        assert decide(submission, making.seen(submission), Verdict.DECLINED)

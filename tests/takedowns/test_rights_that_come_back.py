"""What hid an image is not undone by half: a right refused, a consent withdrawn before, a hold lifted too early."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.accounts.models import Member
from app.clock import now
from app.db import session, transaction
from app.media.models import Asset
from app.publishing.models import Article
from app.review.rights import actions as weighing
from app.review.rights.actions import Weighed
from app.review.rights.kinds import Found
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Submission
from app.takedowns.actions import rights as deciding
from tests.publishing import making as publishing
from tests.takedowns import ending as endings
from tests.takedowns.ending import (
    LAST,
    LATER,
    YEAR,
    at,
    author,
    days_before,
    desk,
    ending,
    item,
    printed_until,
    rights_page,
    run,
)
from tests.takedowns.making import Printed, member, printed
from tests.takedowns.test_consents import SHOWN, given, person


def withheld_and_lifted(app: Flask, article: Printed) -> None:
    """The desk withholds the image before its day, and then lifts the hold again."""
    run(app)
    reviewer = desk(app)
    reviewer.get(rights_page(app, article))
    assert reviewer.send("/decisions", verdict="withheld", reason="I am not sure.").status_code == 303
    reviewer.get(f"/desk/cases/{endings.case(app).id}")
    assert reviewer.send("/lifts").status_code == 303
    assert endings.status(app, article.picture()) == 200


def test_a_renewal_that_the_desk_refused_shows_nothing_again(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        run(app)
        submission_id = endings.renewed(app, article, LATER, approved=False)
        with app.app_context():
            publishing.approve(submission_id, accepting=False)
            revision = drafts.newest(session.get_one(Submission, submission_id))
            assert revision is not None
            said = {revision.placements[0].rights_id: Weighed(Found.REFUSED, [], "That letter is forged.")}
            by = session.get_one(Member, member("R. Osei"))
            with transaction():
                weighing.weigh(submission_id, said, by=by, content_hash=revision.content_hash)
        page = f"/desk/cases/{endings.case(app).id}"
        assert endings.lift_unasked(desk(app), app, page).status_code == 403
        assert endings.status(app, article.picture()) == 404


def test_a_right_that_ends_after_a_withdrawal_does_not_undo_it(app: Flask) -> None:
    article = printed(app, **{**SHOWN, "expires_on": LAST.isoformat()})
    with at(days_before(LAST, 3)):
        ref = given(app, article)
        person(app, ref).send("/withdrawals")
    with at(days_before(LAST, -1)):
        run(app)
        assert endings.case(app).opened_for == "consent_withdrawn"
        reviewer = desk(app)
        reviewer.get(rights_page(app, article))
        shows = {"reason": "A new contract.", "evidence": "Letter of today", "last_on": LATER.isoformat()}
        assert reviewer.send("/decisions", verdict="kept", **shows).status_code == 303
        page = f"/desk/cases/{endings.case(app).id}"
        assert endings.lift_unasked(reviewer, app, page).status_code == 403
        assert endings.status(app, article.picture()) == 404
        assert "We decide by then" in person(app, ref).text


def test_what_was_withheld_early_and_shown_again_still_ends_on_its_day(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 10)):
        withheld_and_lifted(app, article)
    with at(days_before(LAST, -1)):
        run(app)
        assert endings.status(app, article.picture()) == 404
        assert ending(app, article).state == "withheld"


def test_what_was_withheld_early_and_shown_again_can_be_revoked(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 10)):
        withheld_and_lifted(app, article)
        guest, draft = author(app, article)
        guest.get(f"{draft}/revocations")
        assert guest.send("/revocations", use=article.uses[0], sure="y").status_code == 303
        assert endings.status(app, article.picture()) == 404


def lifted_after_renewal(app: Flask, article: Printed) -> int:
    """The right has ended, the author has renewed it, two approved that, and the hold was lifted; nothing is published.
    The submission."""
    run(app)
    submission_id = endings.renewed(app, article, LATER)
    reviewer = desk(app)
    reviewer.get(f"/desk/cases/{endings.case(app).id}")
    assert reviewer.send("/lifts").status_code == 303
    assert endings.status(app, article.picture()) == 200
    return submission_id


def test_a_renewal_that_nobody_publishes_stands_in_the_queue_and_hides_the_image_again(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        lifted_after_renewal(app, article)
        waiting = item(app, article)
        assert (waiting.open, waiting.owes) == (True, "us")
        assert waiting.detail == f"renewed: publish it by {LAST.day + 8} June {YEAR}"
        before = len(endings.written(app))
        run(app)
        assert len(endings.written(app)) == before, "the author has answered already"
        assert endings.status(app, article.picture()) == 200
        done = app.test_cli_runner().invoke(args=["audit", "verify", "--only", "endings"])
        assert done.exit_code == 0, done.output
    with at(days_before(LAST, -8)):
        run(app)
        assert endings.status(app, article.picture()) == 200
    with at(days_before(LAST, -9)):
        run(app)
        assert endings.status(app, article.picture()) == 404
        assert ending(app, article).state == "withheld"


def test_a_renewal_that_is_published_in_time_leaves_the_queue(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        submission_id = lifted_after_renewal(app, article)
        with app.app_context():
            publishing.publish(submission_id)
        run(app)
        assert (ending(app, article).state, item(app, article).open) == ("renewed", False)
    with at(days_before(LAST, -40)):
        run(app)
        assert endings.status(app, article.picture()) == 200


def test_an_image_taken_out_and_put_back_still_ends_on_the_day_the_desk_decided(app: Flask) -> None:
    """What was signed has no last day here: only the decision has one."""
    article, last_on = printed(app), (now() + timedelta(days=200)).date()
    with app.app_context():
        submission_id = session.get_one(Article, article.id).submission_id
        with transaction():
            by = session.get_one(Submission, submission_id).guest
            deciding.revoke(submission_id, article.uses[0], by=by)
    reviewer = desk(app)
    reviewer.get(rights_page(app, article))
    said = {
        "verdict": "kept",
        "reason": "It goes on.",
        "evidence": "A letter",
        "last_on": last_on.isoformat(),
    }
    assert reviewer.send("/decisions", **said).status_code == 303
    reviewer.get(f"/desk/cases/{endings.case(app).id}")
    assert reviewer.send("/lifts").status_code == 303
    path = taken_out_and_put_back(app, article, submission_id)
    assert endings.status(app, path) == 200
    with at(days_before(last_on, -1)):
        run(app)
        assert ending(app, article).state == "withheld"
        assert endings.status(app, path) == 404


def taken_out_and_put_back(app: Flask, article: Printed, submission_id: int) -> str:
    """Two corrections; the address of the first image after them, shown under the same right."""
    with app.app_context():
        with transaction():
            submission = submissions.hold(submission_id)
            first = submission.images[0]
            asset_id, told = first.asset_id, {"alt": first.alt, "credit": first.credit, **first.declared}
            submissions.remove_image(submission, first.id)
            submissions.save(submission, {"body": "Rest."}, version=submission.copy.version, images={})
        corrected(submission_id)
        run(app)
        assert ending(app, article).state == "gone"
        with transaction():
            submission = submissions.hold(submission_id)
            again = submissions.place(submission, session.get_one(Asset, asset_id), filename="knee.jpg")
            shown = {again.id: told}
            submissions.save(submission, {"body": "Walk."}, version=submission.copy.version, images=shown)
        corrected(submission_id)
        number = ending(app, article).rights_id
        placements = session.get_one(Article, article.id).revision.placements
        return f"/media/{next(one.use for one in placements if one.rights_id == number)}/320.jpg"


def corrected(submission_id: int) -> None:
    publishing.sign(submission_id)
    publishing.approve(submission_id)
    publishing.publish(submission_id)

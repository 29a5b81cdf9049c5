"""Who hears of what: the table is complete, and each party of a case hears each outcome once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.db import session, transaction
from app.notifications.rules import RULES, SILENT
from app.review import actions as review
from app.review import queries as reviews
from app.review.models import Verdict
from app.submissions import actions as submissions
from app.submissions.models import Revision
from app.takedowns.actions import decisions, holds, notices
from app.takedowns.actions.decisions import Reasons
from app.takedowns.models import Case, Notice
from app.takedowns.rules import Outcome
from tests.notifications import making
from tests.publishing import making as publishing
from tests.takedowns import making as cases

if TYPE_CHECKING:
    from flask import Flask

WEBMASTER = "webmaster@localhost.localdomain"
AUTHOR = "amina@example.org"
CLAIMANT = "clara@example.net"
REASONS = Reasons(
    ground="Copyright in the photograph.",
    explanation="The author could not show a licence.",
    facts="We compared what was sent with what stood there.",
    at_sight="yes",
)


def heard() -> set[tuple[str, str]]:
    """What was written to whom since the last call, as (letter, address); no letter twice to one person."""
    making.told(500)
    assert making.untold() == [], "an event could not be told"
    fresh = [letter for letter in making.letters() if letter.id not in _heard]
    _heard.update(letter.id for letter in fresh)
    pairs = [(letter.letter, letter.address) for letter in fresh]
    assert len(pairs) == len(set(pairs)), pairs
    return set(pairs)


_heard: set[int] = set()


@pytest.fixture(autouse=True)
def _nothing_heard_yet() -> None:
    _heard.clear()


def version(case_id: int) -> int:
    return session.get_one(Case, case_id, populate_existing=True).version


def decide(case_id: int, outcome: Outcome, by_id: int) -> None:
    with transaction():
        by = session.get_one(Member, by_id)
        decisions.decide(case_id, outcome, by=by, reasons=REASONS, version=version(case_id))


def hide(case_id: int, use: str, by_id: int) -> int:
    with transaction():
        by = session.get_one(Member, by_id)
        return holds.withhold(case_id, by=by, use=use, version=version(case_id)).id


def lift(case_id: int, hold_id: int, by_id: int) -> None:
    with transaction():
        holds.lift(case_id, hold_id, by=session.get_one(Member, by_id), version=version(case_id))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_event_is_told_to_somebody_or_silent_for_a_reason(kind: Kind) -> None:
    assert (kind in RULES) != (kind in SILENT), "in one of the two tables, and in one only"
    assert RULES.get(kind) or len(SILENT.get(kind, "")) > 10


def test_an_author_hears_of_each_step_from_the_draft_to_the_published_article(app: Flask) -> None:
    with app.app_context():
        submission_id = publishing.draft()
        assert heard() == {("draft_link", AUTHOR)}
        publishing.sign(submission_id)
        assert heard() == {("submission_received", AUTHOR), ("submission_waiting", WEBMASTER)}
        ask_for_changes(submission_id)
        assert heard() == {("changes_requested", AUTHOR)}
        asked = making.letters()[-1]
        assert "Please say where the claims and figures come from." in asked.text
        assert "In the second section & the table." in asked.text
        assert "In the second section &amp; the table." in asked.html
        publishing.revise(submission_id, "A better text.")
        assert heard() == {
            ("submission_received", AUTHOR),
            ("submission_waiting", WEBMASTER),
            ("submission_approved", AUTHOR),
            ("ready_to_publish", WEBMASTER),
        }
        publishing.publish(submission_id)
        assert heard() == {("article_published", AUTHOR)}
        assert "http://127.0.0.1:8000/articles/rebuilding-a-knee" in making.letters()[-1].text
        publishing.revise(submission_id, "A text without the mistake.")
        heard()
        publishing.publish(submission_id, note="A figure was wrong.")
        assert heard() == {("article_corrected", AUTHOR)}


def ask_for_changes(submission_id: int) -> None:
    by_id = publishing.member(Role.REVIEWER, "reviewer0")
    with transaction():
        by = session.get_one(Member, by_id)
        item = reviews.item_of(submissions.hold(submission_id))
        assert item is not None
        review.open_item(item, by)
        session.flush()
        seen, note = publishing.seen(submission_id), "In the second section & the table."
        review.decide(
            submission_id, Verdict.CHANGES_REQUESTED, by=by, reasons=["sources"], note=note, seen=seen
        )


def test_the_receipt_names_every_hash_that_was_signed(app: Flask) -> None:
    with app.app_context():
        publishing.signed()
        making.told()
        [receipt] = [letter for letter in making.letters() if letter.letter == "submission_received"]
        revision = session.query(Revision).one()
        hashes = [revision.content_hash, *(placement.asset.sha256 for placement in revision.placements)]
        assert len(hashes) == 4
        assert all(one in receipt.text and one in receipt.html for one in hashes)
        assert "rights " in receipt.text


def test_a_message_of_either_side_reaches_the_other(app: Flask) -> None:
    with app.app_context():
        submission_id = publishing.signed()
        heard()
        by_id = publishing.member(Role.REVIEWER)
        with transaction():
            by = session.get_one(Member, by_id)
            submissions.comment(submissions.hold(submission_id), body="Where is it from?", by=by)
        assert heard() == {("comment_from_desk", AUTHOR)}
        assert "  Where is it from?" in making.letters()[-1].text
        with transaction():
            submission = submissions.hold(submission_id)
            submissions.comment(submission, body="From our own audit.", by=submission.guest)
        assert heard() == {("comment_answered", WEBMASTER)}
        with transaction():
            submissions.withdraw(submissions.hold(submission_id), reason="I changed my mind.")
        assert heard() == {("submission_withdrawn", WEBMASTER)}


def test_both_parties_hear_each_outcome_of_a_case_once(app: Flask) -> None:
    article = cases.printed(app, email=AUTHOR)
    cases.report(app, article, email=CLAIMANT, use=article.uses[0])
    with app.app_context():
        assert ("notice_confirm", CLAIMANT) in heard()
        notice = session.query(Notice).one()
        with transaction():
            case = notices.confirm(notice.notice_ref, by=notice.guest).case
            assert case is not None
            case_id = case.id
        assert heard() == {("notice_registered", CLAIMANT), ("notice_waiting", WEBMASTER)}
        by = cases.member("R. Osei")

        hold_id = hide(case_id, article.uses[0], by)
        assert heard() == {("image_withheld", AUTHOR), ("measure_taken", CLAIMANT)}
        lift(case_id, hold_id, by)
        assert heard() == {("hold_lifted", AUTHOR), ("hold_lifted", CLAIMANT)}
        hide(case_id, "", by)
        assert heard() == {("article_withheld", AUTHOR), ("measure_taken", CLAIMANT)}

        decide(case_id, Outcome.REMOVE_ARTICLE, by)
        assert heard() == {("case_decided_author", AUTHOR), ("case_decided_claimant", CLAIMANT)}
        for letter in making.letters()[-2:]:
            assert "The article was removed." in letter.text
            assert REASONS.ground in letter.text
            assert REASONS.explanation in letter.text
            assert letter.subject.startswith("Case TD-")
        decide(case_id, Outcome.REINSTATE, by)
        assert heard() == {("article_restored", AUTHOR), ("article_restored", CLAIMANT)}


def test_leaving_it_as_it_is_shows_again_what_was_hidden_and_tells_it_once(app: Flask) -> None:
    article = cases.printed(app, email=AUTHOR)
    case_id = cases.confirmed(app, article, email=CLAIMANT, use=article.uses[0])
    with app.app_context():
        by = cases.member("R. Osei")
        hide(case_id, article.uses[0], by)
        heard()
        decide(case_id, Outcome.NO_ACTION, by)
        assert heard() == {("case_decided_author", AUTHOR), ("case_decided_claimant", CLAIMANT)}


def test_an_author_who_heard_of_a_hold_hears_when_its_report_was_withdrawn(app: Flask) -> None:
    article = cases.printed(app, email=AUTHOR)
    case_id = cases.confirmed(app, article, email=CLAIMANT, use=article.uses[0])
    with app.app_context():
        hide(case_id, article.uses[0], cases.member("R. Osei"))
        heard()
        notice = session.query(Notice).one()
        with transaction():
            notices.withdraw(notice.notice_ref, by=notice.guest)
        assert heard() == {("hold_lifted", AUTHOR), ("notice_withdrawn", WEBMASTER)}
        lifted = next(letter for letter in making.letters() if letter.letter == "hold_lifted")
        assert "The report was withdrawn" in lifted.text


def test_an_author_who_reports_their_own_article_hears_in_both_roles(app: Flask) -> None:
    article = cases.printed(app, email=AUTHOR)
    case_id = cases.confirmed(app, article, email=AUTHOR)
    with app.app_context():
        by = cases.member("R. Osei")
        heard()
        decide(case_id, Outcome.NO_ACTION, by)
        assert heard() == {("case_decided_author", AUTHOR), ("case_decided_claimant", AUTHOR)}


def test_a_notice_that_nobody_confirmed_is_told_to_nobody_but_its_sender(app: Flask) -> None:
    article = cases.printed(app, email=AUTHOR)
    with app.app_context():
        heard()
    ref = cases.report(app, article, email=CLAIMANT)
    with app.app_context():
        assert heard() == {("notice_confirm", CLAIMANT)}
        with transaction():
            notices.withdraw(ref, by=session.query(Notice).one().guest)
        assert heard() == set()

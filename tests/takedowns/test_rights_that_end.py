"""What people do about a right that ends: the desk keeps or withholds it, the author says that it was revoked."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import RIGHTS, Right
from app.audit.kinds import Kind
from app.db import session, transaction
from app.takedowns.models import Case
from tests.publishing import making as publishing
from tests.takedowns import ending as endings
from tests.takedowns.ending import (
    LAST,
    LATER,
    YEAR,
    at,
    days_before,
    desk,
    ending,
    item,
    on_sqlite,
    printed_until,
    renewed,
    rights_page,
    run,
    written,
)
from tests.takedowns.making import happened


def test_after_the_day_the_hold_is_lifted_once_a_renewal_is_approved(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        run(app)
        case_id, reviewer = endings.case(app).id, desk(app)
        reviewer.get(f"/desk/cases/{case_id}")
        assert "The right to show this image has ended." in reviewer.text
        assert endings.lift_unasked(reviewer, app, f"/desk/cases/{case_id}").status_code == 403
        assert len(endings.holds(app)) == 1
        submission_id = renewed(app, article, LATER)
        reviewer.get(f"/desk/cases/{case_id}")
        assert "It can be shown again: lift the hold" in reviewer.text
        assert reviewer.send("/lifts").status_code == 303
        with app.app_context():
            publishing.publish(submission_id)
        run(app)
        assert endings.status(app, article.picture()) == 200
        assert ending(app, article).state == "renewed"
        assert len(endings.holds(app)) == 0


def test_no_decision_shows_it_again_without_a_right(app: Flask) -> None:
    printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        run(app)
        reviewer = desk(app)
        reviewer.get(f"/desk/cases/{endings.case(app).id}")
        typed = {"ground": "The licence.", "explanation": "It ended.", "facts": "Its last day has passed."}
        assert reviewer.send("/decisions", outcome="no_action", **typed).status_code == 403
        reviewer.get(f"/desk/cases/{endings.case(app).id}")
        assert reviewer.send("/decisions", outcome="withhold_image", **typed).status_code == 303
        [hold] = endings.holds(app)
        assert (hold.level, hold.status, hold.ground) == ("final", 410, "right_ended")
        assert "because the right to show it has ended" in hold.reason


def test_the_desk_keeps_a_right_with_what_shows_it_and_a_new_last_day(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 10)):
        run(app)
        reviewer, page = desk(app), rights_page(app, article)
        reviewer.get(page)
        answer = reviewer.send("/decisions", verdict="kept", reason="The library said so.")
        assert answer.status_code == 422
        assert "Say what shows that it may be shown until then" in reviewer.text
        assert "The library said so." in reviewer.text, "nothing typed is lost"
        stale = reviewer.form("/decisions").fields["version"]
        kept = {
            "verdict": "kept",
            "reason": "So said the library.",
            "evidence": "Letter of 3 May, in the safe",
        }
        assert reviewer.send("/decisions", **kept, last_on=LATER.isoformat()).status_code == 303
        assert (ending(app, article).state, ending(app, article).last_on) == ("kept", LATER)
        assert item(app, article).open is False
        reviewer.get(page)
        assert "Letter of 3 May, in the safe" in reviewer.text
        answer = reviewer.send("/decisions", **kept, last_on=LATER.isoformat(), version=stale)
        assert answer.status_code == 409
    with at(days_before(LAST, -1)):
        run(app)
        assert endings.status(app, article.picture()) == 200
    with at(days_before(LATER, 30)):
        run(app)
        assert item(app, article).open is True
    with at(days_before(LATER, -1)):
        run(app)
        assert endings.status(app, article.picture()) == 404


@on_sqlite
@pytest.mark.parametrize("typed", ["", "tomorrow", f"{YEAR}-05-01", "2026-02-30", "9999-12-31"])
def test_a_new_last_day_is_a_day_to_come(app: Flask, typed: str) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 10)):
        run(app)
        reviewer = desk(app)
        reviewer.get(rights_page(app, article))
        answer = reviewer.send("/decisions", verdict="kept", reason="r", evidence="e", last_on=typed)
        assert answer.status_code == 422
        assert "Give the new last day" in reviewer.text


def test_the_desk_withholds_it_before_its_day(app: Flask) -> None:
    article = printed_until(app, LAST)
    with at(days_before(LAST, 10)):
        run(app)
        reviewer = desk(app)
        reviewer.get(rights_page(app, article))
        assert reviewer.send("/decisions", verdict="withheld", reason="The library wrote.").status_code == 303
        assert endings.status(app, article.picture()) == 404
        [hold] = endings.holds(app)
        assert hold.placed_by_id is not None
        assert ending(app, article).state == "withheld"


def test_an_author_who_says_that_a_licence_was_revoked_hides_the_image_at_once(app: Flask) -> None:
    article = printed_until(app, LAST)
    author, draft = endings.author(app, article)
    author.get(f"{draft}/status")
    assert f"{draft}/revocations" in author.text
    author.get(f"{draft}/revocations")
    assert author.send("/revocations", use=article.uses[0]).status_code == 422
    assert endings.status(app, article.picture()) == 200, "without the tick nothing happens"
    said = {"use": article.uses[0], "sure": "y", "reason": "The photographer wrote to me."}
    assert author.send("/revocations", **said).status_code == 303
    assert endings.status(app, article.picture()) == 404
    assert endings.status(app, article.picture(1)) == 200
    opened = endings.case(app)
    assert opened.opened_for == "right_revoked"
    assert [name for name, _ in written(app)] == ["right_lapsed", "right_lapsed_desk"]
    page = desk(app).get(f"/desk/cases/{opened.id}").get_data(as_text=True)
    assert "The author says that the licence was revoked" in page
    assert "The photographer wrote to me." not in endings.reader(app, article.url).get_data(as_text=True)


def test_saying_so_about_an_image_of_somebody_else_is_refused(app: Flask) -> None:
    mine, other = printed_until(app, LAST), printed_until(app, LAST, email="bo@example.org", title="Hips")
    author, draft = endings.author(app, mine)
    author.get(f"{draft}/revocations")
    assert author.send("/revocations", use=other.uses[0], sure="y").status_code == 422
    assert endings.status(app, other.picture()) == 200


def test_what_was_revoked_is_not_shown_again_without_another_right(app: Flask) -> None:
    article = printed_until(app, LAST)
    author, draft = endings.author(app, article)
    author.get(f"{draft}/revocations")
    author.send("/revocations", use=article.uses[0], sure="y")
    with app.app_context():
        found = session.get_one(Case, endings.case(app).id)
        from app.takedowns import rights

        assert rights.obstacle(found) == rights.ENDED
    run(app)
    assert happened(app, Kind.RIGHT_LAPSED) == 1


def test_a_notice_that_joins_the_case_and_is_withdrawn_shows_nothing_again(app: Flask) -> None:
    from tests.takedowns.making import claimant, report

    article = printed_until(app, LAST)
    with at(days_before(LAST, -1)):
        ref = report(app, article, use=article.uses[0])
        run(app)
        reader = claimant(app, ref)
        assert reader.send("/confirmations").status_code == 303
        assert endings.case(app).opened_for == "right_ended"
        reader.get(f"/notices/{ref}")
        reader.send("/withdrawals", sure="y")
        assert endings.status(app, article.picture()) == 404
        assert endings.case(app).state == "triage"


@on_sqlite
@pytest.mark.parametrize("may", [True, False])
def test_a_right_is_offered_to_be_claimed_only_to_whoever_may_claim(
    app: Flask, monkeypatch: pytest.MonkeyPatch, may: bool
) -> None:
    article = printed_until(app, LAST)
    if not may:
        for role, rights in RIGHTS.items():
            monkeypatch.setitem(RIGHTS, role, rights - {Right.CLAIM})
    with at(days_before(LAST, 10)):
        run(app)
        waits, reviewer = item(app, article), desk(app)
        reviewer.get(waits.url)
    assert "Decide" in reviewer.text
    assert (f'action="/desk/items/{waits.id}/claims"' in reviewer.text) == may


@on_sqlite
def test_what_is_not_sent_yet_is_not_for_the_desk(app: Flask) -> None:
    reviewer = desk(app)
    assert reviewer.get("/desk/rights/99").status_code == 404
    with app.app_context():
        from app.attestations import actions as attestations
        from app.submissions import actions as submissions
        from app.submissions.models import RightsRecord

        submission_id = publishing.draft()
        with transaction():
            attestations.prepare(submissions.hold(submission_id))
        number = session.scalars(select(RightsRecord.id)).first()
    assert reviewer.get(f"/desk/rights/{number}").status_code == 404

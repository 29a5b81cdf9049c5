"""What claimant and desk say to each other: between these two, each told by letter, until the report is over."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.db import session
from app.notifications.models import Message
from app.pages import verification
from app.takedowns.kinds import Lane
from app.takedowns.models import Notice
from app.takedowns.reporting.models import CaseComment
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, claimant, confirmed, happened, member, printed, report
from tests.takedowns.test_erasing import erased, in_database, run, taken_down

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PARTS = [part for part in verification.PARTS if "words with" in part.name]


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def ref_of(app: Flask, email: str) -> str:
    with app.app_context():
        found = session.scalars(select(Notice).order_by(Notice.id.desc()))
        return next(one.notice_ref for one in found if one.guest.email == email)


def written(app: Flask) -> list[str]:
    with app.app_context():
        letters.told(500)
        return [
            f"{one.letter} {one.recipient}" for one in session.scalars(select(Message).order_by(Message.id))
        ]


def test_claimant_and_desk_write_to_each_other_and_no_other_claimant_reads_it(
    app: Flask, article: Printed
) -> None:
    confirmed(app, article, lane=Lane.PRIVACY, email="other@example.net")
    case_id = confirmed(app, article, lane=Lane.PRIVACY, email="clara@example.net")
    clara = claimant(app, ref_of(app, "clara@example.net"))
    before = len(written(app))
    assert clara.send("/comments", body="It is my daughter in the picture.").status_code == 303
    clara.get(clara.page.headers["Location"].partition("#")[0])
    clara.send("/comments", body="It is my daughter in the picture.")  # a second click
    assert [one.partition(" ")[0] for one in written(app)[before:]] == ["desk_told"]
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert "It is my daughter in the picture." in osei.text
    with app.app_context():
        notice_id = session.scalars(select(CaseComment.notice_id)).one()
    osei.send("/comments", notice=str(notice_id), body="How old is she now?")
    assert osei.page.status_code == 303, osei.text
    assert [one.partition(" ")[0] for one in written(app)[before:]] == ["desk_told", "claimant_told"]
    clara.get(f"/notices/{ref_of(app, 'clara@example.net')}")
    assert "How old is she now?" in clara.text
    assert "R. Osei" not in clara.text
    other = claimant(app, ref_of(app, "other@example.net"))
    assert "daughter" not in other.text
    assert "How old" not in other.text
    with app.app_context():
        said = verification.look_through(PARTS)
        assert not said.wrong, said.faults


@ONE_DATABASE
def test_an_empty_message_and_one_with_a_gap_are_refused_where_they_were_typed(
    app: Flask, article: Printed
) -> None:
    case_id = confirmed(app, article)
    clara = claimant(app, ref_of(app, "clara@example.net"))
    assert clara.send("/comments", body=" ").status_code == 422
    assert "Write your message, in up to 5,000 characters." in clara.text
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert osei.send("/comments", body="Dear ###name###,").status_code == 422
    assert osei.form("/comments").fields["body"] == "Dear ###name###,"
    osei.get(f"/desk/cases/{case_id}")
    osei.send("/comments", notice="999", body="Hello.")
    assert osei.page.status_code == 404
    assert happened(app, Kind.CLAIMANT_TOLD) == happened(app, Kind.DESK_TOLD) == 0


@ONE_DATABASE
def test_nothing_is_said_before_it_counts_or_when_it_is_over(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    clara = claimant(app, ref)
    assert "/comments" not in clara.text
    clara.send("/confirmations")
    clara.get(f"/notices/{ref}")
    form = clara.form("/comments")
    clara.send("/withdrawals", sure="y")
    clara.get(f"/notices/{ref}")
    assert "/comments" not in clara.text
    clara.client.post(form.action, data={**form.fields, "body": "Wait."}, base_url="http://127.0.0.1:8000")
    clara.get(f"/notices/{ref}")
    assert "This report is over" in clara.text
    assert happened(app, Kind.DESK_TOLD) == 0


def test_an_erasure_takes_what_was_said(app: Flask, article: Printed) -> None:
    with app.app_context():
        member("W. Marsh", Role.WEBMASTER)
    case_id = taken_down(app, article)
    clara = claimant(app, ref_of(app, "clara@example.net"))
    clara.send("/comments", body="Amina Rahman took it from me.")
    with app.app_context():
        letters.told(500)
        assert "case_comments" in {table for table, _word in in_database(("Amina Rahman took it",))}
    erased(app, case_id)
    run(app)
    with app.app_context():
        assert in_database(("Amina Rahman took it",)) == set()
        said = verification.look_through(PARTS)
        assert not said.wrong, said.faults

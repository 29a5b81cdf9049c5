"""What a reader reported is kept as that reader saw it, whatever is corrected, hidden or erased afterwards."""

from __future__ import annotations

import hashlib
import json

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.db import session, transaction
from app.errors import NotFound
from app.media.shelf import storage
from app.takedowns import actions
from app.takedowns.actions import Report
from app.takedowns.kinds import Lane
from app.takedowns.models import Notice
from app.takedowns.reporting import sending
from tests.publishing import making
from tests.takedowns.browsing import Browser
from tests.takedowns.making import KEY, answers, claimant, confirmed, member, printed, report

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(storage().list("snapshots"))


def correct(submission_id: int, body: str, *, without: int | None = None) -> None:
    making.revise(submission_id, body, without=without)
    making.publish(submission_id, note=f"Now it says: {body}")


def test_after_three_corrections_the_snapshot_still_shows_what_the_reader_saw(app: Flask) -> None:
    with app.app_context():
        made = making.published(body="The dose is 50 mg.\n\n![[knee-2]]")
        correct(made.submission_id, "The dose is 40 mg.\n\n![[knee-2]]")
    reader = Browser(app)
    reader.get(made.url)
    on_screen = reader.text
    assert f"{made.url}/report?revision=2" in on_screen
    assert f"{made.url}/report?image={made.uses[1]}&amp;revision=2" in on_screen
    reader.get(f"{made.url}/report", revision="2", lane="accuracy", quote="The dose is 40 mg.")
    with app.app_context():  # corrected while the form is being filled in
        correct(made.submission_id, "The dose is 20 mg.", without=1)
    assert reader.send("/report", email="a@example.net", **answers(Lane.ACCURACY)).status_code == 303
    with app.app_context():
        for dose in ("10", "5"):
            correct(made.submission_id, f"The dose is {dose} mg.")
        [notice] = session.scalars(select(Notice)).all()
        ref, number, notice_id = notice.notice_ref, notice.revision.number, notice.id
    assert number == 2
    claimant(app, ref).send("/confirmations")
    with app.app_context():
        member("R. Osei")
        case_id = session.get_one(Notice, notice_id).case_id
    desk = Browser(app).sign_in("R. Osei")
    case = desk.get(f"/desk/cases/{case_id}").text
    assert "The dose is 40 mg." in case
    address = f"/desk/cases/{case_id}/reports/{notice_id}"
    assert f'href="{address}/page"' in case
    shown = desk.get(f"{address}/page")
    assert shown.text == on_screen
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    said = desk.get(f"{address}/manifest.json").json
    assert said is not None
    assert said["revision"] == 2
    assert said["page_sha256"] == hashlib.sha256(shown.data).hexdigest()
    assert [one["use"] for one in said["images"]] == list(made.uses)
    assert desk.get(f"/media/{made.uses[1]}/320.jpg").status_code == 200


def test_the_snapshot_says_which_images_were_withheld_then(app: Flask) -> None:
    article = printed(app)
    with app.app_context():
        made = making.Made(article.id, 0, article.slug, article.uses)
        making.withhold(made, article.uses[0])
    ref = report(app, article, lane=Lane.ACCURACY)
    with app.app_context():
        notice = session.scalars(select(Notice).where(Notice.notice_ref == ref)).one()
        said = json.loads(storage().read(f"snapshots/{notice.snapshot}/manifest.json"))
        page = storage().read(f"snapshots/{notice.snapshot}/page.html").decode()
    assert [(held["use"], held["level"]) for held in said["holds"]] == [(article.uses[0], "interim")]
    assert article.uses[0] not in page
    assert article.uses[1] in page


@ONE_DATABASE
def test_equal_pages_are_kept_once_and_a_refused_report_leaves_none(app: Flask) -> None:
    article = printed(app)
    report(app, article, email="a@example.net")
    report(app, article, email="b@example.net")
    assert len(kept(app)) == 2  # the page and its manifest
    other = printed(app, email="b@example.org", title="Another article")
    with (
        app.app_context(),
        pytest.raises(NotFound),
        sending.kept(other.id, Report(lane=Lane.ORDER, email="c@example.net", answers={}, revision=1)),
    ):
        raise NotFound
    assert len(kept(app)) == 2


@ONE_DATABASE
def test_only_the_desk_is_given_it_and_only_in_its_case(app: Flask) -> None:
    article = printed(app)
    case_id = confirmed(app, article)
    address = f"/desk/cases/{case_id}/reports/1/page"
    assert Browser(app).get(address).status_code == 303
    osei = Browser(app).sign_in("R. Osei")
    assert osei.get(address).status_code == 200
    assert osei.get(f"/desk/cases/{case_id}/reports/99/page").status_code == 404
    report(app, article, lane=Lane.PRIVACY)
    assert osei.get(f"/desk/cases/{case_id}/reports/2/page").status_code == 404
    with app.app_context():
        [name] = session.scalars(select(Notice.snapshot).distinct()).all()
        path = app.config["SETTINGS"].data_dir / "store" / "snapshots" / name / "page.html"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    assert osei.get(address).status_code == 404
    assert "damaged" in osei.text


def test_nobody_puts_another_page_in_the_place_of_the_one_reported(app: Flask) -> None:
    report(app, printed(app))
    with app.app_context():
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction():
            session.execute(text("UPDATE notices SET snapshot = 'another'"))
        with transaction():
            session.execute(text("UPDATE notices SET state = 'expired'"))


@ONE_DATABASE
def test_a_report_names_no_revision_that_readers_cannot_have_had(app: Flask) -> None:
    article = printed(app)
    reader = Browser(app)
    for said in ("", "0", "2", "999999999999999999999", "x"):
        reader.get(f"{article.url}/report", revision=said, lane="accuracy")
        assert reader.form("/report").fields["revision"] == "1"


@ONE_DATABASE
def test_a_report_sent_without_its_page_is_taken_all_the_same(app: Flask) -> None:
    """As those of an older version are, and those of a program."""
    article = printed(app)
    with app.app_context():
        sent = Report(lane=Lane.ACCURACY, email="a@example.net", answers=answers(Lane.ACCURACY), revision=1)
        with transaction():
            actions.receive(article.id, sent, key=KEY)
    osei = Browser(app).sign_in("R. Osei")
    assert osei.get("/desk/log").status_code == 200

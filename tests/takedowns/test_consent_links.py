"""What the link of a person shown opens and keeps: the part that readers see, and a way to withdraw for everybody."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.media.models import Rendition
from app.media.storage import recipe_of, rendition_key
from app.publishing.models import Article
from app.submissions import actions as submissions
from app.submissions.actions import room
from app.takedowns.actions import consents
from tests.publishing import making as publishing
from tests.takedowns import ending as endings
from tests.takedowns.browsing import HOST, Browser
from tests.takedowns.making import Printed, printed
from tests.takedowns.test_consents import PERSON, SHOWN, given, person, submission_of, token

PART = "2500,2500,5000,2500"


def crop(app: Flask, article: Printed, part: str) -> None:
    with submission_of(app, article) as submission_id, transaction():
        room.crop(submissions.hold(submission_id).images[0], part)


def cut(app: Flask, article: Printed, part: str) -> bytes:
    """The renditions of that part, as a worker makes them; the bytes of its picture."""
    body = f"the part {part}".encode()
    with submission_of(app, article), transaction():
        asset = session.get_one(Article, article.id).revision.placements[0].asset
        app.extensions["storage"].put(rendition_key(asset.sha256, recipe_of(part), 320, "jpg"), body)
        asset.renditions.append(_rendition(part, body))
    return body


def _rendition(part: str, body: bytes) -> Rendition:
    said = {"recipe": recipe_of(part), "format": "jpg", "width": 320, "height": 120}
    return Rendition(**said, size=len(body), sha256=hashlib.sha256(body).hexdigest())


def test_a_person_shown_sees_the_part_that_is_shown_and_never_the_whole(app: Flask) -> None:
    article = printed(app, **SHOWN)
    crop(app, article, PART)
    ref = given(app, article)
    shown = person(app, ref)
    assert shown.get(f"/consents/{ref}/picture.jpg").status_code == 404, "it is not cut yet"
    assert "cannot be shown here at present" in shown.get(f"/consents/{ref}").text
    body = cut(app, article, PART)
    assert shown.get(f"/consents/{ref}/picture.jpg").data == body
    page = shown.get(f"/consents/{ref}").text
    assert re.search(r'picture\.jpg" width="320" height="120"', page)


def test_of_an_image_that_left_the_draft_the_part_placed_last_is_shown(app: Flask) -> None:
    article = printed(app, **SHOWN)
    crop(app, article, PART)
    body = cut(app, article, PART)
    with submission_of(app, article) as submission_id:
        publishing.sign(submission_id)
    ref = given(app, article)
    with submission_of(app, article) as submission_id, transaction():
        submission = submissions.hold(submission_id)
        room.remove(submission, submission.images[0].id)
    assert person(app, ref).get(f"/consents/{ref}/picture.jpg").data == body


def test_the_desk_gives_a_link_however_many_the_author_gave_out(app: Flask) -> None:
    article = printed(app, **SHOWN)
    author, draft = endings.author(app, article)
    for _ in range(consents.MOST):
        author.get(f"{draft}/consents")
        assert author.send("/consents", email="").status_code == 303
    author.get(f"{draft}/consents")
    assert author.send("/consents", email="").status_code == 422
    with app.app_context():
        rights_id = session.get_one(Article, article.id).revision.placements[0].rights_id
    desk = endings.desk(app)
    desk.get(f"/desk/rights/{rights_id}")
    assert desk.send("/consents", email=PERSON).status_code == 303, desk.text


def test_a_link_on_paper_is_not_ended_because_no_other_can_be_mailed(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article, email="")
    shown, held = person(app, ref), token(app, ref)
    fields = shown.form("/withdrawals").fields
    refused = shown.client.post(f"/consents/{ref}/links", data=fields, base_url=HOST)
    assert refused.status_code == 403
    assert "Ask the desk for a new one" in refused.text
    assert token(app, ref) == held
    assert Browser(app).get(f"/c/{held}").status_code == 303
    assert shown.send("/withdrawals").status_code == 303


def test_a_consent_dated_where_the_next_day_has_begun_is_no_newer_than_the_withdrawal(app: Flask) -> None:
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    article = printed(app, **{**SHOWN, "consent_on": tomorrow})
    person(app, given(app, article)).send("/withdrawals")
    reviewer, page = endings.desk(app), f"/desk/cases/{endings.case(app).id}"
    reviewer.get(page)
    assert "It can be shown again" not in reviewer.text
    assert endings.lift_unasked(reviewer, app, page).status_code == 403

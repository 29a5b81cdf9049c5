"""A preview is the page that readers would get, byte for byte but for a banner."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from app.db import session, transaction
from app.submissions import actions as submissions
from app.submissions.models import Submission
from tests.publishing import making
from tests.publishing.test_private_pictures import drafted

BANNER = re.compile(r'<div class="page" id="preview-banner">.*?</aside>\s*</div>', re.DOTALL)
SECOND = re.compile(r"(?<=\d\d:)\d\d:\d\d(?=\+00:00)")
"""Minutes and seconds: the preview says now, the page says when it was published a moment later."""

SAID = '<div dir="auto"><p>A figure was wrong.</p></div>'
"""What the editor writes when it is published: nobody knows it before."""


def previewed(client: FlaskClient, ref: str) -> str:
    """A preview without its banner, which has to be there."""
    answer = client.get(f"/drafts/{ref}/preview")
    assert answer.status_code == 200
    page, banners = BANNER.subn("", answer.text)
    assert banners == 1
    return page


def published(app: Flask, submission_id: int) -> None:
    with app.app_context():
        making.sign(submission_id)
        making.approve(submission_id)
        making.publish(submission_id)


def test_only_the_holder_of_the_link_sees_it_and_no_engine_keeps_it(app: Flask, client: FlaskClient) -> None:
    _, ref, _, cookie = drafted(app)
    assert client.get(f"/drafts/{ref}/preview").status_code == 404
    client.set_cookie(*cookie)
    answer = client.get(f"/drafts/{ref}/preview")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "This is a preview." in answer.text


def test_before_publication_it_is_the_page_to_come(app: Flask, client: FlaskClient) -> None:
    submission_id, ref, _, cookie = drafted(app)
    client.set_cookie(*cookie)
    before = previewed(client, ref)
    published(app, submission_id)
    public = client.get("/articles/rebuilding-a-knee").text
    assert "This is a preview." not in public
    assert SECOND.sub("", before) == SECOND.sub("", public)


def test_after_publication_an_unchanged_draft_is_the_page_to_the_byte(
    app: Flask, client: FlaskClient
) -> None:
    submission_id, ref, _, cookie = drafted(app)
    client.set_cookie(*cookie)
    published(app, submission_id)
    assert previewed(client, ref) == client.get("/articles/rebuilding-a-knee").text


def test_a_change_is_shown_as_the_correction_it_would_be(app: Flask, client: FlaskClient) -> None:
    submission_id, ref, _, cookie = drafted(app)
    client.set_cookie(*cookie)
    published(app, submission_id)
    with app.app_context(), transaction():
        submission = session.get_one(Submission, submission_id)
        submissions.save(
            submission, {"summary": "Another summary."}, version=submission.copy.version, images={}
        )
    before = previewed(client, ref)
    assert "Another summary." in before
    assert "Corrected" in before
    published(app, submission_id)
    after = client.get("/articles/rebuilding-a-knee").text
    assert SAID in after
    assert SECOND.sub("", before) == SECOND.sub("", after.replace(SAID, ""))


def test_a_number_in_the_text_leads_to_its_reference(app: Flask, client: FlaskClient) -> None:
    submission_id, ref, _, cookie = drafted(app)
    client.set_cookie(*cookie)
    with app.app_context(), transaction():
        submission = session.get_one(Submission, submission_id)
        body = f"{submission.copy.body}\n\nAs it is said [1], and nowhere else [2].\n"
        submissions.save(submission, {"body": body}, version=submission.copy.version, images={})
    published(app, submission_id)
    for page in (previewed(client, ref), client.get("/articles/rebuilding-a-knee").text):
        assert 'said [<a href="#ref-1" aria-label="Reference 1">1</a>], and nowhere else [2].' in page
        assert page.count('id="ref-1"') == 1

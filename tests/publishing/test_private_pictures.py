"""An image that is not published is for its author and the desk alone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.accounts.models import SignIn
from app.accounts.roles import Role
from app.db import session, transaction
from app.publishing import render
from app.submissions import content
from app.submissions.models import Submission
from tests.publishing import making
from tests.publishing.signing_in import sign_in


def drafted(app: Flask) -> tuple[int, str, str, tuple[str, str]]:
    """A draft: its id, its reference, the address of a file of its lead image, its cookie."""
    with app.app_context():
        submission_id = making.draft()
        submission = session.get_one(Submission, submission_id)
        use = next(image.use for image in submission.images if image.lead)
        return (
            submission_id,
            submission.draft_ref,
            f"/media/{use}/320.webp",
            making.draft_cookie(submission_id),
        )


def test_an_unpublished_image_is_not_there_for_strangers(app: Flask, client: FlaskClient) -> None:
    _, _, address, _ = drafted(app)
    with app.app_context():
        other = making.draft(email="bo@example.org", title="Another")
        client.set_cookie(*making.draft_cookie(other))
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_author_sees_it_and_no_cache_keeps_it(app: Flask, client: FlaskClient) -> None:
    _, _, address, cookie = drafted(app)
    client.set_cookie(*cookie)
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "ETag" not in answer.headers
    for wrong in (
        address.replace("320", "321"),
        address.replace("webp", "png"),
        address.replace("webp", "html"),
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_the_desk_sees_it_too(app: Flask, client: FlaskClient) -> None:
    _, _, address, _ = drafted(app)
    sign_in(app, client, Role.REVIEWER)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_whoever_still_lacks_a_second_factor_that_the_site_asks_for_sees_no_picture(
    app: Flask, client: FlaskClient
) -> None:
    _, _, address, _ = drafted(app)
    sign_in(app, client, Role.REVIEWER)
    with app.app_context(), transaction():
        session.execute(update(SignIn).values(lacks_codes=True))
    assert client.get(address).status_code == 404


def test_a_withheld_image_is_gone_for_its_author_and_kept_for_the_desk_to_judge(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        made = making.published()
        making.withhold(made, made.uses[0], status=451)
        client.set_cookie(*making.draft_cookie(made.submission_id))
    assert client.get(made.files[0]).status_code == 451
    sign_in(app, client, Role.REVIEWER)
    answer = client.get(made.files[0])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_published_image_is_served_with_what_it_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
    for address, mime in zip(made.files[:3], ("image/avif", "image/webp", "image/jpeg"), strict=True):
        answer = client.get(address)
        assert answer.mimetype == mime
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        part = client.get(address, headers={"Range": "bytes=2-5"})
        assert (part.status_code, part.data) == (206, answer.data[2:6])
    assert client.get(f"/media/{made.uses[0]}/999.jpg").status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_desk_reads_the_article_without_its_layout(app: Flask) -> None:
    submission_id, *_ = drafted(app)
    with app.app_context():
        submission = session.get_one(Submission, submission_id)
        markup = render.preview(content.of_draft(submission), submission)
    assert markup.strip().startswith("<article")
    assert "<h1" not in markup
    assert "<html" not in markup

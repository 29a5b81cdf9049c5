"""A published crop: readers get the part and nothing else, and what is restored comes back byte by byte."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import session, transaction
from app.media import actions as media
from app.media import intake
from app.media.receive import receive
from app.media.shelf import inbox
from app.publishing import queries
from app.publishing.models import Article, Use
from app.submissions import actions as submissions
from tests.factories.pictures import jpeg
from tests.publishing import making
from tests.publishing.proving import dark

LEFT_HALF = "0,0,5000,10000"


@dataclass(frozen=True)
class Cropped:
    """A published article whose lead image shows the left half of a photograph of 1400 by 1000 pixels."""

    submission_id: int
    article_id: int
    url: str
    use: str


def looked_into() -> None:
    while intake.take_in_next("worker"):
        session.rollback()


@pytest.fixture
def cropped(app: Flask) -> Cropped:
    with app.app_context():
        submission_id = making.draft()
        received = receive(io.BytesIO(jpeg("to be cropped", (1400, 1000))), folder=inbox())
        media.keep(received)
        with transaction():
            submission = submissions.hold(submission_id)
            image = submissions.place(submission, media.take_over(received), filename="cropped.jpg")
            said = {
                "alt": "Half of it",
                "credit": "Photograph: A. Rahman",
                "basis": "own_work",
                "people": "none",
            }
            image.declared = {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}
            image.alt, image.credit, image_id = said["alt"], said["credit"], image.id
        looked_into()
        crop(submission_id, image_id, LEFT_HALF)
        making.sign(submission_id)
        making.approve(submission_id)
        article = session.get_one(Article, making.publish(submission_id))
        [use] = [one for one in queries.uses_of(article) if one.crop]
        return Cropped(submission_id, article.id, article.url, use.name)


def crop(submission_id: int, image_id: int, area: str) -> None:
    left, _top, width, _height = (int(part) / 100 for part in area.split(","))
    fields = {
        "crop_left": Decimal(left),
        "crop_top": Decimal(0),
        "crop_width": Decimal(width),
        "crop_height": Decimal(100),
    }
    with transaction():
        submission = submissions.hold(submission_id)
        images: dict[int, dict[str, Any]] = {
            image.id: {"lead": image.id == image_id} for image in submission.images
        }
        images[image_id] |= {**fields, "focal_left": Decimal(5), "focal_top": Decimal(50)}
        submissions.save(submission, {}, version=submission.copy.version, images=images)
    looked_into()


def files(app: Flask, client: FlaskClient, made: Cropped) -> dict[str, bytes]:
    with app.app_context():
        use = session.get_one(Use, made.use)
        names = [f"/media/{made.use}/{one.width}.{one.format}" for one in use.asset.shown(use.crop)]
    return {name: client.get(name).data for name in names}


def test_readers_get_the_part_in_every_place_and_no_file_of_the_whole(
    app: Flask, client: FlaskClient, cropped: Cropped
) -> None:
    page = client.get(cropped.url).text
    assert f"/media/{cropped.use}/640.jpg" in page
    assert 'width="640" height="914"' in page
    assert "across-1" in page
    assert f"/media/{cropped.use}/640.jpg" in client.get("/").text
    assert f"/media/{cropped.use}/640.jpg" in client.get("/sitemap.xml").text
    assert client.get(f"/media/{cropped.use}/640.jpg").status_code == 200
    assert client.get(f"/media/{cropped.use}/1280.jpg").status_code == 404  # only the whole is so wide


def test_a_crop_that_is_withheld_is_dark_and_comes_back_byte_by_byte(
    app: Flask, client: FlaskClient, cropped: Cropped
) -> None:
    before = files(app, client, cropped)
    assert len(before) == 6
    made = making.Made(
        cropped.article_id, cropped.submission_id, cropped.url.rpartition("/")[2], (cropped.use,)
    )
    with app.app_context():
        hold_id = making.withhold(made, cropped.use)
        hold = session.get_one(making.Hold, hold_id)
        assert set(dark(hold)) == set(before)
        session.rollback()
    assert {client.get(name).status_code for name in before} == {404}
    with app.app_context():
        making.lift(hold_id)
    assert files(app, client, cropped) == before
    with app.app_context():
        making.remove(made)
    assert {client.get(name).status_code for name in before} == {451}
    with app.app_context():
        making.restore(made)
    assert files(app, client, cropped) == before


def test_a_correction_that_crops_anew_gets_a_new_address_and_the_old_one_goes_dark(
    app: Flask, client: FlaskClient, cropped: Cropped
) -> None:
    with app.app_context():
        submission = submissions.hold(cropped.submission_id)
        [image_id] = [image.id for image in submission.images if image.crop]
        session.rollback()
        crop(cropped.submission_id, image_id, "5000,0,5000,10000")
        assert (
            client.get(f"/media/{cropped.use}/640.jpg").status_code == 200
        )  # readers see what was published
        making.sign(cropped.submission_id)
        making.approve(cropped.submission_id)
        making.publish(cropped.submission_id, note="The picture was cropped anew.")
        article = session.get_one(Article, cropped.article_id)
        [fresh] = [one.name for one in queries.visible_uses(article) if one.crop]
    assert fresh != cropped.use
    assert f"/media/{fresh}/640.jpg" in client.get(cropped.url).text
    assert client.get(f"/media/{cropped.use}/640.jpg").status_code == 404

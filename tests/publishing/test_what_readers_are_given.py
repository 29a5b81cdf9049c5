"""A page or a picture that was changed on the disk is found and named by the one command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import session
from app.media.models import Asset, Rendition
from app.media.storage import rendition_key
from app.publishing import presence
from app.publishing import tree as trees
from tests.audit.test_tampering import named, verify
from tests.publishing import making
from tests.publishing.making import Made

SHOWN = ("--only", "shown")


@pytest.fixture
def made(app: Flask, client: FlaskClient) -> Iterator[Made]:
    with app.app_context():
        article = making.published()
        presence.tidy()
        assert client.get(article.url).status_code == 200
        yield article


def changed(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


def test_what_was_left_alone_is_as_its_records_give_it(app: Flask, made: Made) -> None:
    code, report = verify(app, *SHOWN)
    assert (code, report["faults"], report["notes"]) == (0, [], [])
    assert report["looked"]["shown"] == 1


def test_one_caption_changed_in_a_stored_page_is_found(app: Flask, made: Made) -> None:
    page = trees.here().page(made.url.rsplit("/", 1)[1])
    changed(page)
    assert "The stored page of article 1" in named(app, *SHOWN)
    page.unlink()
    assert verify(app, *SHOWN)[0] == 0


def test_one_byte_of_a_picture_that_readers_are_given_is_found(app: Flask, made: Made) -> None:
    folder = trees.here().use(made.uses[0])
    changed(next(folder.glob("*.jpg")))
    assert "has other bytes than were made from the original." in named(app, *SHOWN)
    (folder / "99.jpg").write_bytes(b"another picture")
    assert "The file 99.jpg of image" in named(app, *SHOWN)


def test_one_byte_of_a_file_made_of_an_image_is_found(app: Flask, made: Made) -> None:
    wanted = select(Rendition.recipe, Rendition.width, Rendition.format, Asset.sha256).join(Asset).limit(1)
    one = session.execute(wanted).one()
    key = rendition_key(one.sha256, one.recipe, one.width, one.format)
    path = app.config["SETTINGS"].data_dir / "store" / key
    changed(path)
    said = named(app, "--only", "renditions")
    assert f"The file {one.width}.{one.format} made of image" in said
    assert "has other bytes than those that were made." in said
    path.unlink()
    assert "is missing from the store." in named(app, "--only", "renditions")


def test_pages_of_another_look_are_not_compared_and_that_is_said(app: Flask, made: Made) -> None:
    (trees.here().folder / ".edition").write_text("another")
    code, report = verify(app, *SHOWN)
    assert code == 0
    assert "another look of the site" in report["notes"][0]

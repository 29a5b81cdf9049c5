"""Pictures that were taken in before there were fingerprints get theirs by command, and are found from then on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.db import session, transaction
from app.lookalikes.kinds import Strength
from app.media.models import Asset, AssetFingerprint
from app.media.shelf import storage
from app.media.storage import original_key
from tests.lookalikes.making import cards, file, handed_in, look_into_all, outside, picture, printed
from tests.media.likenesses import cropped

pytestmark = pytest.mark.usefixtures("unconfined")
A_LITTLE_LESS = cropped(0.005, 0.005, 0.995, 0.995)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def kept() -> list[tuple[int, bytes, bytes, int]]:
    session.rollback()
    rows = session.scalars(select(AssetFingerprint).order_by(AssetFingerprint.asset_id))
    return [(row.asset_id, bytes(row.hash), bytes(row.inside), row.quality) for row in rows]


def fingerprint(app: Flask) -> str:
    session.rollback()
    done = outside(lambda: app.test_cli_runner().invoke(args=["media", "fingerprint"]))
    assert done.exit_code == 0, done.output
    return done.output.strip()


def before_fingerprints() -> None:
    with transaction():
        session.execute(text("DELETE FROM fingerprints"))


def test_they_get_the_ones_they_would_have_had_and_are_found(app: Flask) -> None:
    printed(app, "amina@example.org", file(picture(7)), file(picture(8)))
    made = kept()
    assert len(made) == 2
    before_fingerprints()
    for name in [name for name in app.extensions if name.startswith("lookalikes")]:
        app.extensions.pop(name)
    assert fingerprint(app) == "2 fingerprinted."
    assert kept() == made
    assert fingerprint(app) == "0 fingerprinted."
    look_into_all()
    draft = handed_in(app, "bo@example.org", file(A_LITTLE_LESS(picture(7))), title="Another about hips")
    assert [one.found.how for one in cards(draft) if one.is_picture] == [Strength.LIKE]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_that_cannot_be_read_is_counted_and_holds_up_no_other(app: Flask) -> None:
    printed(app, "amina@example.org", file(picture(7)), file(picture(8)))
    first, _ = session.scalars(select(Asset).order_by(Asset.id)).all()
    number, key = first.id, original_key(first.sha256)
    before_fingerprints()
    root = app.config["SETTINGS"].data_dir / "store"
    for path in [path for path in root.rglob("*") if path.is_file() and first.sha256 in str(path)]:
        path.unlink()
    assert not storage().exists(key)
    assert fingerprint(app) == "1 fingerprinted, 1 could not be read."
    assert [one[0] for one in kept()] != [number]
    assert fingerprint(app) == "0 fingerprinted, 1 could not be read."

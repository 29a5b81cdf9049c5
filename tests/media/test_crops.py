"""A crop is data: a part of the upright original, drawn by a worker beside the whole, and never instead of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.clock import moved
from app.db import session, transaction
from app.media import actions, areas, intake, leases, sandbox
from app.media.models import Asset, Crop, Rendition
from app.media.receive import receive
from app.media.sandbox import Ready
from app.media.shelf import inbox, storage
from app.media.storage import original_key, recipe_of, rendition_key
from tests.factories.pictures import jpeg
from tests.media import pictures

QUARTERS = {
    "0,0,5000,5000": pictures.RED,
    "5000,0,5000,5000": pictures.GREEN,
    "0,5000,5000,5000": pictures.BLUE,
    "5000,5000,5000,5000": pictures.YELLOW,
}


def cut(body: bytes, folder: Path, crop: str) -> Ready:
    source, made = folder / "upload", folder / "made"
    source.write_bytes(body)
    made.mkdir()
    found = sandbox.take_in(source, made, crop=crop)
    assert isinstance(found, Ready), found
    return found


def is_all(path: Path, colour: tuple[int, int, int]) -> bool:
    with Image.open(path) as image:
        shown = image.convert("RGB")
    inner = shown.crop((4, 4, shown.width - 4, shown.height - 4))  # a JPEG bleeds over an edge
    extremes = [band.getextrema() for band in inner.split()]
    return all(
        max(abs(side - part) for side in pair) < 24  # type: ignore[operator]
        for pair, part in zip(extremes, colour, strict=True)
    )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("crop", QUARTERS)
def test_a_crop_is_of_the_upright_picture_whatever_its_orientation(
    orientation: int, crop: str, tmp_path: Path
) -> None:
    found = cut(pictures.turned(orientation), tmp_path, crop)
    assert (found.inspected.width, found.inspected.height) == (480, 320)
    assert {(made.width, made.height) for made in found.renditions} == {(240, 160)}
    assert all(is_all(made.path, QUARTERS[crop]) for made in found.renditions)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_upright_area_lies_where_the_file_has_it(orientation: int) -> None:
    there = areas.stored(areas.Area(1000, 2000, 3000, 500), orientation)
    turned = Image.new("L", (100, 100))
    turned.paste(255, there.box(100, 100))
    from app.media.render import UPRIGHT

    upright = turned.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else turned
    assert upright.getbbox() == (10, 20, 40, 25)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_part_of_a_large_photograph_keeps_every_pixel_it_has(kind: str, tmp_path: Path) -> None:
    body = pictures.saved(pictures.quarters(4000, 3000), kind)
    found = cut(body, tmp_path, "4000,4000,2500,2500")
    assert {(made.width, made.height) for made in found.renditions} == {(960, 720), (640, 480), (320, 240)}


def test_the_whole_as_a_crop_is_the_same_bytes(tmp_path: Path) -> None:
    body = pictures.saved(pictures.photograph(1000, 700), "JPEG", quality=90)
    digests = []
    for name, crop in (("one", ""), ("two", "0,0,10000,10000")):
        folder = tmp_path / name
        folder.mkdir()
        digests.append([made.sha256 for made in cut(body, folder, crop).renditions])
    assert digests[0] == digests[1]


def test_the_smallest_part_of_the_smallest_picture_can_be_shown(tmp_path: Path) -> None:
    found = cut(pictures.saved(pictures.quarters(100, 100), "PNG"), tmp_path, "9500,0,500,500")
    assert {(made.width, made.height) for made in found.renditions} == {(5, 5)}


@pytest.mark.parametrize(
    "said", ["1,2,3", "0,0,10001,10", "9000,0,2000,500", "0,0,499,500", "-1,0,600,600", "a", "٣,0,600,600"]
)
def test_what_is_no_part_of_a_picture_is_no_area(said: str) -> None:
    with pytest.raises(ValueError, match="crop"):
        areas.area(said)


@pytest.mark.parametrize("percent", ["NaN", "Infinity", "-1", "100.01", "1e99999999"])
def test_what_is_no_share_of_a_side_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        areas.spot(Decimal(percent), Decimal(1))


@pytest.mark.parametrize(
    ("crop", "focal", "classes"),
    [
        ("", "", ""),
        ("2000,0,5000,5000", "", ""),
        ("", "5000,5000", ""),
        ("", "0,10000", "across-0 down-10"),
        ("", "2600,5000", "across-3"),
        ("5000,0,5000,10000", "7500,1000", "down-1"),
        ("5000,0,5000,5000", "1000,9000", "across-0 down-10"),
    ],
)
def test_the_focal_point_is_counted_in_what_is_shown(crop: str, focal: str, classes: str) -> None:
    assert areas.focus(crop, focal) == classes


class TestOrders:
    @pytest.fixture(autouse=True)
    def _inside(self, app: Flask) -> Iterator[None]:
        with app.app_context():
            yield

    @pytest.fixture
    def sha256(self) -> str:
        """A picture that was taken in."""
        received = receive(io.BytesIO(jpeg("to be cut", (800, 600))), folder=inbox())
        actions.keep(received)
        with transaction():
            actions.take_over(received)
        assert intake.take_in_next("worker")
        return received.sha256

    def asset(self, sha256: str) -> Asset:
        session.rollback()
        return session.scalars(select(Asset).where(Asset.sha256 == sha256)).one()

    def order(self, sha256: str, crop: str) -> None:
        with transaction():
            actions.cut(self.asset(sha256), crop)

    def test_a_worker_draws_what_was_ordered_and_leaves_the_whole_as_it_was(self, sha256: str) -> None:
        before = {one.sha256 for one in self.asset(sha256).shown()}
        original = storage().read(original_key(sha256))
        self.order(sha256, "0,0,5000,5000")
        assert self.asset(sha256).widths("0,0,5000,5000") == []
        assert intake.take_in_next("worker")
        asset = self.asset(sha256)
        assert asset.widths("0,0,5000,5000") == [320]
        assert asset.widths() == [320, 640]
        assert {one.sha256 for one in asset.shown()} == before
        assert storage().read(original_key(sha256)) == original
        assert storage().exists(rendition_key(sha256, recipe_of("0,0,5000,5000"), 320, "avif"))
        assert not intake.take_in_next("worker")

    def test_the_same_part_is_ordered_once(self, sha256: str) -> None:
        for _twice in range(2):
            self.order(sha256, "0,0,5000,5000")
        assert len(session.scalars(select(Crop)).all()) == 1

    def test_a_part_nobody_wants_any_more_is_not_drawn(self, sha256: str) -> None:
        self.order(sha256, "0,0,5000,5000")
        with transaction():
            actions.uncut(self.asset(sha256), "0,0,5000,5000")
        assert not intake.take_in_next("worker")

    def test_a_worker_that_died_over_a_crop_loses_the_lease_and_not_the_job(
        self, sha256: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(*_given: object, **_more: object) -> Any:
            raise KeyboardInterrupt

        self.order(sha256, "0,0,5000,5000")
        monkeypatch.setattr(sandbox, "take_in", dies)
        with pytest.raises(KeyboardInterrupt):
            intake.take_in_next("killed")
        monkeypatch.undo()
        assert not intake.take_in_next("too early")
        with moved(leases.LEASE + timedelta(seconds=1)):
            assert intake.take_in_next("second")
        assert self.asset(sha256).widths("0,0,5000,5000") == [320]

    def test_a_crop_that_takes_every_worker_down_is_parked_and_can_be_ordered_again(
        self, sha256: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sandbox, "take_in", lambda *_a, **_m: sandbox.Refused("crashed", "It crashed."))
        self.order(sha256, "0,0,5000,5000")
        assert intake.take_in_next("worker")
        assert self.asset(sha256).refused_to_cut("0,0,5000,5000")
        assert self.asset(sha256).is_ready  # the whole is as good as it was
        monkeypatch.undo()
        self.order(sha256, "0,0,5000,5000")
        assert intake.take_in_next("worker")
        assert self.asset(sha256).widths("0,0,5000,5000") == [320]


def test_no_two_parts_share_their_files() -> None:
    assert recipe_of("1773,7,5000,3418") != recipe_of(
        "993,8,5000,3959"
    )  # alike in eight digits of their SHA-256
    assert len(recipe_of("1000,1000,10000,10000")) <= Rendition.recipe.type.length

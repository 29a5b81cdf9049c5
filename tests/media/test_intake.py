"""A file goes through the child process: what comes out, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.media import formats, render, sandbox
from app.media.sandbox import Ready, Refused
from tests.media import pictures

CORNERS = (0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)
COLOURS = (pictures.RED, pictures.GREEN, pictures.BLUE, pictures.YELLOW)


def taken(body: bytes, folder: Path) -> sandbox.Intake:
    source, made = folder / "upload", folder / "made"
    source.write_bytes(body)
    made.mkdir()
    return sandbox.take_in(source, made)


def ready(body: bytes, folder: Path) -> Ready:
    found = taken(body, folder)
    assert isinstance(found, Ready), found
    return found


def refused(body: bytes, folder: Path) -> Refused:
    found = taken(body, folder)
    assert isinstance(found, Refused), found
    assert [path.name for path in (folder / "made").iterdir()] == ["report.json"]
    return found


def shown(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def assert_upright(image: Image.Image) -> None:
    for (across, down), colour in zip(CORNERS, COLOURS, strict=True):
        found = image.getpixel((int(image.width * across), int(image.height * down)))
        assert isinstance(found, tuple)
        assert max(abs(a - b) for a, b in zip(found, colour, strict=True)) < 14, (across, down, found)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_accepted_format_becomes_three_formats_at_each_width_it_can_fill(
    kind: str, tmp_path: Path
) -> None:
    found = ready(pictures.saved(pictures.quarters(1300, 800), kind), tmp_path)
    assert found.inspected.format.upper() == kind
    assert (found.inspected.width, found.inspected.height) == (1300, 800)
    assert [(made.width, made.height, made.format) for made in found.renditions] == [
        (width, height, ending)
        for width, height in ((1280, 788), (960, 591), (640, 394), (320, 197))
        for ending in ("avif", "webp", "jpg")
    ]
    for made in found.renditions:
        image = shown(made.path)
        assert image.size == (made.width, made.height)
        assert_upright(image)


def test_a_telephones_heic_is_taken(tmp_path: Path) -> None:
    found = ready(pictures.heic(pictures.saved(pictures.quarters(), "JPEG", quality=95), tmp_path), tmp_path)
    assert (found.inspected.format, found.inspected.mime) == ("HEIC", "image/heic")
    assert len(found.renditions) == 3
    for made in found.renditions:
        assert_upright(shown(made.path))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_whatever_its_orientation(orientation: int, tmp_path: Path) -> None:
    found = ready(pictures.turned(orientation), tmp_path)
    assert found.inspected.orientation == orientation
    assert (found.inspected.width, found.inspected.height) == (480, 320)
    for made in found.renditions:
        assert (made.width, made.height) == (320, 213)
        assert_upright(shown(made.path))


def test_the_sample_photographs_look_alike_in_all_orientations(tmp_path: Path) -> None:
    folder = pictures.samples() / "photos"
    found = {}
    for path in sorted(folder.glob("orientation-*.jpg")):
        made = tmp_path / path.stem
        made.mkdir()
        intake = sandbox.take_in(path, made)
        assert isinstance(intake, Ready)
        narrowest = min(intake.renditions, key=lambda each: each.width)
        found[path.stem] = shown(made / f"{narrowest.width}.jpg").resize((64, 64))
        assert (intake.inspected.width > intake.inspected.height) == ("Landscape" in path.stem)
    if not found:
        pytest.skip("the sample photographs are not here; IMPRIMATUR_SAMPLES names their folder")
    for shape in ("Landscape", "Portrait"):
        first, *others = (image for name, image in found.items() if shape in name)
        for other in others:
            difference = ImageChops.difference(first, other).convert("L").resize((1, 1), Image.Resampling.BOX)
            assert difference.getpixel((0, 0)) < 12  # type: ignore[operator]


def test_nothing_is_enlarged_and_a_narrow_picture_still_has_a_rendition(tmp_path: Path) -> None:
    found = ready(pictures.saved(pictures.quarters(150, 120), "PNG"), tmp_path)
    assert {(made.width, made.height) for made in found.renditions} == {(150, 120)}


def test_a_very_tall_picture_keeps_to_the_widths_it_can_afford(tmp_path: Path) -> None:
    found = ready(pictures.saved(Image.new("L", (2000, 16_000), 90), "PNG"), tmp_path)
    assert {made.width for made in found.renditions} == {640, 320}
    assert all(made.width * made.height <= render.MAX_RENDITION_PIXELS for made in found.renditions)


def test_the_same_file_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    body = pictures.saved(pictures.photograph(1000, 700), "JPEG", quality=90)
    digests = []
    for turn in ("one", "two"):
        folder = tmp_path / turn
        folder.mkdir()
        digests.append([made.sha256 for made in ready(body, folder).renditions])
    assert digests[0] == digests[1]


def test_a_transparent_picture_lies_on_white_as_jpeg_and_stays_transparent_elsewhere(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (100, 100, 300, 300))
    found = ready(pictures.saved(image, "PNG"), tmp_path)
    assert found.inspected.has_alpha
    for made in found.renditions:
        with Image.open(made.path) as rendition:
            assert rendition.has_transparency_data == (made.format != "jpg")
            corner = rendition.convert("RGBA").getpixel((3, 3))
        assert isinstance(corner, tuple)
        assert (min(corner[:3]) > 250) if made.format == "jpg" else (corner[3] == 0)


def test_an_alpha_channel_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    found = ready(pictures.saved(pictures.quarters().convert("RGBA"), "PNG"), tmp_path)
    for made in found.renditions:
        with Image.open(made.path) as rendition:
            assert rendition.mode == "RGB"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.97])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_truncated_photograph_is_refused_by_name(kind: str, share: float, tmp_path: Path) -> None:
    whole = pictures.saved(pictures.photograph(600, 400), kind)
    assert refused(whole[: int(len(whole) * share)], tmp_path).code == "broken"


def test_a_truncated_heic_is_refused_by_name(tmp_path: Path) -> None:
    whole = pictures.heic(pictures.saved(pictures.photograph(600, 400), "JPEG"), tmp_path)
    assert refused(whole[: len(whole) // 2], tmp_path).code == "broken"


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x64\0\0\0WEBP"])
def test_garbage_behind_a_good_beginning_is_refused(head: bytes, tmp_path: Path) -> None:
    assert refused(head + bytes(range(100)), tmp_path).code == "broken"


def test_garbage_is_refused(tmp_path: Path) -> None:
    assert refused(bytes(range(100, 200)), tmp_path).code == "unknown"


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    body = pictures.bomb()
    assert len(body) < 120_000
    assert refused(body, tmp_path).code == "too_many_pixels"


def test_a_picture_of_too_many_pixels_for_its_format_is_refused(tmp_path: Path) -> None:
    body = pictures.saved(Image.new("RGB", (6000, 5001)), "WEBP", method=0)
    assert "30 million" in refused(body, tmp_path).sentence


def test_a_picture_of_one_pixel_is_refused(tmp_path: Path) -> None:
    assert refused(pictures.saved(Image.new("RGB", (1, 1)), "PNG"), tmp_path).code == "too_small"


def test_a_picture_longer_than_any_rendition_can_be_is_refused(tmp_path: Path) -> None:
    body = pictures.saved(Image.new("L", (formats.MAX_SIDE + 1, 120)), "PNG")
    assert refused(body, tmp_path).code == "too_long"


def test_a_file_of_too_many_bytes_is_refused(tmp_path: Path) -> None:
    body = pictures.saved(pictures.quarters(), "JPEG") + b"\0" * formats.MAX_BYTES
    assert refused(body, tmp_path).code == "too_many_bytes"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused(kind: str, tmp_path: Path) -> None:
    frames = [pictures.quarters(), pictures.quarters().transpose(Image.Transpose.ROTATE_180)]
    body = pictures.saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=200)
    assert refused(body, tmp_path).code == "moving"


def test_a_jpeg_with_a_second_picture_inside_is_still_one_photograph(tmp_path: Path) -> None:
    others = [pictures.quarters(160, 120)]
    body = pictures.saved(pictures.quarters(), "MPO", save_all=True, append_images=others)
    found = ready(body, tmp_path)
    assert (found.inspected.width, found.inspected.height) == (480, 320)


def test_an_archive_behind_a_picture_does_not_reach_the_public(tmp_path: Path) -> None:
    out = io.BytesIO(pictures.saved(pictures.quarters(), "JPEG"))
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("payload.txt", "HIDDEN-PAYLOAD")
    body = out.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(body))
    for made in ready(body, tmp_path).renditions:
        assert not zipfile.is_zipfile(made.path)
        assert b"HIDDEN-PAYLOAD" not in made.path.read_bytes()

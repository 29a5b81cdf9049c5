"""Pages of a PDF, pictures and texts: made anew in a confined child, or a sentence that says why not."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.viewing import kinds, reading
from app.viewing.reading import Made
from app.viewing.views import View
from config import ROOT
from tests.media import pictures
from tests.viewing import papers

MIB = 1024**2


def made(body: bytes, folder: Path, mime: str = kinds.PDF) -> Made:
    (folder / "evidence").write_bytes(body)
    (folder / "made").mkdir()
    return reading.read(folder / "evidence", folder / "made", mime=mime, name="")


def opened(found: Made, number: int) -> Image.Image:
    return Image.open(io.BytesIO(found.pictures[number]))


def test_each_page_becomes_a_picture_with_its_text(tmp_path: Path) -> None:
    found = made(papers.pdf(papers.words("First page"), papers.words("Second page")), tmp_path)
    [part] = found.view.parts
    assert (part.kind, part.count, part.more, part.said) == ("PDF", 2, 0, ())
    assert [sheet.words for sheet in part.sheets] == ["First page", "Second page"]
    assert set(found.pictures) == {0, 1, 2}
    page = opened(found, 1)
    assert (page.format, page.size) == ("JPEG", (part.sheets[0].width, part.sheets[0].height))
    assert page.width == kinds.WIDEST
    assert min(page.convert("L").tobytes()) < 60  # ink on it
    assert max(opened(found, 0).size) == kinds.THUMBNAIL
    assert View.from_json(json.loads(json.dumps(found.view.as_json()))) == found.view


@pytest.mark.usefixtures("unconfined")
def test_of_many_pages_the_first_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    found = made(papers.pdf(*[papers.words(f"Page {n}") for n in range(40)]), tmp_path)
    [part] = found.view.parts
    assert (part.count, len(part.sheets), part.more) == (40, kinds.MOST_PAGES, 40 - kinds.MOST_PAGES)


@pytest.mark.usefixtures("unconfined")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (papers.LOCKED, kinds.LOCKED.sentence),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", kinds.BROKEN.sentence),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, kinds.BROKEN.sentence),
        (papers.pdf(), kinds.BROKEN.sentence),
    ],
    ids=["locked", "cut short", "noise", "no pages"],
)
def test_a_pdf_that_cannot_be_shown_ends_in_a_sentence(body: bytes, said: str, tmp_path: Path) -> None:
    found = made(body, tmp_path)
    assert not found.view.shows
    assert found.view.parts[0].said == (said,)
    assert found.pictures == {}


@pytest.mark.usefixtures("unconfined")
def test_what_was_wrong_with_the_document_before_is_not_said_of_the_next(tmp_path: Path) -> None:
    said = []
    for number, body in enumerate((papers.LOCKED, papers.pdf())):
        (folder := tmp_path / str(number)).mkdir()
        [part] = made(body, folder).view.parts
        said.append(part.said)
    assert said == [(kinds.LOCKED.sentence,), (kinds.BROKEN.sentence,)]


@pytest.mark.usefixtures("unconfined")
def test_a_program_in_a_pdf_is_named_and_not_run_and_files_in_it_are_listed(tmp_path: Path) -> None:
    [part] = made(papers.SCRIPTED, tmp_path).view.parts
    assert part.said == (kinds.PROGRAM,)
    assert len(part.sheets) == 1
    (tmp_path / "other").mkdir()
    [part] = made(papers.CARRYING, tmp_path / "other").view.parts
    assert "“offer.exe”" in part.said[0]


@pytest.mark.usefixtures("unconfined")
def test_what_was_typed_into_a_form_is_drawn(tmp_path: Path) -> None:
    found = made(papers.FORM, tmp_path)
    scale = found.view.parts[0].sheets[0].width / 612
    red = opened(found, 1).getpixel((round(200 * scale), round((792 - 530) * scale)))
    assert isinstance(red, tuple)
    assert red[0] > 180 > 90 > red[1]


BOXES = [b"0 0 1000000 1000000", b"0 0 3 900", b"0 0 14400 10", b"0 0 1e30 1e30", b"0 0 0 0", b"0 0 -5 x"]
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a page that never ends": lambda: papers.pdf(papers.packed(papers.REPEATED * 1_000_000)),
    "a page packed twice": lambda: papers.pdf(papers.packed(b" " * (600 * MIB), 2)),
    "an image of a hundred thousand pixels squared": lambda: papers.pdf(
        b"q 600 0 0 700 0 0 cm /I Do Q",
        page=b"/Resources << /XObject << /I 6 0 R >> >>",
        more=[
            papers.stream(
                zlib_of_zeros(),
                b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 "
                b"/ColorSpace /DeviceRGB /Filter /FlateDecode",
            )
        ],
    ),
    "pages that contain themselves": lambda: papers.assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 900000 >>"]
    ),
    "a picture that draws itself": lambda: papers.pdf(
        b"/X Do",
        page=b"/Resources << /XObject << /X 6 0 R >> >>",
        more=[
            papers.stream(
                b"/X Do /X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
            )
        ],
    ),
    "pictures in pictures, ten to the ninth": lambda: papers.pdf(
        b"/X Do",
        page=b"/Resources << /XObject << /X 6 0 R >> >>",
        more=[
            *(
                papers.stream(
                    b"/X Do " * 10,
                    b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X %d 0 R >> >>"
                    % (7 + at),
                )
                for at in range(9)
            ),
            papers.stream(papers.REPEATED, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"),
        ],
    ),
    "a page drawn a hundred thousand times": lambda: papers.pdf(papers.packed(papers.REPEATED * 100_000)),
    "brackets a million deep": lambda: papers.pdf(b"[" * 1_000_000 + b"]" * 1_000_000),
    "an object a hundred thousand deep": lambda: papers.pdf(
        papers.words("x"), catalog=b"/Deep " + b"<< /D " * 100_000 + b"1" + b" >>" * 100_000
    ),
    **{f"a page of {box.decode()}": lambda box=box: papers.pdf(papers.words("x"), box=box) for box in BOXES},  # type: ignore[misc]
}


def zlib_of_zeros() -> bytes:
    import zlib

    return zlib.compress(bytes(64 * MIB), 9)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_ends_in_a_view_or_a_sentence_within_its_limits(name: str, tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(HOSTILE[name]())
    (tmp_path / "made").mkdir()
    script = """
import json, resource, sys
from pathlib import Path
from app.viewing import kinds, reading
folder = Path(sys.argv[1])
view = reading.read(folder / "evidence", folder / "made", mime=kinds.PDF, name="").view
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([view.as_json(), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    view, cpu, peak = json.loads(ran.stdout)
    said = view["refused"] or " ".join(s for part in view["parts"] for s in part["said"])
    shown = [(s["width"], s["height"]) for part in view["parts"] for s in part["sheets"]]
    print(f"{name}: {said or shown}, {cpu:.1f} s CPU, {peak / MIB:.0f} MB")
    assert cpu <= 10, "the limit itself is a second lower: the kernel ends a process up to a second late"
    assert peak <= 512 * MIB, "with the reader's own code, which the limit on private memory leaves out"
    assert shown or said.endswith(".")
    assert all(0 < w <= kinds.WIDEST + 1 and 0 < h <= kinds.TALLEST + 1 for w, h in shown)


def test_a_child_that_takes_too_much_leaves_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(papers.pdf(papers.words("x")))
    (tmp_path / "made").mkdir()
    limits = reading.Limits(data_bytes=8 * MIB)
    found = reading.read(tmp_path / "evidence", tmp_path / "made", mime=kinds.PDF, name="", limits=limits)
    assert found.view.refused in (kinds.TOO_HEAVY.sentence, kinds.CRASHED.sentence)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 2048 * MIB


@pytest.mark.usefixtures("unconfined")
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_made_anew_without_what_stood_in_its_file(kind: str, tmp_path: Path) -> None:
    body = pictures.full_of_metadata(kind)
    found = made(body, tmp_path, f"image/{kind.lower()}")
    [part] = found.view.parts
    assert (part.kind, part.count) == (kind, 0)
    shown = opened(found, 1)
    assert shown.format == "JPEG"
    assert not shown.getexif()
    assert not set(shown.info) & {"icc_profile", "exif", "xmp", "comment", "photoshop"}


@pytest.mark.usefixtures("unconfined")
def test_a_picture_that_cannot_be_read_ends_in_a_sentence(tmp_path: Path) -> None:
    body = pictures.saved(pictures.quarters(), "JPEG")
    found = made(body[: len(body) // 2], tmp_path, "image/jpeg")
    assert not found.view.shows
    assert "damaged or incomplete" in found.view.parts[0].said[0]


@pytest.mark.usefixtures("unconfined")
def test_a_text_is_shown_as_text_whatever_its_letters(tmp_path: Path) -> None:
    for at, body in enumerate(
        (b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe <b>Bo</b>\x07", "Grüße <b>Bo</b>".encode("cp1252"))
    ):
        folder = tmp_path / str(at)
        folder.mkdir()
        [letter] = made(body, folder, kinds.TEXT).view.letters
        assert (letter.text, letter.headers) == ("Grüße <b>Bo</b>", ())


def test_the_child_loads_neither_the_web_nor_the_database(tmp_path: Path) -> None:
    script = """
import json, sys
from pathlib import Path
from types import ModuleType
bare = ModuleType("app")
bare.__path__ = [sys.argv[2]]
sys.modules["app"] = bare
from app.viewing import child
folder = Path(sys.argv[1])
assert child.take_in(folder / "evidence", folder, "application/pdf", "", True)["parts"][0]["sheets"]
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    (tmp_path / "evidence").write_bytes(papers.pdf(papers.words("x")))
    command = [sys.executable, "-I", "-c", script, str(tmp_path), str(ROOT / "app")]
    loaded = set(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    assert {"pypdfium2", "PIL"} <= loaded
    assert not loaded & {"flask", "sqlalchemy", "celery", "redis", "pydantic", "obstore", "config"}

"""Whatever is sent as a document ends in a text or in a sentence, within the time and the memory a child may take."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.documents import reading
from app.documents.reading import Limits, Read, Refused
from config import ROOT
from tests.factories import documents as made
from tests.factories.documents import SPACES, docx, note_mark, packed, paragraph, picture, point, run, table
from tests.factories.pictures import jpeg

MIB = 1024 * 1024
CPU_SECONDS, MEMORY = 10.0, 512 * MIB


def laughs(root: str) -> str:
    """A billion laughs: each entity is ten of the one before."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE {root} [<!ENTITY a0 "lol">{lines}]>'


def bomb() -> bytes:
    return docx(parts={"word/document.xml": b"<w:document>" + b" " * (120 * MIB)})


def nested() -> bytes:
    inner = packed({"a.xml": b"0" * (20 * MIB)})
    for _ in range(3):
        inner = packed({f"{n}.zip": inner for n in range(10)})
    return inner


def book(pages: int, words: int) -> bytes:
    """Running text as Word keeps it: each few words a run of their own, with marks of edits, fonts and languages."""
    dice = random.Random(1)
    known = [
        "knee",
        "walking",
        "patient",
        "evidence",
        "therapy",
        "treatment",
        "pressure",
        "bandage",
        "stairs",
    ]
    looks = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/><w:lang w:val="en-GB"/>'

    def written(count: int) -> str:
        runs = (run(" ".join(dice.choices(known, k=8)) + " ", looks) for _ in range(0, count, 8))
        return paragraph("".join(runs).replace("<w:r>", '<w:r w:rsidR="00A77B3E">'), raw=True)

    return docx(*(written(words // 4) for _page in range(pages) for _part in range(4)))


CELL = "<w:tbl><w:tr><w:tc>"
WORDS = paragraph("Words that are meant.")

# name: the file, what it is called, and what becomes of it: the code of the refusal, or nothing where it is taken.
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a zip bomb": (bomb, "a.docx", "bomb"),
    "a bomb that lies about its size": (
        lambda: made.lying_about_its_size(bomb(), "word/document.xml", 1000),
        "a.docx",
        "broken",
    ),
    "zips inside zips": (nested, "a.docx", "no_word"),
    "a zip bomb as a part nobody reads": (lambda: docx(WORDS, parts={"word/x.zip": nested()}), "a.docx", ""),
    "twenty thousand parts": (lambda: packed({f"{n}": b"" for n in range(20_000)}), "a.docx", "bomb"),
    "a part above the folder": (lambda: docx(WORDS, parts={"../../x": b"1"}), "a.docx", "unsafe"),
    "an entity that names a file": (
        lambda: docx(
            WORDS.replace("Words", "&a;"), prolog='<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        ),
        "a.docx",
        "unsafe",
    ),
    "a billion laughs": (lambda: docx(WORDS.replace("W", "&a11;"), prolog=laughs("d")), "a.docx", "unsafe"),
    "a billion laughs in UTF-16": (
        lambda: docx(parts={"word/document.xml": f"{laughs('d')}<d {SPACES}>&a11;</d>".encode("utf-16")}),
        "a.docx",
        "unsafe",
    ),
    "laughs among the styles": (
        lambda: docx(WORDS, parts={"word/styles.xml": f"{laughs('d')}<d>&a11;</d>"}),
        "a.docx",
        "unsafe",
    ),
    "half a file": (lambda: docx(WORDS, picture(0), pictures=[jpeg()])[:6000], "a.docx", "broken"),
    "a file without its end": (lambda: docx(WORDS)[:-40], "a.docx", "broken"),
    "noise that begins like a zip": (
        lambda: b"PK\x03\x04" + random.Random(1).randbytes(50_000),
        "a.docx",
        "broken",
    ),
    "a picture with a document behind it": (lambda: jpeg() + docx(WORDS), "a.docx", "picture"),
    "a page under another name": (lambda: b"<!doctype html><p>A page after all.", "a.docx", ""),
    "an OpenDocument file": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.text"}, how=0),
        "a.odt",
        "odt",
    ),
    "a locked file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "a.docx", "doc"),
    "three hundred full pages": (lambda: book(300, 500), "a.docx", "too_long"),
    "three hundred short pages": (lambda: book(300, 64), "a.docx", ""),
    "a table of 10,000 rows": (
        lambda: docx(WORDS, table([f"{n}", f"{n * 3}", ""] for n in range(10_000))),
        "a.docx",
        "too_heavy",
    ),
    "a narrow table of 10,000 rows": (
        lambda: docx(WORDS, table([f"{n}"] for n in range(10_000))),
        "a.docx",
        "",
    ),
    "five hundred pictures": (
        lambda: docx(
            WORDS, *(picture(n) for n in range(500)), pictures=[jpeg(f"{n}", (120, 120)) for n in range(500)]
        ),
        "a.docx",
        "",
    ),
    "two hundred tables inside one another": (
        lambda: docx(CELL * 200 + WORDS + "</w:tc></w:tr></w:tbl>" * 200),
        "a.docx",
        "too_deep",
    ),
    "lists twelve deep": (lambda: docx(*(point(f"p{n}", level=n) for n in range(12))), "a.docx", ""),
    "styles based on one another": (
        lambda: docx(
            paragraph("Words.", style="A"),
            parts={
                "word/styles.xml": f'<w:styles {SPACES}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
                '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
            },
        ),
        "a.docx",
        "",
    ),
    "three thousand footnotes": (
        lambda: docx(
            *(paragraph(run("w") + note_mark(n), raw=True) for n in range(1, 3001)), footnotes=["n"] * 3000
        ),
        "a.docx",
        "",
    ),
    "300,000 empty paragraphs": (lambda: docx(WORDS, "<w:p/>" * 300_000), "a.docx", ""),
    "boxes fifty thousand deep": (
        lambda: b"<html><body>" + b"<div>" * 50_000 + b"deep",
        "a.html",
        "too_deep",
    ),
    "lists five thousand deep": (lambda: b"<html><body>" + b"<ul><li>a" * 5000, "a.html", "too_deep"),
    "cells that say they are thousands": (
        lambda: b"<html><table>" + b"<tr><td colspan=60 rowspan=900>x<td>y" * 5000,
        "a.html",
        "",
    ),
    "an open bracket fifty thousand times": (lambda: b"words " + b"[" * 50_000, "a.md", ""),
    "quotations five thousand deep": (lambda: b"> " * 5000 + b"deep", "a.md", "too_deep"),
    "emphasis that never ends": (lambda: b"*a **b " * 20_000, "a.md", ""),
    "a text of two million letters": (lambda: b"some words\n\n" * 180_000, "a.md", "too_long"),
    "NUL, control characters and bad UTF-8": (
        lambda: b"# Title\n\nWo\0rds \x01and \xff more " + b"and more " * 50,
        "a.md",
        "",
    ),
}


LONG = {
    "a table of 10,000 rows",
    "a narrow table of 10,000 rows",
    "an open bracket fifty thousand times",
    "three thousand footnotes",
    "emphasis that never ends",
    "300,000 empty paragraphs",
}
"""Seconds of work each: `make bench ONLY=hostile` reads these too."""


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in LONG])
def test_each_ends_in_a_text_or_a_sentence_within_its_limits(name: str, tmp_path: Path) -> None:
    build, called, expected = HOSTILE[name]
    (tmp_path / "document").write_bytes(build())
    code, sentence, cpu, peak = measured(tmp_path, called)
    print(f"{name}: {code or 'taken'}, {cpu:.1f} s CPU, {peak / MIB:.0f} MB")
    assert peak <= MEMORY
    assert cpu <= CPU_SECONDS
    if expected == "too_heavy":  # a faster machine may read it to its end
        assert code in ("", "too_heavy", "too_long")
    else:
        assert code == expected, sentence
    assert not code or (sentence[0].isupper() and sentence.endswith((".", "?")) and len(sentence) < 300)


def measured(folder: Path, called: str) -> tuple[str, str, float, int]:
    """Code and sentence of a refusal, CPU seconds and peak bytes of the child, by a parent that has no other."""
    script = """
import json, resource, sys
from pathlib import Path
from app.documents import reading
folder = Path(sys.argv[1])
(folder / "made").mkdir()
found = reading.read(folder / "document", folder / "made", name=sys.argv[2])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([getattr(found, "code", ""), getattr(found, "sentence", ""), used.ru_utime + used.ru_stime,
                  used.ru_maxrss * 1024]))
"""
    command = [sys.executable, "-c", script, str(folder), called]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    code, sentence, cpu, peak = json.loads(ran.stdout)
    return code, sentence, cpu, peak


def test_a_part_that_no_one_reads_costs_nothing_and_the_text_is_there(tmp_path: Path) -> None:
    found = read(docx(WORDS, parts={"word/x.bin": b"0" * MIB}), tmp_path)
    assert isinstance(found, Read)
    assert found.markdown == "Words that are meant.\n"


def test_no_file_of_the_machine_is_ever_in_a_picture(tmp_path: Path) -> None:
    related = made.relationships([("picture0", "image", "file:///etc/passwd", "External")])
    found = read(docx(WORDS, picture(0), parts={"word/_rels/document.xml.rels": related}), tmp_path)
    assert isinstance(found, Read)
    assert found.pictures == ()
    assert "only points to" in " ".join(found.left)


def test_a_child_that_takes_too_much_leaves_a_sentence(tmp_path: Path) -> None:
    found = read(book(100, 200), tmp_path, Limits(data_bytes=16 * MIB))
    assert isinstance(found, Refused)
    assert found.code in ("too_heavy", "crashed")


def test_the_child_loads_neither_the_web_nor_the_database(tmp_path: Path) -> None:
    script = """
import json, sys
from pathlib import Path
from types import ModuleType
bare = ModuleType("app")
bare.__path__ = [sys.argv[2]]
sys.modules["app"] = bare
from app.documents import child
folder = Path(sys.argv[1])
assert "markdown" in child.take_in(folder / "document", folder, "a.docx")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    (tmp_path / "document").write_bytes(docx(WORDS, picture(0), pictures=[jpeg()]))
    command = [sys.executable, "-I", "-c", script, str(tmp_path), str(ROOT / "app")]
    loaded = set(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    assert {"mammoth", "bs4", "PIL"} <= loaded
    assert not loaded & {"flask", "sqlalchemy", "celery", "redis", "pydantic", "obstore", "config"}


def read(body: bytes, folder: Path, limits: Limits | None = None) -> Read | Refused:
    (folder / "document").write_bytes(body)
    (folder / "made").mkdir()
    return reading.read(folder / "document", folder / "made", name="a.docx", limits=limits)

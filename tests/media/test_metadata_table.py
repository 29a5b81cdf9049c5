"""docs/metadata.md and the product say the same: each row is checked against a file that carries the field."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from app.media import fields, metadata, terms
from config import ROOT
from tests.media import pictures

Row = tuple[str, ...]
PAGE = (ROOT / "docs" / "metadata.md").read_text()
RECORDS = ("EXIF", "IPTC", "XMP", "PNG")


def table(heading: str) -> list[Row]:
    """The rows of the table under this heading, without its head."""
    part = PAGE.split(f"\n## {heading}", 1)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def names(cell: str) -> tuple[str, ...]:
    return tuple(one.strip("`") for one in cell.split(", ") if one != "–")


STATEMENTS, PRIVATE, WORDS = table("Statements"), table("Private"), table("Controlled words")
CREDENTIALS = table("Content credentials")

# exiftool calls a namespace, or a field of a structure, by another name than the standard does.
GROUPS = {"Iptc4xmpExt": "iptcExt", "Iptc4xmpCore": "iptcCore"}
TAGS = {
    "Iptc4xmpExt:PersonName": "XMP-iptcExt:PersonInImageName",
    "mwg-rs:Name": "XMP-mwg-rs:RegionName",
    "exif:DateTimeDigitized": "XMP-exif:DateTimeDigitized",
    "exif:GPS": "XMP-exif:GPSLatitude",
    "exif:DateTime": "XMP-exif:DateTimeOriginal",
    "Iptc4xmpExt:Location": "XMP-iptcExt:LocationCreatedCity",
    "aux:LensSerial": "XMP-aux:LensSerialNumber",
    "exifEX:BodySerial": "XMP-exifEX:SerialNumber",
    "exifEX:CameraOwner": "XMP-exifEX:OwnerName",
    "exifEX:Lens": "XMP-exifEX:LensModel",
    "xmp:Thumbnails": "XMP-xmp:ThumbnailFormat",
    "GPSInfo": "EXIF:GPSLatitude",
}
VALUES = {
    "date": "2019:03:02 10:00:00",
    "licence_end": "2019:03:02",
    "url": "https://example.org/a",
    "number": "48.5",
    "flag": "True",
}
SORTS = {
    **dict.fromkeys(
        (
            *(
                "DateTimeOriginal",
                "CreateDate",
                "ModifyDate",
                "DateCreated",
                "DigitalCreationDate",
                "TimeCreated",
            ),
            *("exif:DateTimeOriginal", "exif:DateTimeDigitized", "exif:DateTime", "photoshop:DateCreated"),
            *(
                "xmp:CreateDate",
                "xmp:ModifyDate",
                "tiff:DateTime",
                "plus:LicenseStartDate",
                "plus:LicenseEndDate",
            ),
        ),
        "date",
    ),
    **dict.fromkeys(("GPSInfo", "exif:GPS"), "number"),
    "xmpRights:Marked": "flag",
}
EXACT = {
    "plus:CopyrightStatus": "CS-PRO",
    "plus:CreditLineRequired": "CR-COI",
    "plus:ModelReleaseStatus": "MR-NON",
    "plus:MinorModelAgeDisclosure": "AG-A16",
    "plus:PropertyReleaseStatus": "PR-UPR",
    "plus:DataMining": "DMI-ALLOWED",
    "Country-PrimaryLocationCode": "AUT",
    "Iptc4xmpCore:CountryCode": "AUT",
    "xmp:Thumbnails": "JPEG",
}
# No tool writes these into an empty picture, or only the newest release does.
BY_HAND = {
    *("MakerNote", "ThumbnailOffset", "plus:DataMining"),
    *("Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AISystemVersionUsed"),
    *("Iptc4xmpExt:AIPromptInformation", "Iptc4xmpExt:AIPromptWriterName"),
}


def value_of(name: str) -> str:
    return EXACT.get(name) or VALUES.get(SORTS.get(name, ""), "Harbour 4711")


def tag_of(record: str, name: str) -> str:
    """How exiftool is asked for it; `#` writes the controlled word as it stands in the file."""
    if name in TAGS:
        return TAGS[name]
    if record != "XMP":
        return f"{record}:{name}"
    prefix, _, local = name.partition(":")
    return f"XMP-{GROUPS.get(prefix, prefix)}:{local}"


def carrying(record: str, name: str, folder: Path) -> Path:
    """A picture with this one field in this one record."""
    if record == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text(name, value_of(name))
        path = folder / "field.png"
        pictures.quarters().save(path, pnginfo=notes)
        return path
    path = folder / "field.jpg"
    path.write_bytes(by_hand(name))
    if name not in BY_HAND:
        hash_ = "#" if name in EXACT and name.startswith("plus:") else ""
        order = f"-{tag_of(record, name)}{hash_}={value_of(name)}"
        said = pictures.judge("-m", "-overwrite_original", order, str(path))
        assert "1 image files updated" in said, (order, said)
    return path


def by_hand(name: str) -> bytes:
    """A plain JPEG, or one with a record written here."""
    settings: dict[str, Any] = {}
    if name == "MakerNote":
        settings["exif"] = Image.Exif()
        settings["exif"].get_ifd(0x8769)[0x927C] = b"SERIAL-4711"
    if name == "ThumbnailOffset":
        settings["exif"] = thumbnail_alone()
    if name in BY_HAND and ":" in name:
        settings["xmp"] = packet(name, value_of(name))
    return pictures.saved(pictures.quarters(), "JPEG", **settings)


def packet(name: str, value: str) -> bytes:
    """An XMP packet of one simple property (ISO 16684-1)."""
    prefix = name.partition(":")[0]
    about = f'rdf:about="" xmlns:{prefix}="{fields.NAMESPACES[prefix]}"'
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    inner = f"<rdf:Description {about}><{name}>{value}</{name}></rdf:Description>"
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}>{inner}</rdf:RDF></x:xmpmeta>'.encode()


def thumbnail_alone() -> bytes:
    """EXIF by hand (EXIF 3.0, 4.5): an empty first directory, and a second one that points to a small picture."""
    small = pictures.saved(pictures.quarters(80, 60), "JPEG")
    first = b"II*\0" + struct.pack("<IHI", 8, 0, 14)
    entries = struct.pack("<HHII", 0x0201, 4, 1, 44) + struct.pack("<HHII", 0x0202, 4, 1, len(small))
    return b"Exif\0\0" + first + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + small


def columns(row: Row) -> list[tuple[str, str]]:
    """Each place a row names: the record and the name in it."""
    return [(record, name) for record, cell in zip(RECORDS, row[1:5], strict=True) for name in names(cell)]


def every(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row[0], record, name) for row in rows for record, name in columns(row)]


@pytest.mark.parametrize(("words", "record", "name"), every(STATEMENTS))
def test_a_statement_is_read_where_the_table_says(words: str, record: str, name: str, tmp_path: Path) -> None:
    with Image.open(carrying(record, name, tmp_path)) as image:
        says = metadata.read(image).says
    [field] = [key for key, one in fields.STATEMENTS.items() if one.words == words]
    assert field in says, (name, says)
    assert any(record in said.where for said in says[field])
    assert all(said.text for said in says[field])
    assert list(says) == [key for key in fields.STATEMENTS if key in says]


@pytest.mark.parametrize(("words", "record", "name"), every(PRIVATE))
def test_a_private_field_is_noted_and_its_value_is_not_kept(
    words: str, record: str, name: str, tmp_path: Path
) -> None:
    with Image.open(carrying(record, name, tmp_path)) as image:
        found = metadata.read(image)
    assert words in found.removed
    if words not in ("date taken", "names of people"):  # these are statements, too
        assert "4711" not in str(found.says)


def test_the_page_and_the_product_name_the_same_fields() -> None:
    shown = [(one.words, one.places, one.compared) for one in fields.STATEMENTS.values()]
    assert [row[0] for row in STATEMENTS] == [words for words, _, _ in shown]
    for row, (_, places, compared) in zip(STATEMENTS, shown, strict=True):
        assert [names(cell) for cell in row[1:5]] == [
            tuple(places.exif),
            tuple(places.iptc),
            places.xmp,
            places.png,
        ]
        assert names(row[5]) == compared
    for row, (name, places) in zip(PRIVATE, fields.PRIVATE.items(), strict=True):
        assert row[0] == name
        assert [names(cell) for cell in row[1:5]] == [
            tuple(places.exif),
            tuple(places.iptc),
            places.xmp,
            places.png,
        ]
    assert {names(row[0])[0]: row[1] for row in WORDS} == terms.WORDS


def test_no_row_promises_a_field_to_readers() -> None:
    assert {row[-1] for row in (*STATEMENTS, *PRIVATE, *CREDENTIALS)} == {"no"}


def test_a_controlled_word_is_shown_in_words_and_other_text_as_it_stands() -> None:
    assert terms.shown("http://ns.useplus.org/ldf/vocab/MR-NON") == "No model release"
    assert (
        terms.shown("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia") == "Made by AI"
    )
    assert terms.shown("Harbour 4711") == "Harbour 4711"
    assert terms.shown("https://creativecommons.org/licenses/by/4.0/").startswith("https://")


def test_moments_and_truths_of_a_file_are_shown_in_words() -> None:
    assert terms.shown("2005-05-13T13:09:04-05:00") == "13 May 2005"
    assert terms.shown("2020:03:26 10:30:06") == "26 March 2020"
    assert terms.shown("0000:00:00 00:00:00") == "0000:00:00 00:00:00"
    assert terms.shown("2020-03-26 was a Thursday") == "2020-03-26 was a Thursday"
    assert terms.shown("False") == "No"
    changed = next(name for name, one in fields.STATEMENTS.items() if one.words == "Changed")
    twice = [{"text": "2020:03:26 10:30:06"}, {"text": "2020-03-26T10:30:06-04:00"}]
    assert fields.told({changed: twice}) == [("Changed", "26 March 2020")]


def test_how_a_picture_was_made_is_told_in_words_and_with_the_term_of_the_iptc() -> None:
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    words = "Partly made by AI (IPTC: compositeWithTrainedAlgorithmicMedia)"
    assert terms.source_type(address) == words
    assert ("How it was made", words) in fields.told({"digital_source_type": [{"text": address}]})
    assert terms.source_type("http://other.example/made-by-hand") == "http://other.example/made-by-hand"

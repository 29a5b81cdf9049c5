"""What a file says about itself: who made it, who owns it, on what terms. Pure: a picture in, findings out.

What is read, and from where, stands in `fields`. It is shown beside what the contributor declares. Of places,
devices and serial numbers only the presence is noted: the values themselves never leave the original.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import ExifTags, Image, IptcImagePlugin, JpegImagePlugin, PngImagePlugin

from app.media.fields import PRIVATE, STATEMENTS, Places, expanded
from app.media.findings import Credentials, Embedded, Said

MAX_TEXT = 500  # characters kept of one statement
MAX_TEXTS = 5  # different statements kept under one name
MAX_ALL = 30_000  # characters kept of all statements of one file
MAX_XMP = 1024 * 1024  # bytes; a larger packet is not read

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_THUMBNAILS_IN_PHOTOSHOP = (0x0409, 0x040C)

_Properties = list[tuple[str, str]]


@dataclass(frozen=True)
class _Records:
    """Everything a picture carries, record by record, before anything is chosen."""

    exif: dict[int, Any]
    iptc: dict[int, list[bytes]]
    xmp: _Properties
    png: dict[str, str]
    thumbnail: bool


def read(image: Image.Image) -> Embedded:
    """Everything the picture says. A record that cannot be read is silent: metadata refuses no picture."""
    records = _Records(_exif(image), _iptc(image), _xmp(image), _png(image), _thumbnail_of_photoshop(image))
    said = {name: _gathered(_found(records, one.places)) for name, one in STATEMENTS.items()}
    return Embedded(
        says=_bounded({name: texts for name, texts in said.items() if texts}),
        removed=tuple(
            category for category, places in PRIVATE.items() if _present(records, category, places)
        ),
    )


def _bounded(says: dict[str, tuple[Said, ...]]) -> dict[str, tuple[Said, ...]]:
    """As much as is kept of one file: what does not fit any more is left out, whole statements at a time."""
    left, kept = MAX_ALL, {}
    for name, texts in says.items():
        length = sum(len(said.text) for said in texts)
        if length <= left:
            left -= length
            kept[name] = texts
    return kept


def with_credentials(embedded: Embedded, credentials: Credentials) -> Embedded:
    """How the picture was made, as a record that holds says it, stands with the other statements."""
    made = credentials.source_types if credentials.state == "readable" else ()
    others = embedded.says.get("digital_source_type", ())
    said = _merged((*others, *(Said(text, ("C2PA",)) for text in made)))
    says = embedded.says | ({"digital_source_type": said} if said else {})
    return replace(embedded, says=says, credentials=credentials)


def _merged(said: Iterable[Said]) -> tuple[Said, ...]:
    """The same text from several records is one statement."""
    sources: dict[str, tuple[str, ...]] = {}
    for one in said:
        sources[one.text] = (*sources.get(one.text, ()), *one.where)
    return tuple(Said(text, where) for text, where in list(sources.items())[:MAX_TEXTS])


def _found(records: _Records, places: Places) -> Iterator[tuple[str, Any]]:
    yield from (("EXIF", records.exif.get(tag)) for tag in places.exif.values())
    yield from (("IPTC", text) for number in places.iptc.values() for text in records.iptc.get(number, ()))
    wanted = [expanded(name) for name in places.xmp]
    yield from (("XMP", text) for name in wanted for found, text in records.xmp if found == name)
    yield from (("PNG", records.png.get(keyword)) for keyword in places.png)


def _present(records: _Records, category: str, places: Places) -> bool:
    beginnings = tuple(expanded(name) for name in places.xmp)
    return (
        any(tag in records.exif for tag in places.exif.values())
        or any(number in records.iptc for number in places.iptc.values())
        or any(name.startswith(beginnings) for name, _ in records.xmp if beginnings)
        or any(keyword in records.png for keyword in places.png)
        or (category == "embedded thumbnail" and records.thumbnail)
    )


def _gathered(found: Iterable[tuple[str, Any]]) -> tuple[Said, ...]:
    """The same text in several records is one statement with several sources."""
    sources: dict[str, list[str]] = {}
    for where, value in found:
        text = clean(value)
        if text and where not in sources.setdefault(text, []):
            sources[text].append(where)
    return tuple(Said(text, tuple(where)) for text, where in list(sources.items())[:MAX_TEXTS])


def clean(value: Any) -> str:
    """Text fit to show: decoded, NFC, one line without control or direction characters, cut at `MAX_TEXT`."""
    if value is None:
        return ""
    text = _decoded(value) if isinstance(value, bytes) else _repaired(str(value))
    shown = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in text[: MAX_TEXT * 4])
    text = "".join(shown)
    return " ".join(unicodedata.normalize("NFC", text).split())[:MAX_TEXT]


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="replace")


def _repaired(text: str) -> str:
    """EXIF is ASCII by the standard and UTF-8 by habit; the decoder has read it as Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _exif(image: Image.Image) -> dict[int, Any]:
    """The tags of all directories in one table. The position stands under its pointer, if there is one."""
    try:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        position = exif.get_ifd(ExifTags.IFD.GPSInfo)
        thumbnail = exif.get_ifd(ExifTags.IFD.IFD1)
        tags = {**thumbnail, **exif, **details}
    except Exception:  # noqa: BLE001 - any fault in the record means there is no record
        return {}
    tags.pop(ExifTags.IFD.GPSInfo, None)
    return tags | ({int(ExifTags.IFD.GPSInfo): True} if position else {})


def _iptc(image: Image.Image) -> dict[int, list[bytes]]:
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return {}
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    except Exception:  # noqa: BLE001 - as above
        return {}
    return {
        number: [value] if isinstance(value, bytes) else list(value)
        for (record, number), value in found.items()
        if record == 2
    }


def _png(image: Image.Image) -> dict[str, str]:
    """The text chunks, also those behind the pixels: the decoder has been there for the EXIF record already."""
    if not isinstance(image, PngImagePlugin.PngImageFile):
        return {}
    try:
        return {name: str(text) for name, text in image.text.items()}
    except Exception:  # noqa: BLE001 - as above
        return {}


def _thumbnail_of_photoshop(image: Image.Image) -> bool:
    blocks = image.info.get("photoshop") if isinstance(image, JpegImagePlugin.JpegImageFile) else None
    return isinstance(blocks, dict) and any(number in blocks for number in _THUMBNAILS_IN_PHOTOSHOP)


def _xmp(image: Image.Image) -> _Properties:
    """Every property, nested ones too, as (expanded name, text). A hostile packet says nothing."""
    packet = image.info.get("xmp", b"")
    packet = packet.encode() if isinstance(packet, str) else packet
    if not packet or len(packet) > MAX_XMP:
        return []
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
        rdf = next(root.iter(_RDF + "RDF"), ())
        return [pair for description in rdf for pair in _properties(description)]
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return []


def _properties(description: Element) -> Iterator[tuple[str, str]]:
    yield from description.attrib.items()
    for child in description:
        yield from _texts(child, child.tag)


def _texts(element: Element, name: str) -> Iterator[tuple[str, str]]:
    """Text, reference or list items of one property; fields of a structure appear under their own names."""
    yield name, (element.text or "").strip() or element.get(_RDF + "resource", "")
    yield from ((key, value) for key, value in element.attrib.items() if not key.startswith(_RDF))
    for child in element:
        is_list_part = child.tag.startswith(_RDF)
        yield from _texts(child, name if is_list_part else child.tag)

"""What a file says about itself: who made it, who owns it, on what terms. Pure: a picture in, findings out.

Read from EXIF 2.32, IPTC-IIM 4.2 and XMP (ISO 16684-1) with the names of the IPTC Photo Metadata Standard.
It is shown beside what the contributor declares. Of places, devices and serial numbers only the presence is
noted: the values themselves never leave the original.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import ExifTags, Image, IptcImagePlugin, JpegImagePlugin

from app.media.findings import Embedded, Said

MAX_TEXT = 500  # characters kept of one statement
MAX_TEXTS = 5  # different statements kept under one name
MAX_XMP = 1024 * 1024  # bytes; a larger packet is not read

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_SHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
_CC = "{http://creativecommons.org/ns#}"
_IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_EXIF_EX = "{http://cipa.jp/exif/1.0/}"

_Places = tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]

# name -> EXIF tags, IPTC-IIM data sets of record 2, XMP properties. In the order shown.
STATEMENTS: dict[str, _Places] = {
    "creator": ((0x013B,), (80,), (_DC + "creator", _TIFF + "Artist")),
    "copyright": ((0x8298,), (116,), (_DC + "rights", _TIFF + "Copyright")),
    "owner": ((), (), (_RIGHTS + "Owner", _PLUS + "CopyrightOwnerName")),
    "credit": ((), (110,), (_SHOP + "Credit",)),
    "source": ((), (115,), (_SHOP + "Source", _DC + "source")),
    "usage_terms": ((), (40,), (_RIGHTS + "UsageTerms", _SHOP + "Instructions")),
    "licence": ((), (), (_CC + "license", _PLUS + "LicensorURL")),
    "licensor": ((), (), (_PLUS + "LicensorName",)),
    "web_statement": ((), (), (_RIGHTS + "WebStatement",)),
    "marked": ((), (), (_RIGHTS + "Marked",)),
    "taken": ((0x9003, 0x9004), (55,), (_SHOP + "DateCreated", _EXIF + "DateTimeOriginal")),
    "digital_source_type": ((), (), (_IPTC_EXT + "DigitalSourceType",)),
    "title": ((), (5,), (_DC + "title",)),
    "caption": ((0x010E,), (120,), (_DC + "description",)),
}

# What the public files will not carry -> the same three, where the presence of any shows that it is there;
# XMP names by their beginnings.
PRIVATE: dict[str, _Places] = {
    "location": (
        (0x8825,),
        (90, 92, 95, 100, 101),
        (_EXIF + "GPS", _IPTC_EXT + "Location", _SHOP + "City", _SHOP + "State", _SHOP + "Country"),
    ),
    "device": (
        (0x010F, 0x0110, 0xA433, 0xA434),
        (),
        (_TIFF + "Make", _TIFF + "Model", _AUX + "Lens", _EXIF_EX + "Lens"),
    ),
    # A maker's own note is counted here: it is where most cameras write theirs.
    "serial numbers": (
        (0xA430, 0xA431, 0xA435, 0xA420, 0x927C),
        (),
        (_AUX + "SerialNumber", _AUX + "OwnerName", _EXIF_EX + "BodySerial", _EXIF_EX + "CameraOwner"),
    ),
    "embedded thumbnail": ((0x0201,), (), (_XMP + "Thumbnails",)),
    "date taken": (
        (0x9003, 0x9004, 0x0132),
        (55, 60),
        (_SHOP + "DateCreated", _XMP + "CreateDate", _EXIF + "DateTime"),
    ),
}
_THUMBNAILS_IN_PHOTOSHOP = (0x0409, 0x040C)

_Properties = list[tuple[str, str]]


def read(image: Image.Image) -> Embedded:
    """Everything the picture says. A record that cannot be read is silent: metadata refuses no picture."""
    exif, iptc, xmp = _exif(image), _iptc(image), _xmp(image)
    said = {
        name: _gathered(
            [("EXIF", exif.get(tag)) for tag in tags]
            + [("IPTC", text) for number in numbers for text in iptc.get(number, ())]
            + [("XMP", text) for wanted in properties for found, text in xmp if found == wanted]
        )
        for name, (tags, numbers, properties) in STATEMENTS.items()
    }
    return Embedded(
        says={name: texts for name, texts in said.items() if texts},
        removed=tuple(category for category in PRIVATE if _present(category, image, exif, iptc, xmp)),
    )


def _present(
    category: str, image: Image.Image, exif: dict[int, Any], iptc: dict[int, list[bytes]], xmp: _Properties
) -> bool:
    tags, numbers, beginnings = PRIVATE[category]
    return (
        any(tag in exif for tag in tags)
        or any(number in iptc for number in numbers)
        or any(name.startswith(beginnings) for name, _ in xmp if beginnings)
        or (category == "embedded thumbnail" and _thumbnail_of_photoshop(image))
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

"""Which statements of a file are read, where each of them stands, and how it is shown. Tables, nothing else.

EXIF 3.0, IPTC-IIM 4.2 (record 2), XMP (ISO 16684-1) with the names of the IPTC Photo Metadata Standard 2025.1, PLUS
LDF 2.0 and the Creative Commons rights expression language; the text chunks of PNG (W3C, third edition, 11.3.3) and
those in which common programs leave their prompts. docs/metadata.md shows these tables; a test holds them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.media.terms import shown, source_type

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
}


def expanded(name: str) -> str:
    """`dc:creator` as the XML library names it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True)
class Places:
    """Where one thing may stand: EXIF tags and IPTC data sets by name, XMP properties, PNG text keywords."""

    exif: dict[str, int] = field(default_factory=dict)
    iptc: dict[str, int] = field(default_factory=dict)
    xmp: tuple[str, ...] = ()
    png: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """`words` head it on the page; `compared` names the fields of the declaration it is held against."""

    words: str
    places: Places
    compared: tuple[str, ...] = ()


# In the order shown.
STATEMENTS: dict[str, Statement] = {
    "creator": Statement(
        "Creator",
        Places(
            {"Artist": 0x013B},
            {"By-line": 80},
            ("dc:creator", "tiff:Artist", "plus:ImageCreatorName"),
            ("Author",),
        ),
        ("holder",),
    ),
    "copyright": Statement(
        "Copyright",
        Places(
            {"Copyright": 0x8298},
            {"CopyrightNotice": 116},
            ("dc:rights", "tiff:Copyright"),
            ("Copyright",),
        ),
        ("holder", "basis"),
    ),
    "owner": Statement("Owner", Places(xmp=("xmpRights:Owner", "plus:CopyrightOwnerName")), ("holder",)),
    "copyright_status": Statement("Copyright status", Places(xmp=("plus:CopyrightStatus",)), ("basis",)),
    "marked": Statement("Marked as protected", Places(xmp=("xmpRights:Marked",))),
    "credit": Statement("Credit", Places(iptc={"Credit": 110}, xmp=("photoshop:Credit",)), ("credit",)),
    "credit_required": Statement("Credit required", Places(xmp=("plus:CreditLineRequired",))),
    "source": Statement(
        "Source", Places(iptc={"Source": 115}, xmp=("photoshop:Source", "dc:source")), ("basis",)
    ),
    "usage_terms": Statement("Terms of use", Places(xmp=("xmpRights:UsageTerms",)), ("basis",)),
    "instructions": Statement(
        "Instructions", Places(iptc={"SpecialInstructions": 40}, xmp=("photoshop:Instructions",))
    ),
    "licence": Statement("Licence", Places(xmp=("cc:license",)), ("basis", "cc_licence")),
    "attribution": Statement(
        "Attribution", Places(xmp=("cc:attributionName", "cc:attributionURL", "cc:morePermissions"))
    ),
    "licensor": Statement("Licensor", Places(xmp=("plus:LicensorName",)), ("basis", "vendor")),
    "licensor_address": Statement("Licensor's address", Places(xmp=("plus:LicensorURL",))),
    "web_statement": Statement(
        "Rights statement", Places(xmp=("xmpRights:WebStatement",)), ("basis", "cc_licence")
    ),
    "certificate": Statement("Rights certificate", Places(xmp=("xmpRights:Certificate",))),
    "licence_start": Statement("Licensed from", Places(xmp=("plus:LicenseStartDate",))),
    "licence_end": Statement("Licensed until", Places(xmp=("plus:LicenseEndDate",)), ("expires_on",)),
    "media_constraints": Statement("Only in these media", Places(xmp=("plus:MediaConstraints",))),
    "region_constraints": Statement("Only in these regions", Places(xmp=("plus:RegionConstraints",))),
    "model_release": Statement("Model release", Places(xmp=("plus:ModelReleaseStatus",)), ("people",)),
    "minor_age": Statement(
        "Youngest person", Places(xmp=("plus:MinorModelAgeDisclosure",)), ("people", "consent_kind")
    ),
    "property_release": Statement("Property release", Places(xmp=("plus:PropertyReleaseStatus",))),
    "people": Statement(
        "People named",
        Places(xmp=("Iptc4xmpExt:PersonInImage", "Iptc4xmpExt:PersonName", "mwg-rs:Name")),
        ("people",),
    ),
    "taken": Statement(
        "Created",
        Places(
            {"DateTimeOriginal": 0x9003},
            {"DateCreated": 55},
            ("photoshop:DateCreated", "exif:DateTimeOriginal"),
            ("Creation Time",),
        ),
        ("died", "pd_reason"),
    ),
    "digitised": Statement(
        "Digitised",
        Places(
            {"CreateDate": 0x9004},
            {"DigitalCreationDate": 62},
            ("xmp:CreateDate", "exif:DateTimeDigitized"),
        ),
    ),
    "modified": Statement("Changed", Places({"ModifyDate": 0x0132}, xmp=("xmp:ModifyDate", "tiff:DateTime"))),
    "software": Statement(
        "Program",
        Places(
            {"Software": 0x0131},
            {"OriginatingProgram": 65},
            ("xmp:CreatorTool", "tiff:Software"),
            ("Software",),
        ),
        ("basis", "ai_changed"),
    ),
    "digital_source_type": Statement(
        "How it was made", Places(xmp=("Iptc4xmpExt:DigitalSourceType",)), ("basis", "ai_changed")
    ),
    "ai_system": Statement(
        "AI program",
        Places(xmp=("Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AISystemVersionUsed")),
        ("basis", "ai_changed"),
    ),
    "ai_prompt": Statement(
        "AI prompt",
        Places(
            xmp=("Iptc4xmpExt:AIPromptInformation",),
            png=("parameters", "prompt", "workflow", "invokeai_metadata", "sd-metadata", "Dream", "dream"),
        ),
        ("basis", "ai_changed"),
    ),
    "ai_prompt_writer": Statement("Written by", Places(xmp=("Iptc4xmpExt:AIPromptWriterName",))),
    "data_mining": Statement("Data mining", Places(xmp=("plus:DataMining",))),
    "title": Statement("Title", Places(iptc={"ObjectName": 5}, xmp=("dc:title",), png=("Title",))),
    "headline": Statement("Headline", Places(iptc={"Headline": 105}, xmp=("photoshop:Headline",))),
    "caption": Statement(
        "Caption",
        Places(
            {"ImageDescription": 0x010E},
            {"Caption-Abstract": 120},
            ("dc:description",),
            ("Description",),
        ),
    ),
}

# Of these only the presence is noted. XMP names by their beginnings.
PRIVATE: dict[str, Places] = {
    "location": Places(
        {"GPSInfo": 0x8825},
        {
            "City": 90,
            "Sub-location": 92,
            "Province-State": 95,
            "Country-PrimaryLocationCode": 100,
            "Country-PrimaryLocationName": 101,
        },
        (
            *("exif:GPS", "Iptc4xmpExt:Location", "Iptc4xmpCore:Location", "Iptc4xmpCore:CountryCode"),
            *("photoshop:City", "photoshop:State", "photoshop:Country"),
        ),
    ),
    "device": Places(
        {"Make": 0x010F, "Model": 0x0110, "LensMake": 0xA433, "LensModel": 0xA434, "HostComputer": 0x013C},
        xmp=("tiff:Make", "tiff:Model", "aux:Lens", "exifEX:Lens"),
        png=("Source",),
    ),
    # A maker's own note is counted here: it is where most cameras write theirs.
    "serial numbers": Places(
        {
            "OwnerName": 0xA430,
            "SerialNumber": 0xA431,
            "LensSerialNumber": 0xA435,
            "ImageUniqueID": 0xA420,
            "MakerNote": 0x927C,
        },
        xmp=(
            "aux:SerialNumber",
            "aux:OwnerName",
            "aux:LensSerial",
            "exifEX:BodySerial",
            "exifEX:CameraOwner",
        ),
    ),
    "embedded thumbnail": Places({"ThumbnailOffset": 0x0201}, xmp=("xmp:Thumbnails",)),
    "names of people": Places(xmp=STATEMENTS["people"].places.xmp),
    "date taken": Places(
        {"DateTimeOriginal": 0x9003, "CreateDate": 0x9004, "ModifyDate": 0x0132},
        {"DateCreated": 55, "TimeCreated": 60, "DigitalCreationDate": 62},
        ("photoshop:DateCreated", "xmp:CreateDate", "exif:DateTime"),
    ),
}

_IN_WORDS = {"digital_source_type": source_type}
"""Statements that are shown in another way than by `shown`."""


def told(says: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, str]]:
    """What is kept of a file, as headings and words, in the order of the table."""
    return [
        (
            one.words,
            "; ".join(dict.fromkeys(_IN_WORDS.get(name, shown)(str(said["text"])) for said in says[name])),
        )
        for name, one in STATEMENTS.items()
        if says.get(name)
    ]

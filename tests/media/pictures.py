"""Pictures of our own making for the tests of intake: good ones, odd ones and hostile ones."""

import atexit
import io
import os
import random
import shutil
import struct
import subprocess
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from config import ROOT
from tests.servers import missing

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (30, 60, 200), (220, 200, 40)

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:cc="http://creativecommons.org/ns#"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 photoshop:Credit="Harbour Pictures" xmpRights:WebStatement="https://example.org/terms"
 photoshop:DateCreated="2024-05-06" aux:SerialNumber="SERIAL-4711">
<dc:creator><rdf:Seq><rdf:li>Ana Muster</rdf:li><rdf:li>Bo Beispiel</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) 2024 Ana Muster</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">One use only</rdf:li></rdf:Alt>
</xmpRights:UsageTerms>
<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorName>Harbour Ltd</plus:LicensorName>
<plus:LicensorURL>https://example.org/buy</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>
<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture
</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@cache
def photograph(width: int, height: int, seed: int = 7) -> Image.Image:
    """Noise in several octaves: as hard to compress as a photograph, and the same in every run."""
    return _photograph(width, height, seed).copy()


@lru_cache(maxsize=8)
def _photograph(width: int, height: int, seed: int) -> Image.Image:
    chance = random.Random(seed)

    def octave(cells: int) -> Image.Image:
        across, down = cells, max(2, cells * height // width)
        noise = Image.frombytes("L", (across, down), chance.randbytes(across * down))
        return noise.resize((width, height), Image.Resampling.BICUBIC)

    light = octave(6)
    for cells, share in ((24, 0.35), (96, 0.25), (384, 0.15), (1200, 0.1)):
        light = Image.blend(light, octave(cells), share)
    return Image.merge("RGB", [Image.blend(light, octave(12), 0.3) for _ in range(3)])


def quarters(width: int = 480, height: int = 320) -> Image.Image:
    """Red, green above; blue, yellow below: shows which way up a picture is."""
    image = Image.new("RGB", (width, height), RED)
    half, middle = width // 2, height // 2
    for colour, box in (
        (GREEN, (half, 0, width, middle)),
        (BLUE, (0, middle, half, height)),
        (YELLOW, (half, middle, width, height)),
    ):
        image.paste(colour, box)
    return image


def saved(image: Image.Image, kind: str, **settings: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def turned(orientation: int) -> bytes:
    """A JPEG of `quarters` stored so that its EXIF orientation is what sets it upright."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose values
    image = quarters()
    if orientation in undo:
        image = image.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "JPEG", quality=92, exif=exif)


def telling() -> Image.Exif:
    """EXIF as a telephone writes it, with a position, a device, serial numbers and dates, and an owner."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Lichtwerk", "LW-9"
    exif[0x013B], exif[0x8298] = "Ana Müster".encode(), "(c) 2024 Ana Muster"
    exif[0x0132] = "2024:05:06 07:08:09"
    exif.get_ifd(0x8769).update({0x9003: "2024:05:06 07:08:09", 0xA431: "SERIAL-4711", 0xA430: "Ana Owner"})
    position = {1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 36.0), 29: "2024:05:06"}
    exif.get_ifd(0x8825).update(position)
    return exif


def iptc() -> bytes:
    """A Photoshop segment with IPTC-IIM records: byline, credit, copyright, in UTF-8."""
    sets = ((80, "Ana Muster"), (110, "Harbour Pictures"), (116, "(c) Müster & Co"), (40, "One use only"))
    records = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for number, text in sets:
        records += struct.pack(">BBBH", 0x1C, 2, number, len(text.encode())) + text.encode()
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def full_of_metadata(kind: str) -> bytes:
    """A picture with EXIF (position and all), XMP, a colour profile, a comment, and for JPEG IPTC."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    settings: dict[str, Any] = {"exif": telling(), "icc_profile": profile}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        notes.add_text("Comment", "SECRET-COMMENT")
        return saved(quarters(), kind, pnginfo=notes, **settings)
    if kind != "JPEG":
        return saved(quarters(), kind, xmp=XMP, **settings)
    plain = saved(quarters(), kind, comment=b"SECRET-COMMENT", xmp=XMP, **settings)
    return plain[:2] + iptc() + plain[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(side: int = 30_000) -> bytes:
    """A valid black PNG of `side` by `side` pixels, about 100 kB."""
    deflate = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    body = b"".join(deflate.compress(row) for _ in range(side)) + deflate.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def scans(image: Image.Image, times: int) -> bytes:
    """A progressive JPEG that repeats its last scan: short to send, long to decode."""
    whole = saved(image, "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * times + whole[-2:]


def heic(jpeg: bytes, folder: Path) -> bytes:
    """The same with its metadata, encoded by Debian's heif-enc: no library we carry can write HEIC."""
    if not shutil.which("heif-enc"):
        missing("heif-enc", "libheif-examples")
    source, made = folder / "source.jpg", folder / "made.heic"
    source.write_bytes(jpeg)
    subprocess.run(["heif-enc", "-q", "60", source, "-o", made], check=True, capture_output=True)
    return made.read_bytes()


def exiftool(*paths: Path) -> str:
    """Everything an outside judge finds in the files, groups named, one line each."""
    return judge("-a", "-u", "-G1", "-s", *map(str, paths))


def judge(*asked: str) -> str:
    """What exiftool answers. One process of it hears every question, as it takes a fifth of a second to start."""
    if not shutil.which("exiftool"):
        missing("exiftool", "libimage-exiftool-perl")
    heard = _judge()
    assert heard.stdin is not None
    assert heard.stdout is not None
    assert not any("\n" in one for one in asked), "it reads one word of a question from each line"
    heard.stdin.write("\n".join([*asked, "-execute", ""]).encode())
    heard.stdin.flush()
    answer = b""
    for line in iter(heard.stdout.readline, b""):
        if line.rstrip() == b"{ready}":
            return answer.decode()
        answer += line
    pytest.fail("the judge has ended")


@cache
def _judge() -> subprocess.Popen[bytes]:
    """It ends with this process, whose end closes its input."""
    begun = ["exiftool", "-stay_open", "True", "-@", "-"]
    heard = subprocess.Popen(begun, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    atexit.register(_let_go, heard)
    return heard


def _let_go(heard: subprocess.Popen[bytes]) -> None:
    heard.communicate(b"-stay_open\nFalse\n", timeout=10)


def samples() -> Path:
    return Path(os.environ.get("IMPRIMATUR_SAMPLES", ROOT.parent / "shared" / "samples"))

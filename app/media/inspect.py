"""What kind of picture a file is, from its header, and whether it may be decoded. Pure: a path in, facts out.

Every limit of `formats` holds before the first pixel is decoded; only the decoder that the content
names is ever tried, so a file cannot choose among the many that the library has.
"""

import hashlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pi_heif
from PIL import AvifImagePlugin, Image, ImageFile, WebPImagePlugin  # the plugins register what they can open

from app.media import formats
from app.media.findings import Inspected
from app.media.formats import Format, Refusal, Unacceptable

__all__ = ["WebPImagePlugin", "inspect", "opened", "reading"]

ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4 A
TURNED = (5, 6, 7, 8)  # orientations in which width and height change places

# One thread: two pictures at once are two processes, and the bytes do not depend on the machine's processors.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = max(kind.megapixels for kind in formats.ACCEPTED) * 1_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)

# What decoders raise at bytes they cannot follow. MemoryError is left out: it means "too heavy".
_UNREADABLE = (
    *(OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, EOFError, RuntimeError),
    *(struct.error, zlib.error),
)


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever a decoder raises into a refusal: damaged, or more than the memory it may have."""
    try:
        yield
    except _UNREADABLE as why:
        starved = any(word in str(why).lower() for word in ("memory", "allocat"))
        raise Unacceptable(formats.TOO_HEAVY if starved else formats.BROKEN) from why


@contextmanager
def opened(path: Path) -> Iterator[tuple[Format, Image.Image]]:
    """The picture behind `path`, header read, nothing decoded. Raises Unacceptable with the refusal."""
    kind = _format_of(path)
    try:
        with reading():
            image = Image.open(path, formats=[kind.decoder])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as why:
        raise Unacceptable(formats.too_many_pixels(kind)) from why
    with image:
        if refusal := _limits(kind, image):
            raise Unacceptable(refusal)
        yield kind, image


def inspect(path: Path, kind: Format, image: Image.Image) -> Inspected:
    """The facts of an opened picture. For PNG this may decode it: its EXIF can stand behind the pixels."""
    with reading():
        orientation = _orientation(image)
        width, height = image.size
    if orientation in TURNED:
        width, height = height, width
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Inspected(
        format=kind.name,
        mime=kind.mime,
        width=width,
        height=height,
        orientation=orientation,
        has_alpha=image.has_transparency_data,
        bytes=path.stat().st_size,
        sha256=sha256,
    )


def _format_of(path: Path) -> Format:
    if path.stat().st_size > formats.MAX_BYTES:
        raise Unacceptable(formats.too_many_bytes())
    with path.open("rb") as file:
        found = formats.sniff(file.read(formats.HEAD_BYTES))
    if isinstance(found, Refusal):
        raise Unacceptable(found)
    return found


def _limits(kind: Format, image: Image.Image) -> Refusal | None:
    width, height = image.size
    if width * height > kind.megapixels * 1_000_000:
        return formats.too_many_pixels(kind)
    if max(width, height) > formats.MAX_SIDE:
        return formats.TOO_LONG
    if min(width, height) < formats.MIN_SIDE:
        return formats.TOO_SMALL
    return formats.MOVING if _moves(kind, image) else None


def _moves(kind: Format, image: Image.Image) -> bool:
    """Several frames are a film, except where they are not shown one after the other.

    A JPEG may carry a second picture (a gain map, a stereo half), a HEIC a burst; both name one to show.
    """
    several = getattr(image, "n_frames", 1) > 1
    return several and kind not in (formats.JPEG, formats.HEIC)


def _orientation(image: Image.Image) -> int:
    """1 to 8. For HEIC always 1: its decoder has turned the picture, and EXIF then must not turn it again."""
    said = image.getexif().get(ORIENTATION, 1)
    return said if isinstance(said, int) and 1 <= said <= 8 else 1

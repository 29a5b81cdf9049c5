"""Reads uploaded pictures in a child process with hard limits, and trusts nothing the child leaves behind.

Decoders are large C libraries that read whatever a stranger sends. One that is taken over, or that runs away,
has an empty environment, a bounded share of the machine, and a folder of its own to write to.
"""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.media import child, formats
from app.media.findings import Embedded, Inspected
from app.media.formats import Refusal

_MIB = 1024 * 1024
_MAX_REPORT = 256 * 1024  # bytes; the texts kept of a file are bounded far below this
_MAX_SIDE_MADE = formats.MAX_SIDE
_FORMATS_MADE = ("avif", "webp", "jpg")


@dataclass(frozen=True)
class Limits:
    """What one child may take. Sizes in bytes, times in whole seconds.

    `data_bytes` bounds private memory, which is what a bomb fills; `address_bytes` also counts files mapped
    from disk and is only a second wall. Measured: the largest pictures accepted stay below 480 MB.
    """

    cpu_seconds: int = 10
    wall_seconds: int = 60
    data_bytes: int = 512 * _MIB
    address_bytes: int = 1024 * _MIB
    file_bytes: int = 32 * _MIB
    open_files: int = 32


@dataclass(frozen=True)
class RenditionFile:
    """One public file the child made; `size` in bytes, `sha256` computed here."""

    width: int
    height: int
    format: str
    size: int
    sha256: str
    path: Path


@dataclass(frozen=True)
class Refused:
    """The picture is not taken. `code` and `sentence` as in `formats.Refusal`."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Ready:
    """The picture is taken: what it is, what it says, and the public files, widest first."""

    inspected: Inspected
    embedded: Embedded
    renditions: tuple[RenditionFile, ...]


Intake = Refused | Ready


def take_in(path: Path, out_dir: Path, *, limits: Limits | None = None) -> Intake:
    """Inspect, read and render the file at `path`; the renditions go to `out_dir`, which must be empty.

    Never raises for what is in the file. Raises OSError where the machine fails (no space, no such folder);
    then the same call may be made again.
    """
    limits = limits or Limits()
    order = {"path": str(path.absolute()), "out_dir": str(out_dir.absolute()), "limits": asdict(limits)}
    ended = _run(json.dumps(order).encode(), cwd=out_dir, wall_seconds=limits.wall_seconds)
    if ended == child.MACHINE_FAILED:
        raise OSError(f"{path.name} could not be read or its renditions could not be written")
    if ended != 0:
        return _refused(_HEAVY_ENDS.get(ended, formats.CRASHED))
    try:
        return _believed(out_dir)
    except (KeyError, TypeError, ValueError, OSError):
        return _refused(formats.CRASHED)


# How the kernel, or the child's own alarm, ends a process that took too much.
_HEAVY_ENDS = {
    -signal.SIGXCPU: formats.TOO_HEAVY,
    -signal.SIGKILL: formats.TOO_HEAVY,
    -signal.SIGALRM: formats.TOO_HEAVY,
    -signal.SIGXFSZ: formats.TOO_HEAVY,
}


def _run(order: bytes, *, cwd: Path, wall_seconds: int) -> int:
    """Start the child, order, wait, leave no process behind. Its exit code, negative for a signal."""
    process = subprocess.Popen(
        [sys.executable, "-I", child.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=cwd,
        env={"LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        process.communicate(order, timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(process)
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole session of the child, so that nothing it started outlives it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.code, refusal.sentence)


def _believed(out_dir: Path) -> Intake:
    """The report, every value checked: the child has read a stranger's file and may speak for them."""
    report = json.loads(_read(out_dir / child.REPORT, _MAX_REPORT))
    if "refused" in report:
        return Refused(_text(report["refused"], "code"), _text(report["refused"], "sentence"))
    found = report["inspected"]
    inspected = Inspected(
        format=_text(found, "format"),
        mime=_text(found, "mime"),
        width=_side(found, "width"),
        height=_side(found, "height"),
        orientation=int(found["orientation"]),
        has_alpha=bool(found["has_alpha"]),
        bytes=int(found["bytes"]),
        sha256=_text(found, "sha256"),
    )
    renditions = tuple(_rendition(out_dir, made) for made in report["renditions"])
    if not renditions:
        raise ValueError("the child reported no rendition")
    return Ready(inspected, Embedded.from_json(report["embedded"]), renditions)


def _rendition(out_dir: Path, made: Mapping[str, Any]) -> RenditionFile:
    """The name is made here from checked parts, so a report cannot point anywhere else."""
    width, height, ending = _side(made, "width"), _side(made, "height"), _text(made, "format")
    if ending not in _FORMATS_MADE:
        raise ValueError(f"the child reported a rendition as {ending!r}")
    path = out_dir / f"{width}.{ending}"
    body = _read(path, formats.MAX_BYTES)
    return RenditionFile(width, height, ending, len(body), hashlib.sha256(body).hexdigest(), path)


def _read(path: Path, at_most: int) -> bytes:
    """A plain file of the child, whole. A link, even to a file we may read, is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or not 0 < about.st_size <= at_most:
            raise ValueError(f"{path.name} is not a plain file of an expected size")
        return file.read()


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values[name]
    if not isinstance(value, str) or len(value) > 400:
        raise ValueError(f"{name} is not a short text")
    return value


def _side(values: Mapping[str, Any], name: str) -> int:
    value = values[name]
    if not isinstance(value, int) or not 0 < value <= _MAX_SIDE_MADE:
        raise ValueError(f"{name} is not a side of a picture")
    return value

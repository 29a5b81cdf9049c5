"""Runs a reader of strangers' files in a child process with hard limits, and believes nothing of what it leaves.

Readers are large libraries that take whatever is sent. One that is taken over, or that runs away, has an empty
environment, a bounded share of the machine, and a folder of its own to write to.
"""

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

from app.media import child

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one child may take. Sizes in bytes, times in whole seconds.

    `data_bytes` bounds private memory, which is what a bomb fills; `address_bytes` also counts files mapped
    from disk and is only a second wall. Measured: the largest pictures accepted stay below 480 MB.

    The kernel ends a process up to a second after its time: with nine, no child is measured beyond ten.
    """

    cpu_seconds: int = 9
    wall_seconds: int = 60
    data_bytes: int = 512 * _MIB
    address_bytes: int = 1024 * _MIB
    file_bytes: int = 32 * _MIB
    open_files: int = 32


# How the kernel, or the child's own alarm, ends a process that took too much.
HEAVY_ENDS = frozenset({-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM, -signal.SIGXFSZ})


def run(
    path: Path, out_dir: Path, *, reader: str, limits: Limits, asked: Mapping[str, Any] | None = None
) -> int:
    """Let the module `reader` read the file at `path`; its report and files go to `out_dir`, which must be empty.

    `asked`, fit for JSON, are further arguments of its `take_in`. The exit code, negative for a signal; 0 where a
    report may be there. No process stays behind. Raises OSError where the machine fails; then the same call may be
    made again.
    """
    order = {
        "reader": reader,
        "path": str(path.absolute()),
        "out_dir": str(out_dir.absolute()),
        "asked": dict(asked or {}),
        "limits": asdict(limits),
    }
    ended = _started(json.dumps(order).encode(), cwd=out_dir, wall_seconds=limits.wall_seconds)
    if ended == child.MACHINE_FAILED:
        raise OSError(f"{path.name} could not be read or what was made of it could not be written")
    return ended


def _started(order: bytes, *, cwd: Path, wall_seconds: int) -> int:
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


def report_in(out_dir: Path, *, most: int) -> dict[str, Any]:
    """The child's report of at most `most` bytes, as JSON. Raises ValueError or OSError where there is none."""
    report = json.loads(plain_file(out_dir / child.REPORT, most))
    if not isinstance(report, dict):
        raise TypeError("the report is no object")
    return report


def plain_file(path: Path, at_most: int) -> bytes:
    """A plain file of the child, whole. A link, even to a file we may read, is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or not 0 < about.st_size <= at_most:
            raise ValueError(f"{path.name} is not a plain file of an expected size")
        return file.read()


def short_text(values: Mapping[str, Any], name: str, *, longest: int = 400) -> str:
    """A text of the report, or ValueError."""
    value = values[name]
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{name} is not a short text")
    return value

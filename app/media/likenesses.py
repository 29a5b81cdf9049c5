"""Reads the fingerprint of a picture that intake has drawn already, in a child process like intake's own.

What is drawn is trusted as little as the file it was drawn from: a reader that was taken over has drawn it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media import confined
from app.media.findings import HASH_BYTES, Fingerprint

_MAX_REPORT = 64 * 1024
_MOST_HASHES = 200


@dataclass(frozen=True)
class Likeness:
    """``views`` are the hashes a picture that was taken down is found again by; empty unless asked for."""

    fingerprint: Fingerprint
    views: tuple[bytes, ...] = ()


def read(path: Path, out_dir: Path, *, views: bool = False) -> Likeness | None:
    """The likeness of the picture at ``path``; None where the child says none. ``out_dir`` must be empty.

    Raises OSError where the machine fails or the child was ended (memory, time): that says nothing of the picture.
    """
    limits = confined.Limits()
    asked = {"views": views}
    ended = confined.run(path, out_dir, reader="app.media.fingerprints", limits=limits, asked=asked)
    if ended != 0:
        raise OSError(f"the reader of {path.name} ended with {ended}")
    try:
        report = confined.report_in(out_dir, most=_MAX_REPORT)
        found = tuple(hash_of(said) for said in report["views"][:_MOST_HASHES])
        return Likeness(fingerprint_of(report["fingerprint"]), found)
    except (KeyError, TypeError, ValueError, OSError):
        return None


def fingerprint_of(said: Mapping[str, Any]) -> Fingerprint:
    """A fingerprint that a child reported, every value checked; KeyError, TypeError or ValueError for what is none."""
    quality = said["quality"]
    if not isinstance(quality, int) or not 0 <= quality <= 100:
        raise ValueError("the child reported an impossible quality")
    inside = hash_of(said["inside"]) if said["inside"] else b""
    return Fingerprint(hash_of(said["hash"]), inside, quality)


def hash_of(said: Any) -> bytes:
    found = bytes.fromhex(said)
    if len(found) != HASH_BYTES:
        raise ValueError("the child reported a hash of another length")
    return found

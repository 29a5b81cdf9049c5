"""Content credentials of a picture (C2PA 2.2), read without the network by a process that may die of it.

The library is native code on a stranger's bytes. It is loaded only where a file carries the marker, in a fork of the
child that reads the picture: the fork inherits the limits, takes less of them than the pixels do (measured: 12 ms of
CPU, 22 MiB of addresses, 2 MiB of private memory), and when it falls the credentials count as broken and the picture
goes on.
"""

import json
import mmap
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.media.findings import NO_CREDENTIALS, Credentials

MARKERS = (b"c2pa", b"dcterms:provenance")  # the label of a store in the file; the address of one that is not
SECONDS = 5  # for one reading, by the wall
MOST = 12  # actions and source types kept
LONGEST = 200  # characters of one text

ELSEWHERE = "The file points to credentials on another server. We did not fetch them."
ALTERED = "The picture or its record was changed after it was signed."
UNREADABLE = "The record could not be read."

_SETTINGS = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_MOST_ANSWER = 64 * 1024  # bytes


def read(path: Path, mime: str) -> Credentials:
    """What the credentials of the file say, or that it has none. Refuses no picture, whatever is in it."""
    if not _marked(path):
        return NO_CREDENTIALS
    return _in_a_fork(path, mime)


def _marked(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        return any(body.find(marker) >= 0 for marker in MARKERS)


def _in_a_fork(path: Path, mime: str) -> Credentials:
    reading, writing = os.pipe()
    fork = os.fork()
    if fork == 0:
        os.close(reading)
        _answer(path, mime, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        told = answers.read(_MOST_ANSWER)
    os.waitpid(fork, 0)
    try:
        return Credentials(**{name: _kept(value) for name, value in json.loads(told).items()})
    except (TypeError, ValueError, AttributeError):
        return Credentials(state="broken", note=UNREADABLE)


def _answer(path: Path, mime: str, writing: int) -> None:
    """The fork's whole life. It leaves by `_exit`, so that nothing the child has begun is finished twice."""
    signal.alarm(SECONDS)
    try:
        os.write(writing, json.dumps(_asked(path, mime)).encode()[:_MOST_ANSWER])
    except BaseException:  # noqa: BLE001 - no answer is the answer
        os._exit(1)
    os._exit(0)


def _asked(path: Path, mime: str) -> dict[str, Any]:
    import c2pa

    with path.open("rb") as file:
        try:
            reader = c2pa.Reader(mime, file, context=c2pa.Context.from_dict(_SETTINGS))
        except c2pa.C2paError as why:
            return _without(str(why))
        return _told(json.loads(reader.json()))


def _without(why: str) -> dict[str, Any]:
    """Why there is no record to read; the library says it in the first word."""
    kind = why.partition(":")[0].strip()
    if kind == "ManifestNotFound":
        return {"state": "none"}
    if kind.startswith("Remote"):
        return {"state": "none", "note": ELSEWHERE}
    return {"state": "broken", "note": UNREADABLE}


def _told(report: Mapping[str, Any]) -> dict[str, Any]:
    """The active manifest, in the words of `Credentials`."""
    manifest = report["manifests"][report["active_manifest"]]
    made_by = (manifest.get("claim_generator_info") or [{}])[0]
    signature = manifest.get("signature_info") or {}
    actions = list(_actions(manifest))
    readable = report.get("validation_state") in ("Valid", "Trusted")
    return {
        "state": "readable" if readable else "broken",
        "generator": " ".join(str(made_by[name]) for name in ("name", "version") if made_by.get(name))
        or str(manifest.get("claim_generator", "")),
        "signer": ", ".join(
            str(signature[name]) for name in ("common_name", "issuer") if signature.get(name)
        ),
        "signed_at": str(signature.get("time") or ""),
        "actions": [str(one.get("action", "")) for one in actions][:MOST],
        "source_types": [found for one in actions if (found := _source_type(one))][:MOST],
        "note": "" if readable else ALTERED,
    }


def _actions(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for assertion in manifest.get("assertions", ()):
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            yield from assertion.get("data", {}).get("actions", ())


def _source_type(action: Mapping[str, Any]) -> str:
    """Some programs put white space before the address."""
    return str(action.get("digitalSourceType") or "").strip()


def _kept(value: Any) -> Any:
    """Bounded and fit to show: the record was written by a stranger."""
    from app.media.metadata import clean

    if isinstance(value, list):
        return tuple(dict.fromkeys(clean(one)[:LONGEST] for one in value[:MOST]))
    return clean(value)[:LONGEST]

"""Content credentials: none, readable or broken; read without the network, and never at the picture's cost."""

from __future__ import annotations

import io
import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import c2pa
import pytest
from PIL import Image

from app.media import child, credentials, sandbox
from app.media.findings import NO_CREDENTIALS, Credentials, Embedded, Said
from app.media.sandbox import Ready
from tests.media import pictures
from tests.media.credentials import SOURCE_TYPES, signed

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}
SAMPLES = pictures.samples() / "credentials"


def picture(kind: str = "JPEG") -> bytes:
    return pictures.saved(pictures.quarters(), kind)


def taken_in(body: bytes, folder: Path) -> Ready:
    """What the child finds, within its own limits."""
    source, made = folder / "upload", folder / "made"
    source.write_bytes(body)
    made.mkdir()
    found = sandbox.take_in(source, made)
    assert isinstance(found, Ready)
    return found


def altered(body: bytes) -> bytes:
    """One byte of the pixels is another."""
    at = body.rindex(b"\xff\xda") + 200
    return body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1 :]


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_picture_says_who_made_it_how(kind: str, tmp_path: Path) -> None:
    found = taken_in(signed(picture(kind), KINDS[kind]), tmp_path).embedded
    assert found.credentials == Credentials(
        state="readable",
        generator="Harbour Studio 3.1",
        signer="Harbour Camera, Test",
        actions=("c2pa.created",),
        source_types=(f"{SOURCE_TYPES}digitalCapture",),
    )
    assert found.says["digital_source_type"] == (Said(f"{SOURCE_TYPES}digitalCapture", ("C2PA",)),)


def test_one_altered_byte_breaks_them_and_what_they_said_counts_no_more(tmp_path: Path) -> None:
    found = taken_in(altered(signed(picture(), "image/jpeg")), tmp_path).embedded
    assert (found.credentials.state, found.credentials.note) == ("broken", credentials.ALTERED)
    assert "digital_source_type" not in found.says


@pytest.mark.parametrize("kind", KINDS)
def test_an_unsigned_picture_has_none_and_the_library_is_not_asked(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plain"
    path.write_bytes(picture(kind))
    monkeypatch.setattr(os, "fork", None)
    assert credentials.read(path, KINDS[kind]) == NO_CREDENTIALS


@pytest.mark.parametrize(
    "body",
    [picture() + b"c2pa", picture()[:2] + b"\xff\xeb\x00\x20JP\0\0\0\0\0\1" + b"c2pa" * 6 + picture()[2:]],
    ids=["the word alone", "a store of noise"],
)
def test_a_marker_without_a_record_refuses_no_picture(body: bytes, tmp_path: Path) -> None:
    assert taken_in(body, tmp_path).embedded.credentials.state in ("none", "broken")


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_half_a_record_is_broken_or_none_and_refuses_no_picture(cut: float, tmp_path: Path) -> None:
    whole = signed(picture(), "image/jpeg")
    start, end = whole.index(b"\xff\xeb"), whole.index(b"jumb") + 400
    middle = start + int((end - start) * cut)
    noise = bytes(255 - byte for byte in whole[middle:end])
    assert taken_in(whole[:middle] + noise + whole[end:], tmp_path).embedded.credentials.state != "readable"


def test_a_reader_that_falls_costs_the_credentials_and_not_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, made = tmp_path / "upload", tmp_path / "made"
    source.write_bytes(signed(picture(), "image/jpeg"))
    made.mkdir()
    monkeypatch.setattr(credentials, "_asked", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    report = child.take_in(source, made)
    assert report["embedded"]["credentials"] == asdict(
        Credentials(state="broken", note=credentials.UNREADABLE)
    )
    assert report["renditions"]


def test_a_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "signed"
    path.write_bytes(signed(picture(), "image/jpeg"))
    monkeypatch.setattr(credentials, "SECONDS", 1)
    monkeypatch.setattr(credentials, "_asked", lambda *_: time.sleep(60))
    began = time.monotonic()
    assert credentials.read(path, "image/jpeg").state == "broken"
    assert time.monotonic() - began < 10


def test_texts_of_a_stranger_are_bounded_and_fit_to_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed"
    path.write_bytes(signed(picture(), "image/jpeg"))
    told = {"state": "readable", "generator": "x\x00\u202e" * 900, "actions": ["a"] * 3 + ["b"] * 900}
    monkeypatch.setattr(credentials, "_asked", lambda *_: told)
    found = credentials.read(path, "image/jpeg")
    assert len(found.generator) <= credentials.LONGEST
    assert "\u202e" not in found.generator
    assert found.actions == ("a", "b")


def test_reading_them_takes_little_of_what_a_picture_may_take(tmp_path: Path) -> None:
    path = tmp_path / "signed"
    path.write_bytes(signed(picture(), "image/jpeg"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert credentials.read(path, "image/jpeg").state == "readable"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_findings_from_before_there_were_credentials_can_be_read() -> None:
    assert Embedded.from_json({"says": {}, "removed": []}).credentials == NO_CREDENTIALS


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("A", "none"),
        ("CA", "readable"),
        ("C_with_CAWG_data", "readable"),
        ("XCA", "broken"),
        ("E-sig-CA", "broken"),
        ("cloud", "none"),
    ],
)
def test_real_credentials_are_told_in_one_of_three_words(name: str, state: str, tmp_path: Path) -> None:
    path = SAMPLES / f"{name}.jpg"
    if not path.exists():
        pytest.skip(f"the sample {path.name} is not here")
    found = taken_in(path.read_bytes(), tmp_path).embedded
    assert found.credentials.state == state
    assert (found.credentials.note == credentials.ELSEWHERE) == (name == "cloud")
    if name == "C_with_CAWG_data":
        assert found.says["digital_source_type"][0].text == f"{SOURCE_TYPES}digitalCapture"


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and the paths that were asked of it."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_said: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pointing_to(address: str) -> bytes:
    """A picture whose credentials are said to lie at an address."""
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'dcterms:provenance="{address}/record.c2pa"/></rdf:RDF></x:xmpmeta>'
    )
    return pictures.saved(pictures.quarters(), "JPEG", xmp=xmp.encode())


def test_credentials_elsewhere_are_said_to_be_there_and_never_fetched(tmp_path: Path) -> None:
    with listening() as (address, asked):
        body = pointing_to(address)
        found = taken_in(body, tmp_path).embedded.credentials
        assert (found.state, found.note) == ("none", credentials.ELSEWHERE)
        assert asked == []
        with pytest.raises(c2pa.C2paError):
            c2pa.Reader("image/jpeg", io.BytesIO(body))
        assert asked == ["/record.c2pa"]  # what the library does when it is not told otherwise


def test_a_signed_picture_that_was_saved_again_has_none(tmp_path: Path) -> None:
    with Image.open(io.BytesIO(signed(picture(), "image/jpeg"))) as image:
        again = pictures.saved(image, "JPEG")
    assert taken_in(again, tmp_path).embedded.credentials == NO_CREDENTIALS

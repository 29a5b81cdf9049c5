"""The bar of taking one upload: the whole request of 20 MB beside writing and hashing the same bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from flask.testing import FlaskClient

from tests.bench.measure import Row, against
from tests.bench.site import site_in_process

SIZE = 20 * 1024 * 1024
CHUNK = 256 * 1024
BOUNDARY = "----bench"
HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
ROUNDS = 9


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imp-bench-")))
        client, ref, token = stack.enter_context(site_in_process(folder))
        noise = HEAD + secrets.token_bytes(SIZE - len(HEAD) - 8)
        files = [
            noise + number.to_bytes(8, "big") for number in range(ROUNDS + 1)
        ]  # what is known is not kept again
        bodies = iter([_body(token, file) for file in files])
        yield against(
            "taking one upload request of 20 MB",
            lambda: _send(client, ref, next(bodies)),
            lambda: _write(folder, noise),
            named="writing and hashing the same bytes with fsync",
            goal=1.5,
            rounds=ROUNDS,
        )


def _body(token: str, file: bytes) -> bytes:
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    return b"".join(
        (
            (part % ("csrf_token", "") + token + "\r\n").encode(),
            (part % ("files", '; filename="large.jpg"\r\nContent-Type: image/jpeg')).encode(),
            file,
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        )
    )


def _send(client: FlaskClient, ref: str, body: bytes) -> None:
    answer = client.post(
        f"/drafts/{ref}/images",
        input_stream=BytesIO(body),
        content_length=len(body),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 200, answer.text


def _write(folder: Path, file: bytes) -> None:
    digest, source = hashlib.sha256(), BytesIO(file)
    descriptor, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "wb") as written:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    Path(name).unlink()

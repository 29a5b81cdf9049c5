"""The bar of taking one upload: the whole request of 20 MB beside writing and hashing the same bytes once, with fsync.

Two rows. What the script of the page sends (``uploads.js``): the file alone is the body, the token and the name stand
in headers. And what a browser without script sends: the file in a form of parts, which a parser must search for the end
of the file; its goal only says that it does not get worse.

Both sides begin right after a file of the same size was removed. The kernel hands the pages of that file to whoever
writes next; where one side found them and the other did not, new pages made its write up to eight times as long.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from pathlib import Path

from flask.testing import FlaskClient

from tests.bench.measure import Row, against
from tests.bench.site import site_in_process

SIZE = 20 * 1024 * 1024
CHUNK = 256 * 1024
BOUNDARY = "----bench"
HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
ROUNDS = 15
AFTERWARDS = 0.02
"""Seconds in which the bell has rung: its thread's work is the upload's."""
NAMED = "writing and hashing the same bytes with fsync"


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imp-bench-")))
        client, ref, token = stack.enter_context(site_in_process(folder))
        noise = HEAD + secrets.token_bytes(SIZE - len(HEAD) - 8)
        files = (
            noise + number.to_bytes(8, "big") for number in range(100)
        )  # what is known is not kept again
        once = partial(_write, folder, noise)
        measured = partial(against, yardstick=once, before=once, named=NAMED, rounds=ROUNDS)
        bodies = [next(files) for _ in range(ROUNDS + 1)]
        yield measured(
            "taking one upload request of 20 MB",
            lambda: _send(client, ref, bodies.pop(), _alone(token)),
            goal=1.5,
        )
        forms = [_form(token, next(files)) for _ in range(ROUNDS + 1)]
        yield measured(
            "taking one upload request of 20 MB from a form without script",
            lambda: _send(client, ref, forms.pop(), _in_a_form()),
            goal=2.5,
        )


def _alone(token: str) -> dict[str, str]:
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "form-data; name=\"files\"; filename*=UTF-8''large.jpg",
        "X-CSRFToken": token,
    }


def _in_a_form() -> dict[str, str]:
    return {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def _form(token: str, file: bytes) -> bytes:
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    return b"".join(
        (
            (part % ("csrf_token", "") + token + "\r\n").encode(),
            (part % ("files", '; filename="large.jpg"\r\nContent-Type: image/jpeg')).encode(),
            file,
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        )
    )


def _send(client: FlaskClient, ref: str, body: bytes, headers: dict[str, str]) -> None:
    answer = client.post(
        f"/drafts/{ref}/images",
        input_stream=BytesIO(body),
        content_length=len(body),
        headers={"X-Requested-With": "fetch", **headers},
    )
    assert answer.status_code == 200, answer.text
    time.sleep(AFTERWARDS)


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

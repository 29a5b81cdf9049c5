"""Files in an S3-compatible store."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from app.media.backends import DigestMismatch, Unreachable, checked
from app.media.backends.s3_versions import Versions

# A whole call ends within about a minute, whatever the store does: no worker waits longer than its lease.
_TIMEOUT = timedelta(seconds=20)
_CONNECT_TIMEOUT = timedelta(seconds=3)
_RETRIES = 2
_RETRY_WITHIN = timedelta(seconds=40)


class S3Storage:
    """Keys are object names in one bucket. Create-only writes need the store to know `If-None-Match: *`.

    Amazon S3 has had that since August 2024; MinIO, Ceph and Cloudflare R2 have it too. An object is small
    enough (30 MiB at most) to be sent and fetched in one piece, which makes a write all or nothing.
    """

    def __init__(self, *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str) -> None:
        self._told = {
            "bucket": bucket,
            "endpoint": endpoint,
            "region": region,
            "access_key": access_key,
            "secret_key": secret_key,
        }
        self._store = S3Store(
            bucket,
            endpoint=endpoint,
            region=region,
            access_key_id=access_key,
            secret_access_key=secret_key,
            checksum_algorithm="SHA256",
            client_options={
                "timeout": _TIMEOUT,
                "connect_timeout": _CONNECT_TIMEOUT,
                "allow_http": endpoint.startswith("http://"),
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        )

    def put(self, key: str, source: Path | bytes, *, expect_sha256: str | None = None) -> None:
        body = source if isinstance(source, bytes) else source.read_bytes()
        if expect_sha256 is not None and hashlib.sha256(body).hexdigest() != expect_sha256:
            raise DigestMismatch(f"the bytes for {key} are not the announced ones")
        with _reached(), suppress(AlreadyExistsError):  # the key says what the bytes are
            obstore.put(self._store, checked(key), body, mode="create")

    def open(self, key: str) -> BinaryIO:
        return io.BytesIO(self.read(key))

    def read(self, key: str) -> bytes:
        with _reached():
            return bytes(obstore.get(self._store, checked(key)).bytes())

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """A bucket that keeps versions would keep the bytes under one: there each version is deleted by itself. One
        whose newest is the mark of an earlier deletion answers as if there were none, and is left as it is."""
        with _reached(), suppress(FileNotFoundError):
            if obstore.head(self._store, checked(key)).get("version"):
                self._versions.erase(key)
            else:
                obstore.delete(self._store, key)

    @cached_property
    def _versions(self) -> Versions:
        """Made where a bucket turns out to keep versions; most do not."""
        return Versions(**self._told)

    def list(self, prefix: str = "") -> Iterator[str]:
        with _reached():
            for page in obstore.list(self._store, checked(prefix) if prefix else None):
                yield from (found["path"] for found in page)

    def size(self, key: str) -> int:
        with _reached():
            return int(obstore.head(self._store, checked(key))["size"])


@contextmanager
def _reached() -> Iterator[None]:
    """One word for every way in which the store fails us. A missing object is FileNotFoundError already."""
    try:
        yield
    except BaseError as why:
        raise Unreachable(str(why)) from why

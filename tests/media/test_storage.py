"""One contract for every place where files are kept."""

import hashlib
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from pydantic import SecretStr

from app.media import storage
from app.media.backends.local import LocalStorage
from app.media.storage import DigestMismatch, Storage, Unreachable
from config import ROOT
from tests.servers import S3, free_port


@dataclass(frozen=True)
class Told:
    """The settings a store asks for."""

    storage: str
    data_dir: Path = Path()
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr = field(default=SecretStr("test-access"))
    s3_secret_key: SecretStr = field(default=SecretStr("test-secret"))


@pytest.fixture(params=["files", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    told = Told("files", tmp_path)
    if request.param == "s3":
        server: S3 = request.getfixturevalue("s3_server")
        told = Told("s3", s3_bucket=server.bucket, s3_endpoint=server.endpoint)
    return storage.open_storage(told)


@pytest.fixture
def body() -> bytes:
    return secrets.token_bytes(5000)


def key_of(body: bytes) -> str:
    return storage.original_key(hashlib.sha256(body).hexdigest())


def test_every_backend_in_the_table_is_under_this_contract() -> None:
    assert set(storage.BACKENDS) == {"files", "s3"}


def test_what_was_put_is_there(store: Storage, body: bytes) -> None:
    key = key_of(body)
    assert not store.exists(key)
    store.put(key, body)
    assert store.exists(key)
    assert store.read(key) == body
    assert store.size(key) == len(body)
    with store.open(key) as file:
        file.seek(1000)
        assert file.read(10) == body[1000:1010]


def test_a_file_is_put_from_its_path_and_outlives_it(store: Storage, body: bytes, tmp_path: Path) -> None:
    source = tmp_path / "received"
    source.write_bytes(body)
    store.put(key_of(body), source, expect_sha256=hashlib.sha256(body).hexdigest())
    source.unlink()
    assert store.read(key_of(body)) == body


def test_putting_twice_is_harmless_and_never_replaces(store: Storage, body: bytes) -> None:
    key = key_of(body)
    store.put(key, body)
    store.put(key, body)
    store.put(key, b"something else")
    assert store.read(key) == body


def test_bytes_that_are_not_the_announced_ones_are_not_stored(
    store: Storage, body: bytes, tmp_path: Path
) -> None:
    source = tmp_path / "damaged"
    source.write_bytes(body[:-1])
    announced = hashlib.sha256(body).hexdigest()
    for damaged in (source, body[:-1]):
        with pytest.raises(DigestMismatch):
            store.put(key_of(body), damaged, expect_sha256=announced)
    assert not store.exists(key_of(body))
    store.put(key_of(body), body, expect_sha256=announced)
    assert store.read(key_of(body)) == body


def test_what_is_not_there_says_so(store: Storage) -> None:
    key = key_of(b"never put")
    for asked in (store.read, store.open, store.size):
        with pytest.raises(FileNotFoundError):
            asked(key)


def test_deleting_is_final_and_deleting_again_is_fine(store: Storage, body: bytes) -> None:
    key = key_of(body)
    store.put(key, body)
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    assert list(store.list(key)) == []
    store.put(key, body)
    assert store.read(key) == body


def test_a_listing_gives_whole_keys_below_a_path(store: Storage) -> None:
    sha256 = secrets.token_hex(32)
    keys = [storage.rendition_key(sha256, "r1", width, "jpg") for width in (320, 1280, 640)]
    other = storage.rendition_key(sha256, "r10", 320, "jpg")
    for key in (*keys, other):
        store.put(key, b"x")
    assert sorted(store.list(f"renditions/{sha256}/r1")) == sorted(keys)
    assert sorted(store.list(f"renditions/{sha256}")) == sorted([*keys, other])
    assert {*keys, other} <= set(store.list())
    assert list(store.list("nothing/here")) == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "A",
        "a b",
        "a\\b",
        "a\0",
        "a\n",
        "ä",
    ],
)
def test_a_key_that_is_no_plain_path_is_refused(key: str, store: Storage) -> None:
    for asked in (store.read, store.exists, store.delete, store.size, store.open):
        with pytest.raises(ValueError, match="not a storage key"):
            asked(key)
    with pytest.raises(ValueError, match="not a storage key"):
        store.put(key, b"x")


def test_keys_are_made_of_the_hash() -> None:
    assert storage.original_key("abcd" + "0" * 60) == "originals/ab/cd/abcd" + "0" * 60
    assert storage.rendition_key("ab" * 32, storage.RECIPE, 640, "avif") == (
        f"renditions/{'ab' * 32}/{storage.RECIPE}/640.avif"
    )


def test_an_original_on_disk_is_for_its_owner_alone(tmp_path: Path, body: bytes) -> None:
    source = tmp_path / "received"
    source.write_bytes(body)
    source.chmod(0o644)
    store = LocalStorage(tmp_path / "store")
    store.put(key_of(body), source)
    path = tmp_path / "store" / key_of(body)
    assert path.stat().st_mode & 0o777 == 0o600
    while path != tmp_path / "store":
        path = path.parent
        assert path.stat().st_mode & 0o777 == 0o700


def test_an_unfinished_file_is_not_listed(tmp_path: Path, body: bytes) -> None:
    store = LocalStorage(tmp_path)
    store.put(key_of(body), body)
    (tmp_path / key_of(body)).with_name(".unfinished").write_bytes(b"half")
    assert list(store.list()) == [key_of(body)]


def test_a_link_planted_as_source_is_not_followed_into_the_store(tmp_path: Path) -> None:
    secret, planted = tmp_path / "secret", tmp_path / "planted"
    secret.write_bytes(b"secret")
    planted.symlink_to(secret)
    store = LocalStorage(tmp_path / "store")
    secret.chmod(0o640)
    with pytest.raises(OSError, match="symbolic links"):
        store.put("originals/x", planted)
    assert secret.stat().st_mode & 0o777 == 0o640
    assert list(store.list()) == []
    assert not store.exists("originals/x")


def test_a_put_that_is_killed_leaves_all_or_nothing(tmp_path: Path) -> None:
    """SIGKILL at a random moment, many times: what is listed is whole."""
    script = """
import hashlib, os, sys
from pathlib import Path
from app.media.backends.local import LocalStorage
store = LocalStorage(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    body = os.urandom(300_000)
    digest = hashlib.sha256(body).hexdigest()
    store.put(f"originals/{digest}", body)
    print(digest, flush=True)
"""
    acknowledged: list[str] = []
    for turn in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(0.15 + 0.037 * turn)
        writer.kill()
        said = writer.communicate()[0]
        acknowledged += [line for line in said.splitlines() if len(line) == 64]
    store = LocalStorage(tmp_path)
    kept = list(store.list())
    assert all(hashlib.sha256(store.read(key)).hexdigest() == key.rpartition("/")[2] for key in kept)
    assert acknowledged
    assert {f"originals/{digest}" for digest in acknowledged} <= set(kept)


def test_file_and_folders_are_on_the_disk_before_a_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path)))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    store = LocalStorage(tmp_path)
    store.put("originals/ab/cd/abcd", b"x")
    assert synced[0].startswith("originals/ab/cd/.")
    assert synced[1:] == ["originals/ab/cd", "originals/ab", "originals", "."]
    synced.clear()
    store.put("originals/ab/cd/abce", b"y")
    assert synced[1:] == ["originals/ab/cd"]
    synced.clear()
    store.put("originals/ab/ef/abef", b"z")
    assert synced[1:] == ["originals/ab/ef", "originals/ab"]


@pytest.mark.s3
def test_a_store_that_is_away_is_named_within_bounded_time() -> None:
    away = storage.open_storage(
        Told("s3", s3_bucket="imprimatur", s3_endpoint=f"http://127.0.0.1:{free_port()}")
    )
    started = time.monotonic()
    with pytest.raises(Unreachable):
        away.read("originals/x")
    with pytest.raises(Unreachable):
        away.exists("originals/x")
    assert time.monotonic() - started < 30


@pytest.mark.s3
def test_a_wrong_bucket_is_named(s3_server: S3) -> None:
    store = storage.open_storage(Told("s3", s3_bucket="nobodys", s3_endpoint=s3_server.endpoint))
    with pytest.raises((Unreachable, FileNotFoundError)):
        store.put("originals/x", b"x")


def versioned(server: S3, name: str, **more: Any) -> tuple[Storage, Any]:
    """A bucket that keeps versions, as the product and as its owner see it."""
    keys = {"aws_access_key_id": "test-access", "aws_secret_access_key": "test-secret"}
    owner = boto3.client("s3", endpoint_url=server.endpoint, region_name="us-east-1", **keys)
    owner.create_bucket(Bucket=name, **more)
    owner.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return storage.open_storage(Told("s3", s3_bucket=name, s3_endpoint=server.endpoint)), owner


@pytest.mark.s3
def test_a_bucket_that_keeps_versions_keeps_none_of_what_is_deleted(s3_server: S3, body: bytes) -> None:
    store, owner = versioned(s3_server, "keeps-versions")
    key = key_of(body)
    store.put(key, body)
    store.put(f"{key}-neighbour", b"another key with the same beginning")
    owner.put_object(Bucket="keeps-versions", Key=key, Body=b"put there by another hand")
    store.delete(key)
    left = owner.list_object_versions(Bucket="keeps-versions")
    assert [one["Key"] for one in left["Versions"]] == [f"{key}-neighbour"]
    assert "DeleteMarkers" not in left
    store.delete(key)
    store.put(key, body)
    assert store.read(key) == body


@pytest.mark.s3
def test_a_version_that_may_not_be_deleted_is_no_deletion(s3_server: S3, body: bytes) -> None:
    name, key = "keeps-versions-too", key_of(body)
    store, owner = versioned(s3_server, name, ObjectLockEnabledForBucket=True)
    store.put(key, body)
    owner.put_object_legal_hold(Bucket=name, Key=key, LegalHold={"Status": "ON"})
    with pytest.raises(Unreachable, match="could not be deleted"):
        store.delete(key)
    assert store.exists(key), "an erasure does not end before it is gone"
    owner.put_object_legal_hold(Bucket=name, Key=key, LegalHold={"Status": "OFF"})
    store.delete(key)
    assert not store.exists(key)
    assert "Versions" not in owner.list_object_versions(Bucket=name)


def test_what_speaks_to_a_bucket_is_not_loaded_where_there_is_none() -> None:
    asked = (
        "import sys, app.cli, app.media.actions; print(sorted({'obstore', 'botocore'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

"""Where originals, renditions and evidence are kept: one protocol, one table of backends, and the keys.

Every key is made here from a SHA-256, so a key says what its bytes are: writing it twice is harmless,
and nothing that is stored is ever changed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import BinaryIO, Protocol

from app.media.backends import DigestMismatch, Unreachable
from app.media.backends.local import LocalStorage

__all__ = [
    "RECIPE",
    "DigestMismatch",
    "Storage",
    "Unreachable",
    "document_key",
    "open_storage",
    "original_key",
    "recipe_of",
    "rendition_key",
    "snapshot_key",
    "view_key",
    "view_order_key",
]

# Names how renditions are made (widths, encoders, settings). A change of them is a new recipe beside the old.
RECIPE = "r1"
# The same for what is made of evidence to look at it.
VIEW_RECIPE = "v1"


def recipe_of(crop: str) -> str:
    """The recipe of the renditions of a part of a picture, at most 32 characters. It spells the part out: with a short
    hash somebody could find two parts with one recipe, and show in some widths what nobody looked at."""
    return f"{RECIPE}-{crop.replace(',', '-')}" if crop else RECIPE


class Storage(Protocol):
    """Keys are plain lower-case paths; ValueError on any other. Unreachable when a remote store fails."""

    def put(self, key: str, source: Path | bytes, *, expect_sha256: str | None = None) -> None:
        """Store the bytes, durable on return. A key that exists stays as it is.

        The store may keep the very file at `source`: delete it afterwards as you like, never write to it.
        Raises DigestMismatch, and stores nothing, if the bytes have not the announced SHA-256 (hexadecimal).
        """

    def open(self, key: str) -> BinaryIO:
        """The bytes as a file that can be read and sought; close it. Raises FileNotFoundError."""

    def read(self, key: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Make the key absent, durably. A key that is absent already is fine."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every key below a path of whole segments, in any order; all keys without one."""

    def size(self, key: str) -> int:
        """Bytes stored. Raises FileNotFoundError."""


class Secret(Protocol):
    def get_secret_value(self) -> str: ...


class StorageSettings(Protocol):
    """What the backends ask of the settings; `config.Settings` has it."""

    @property
    def storage(self) -> str: ...
    @property
    def data_dir(self) -> Path: ...
    @property
    def s3_bucket(self) -> str: ...
    @property
    def s3_endpoint(self) -> str: ...
    @property
    def s3_region(self) -> str: ...
    @property
    def s3_access_key(self) -> Secret: ...
    @property
    def s3_secret_key(self) -> Secret: ...


def _local(settings: StorageSettings) -> Storage:
    return LocalStorage(settings.data_dir / "store")


def _s3(settings: StorageSettings) -> Storage:
    """Loaded only where a bucket is used: what speaks to one weighs a quarter of what a whole worker does."""
    made: Callable[..., Storage] = resolve_name("app.media.backends.s3:S3Storage")
    return made(
        bucket=settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
    )


# The values of the setting STORAGE.
BACKENDS: dict[str, Callable[[StorageSettings], Storage]] = {"files": _local, "s3": _s3}


def open_storage(settings: StorageSettings) -> Storage:
    """The store of this installation. Cheap: the first call that needs the network makes it."""
    return BACKENDS[settings.storage](settings)


def original_key(sha256: str) -> str:
    """Where the bytes stand as they came. Two folder levels keep each folder small."""
    return f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def document_key(sha256: str) -> str:
    """Where a document stands as its author sent it. It is read from there, and never shown."""
    return f"documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def evidence_key(sha256: str) -> str:
    """Where a file stands that shows a right. Never public."""
    return f"evidence/{sha256}"


def snapshot_key(sha256: str, name: str) -> str:
    """Where a part stands of the page as a reader reported it: the manifest with this SHA-256, and the page that it
    names. Never public."""
    return f"snapshots/{sha256}/{name}"


def mail_key(sha256: str) -> str:
    """Where a mail stands as the mailbox had it. Never public."""
    return f"mails/{sha256}"


def rendition_key(sha256: str, recipe: str, width: int, ending: str) -> str:
    """Where a rendition stands of the original with this SHA-256."""
    return f"renditions/{sha256}/{recipe}/{width}.{ending}"


def view_key(sha256: str, name: str) -> str:
    """Where a part stands of what can be looked at of the evidence with this SHA-256. Never public."""
    return f"views/{sha256}/{VIEW_RECIPE}/{name}"


def view_order_key(sha256: str, attempt: int) -> str:
    """The order to make it, and a mark for each attempt that was begun; in one folder, which is empty at rest."""
    return f"viewing/{sha256}-{attempt}"

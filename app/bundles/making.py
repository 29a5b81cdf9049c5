"""The file itself: what was gathered is packed, then the pages that show and check it, then the manifest over all of
it, signed with the key of receipts."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO

import rfc8785

from app.attestations import seals
from app.bundles import pages
from app.bundles.kinds import HOW, INDEX, KEY, MANIFEST, SIGNATURE, SUMS, VERIFY, File, Packed
from app.bundles.packing import Packer
from app.bundles.people import Said
from app.bundles.queries import Whole
from app.media.shelf import inbox

_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410, 4)."""


def made(whole: Whole) -> IO[bytes]:
    """The ZIP as a file without a name on the disk of the store: whoever stops reading leaves nothing behind. No
    transaction may be open."""
    into = TemporaryFile(dir=inbox())  # noqa: SIM115 - whoever sends it closes it
    try:
        packer = Packer(into, at=whole.at)
        packer.add(whole.files)
        left_out = [one.as_json() for one in packer.left_out]
        packer.add(
            (
                File(INDEX, pages.index(whole, left_out)),
                File(VERIFY, pages.verify()),
                File(HOW, pages.how(whole)),
            )
        )
        manifest = rfc8785.dumps(_manifest(whole.head, packer.packed, left_out))
        packer.add(_proof(manifest, whole, packer.packed))
        packer.close()
    except BaseException:
        into.close()
        raise
    into.seek(0)
    return into


def _manifest(head: Said, packed: Iterable[Packed], left_out: list[dict[str, str]]) -> Said:
    files = sorted((one.as_json() for one in packed), key=lambda one: one["path"])
    return {**head, "files": files, "left_out": left_out}


def _proof(manifest: bytes, whole: Whole, packed: Iterable[Packed]) -> list[File]:
    """The manifest in canonical JSON, so that its bytes are what is signed; its sums as ``sha256sum -c`` reads them;
    the signature as 64 bytes, and the public key as openssl reads it."""
    sums = {one.path: one.sha256 for one in packed} | {MANIFEST: hashlib.sha256(manifest).hexdigest()}
    lines = "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))
    value = seals.decoded(seals.signed(whole.seed, manifest), 64)
    der = b64encode(_SPKI + seals.decoded(whole.public_key, 32)).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"
    return [
        File(MANIFEST, manifest),
        File(SUMS, lines.encode()),
        File(SIGNATURE, value),
        File(KEY, pem.encode()),
    ]

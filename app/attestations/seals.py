"""Ed25519 as receipts use it (RFC 8032): keys as 32 bytes in base64 for addresses, names, signatures; pure."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"


def new_seed() -> str:
    """A private key, 43 characters: the seed of RFC 8032, 5.1.5."""
    return encoded(secrets.token_bytes(32))


def public_half(seed: str) -> str:
    return encoded(_private(seed).public_key().public_bytes_raw())


def fingerprint(public_key: str) -> str:
    """SHA-256, hexadecimal, of the 32 bytes of a public key. ValueError for what is none."""
    return hashlib.sha256(decoded(public_key, 32)).hexdigest()


def key_id(public_key: str) -> str:
    """What a receipt calls its key: the first 16 digits of the fingerprint."""
    return fingerprint(public_key)[:16]


def sign(seed: str, said: dict[str, Any]) -> str:
    """The signature over the canonical JSON (RFC 8785) of what is said."""
    return signed(seed, rfc8785.dumps(said))


def signed(seed: str, canonical: bytes) -> str:
    """The same, of what is canonical JSON already."""
    return encoded(_private(seed).sign(canonical))


def is_signed(public_key: str, signature: str, said: dict[str, Any]) -> bool:
    """Whether the signature is right. ValueError where key or signature are not of this kind at all."""
    key = Ed25519PublicKey.from_public_bytes(decoded(public_key, 32))
    try:
        key.verify(decoded(signature, 64), rfc8785.dumps(said))
    except InvalidSignature:
        return False
    return True


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str, size: int) -> bytes:
    """The bytes behind base64 for addresses, without padding. ValueError where they are not so many."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if len(raw) != size or encoded(raw) != text:
        raise ValueError("not a key or signature of this size")
    return raw


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(decoded(seed, 32))

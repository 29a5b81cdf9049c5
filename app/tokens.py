"""Private links, short codes and public names: made, hashed and compared here; pure.

A token is HMAC-SHA-256(key, link id, generation): it can be derived again for each letter and is never stored.
256 bits, so guessing is out of reach (OWASP ASVS 5.0, 11.5.1 asks for 128).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata

_READABLE = "23456789abcdefghjkmnpqrstuvwxyz"


def derive(key: str, link_id: int, generation: int, *, of: str = "link") -> str:
    """The token of a link: 43 URL-safe characters. ``of`` keeps tables apart whose rows have the same numbers."""
    mac = hmac.new(key.encode(), f"imprimatur-{of}:{link_id}:{generation}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What a row keeps of a token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def matches(token: str, kept: str) -> bool:
    return hmac.compare_digest(digest(token), kept)


CODE_DIGITS = 8
"""26 bits. ASVS 5.0, 6.5.4 asks for 20; with five tries a code, a guess is right once in 20 million codes."""


def short_code(key: str, bound_to: str) -> str:
    """The digits of a code sent by letter. Like a link it is derived for each letter and never stored."""
    mac = hmac.new(key.encode(), f"imprimatur-code:{bound_to}".encode(), hashlib.sha256)
    return f"{int.from_bytes(mac.digest()) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def code_digest(key: str, bound_to: str, code: str) -> str:
    """What a row keeps of a code. Keyed: eight digits behind a plain hash would be found in a second."""
    return hmac.new(
        key.encode(), f"imprimatur-code-kept:{bound_to}:{code}".encode(), hashlib.sha256
    ).hexdigest()


def code_matches(key: str, bound_to: str, typed: str, kept: str) -> bool:
    return hmac.compare_digest(code_digest(key, bound_to, digits(typed)), kept)


def digits(typed: str) -> str:
    """What somebody typed for a code: its digits in any script, spaces and dashes left out."""
    return "".join(str(unicodedata.digit(one)) for one in typed[:100] if one.isdecimal())


def public_name() -> str:
    """A random 128-bit name for something with a public address, 26 characters of base 32."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def reference() -> str:
    """A short reference a person can read out. It opens nothing by itself: the link's cookie does."""
    return "".join(secrets.choice(_READABLE) for _ in range(10))


def salt() -> str:
    return secrets.token_hex(16)


def commitment(salt: str, value: str) -> str:
    """A salted commitment to ``value``: it proves what was said while the vault keeps it, and nothing afterwards."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()

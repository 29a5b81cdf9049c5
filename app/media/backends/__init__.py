"""Where files can be kept. One module for each kind of place; `storage.BACKENDS` is the table of them."""

import re

_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,7}")


class DigestMismatch(ValueError):
    """The bytes to be stored are not those that were announced. Nothing was stored."""


class Unreachable(OSError):
    """The store did not answer, or refused us, within its bounded time. The call may be made again."""


def checked(key: str) -> str:
    """The key itself. Raises ValueError on anything that is not a plain, relative, lower-case path."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:120]!r}")
    return key

"""No private link leaves with a bundle: whoever holds one acts as the person it was mailed to. Letters keep a slot for
it, but people quote our letters, and paste."""

from __future__ import annotations

import email
import re
from email import policy
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from app.notifications import letters
from app.notifications.mail import DOORS

HALF = 20
"""Of the 43 characters of a token: what is left of one that a mail program broke off opens nothing."""
TAKEN_OUT = "[private link taken out]"


@lru_cache(maxsize=4)
def _links(base_url: str) -> re.Pattern[str]:
    """A private link of this site, with or without its scheme. Other sites have addresses of the same shape."""
    doors = "|".join(map(re.escape, DOORS.values()))
    return re.compile(
        rf"(?i:https?://)?(?i:{re.escape(urlsplit(base_url).netloc)})(?:{doors})[A-Za-z0-9_-]{{{HALF},}}"
    )


def _found() -> re.Pattern[str]:
    return _links(current_app.config["BASE_URL"])


def words(said: str) -> str:
    return _found().sub(TAKEN_OUT, said)


def letter(text: str) -> str:
    """A letter as it is kept, with words where its link or code was filled in on the wire."""
    return words(text.replace(letters.SLOT, "[private link]").replace(letters.CODE, "[code]"))


def everything(said: Any) -> Any:
    """The same for each text in a structure."""
    if isinstance(said, str):
        return words(said)
    if isinstance(said, dict):
        return {key: everything(part) for key, part in said.items()}
    if isinstance(said, list | tuple):
        return [everything(part) for part in said]
    return said


def quotes_a_link(raw: bytes) -> bool:
    """Whether a mail has one in any of its parts, however they are encoded. What cannot be read counts as one."""
    if _found().search(raw.decode("latin-1")):
        return True
    try:
        whole = email.message_from_bytes(raw, policy=policy.default)
        parts = [part.get_payload(decode=True) for part in whole.walk() if not part.is_multipart()]
    except (ValueError, LookupError, TypeError, AttributeError):
        return True
    return any(isinstance(one, bytes) and _found().search(one.decode("latin-1")) for one in parts)

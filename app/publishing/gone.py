"""The address of an erased article: its words are gone, and it still answers 410. A keyed hash stands in its place."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

PREFIX = "erased-"


def keyed(slug: str) -> str:
    """What is kept of a slug after an erasure. Whoever has the database alone cannot try words against it; with another
    ``LINK_KEY`` the address answers 404."""
    key = current_app.config["LINK_KEY"].encode()
    return f"{PREFIX}{hmac.new(key, f'slug:{slug}'.encode(), hashlib.sha256).hexdigest()[:40]}"

"""A small task that a browser solves by itself while a form is filled in: proof of work, with no puzzle to see.

It proves nothing about a person. It makes a request cost a second of somebody's processor, and says that a script of
ours ran for a while. Who brings no solution is not turned away; the limits for them are tighter (``web.limits``).
"""

from __future__ import annotations

import json
import struct
from base64 import b64decode
from typing import Any

from altcha import create_challenge, verify_solution
from flask import current_app

from app.clock import now
from app.web import limits

ALGORITHM = "PBKDF2/SHA-256"
GOOD_FOR = 2 * 3600
"""Seconds. A page that stood open longer is treated as one without script."""
LONGEST = 4096
"""Characters of a solution."""


def task(cost: int) -> str:
    """A signed task as JSON, for the page. ``cost``: rounds of a key derivation, of which 256 are tried on average."""
    made = create_challenge(
        ALGORITHM, cost, key_prefix="00", expires_at=int(now().timestamp()) + GOOD_FOR, hmac_secret=_secret()
    )
    return json.dumps(made.to_dict(), separators=(",", ":"))


def is_solved(solution: str, *, least: int) -> bool:
    """Whether this solves a task of ours that is not too old, was not solved before, and is ``least`` seconds old:
    nobody reads the page and types an address in less. A solution counts once."""
    if not solution or len(solution) > LONGEST:
        return False
    try:
        if not verify_solution(solution, _secret()).verified:
            return False
        said: dict[str, Any] = json.loads(b64decode(solution))["challenge"]
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, struct.error):
        return False
    age = now().timestamp() - (said["parameters"]["expiresAt"] - GOOD_FOR)
    return age >= least and limits.first_time("proof", str(said["signature"]))


def _secret() -> str:
    return f"{current_app.config['SECRET_KEY']}:proof"

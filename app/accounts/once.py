"""A request of a program that is done once, however often it is sent under one key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from flask import Response, g, request

from app.accounts import bearers
from app.accounts.actions import repeats
from app.accounts.models import Member, Token
from app.db import transaction
from app.web import problems
from app.web.contract import Said

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")
Act = Callable[[Token, Member], tuple[Said, str]]


def once(act: Act, *, status: int = 201, first: Callable[[], object] | None = None) -> Response:
    """Does it in one transaction with its key, and answers what it gives: what is said, and the address of what it
    made. Sent again it is answered alike; something else under the same key is refused. A refusal is not kept.

    ``first`` is what has to be asked outside of a transaction (a limit): not of what is answered already."""
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        raise problems.NoKey(f"Send a header “{HEADER}” of 1 to 255 visible characters.")
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.get_data()).hexdigest()
    if first is not None and not repeats.is_kept(g.bearer, key):
        first()
    try:
        with transaction():
            token, by = bearers.acting()
            kept = repeats.begin(token, key, asked)
            if kept.fingerprint != asked:
                raise problems.KeyReused("Something else was asked for under this key.")
            if not kept.status:
                said, kept.location = act(token, by)
                kept.status, kept.body = status, said.model_dump_json()
            answer = Response(kept.body, status=kept.status, mimetype="application/json")
            answer.headers["Location"] = kept.location
    except repeats.StillAtWork as waiting:
        raise problems.KeyInUse(waiting.sentence) from None
    answer.headers["Cache-Control"] = "no-store"
    return answer

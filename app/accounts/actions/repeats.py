"""What a program asks for twice under one key is done once (IETF draft httpapi-idempotency-key).

The row of the key is added in the transaction that does what was asked for, so that both are there or neither: of two
requests at once the second waits for the first, and is given its answer.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.exc import OperationalError

from app.accounts.models import KeptAnswer, Token
from app.clock import now
from app.db import insert_new, session
from app.errors import Busy

KEPT_FOR = timedelta(hours=24)


class StillAtWork(Busy):
    """The first request with this key takes longer than a second one can wait."""


def begin(token: Token, key: str, fingerprint: str) -> KeptAnswer:
    """The answer that stands under this key, to be filled in where its status is 0. One that is older than a day is
    none."""
    old = (
        (KeptAnswer.token_id == token.id) & (KeptAnswer.key == key) & (KeptAnswer.made_at < now() - KEPT_FOR)
    )
    session.execute(delete(KeptAnswer).where(old))
    row = {
        "token_id": token.id,
        "key": key,
        "fingerprint": fingerprint,
        "status": 0,
        "body": "",
        "location": "",
    }
    try:
        insert_new(KeptAnswer, row | {"made_at": now()})
    except OperationalError as waited:
        raise StillAtWork("The first request with this key is not answered yet.") from waited
    found = select(KeptAnswer).where(KeptAnswer.token_id == token.id, KeptAnswer.key == key)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def is_kept(token: Token, key: str) -> bool:
    """Whether something was answered under this key: it is asked for again, and nothing more will be done."""
    found = select(KeptAnswer.id).where(KeptAnswer.token_id == token.id, KeptAnswer.key == key)
    return session.scalar(found.where(KeptAnswer.made_at >= now() - KEPT_FOR)) is not None


def forget() -> int:
    """Drop what has been kept for a day; how many. Safe to run at any time."""
    done = session.execute(delete(KeptAnswer).where(KeptAnswer.made_at < now() - KEPT_FOR))
    assert isinstance(done, CursorResult)
    return done.rowcount

"""Reading what belongs to the reports of a case."""

from __future__ import annotations

from app.db import session
from app.errors import NotFound
from app.takedowns.models import Notice


def of_case(case_id: int, notice_id: int) -> Notice:
    """A report that is part of this case, or NotFound."""
    found = session.get(Notice, notice_id)
    if found is None or found.case_id != case_id:
        raise NotFound
    return found

"""Is each statement of reasons still what was stated?"""

from __future__ import annotations

from app.audit.kinds import Kind
from app.audit.rows import Named
from app.takedowns.stating.models import Statement

_STATED = Named(Statement, "Statement of reasons", (Kind.REASONS_STATED,), lambda stated: stated.ref)
NAMED = _STATED.events("statements named", "statements of reasons in the log")
STATEMENTS = _STATED.rows("statements", "statements of reasons")

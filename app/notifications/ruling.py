"""What a rule of the one table is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.attestations.models import Receipt
from app.audit.models import Event
from app.notifications.contents import Says
from app.notifications.people import Whom


@dataclass(frozen=True)
class Rule:
    """``letter`` goes to ``whom``, saying what ``says`` gathers, where ``when`` holds. ``brings`` is the receipt that
    is attached to it."""

    letter: str
    whom: Whom
    says: Callable[[Event], Says]
    when: Callable[[Event], bool] = lambda _event: True
    brings: Callable[[Event], Receipt | None] = lambda _event: None

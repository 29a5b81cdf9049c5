"""What a machine watches, in the text format of Prometheus (version 0.0.4).

Every value is read from the database, so each web process answers the same and nothing has to be gathered from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.audit import queries as audit
from app.audit.models import Untold
from app.clock import now
from app.db import session
from app.notifications.models import Message, MessageState, Webhook
from app.numbers import waiting

TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """One metric: what it says, and each value under its labels."""

    name: str
    says: str
    values: Sequence[tuple[Mapping[str, str], float]]


def gauges() -> list[Gauge]:
    """All of them; seven statements, at any number of items and messages."""
    lines = [line for line in waiting.lines() if line.kind]
    turns = [
        ({"kind": line.kind, "owes": turn.value}, float(number.items))
        for line in lines
        for turn, number in line.turns.items()
    ]
    moment = now()
    off = select(Webhook.id).where(~Webhook.active)
    goes = or_(Message.webhook_id.is_(None), Message.webhook_id.not_in(off))
    due = select(func.min(Message.due_at)).where(Message.state == MessageState.WAITING.value, goes)
    overdue = session.scalar(due)
    untold = session.scalar(select(func.count()).select_from(Untold))
    return [
        Gauge("items_open", "Open items of the queue, by kind and by whose turn it is.", turns),
        Gauge(
            "items_late",
            "Items whose due time has passed.",
            [({"kind": line.kind}, float(line.late.items)) for line in lines],
        ),
        Gauge(
            "item_wait_longest_seconds",
            "How long the item that waits longest for the desk has waited.",
            [({"kind": line.kind}, float(line.waits.longest)) for line in lines],
        ),
        Gauge(
            "item_lateness_longest_seconds",
            "How long ago the due time of the latest item passed; 0 where none is late.",
            [({"kind": line.kind}, float(line.lateness.longest)) for line in lines],
        ),
        Gauge("messages", "Messages that wait or have failed, by channel.", _messages()),
        Gauge(
            "message_overdue_seconds",
            "How long the message that is due longest has been due; 0 where none is.",
            [({}, _ago(overdue, moment))],
        ),
        Gauge("events_untold", "Events whose messages are not written yet.", [({}, float(untold or 0))]),
        Gauge(
            "worker_seen_timestamp_seconds",
            "When a worker last gave a sign of life for a queue, in seconds since 1970.",
            [({"queue": queue}, at.timestamp()) for queue, at in sorted(audit.pulses().items())],
        ),
    ]


def text(found: Iterable[Gauge]) -> str:
    """As Prometheus reads it."""
    said = []
    for one in found:
        name = f"imprimatur_{one.name}"
        said += [f"# HELP {name} {one.says}", f"# TYPE {name} gauge"]
        said += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in one.values]
    return "\n".join(said) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _messages() -> list[tuple[Mapping[str, str], float]]:
    counted = (
        select(Message.state, Message.channel, func.count())
        .where(Message.state.in_([MessageState.WAITING.value, MessageState.FAILED.value]))
        .group_by(Message.state, Message.channel)
        .order_by(Message.state, Message.channel)
    )
    found: dict[tuple[str, str], int] = {
        (state, "mail"): 0 for state in (MessageState.FAILED.value, MessageState.WAITING.value)
    }
    found |= {(state, channel): number for state, channel, number in session.execute(counted)}
    return [({"state": state, "channel": channel}, float(n)) for (state, channel), n in found.items()]


def _ago(at: datetime | None, moment: datetime) -> float:
    return max(0.0, round((moment - at).total_seconds(), 3)) if at else 0.0

"""Every task there is, in one table: its name, its queue, and how often the clock starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app import bell
from config import Settings
from workers import (
    erasures,
    evidence,
    imports,
    intake,
    lookalikes,
    media,
    notifications,
    permissions,
    programs,
    publishing,
    register,
    rights,
    sealing,
    takedowns,
    webhooks,
    worklist,
)

Every = Callable[[Settings], float]


def seconds(count: float) -> Every:
    return lambda _settings: count


def sweep(settings: Settings) -> float:
    """How long, at most, until what no bell was heard for is found in the database."""
    return settings.sweep_seconds


@dataclass(frozen=True)
class Chore:
    """``run`` is repeatable and safe to run twice at once. ``every``: seconds between two starts by the clock."""

    name: str
    queue: str
    run: Callable[[], None]
    every: Every


CHORES: tuple[Chore, ...] = (
    Chore(bell.FAN_OUT, "letters", notifications.fan_out, sweep),
    Chore(bell.DELIVER, "letters", notifications.deliver, sweep),
    Chore(bell.CALL, "images", webhooks.call, sweep),
    Chore(bell.TAKE_IN, "images", media.take_in, sweep),
    Chore(bell.READ, "images", imports.read, sweep),
    Chore(bell.VIEW, "images", evidence.view, sweep),
    Chore("publishing.publish_due", "clocks", publishing.publish_due, seconds(10)),
    Chore(bell.TIDY_TREE, "clocks", publishing.tidy_tree, seconds(300)),
    Chore(bell.PROVE, "clocks", publishing.prove, seconds(60)),
    Chore("audit.seal", "clocks", sealing.seal, sweep),
    Chore("audit.checkpoint", "clocks", sealing.checkpoint, seconds(600)),
    Chore("audit.stamp", "clocks", sealing.stamp, seconds(60)),
    Chore(bell.VERIFY, "clocks", sealing.verify, seconds(30)),
    Chore(bell.ERASE, "clocks", erasures.erase, seconds(60)),
    Chore(bell.COMPARE, "images", lookalikes.compare, seconds(60)),
    Chore("register.expire", "clocks", register.expire, seconds(3600)),
    Chore("worklist.mark_late", "clocks", worklist.mark_late, seconds(30)),
    Chore("worklist.end_claims", "clocks", worklist.end_claims, seconds(60)),
    Chore("permissions.tell_overdue", "clocks", permissions.tell_overdue, seconds(3600)),
    Chore("rights.watch", "clocks", rights.watch, seconds(60)),
    Chore("programs.forget", "clocks", programs.forget, seconds(3600)),
    Chore("intake.fetch", "images", intake.fetch, lambda settings: settings.imap_seconds),
    Chore("intake.expire", "clocks", intake.expire, seconds(3600)),
    Chore("takedowns.expire_notices", "clocks", takedowns.expire_notices, seconds(3600)),
    Chore("takedowns.mark_clocks", "clocks", takedowns.mark_clocks, seconds(30)),
    Chore("takedowns.close_incomplete", "clocks", takedowns.close_incomplete, seconds(60)),
    Chore("takedowns.forget_sources", "clocks", takedowns.forget_sources, seconds(3600)),
    Chore("takedowns.let_files_go", "clocks", takedowns.let_files_go, seconds(3600)),
    Chore("takedowns.close_cases", "clocks", takedowns.close_cases, seconds(24 * 3600)),
)

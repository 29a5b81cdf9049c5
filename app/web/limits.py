"""Rate limits in the shared store: by address, by network, by mailbox and by domain of e-mail. When the store is away,
each process counts for itself in memory: a broker that is down keeps nobody from submitting, and the mail loop still
stands in the way of abuse."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from math import ceil

import structlog
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour

from app.clock import now
from app.errors import TooMany

log = structlog.get_logger(__name__)

limiter = Limiter(key_func=get_remote_address, default_limits=[])

START = "60 per hour; 200 per day"
"""By address, for everything that mails something; what is asked for is counted more closely (``count``)."""
LINK = "60 per minute"
UPLOAD = "120 per hour"
NOTICE = "10 per hour; 30 per day"
NOTICE_FILES = "20 per hour; 60 per day"
"""By address, of forms with files by somebody who has given no address yet."""
API = "300 per minute"
"""By address, of everything under ``/api/v1``."""
SIGN_IN = "10 per minute; 60 per hour"
SIGN_IN_AT_ALL = "120 per minute"
"""Of passwords, by address, so that nobody keeps the machine hashing; ``accounts.devices`` counts more closely."""


def register(app: Flask, *, storage: str, enabled: bool, timeout: float) -> None:
    app.config.update(
        RATELIMIT_ENABLED=enabled,
        RATELIMIT_STORAGE_URI=storage,
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": timeout, "socket_connect_timeout": timeout},
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_IN_MEMORY_FALLBACK="600 per minute",
    )
    limiter.init_app(app)


def count(act: str, who: Mapping[str, str], allowed: Mapping[str, int]) -> None:
    """Count one request of ``act`` for each of ``who``: “network” or “mailbox” and the like, with what names it.

    ``allowed`` holds ``<name>_hour`` and ``<name>_day``. TooMany where one of them has had its share; then nothing is
    counted. What names somebody is kept as a hash, and no longer than a day.
    """
    if not limiter.enabled:
        return
    items = [
        (item, name, hashlib.sha256(what.encode()).hexdigest()[:32])
        for name, what in who.items()
        for item in (
            RateLimitItemPerHour(allowed[f"{name}_hour"]),
            RateLimitItemPerDay(allowed[f"{name}_day"]),
        )
    ]
    try:
        full = [one for one in items if not limiter.limiter.test(one[0], act, *one[1:])]
        if not full:
            for item, name, what in items:
                limiter.limiter.hit(item, act, name, what)
        waits = [_wait(item, act, name, what) for item, name, what in full]
    except Exception as away:  # noqa: BLE001 - whatever the store's trouble is, nobody is kept out by it
        log.warning("limits.unheard", act=act, why=str(away)[:200])
        return
    if waits:
        raise TooMany(max(waits))


def first_time(kind: str, what: str) -> bool:
    """Whether ``what`` was not seen in the last hours. Where the store is away everything is new."""
    if not limiter.enabled:
        return True
    try:
        return limiter.limiter.hit(RateLimitItemPerHour(1, 3), kind, what)
    except Exception as away:  # noqa: BLE001 - as above
        log.warning("limits.unheard", act=kind, why=str(away)[:200])
        return True


def network(address: str) -> str:
    """The network an address stands in: /24 for IPv4, /48 for IPv6, which is what one household or office has."""
    try:
        size = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        return ""


def _wait(item: RateLimitItem, *key: str) -> int:
    """Seconds until one more is allowed."""
    return max(1, ceil(limiter.limiter.get_window_stats(item, *key).reset_time - now().timestamp()))

"""Rate limits in the shared store, by address. When the store is away, people are let through: a broker that is
down must not keep anybody from submitting (the mail loop still stands in the way of abuse)."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=True)

START = "10 per hour; 40 per day"
LINK = "60 per minute"
UPLOAD = "120 per hour"
NOTICE = "10 per hour; 30 per day"
SIGN_IN = "10 per minute; 60 per hour"


def register(app: Flask, *, storage: str, enabled: bool, timeout: float) -> None:
    app.config.update(
        RATELIMIT_ENABLED=enabled,
        RATELIMIT_STORAGE_URI=storage,
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": timeout, "socket_connect_timeout": timeout},
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_IN_MEMORY_FALLBACK=["600 per minute"],
    )
    limiter.init_app(app)

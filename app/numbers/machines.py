"""``/metrics``: numbers for a machine that watches. Never public: they say how much work lies here, and what is late.

Whoever asks shows the secret of the installation. An address alone opens nothing: behind a proxy on the same machine
every visitor comes from the loopback address.
"""

from __future__ import annotations

from hmac import compare_digest
from threading import Lock
from time import monotonic

from flask import Response, abort, current_app, request

from app.db import session
from app.numbers import metrics
from app.web import access

bp = access.blueprint("metrics", __name__, access.Audience.MACHINE)

FRESH = 10.0
"""Seconds for which one answer of a process serves all who ask, so that asking costs next to nothing."""


class Kept:
    """The newest answer of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = 0.0
        self._said = ""

    def said(self) -> str:
        """Made anew by one thread at a time; the others wait for it."""
        with self._lock:
            if monotonic() >= self._until:
                try:
                    self._said = metrics.text(metrics.gauges())
                finally:
                    session.rollback()
                self._until = monotonic() + FRESH
            return self._said


@bp.get("/metrics")
def numbers() -> Response:
    """404 where no secret is set; 401 without it."""
    secret = current_app.config["SETTINGS"].metrics_secret.get_secret_value()
    if not secret:
        abort(404)
    how, _, shown = request.headers.get("Authorization", "").partition(
        " "
    )  # a secret may hold any sign, also “=”
    if how.lower() != "bearer" or not compare_digest(shown.strip().encode(), secret.encode()):
        return Response("Show the secret.\n", 401, {"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    kept: Kept = current_app.extensions.setdefault("metrics", Kept())
    return Response(kept.said(), content_type=metrics.TYPE)

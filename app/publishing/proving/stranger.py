"""Asks the site at its public address as a stranger would: no cookie, no redirect followed, no proxy of ours."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Self
from urllib.parse import urlsplit

import structlog

from app.clock import now

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 10.0
TRIES = 2
"""A connection that was kept may have been closed meanwhile: a fresh one is tried once."""


@dataclass(frozen=True)
class Answer:
    """``status`` is 0 where nothing answered; ``took`` in milliseconds."""

    status: int
    headers: Message
    body: bytes
    at: datetime
    took: int


class Stranger:
    """One kept connection; used within ``with``."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        began, at = time.monotonic(), now()
        for _ in range(TRIES):
            fresh = self._connection.sock is None
            try:
                self._connection.request(method, path, headers=dict(headers or {}))
                got = self._connection.getresponse()
                body = got.read()
            except (OSError, http.client.HTTPException) as away:
                with suppress(OSError):
                    self._connection.close()
                if not fresh:
                    continue
                log.info("probe.unanswered", path=path, why=str(away)[:200])
                break
            return Answer(got.status, got.headers, body, at, _since(began))
        return Answer(0, Message(), b"", at, _since(began))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)

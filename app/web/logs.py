"""The log of the process: one line of JSON an entry, on standard error. Newlines in what people typed stay escaped
(OWASP ASVS 5.0, 16.4.1), and no token, address or secret is ever logged."""

from __future__ import annotations

import logging
import sys

import structlog


def register(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

"""A running site for journeys and browsers: the throw-away site of `make tour`, with its letters at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deploy import throwaway
from tests.servers import Smtp

if TYPE_CHECKING:
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy


@dataclass(frozen=True)
class LiveSite:
    """`mail` is the address of the captured letters; where it is empty, `smtp` holds them.

    `sign_ins` gives email and password by role: reviewer, editor, webmaster.
    """

    base_url: str
    mail: str
    smtp: Smtp | None
    sign_ins: Mapping[str, Mapping[str, str]]
    data_dir: Path


@contextmanager
def live(settings: Mapping[str, str], smtp: Smtp | None = None, *, demo: bool = True) -> Iterator[LiveSite]:
    """A site, with demo content or without; rate limits are off, because a journey is faster than any person."""
    try:
        with throwaway.running({"RATE_LIMITS": "false", **settings}, demo=demo) as site:
            yield LiveSite(site.base_url, site.mail, smtp, site.sign_ins, site.folder)
    except throwaway.DidNotStart as why:
        pytest.fail(str(why))


def close_database(made: Flask) -> None:
    """Give back every connection: a database that is in use cannot be copied or dropped."""
    extension: SQLAlchemy = made.extensions["sqlalchemy"]
    with made.app_context():
        extension.session.remove()
        for engine in extension.engines.values():
            engine.dispose()

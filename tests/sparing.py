"""What one test leaves for the next, so that each has less to do: nothing here changes what the product does."""

from __future__ import annotations

import gc
from types import CodeType
from typing import TYPE_CHECKING

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from app import bell
from tests import recycling
from tests.addresses import Address

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier test of this process."""

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._code.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.checksum, bucket.code


class Void:
    """A bell that nobody hears; what rings must still have a queue. A real one without a broker leaves a thread behind
    that looks for it in vain."""

    def ring(self, task: str) -> None:
        assert task in bell.QUEUES


_templates = Compiled()
_first: dict[str, Engine] = {}


def share(app: Flask) -> None:
    """Let a test's application use the templates and statements that were compiled for the tests before it: a sixth of
    their time."""
    from app.db import db

    app.jinja_env.bytecode_cache = _templates
    with app.app_context():
        engine = db.engine
    if (first := _first.get(engine.dialect.name)) is None:
        engine.connect().close()  # so that the dialect knows its server
        _first[engine.dialect.name] = engine
    else:
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    if engine.dialect.name == "postgresql":
        recycling.lend(engine)


def take_back(app: Flask) -> None:
    """What a test's application was lent, for the next one."""
    from app.db import db, session

    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        if db.engine.dialect.name == "postgresql":
            recycling.take_back(db.engine)


def compile_late() -> None:
    """An application of a test compiles only the addresses that the test writes, and each once for all tests."""
    Flask.url_rule_class = Address


def sweep_seldom() -> None:
    """What was imported stays to the end: to look through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

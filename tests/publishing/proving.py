"""A site that answers at its own address, and what a hold asks of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session
from app.publishing.models import Hold
from app.publishing.proving.addresses import held
from app.publishing.proving.kinds import Asks


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The site answers; inside, its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config.update(BASE_URL=f"http://127.0.0.1:{server.server_port}", TRUSTED_HOSTS=None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield str(app.config["BASE_URL"])
    server.shutdown()
    server.server_close()


def dark(hold: Hold) -> list[str]:
    """The addresses that must be dark while it stands."""
    return [address.path for address in held(hold).addresses if address.asks is Asks.DARK]


def events(hold_id: int, kind: Kind = Kind.REMOVAL_PROVEN) -> list[Event]:
    return audit.history(session.get_one(Hold, hold_id).ref, kinds=[kind])


def receipt(hold_id: int, kind: Kind = Kind.REMOVAL_PROVEN) -> dict[str, dict[str, Any]]:
    """What each address answered, by address, as the one receipt of a hold says."""
    [event] = events(hold_id, kind)
    lines = json.loads(audit.said(event, "answers"))
    assert event.facts["addresses"] == len(lines)
    assert event.facts["asked"] == sum(len(line["answers"]) for line in lines)
    return {line["url"]: line for line in lines}

"""The product in this process, on a fresh SQLite, with its broker and one draft: for bars that leave the network out.

What it does beside the answer counts too: the bell rings in a thread of this process, and is heard.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from app import create_app, tokens
from app.attestations import actions as attestations
from app.db import transaction
from app.guests.models import Scope
from app.guests.queries import current_link
from app.site import actions as site
from app.submissions import actions as submissions
from config import ROOT, Settings
from deploy import broker, processes
from deploy.gunicorn import GC_THRESHOLDS

KEY = "a key for private links in a bench, never used"
SECRETS = ("secret_key", "password_salt", "mail_secret")


@contextmanager
def site_in_process(folder: Path) -> Iterator[tuple[FlaskClient, str, str]]:
    """A client that holds the private link of a draft, the draft's reference, and the token its forms carry."""
    given: dict[str, Any] = dict.fromkeys(SECRETS, "a secret of a bench, never of a site")
    given |= {"mail": "capture", "base_url": "http://localhost", "log_level": "ERROR"}
    settings = Settings(data_dir=folder, link_key=SecretStr(KEY), **given)
    with _broker(settings):
        yield _client(create_app(settings))


def _client(app: Flask) -> tuple[FlaskClient, str, str]:
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with transaction():
            site.install_defaults()
            attestations.install_wordings()
        with transaction():
            ref = submissions.start("bench@example.org", key=KEY).draft_ref
        link = current_link(Scope.DRAFT, ref)
        assert link
        token = tokens.derive(KEY, link.id, link.generation)
    client = app.test_client()
    client.get(f"/d/{token}")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(f"/drafts/{ref}").text)
    assert found
    gc.collect()  # as deploy/gunicorn.py does before it serves
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    return client, ref, found[1]


@contextmanager
def _broker(settings: Settings) -> Iterator[None]:
    folder = settings.data_dir / "broker"
    folder.mkdir()
    with (folder / "output").open("wb") as output:
        server = processes.start(
            broker.command(broker.find_server(), settings.broker_socket, folder), output=output
        )
    try:
        while not settings.broker_socket.exists():
            assert server.poll() is None, "the broker did not start"
            time.sleep(0.02)
        yield
    finally:
        processes.end([server], within=5)

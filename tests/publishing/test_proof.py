"""A removal is proven by asking every address as a stranger would."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.db import session
from app.publishing import actions as publishing
from app.publishing import tree as trees
from app.publishing.models import Hold
from tests.publishing import making
from tests.publishing.making import Made


@pytest.fixture
def made(app: Flask) -> Made:
    with app.app_context():
        return making.published()


@pytest.fixture
def listening(app: Flask) -> Iterator[None]:
    """The site answers at its own address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config.update(BASE_URL=f"http://127.0.0.1:{server.server_port}", TRUSTED_HOSTS=None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("listening")
def test_a_removal_is_proven_by_asking_every_address_once(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        assert publishing.prove_all() == 1
        assert publishing.prove_all() == 0
        events = audit.history(session.get_one(Hold, hold_id).ref, kinds=[Kind.REMOVAL_PROVEN])
        said = json.loads(audit.said(events[0], "answers"))
        answers = {answer["url"]: answer["status"] for answer in said}
        assert answers == dict.fromkeys([made.url, *made.files], 451)
        assert made.slug not in str(events[0].facts)
        assert events[0].topic("article") == made.article_id


@pytest.mark.usefixtures("listening")
def test_a_removal_is_not_proven_while_a_file_is_served(app: Flask, made: Made) -> None:
    with app.app_context():
        hold_id = making.remove(made)
        tree = trees.here()
        tree.open_use(made.uses[0], tree.prepare([("320.jpg", b"still here")]))
        assert not publishing.prove(session.get_one(Hold, hold_id))
        assert publishing.tidy_tree() == 1
        assert publishing.prove(session.get_one(Hold, hold_id))


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    "quote", ["{} 320w, /media/other/640.jpg 640w", "/media/other/320.jpg 320w, {} 640w"]
)
def test_a_removal_is_not_proven_while_a_list_names_a_picture_in_its_srcset(
    app: Flask, made: Made, monkeypatch: pytest.MonkeyPatch, quote: str
) -> None:
    with app.app_context():
        hold_id = making.remove(made)
    named = quote.format(made.files[0])
    front = app.view_functions["publishing.home"]
    monkeypatch.setitem(app.view_functions, "publishing.home", lambda: f'<img srcset="{named}">')
    with app.app_context():
        assert not publishing.prove(session.get_one(Hold, hold_id))
    monkeypatch.setitem(app.view_functions, "publishing.home", front)
    with app.app_context():
        assert publishing.prove(session.get_one(Hold, hold_id))


def test_a_removal_is_not_proven_where_nothing_answers(app: Flask, made: Made) -> None:
    app.config["BASE_URL"] = "http://127.0.0.1:1"
    with app.app_context():
        hold_id = making.remove(made)
        assert not publishing.prove(session.get_one(Hold, hold_id))

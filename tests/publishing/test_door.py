"""The door in front of Flask answers as the routes behind it do, at a fraction of the cost."""

from __future__ import annotations

from statistics import median
from time import thread_time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from app.publishing import serving
from app.publishing.door import Door
from tests.publishing import making


def inside(app: Flask) -> FlaskClient:
    """A client that comes in behind the door."""
    behind = Flask("behind")
    assert isinstance(app.wsgi_app, Door)
    behind.wsgi_app = app.wsgi_app.inside  # type: ignore[assignment, method-assign]
    return behind.test_client()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_door_and_the_routes_give_the_same_answer(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published()
    client.get(made.url)
    for address in (made.url, *made.files[:3]):
        tag = client.get(address).headers["ETag"]
        for headers in ({}, {"If-None-Match": tag}, {"If-None-Match": '"other"'}, {"If-None-Match": "*"}):
            one, two = client.get(address, headers=headers), inside(app).get(address, headers=headers)
            assert (one.status_code, one.data) == (two.status_code, two.data), (address, headers)
            optional = {"Date", "Accept-Ranges", "Vary"}
            kept = [
                {name: value for name, value in each.headers if name not in optional} for each in (one, two)
            ]
            assert kept[0] == kept[1], (address, headers)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/x",
        "/media/../../x.jpg",
        "/media/{use}/../320.jpg",
        "/media/{use}/²0.jpg",
        "/articles/",
    ],
)
def test_what_the_door_does_not_know_is_for_flask_to_answer(
    app: Flask, client: FlaskClient, address: str
) -> None:
    with app.app_context():
        made = making.published()
    assert client.get(address.format(use=made.uses[0])).status_code == 404
    assert client.post(made.url).status_code in (400, 405)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_stored_page_costs_no_more_than_a_bare_flask_view(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = making.published(body=making.BODY + "\n\nWords and more words." * 1000)
    client.get(made.url)
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "hello")
    ratios = [_cost(app, made.url) / _cost(bare, "/") for _ in range(7)]
    assert median(ratios) <= 1.2, ratios


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_etag_belongs_to_the_bytes_it_came_with(app: Flask, client: FlaskClient) -> None:
    """Also when a page is replaced by one of the same length within the same moment."""
    with app.app_context():
        made = making.published()
        from app.publishing import tree

        tags = set()
        for number in range(10):
            body = f"page {number}".encode()
            tree.here().put_page(made.slug, body)
            found = serving.read(tree.here().page(made.slug))
            assert found is not None
            assert found[0] == body
            tags.add(found[1])
    assert len(tags) == 10


def _cost(app: Flask, address: str, requests: int = 300) -> float:
    """CPU seconds of this thread."""
    asked = [EnvironBuilder(path=address, base_url="http://localhost").get_environ() for _ in range(requests)]
    begun = thread_time()
    for environ in asked:
        answer: Any = app.wsgi_app(environ, lambda *_: lambda _: None)
        b"".join(answer)
        getattr(answer, "close", lambda: None)()
    return thread_time() - begun

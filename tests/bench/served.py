"""The product, and beside it a bare Flask at /hello: what the gunicorn of a bench serves."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app
from tests import sparing


def both() -> Any:
    bare = Flask("hello")
    bare.add_url_rule("/", view_func=lambda: "hello")
    app = create_app()
    app.extensions["bell"] = sparing.Void()
    return DispatcherMiddleware(app, {"/hello": bare})

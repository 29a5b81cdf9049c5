"""Imprimatur. ``create_app`` is the whole wiring on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from config import ROOT, Settings, load


def create_app(settings: Settings | None = None) -> Flask:
    """The web application of one installation. Refuses to start where a setting is missing or unsafe."""
    settings = settings or load()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app" / "static"))
    _configure(app, settings)
    _database(app, settings)
    _web(app, settings)
    _features(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    from app import bell
    from app.media.storage import open_storage

    for folder in (settings.data_dir, settings.public_tree, settings.mail_dir):
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        LINK_KEY=settings.link_key.get_secret_value(),
        BASE_URL=settings.base_url.rstrip("/"),
        HTTPS=settings.https,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=[settings.host.rpartition(":")[0] or settings.host, settings.host],
        MAX_CONTENT_LENGTH=settings.max_article_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_article_bytes,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["storage"] = open_storage(settings)
    bell.hang(app, address=settings.celery_broker, timeout=settings.broker_timeout)


def _database(app: Flask, settings: Settings) -> None:
    from flask_migrate import Migrate

    from app import db

    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = db.engine_options(settings.database)
    db.db.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True)


def _web(app: Flask, settings: Settings) -> None:
    from flask_wtf import CSRFProtect
    from werkzeug.middleware.proxy_fix import ProxyFix

    from app.accounts import security
    from app.web import errors, filters, headers, limits

    CSRFProtect(app)
    errors.register(app)
    headers.register(app, https=settings.https)
    filters.register(app)
    limits.register(
        app, storage=settings.limiter_storage, enabled=settings.rate_limits, timeout=settings.broker_timeout
    )
    security.register(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _features(app: Flask) -> None:
    from flask import g, request
    from flask_login import current_user

    from app import accounts, attestations, guests, notifications, pages, publishing, review, submissions, takedowns
    from app import worklist
    from app.cli import commands
    from app.site import queries as site
    from app.web.access import ANYONE, Audience, audience_of

    for feature in (guests, accounts, worklist, submissions, attestations, review, publishing, takedowns, notifications, pages):
        for blueprint in blueprints_of(feature.__name__):
            app.register_blueprint(blueprint)
    for command in commands:
        app.cli.add_command(command)

    @app.before_request
    def guard() -> Any:
        if request.endpoint is None:
            return None
        view = app.view_functions[request.endpoint]
        match audience_of(app, request.endpoint):
            case Audience.DESK:
                return accounts.guards.enter(view.needs)  # type: ignore[attr-defined]
            case Audience.GUEST if view.opens != ANYONE:  # type: ignore[attr-defined]
                scope, ref = view.opens, (request.view_args or {})["ref"]  # type: ignore[attr-defined]
                return None if guests.guards.enter(scope, ref) else guests.routes.expired()
        return None

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        if "site" not in g:
            g.site = site.identity()
        return {"site": g.site, "member": current_user if current_user.is_authenticated else None}


def blueprints_of(package: str) -> list[Any]:
    """The blueprints of one feature: ``bp`` in routes, desk, api and whatever else faces the web."""
    from importlib import import_module
    from importlib.util import find_spec

    found = []
    for name in ("routes", "desk", "preview", "media", "feeds", "mailbox", "machines"):
        if find_spec(f"{package}.{name}"):
            found.append(import_module(f"{package}.{name}").bp)
    return found

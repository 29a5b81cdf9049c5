"""Imprimatur. ``create_app`` is the whole wiring on one page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Request

from config import ROOT, Settings, load

SIGN_IN_BYTES = 16 * 1024
"""A form of the sign-in package: it puts what was typed into a Unicode normal form before it asks how long it is."""
UPLOADS = 10
"""How many files of the largest size one request may bring (a browser without scripts sends all at once)."""


def create_app(settings: Settings | None = None) -> Flask:
    """The web application of one installation. Refuses to start where a setting is missing or unsafe."""
    if settings is None and _needs_no_site(sys.argv):
        return _without_site()
    settings = settings or load()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app" / "static"))
    _configure(app, settings)
    _database(app, settings)
    _web(app, settings)
    _features(app)
    _guard(app)
    _everywhere(app)
    return app


def _needs_no_site(words: Sequence[str]) -> bool:
    """Whether this is the command line of a command that works where no installation is, and touches none."""
    by_flask = bool(words) and Path(words[0]).stem in ("flask", "__main__")
    return by_flask and ("attestations", "verify") in pairwise(words)


def _without_site() -> Flask:
    from app.attestations.commands import attestations

    app = Flask(__name__, static_folder=None)
    app.cli.add_command(attestations)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    from app import bell
    from app.media.incoming import Bringing
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
        MAX_FORM_PARTS=4000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["storage"] = open_storage(settings)
    app.request_class = Bringing
    bell.hang(
        app,
        address=settings.celery_broker,
        timeout=settings.broker_timeout,
        installation=settings.installation,
    )


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
    from app.web import bodies, drawing, errors, filters, headers, limits, logs

    logs.register(settings.log_level)
    app.extensions["csrf_protection"] = CSRFProtect(app)
    errors.register(app)
    headers.register(app, https=settings.https)
    filters.register(app)
    drawing.register(app)
    limits.register(
        app, storage=settings.limiter_storage, enabled=settings.rate_limits, timeout=settings.broker_timeout
    )
    security.register(app, settings)
    whole: Any = app
    whole.wsgi_app = bodies.Bodies(whole.wsgi_app, readers=settings.web_threads // 2)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


FEATURES = (
    *("guests", "accounts", "worklist", "submissions", "attestations", "review", "corrections"),
    *("publishing", "takedowns", "notifications", "bundles", "numbers", "pages"),
)
FACES = (
    *("routes", "links", "codes", "room", "evidence", "imports", "keys"),
    *(
        "endings",
        "revocations",
        "withdrawals",
        "findings",
        "erasures",
        "specialists",
        "information",
        "additions",
        "reported",
        "following",
        "entering",
        "proofs",
        "records",
        "remedies",
        "completions",
        "mails",
        "desk",
        "queue",
        "claims",
    ),
    *("many", "undoings", "preview", "media", "feeds", "articles", "mailbox", "log"),
    *("members", "factors", "passkeys", "machines", "programs", "api", "contract", "receivers"),
)
"""The files of a feature that face the web, each with one blueprint ``bp``."""


def _features(app: Flask) -> None:
    from app.cli import commands

    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    for command in commands:
        app.cli.add_command(command)


@cache
def _blueprints() -> tuple[Blueprint, ...]:
    from importlib import import_module
    from importlib.util import find_spec

    names = [f"app.{feature}.{face}" for feature in FEATURES for face in FACES]
    return tuple(import_module(name).bp for name in names if find_spec(name))


def _guard(app: Flask) -> None:
    """Whoever may not enter is turned away before a byte of a body is read; then a form must be ours."""
    from flask import abort, request

    @app.before_request
    def guard() -> Any:
        if request.endpoint is None:
            return None
        if _impossible(request):
            abort(404)
        view: Any = app.view_functions[request.endpoint]
        stopped = _turned_away(app, view)
        if stopped is None and request.method not in ("GET", "HEAD", "OPTIONS"):
            _before_body(app, view)
        return stopped


def _turned_away(app: Flask, view: Any) -> Any:
    from flask import request

    from app.accounts import bearers
    from app.accounts import guards as accounts
    from app.guests import guards as guests
    from app.guests.routes import expired
    from app.web.access import ANYONE, Audience, audience_of

    audience = audience_of(app, request.endpoint or "")
    if audience is Audience.DESK:
        return accounts.enter(view.needs)
    if audience is Audience.PROGRAM:
        return bearers.enter(view.opens, view.scope)
    if audience is Audience.GUEST and view.opens != ANYONE:
        ref = (request.view_args or {})["ref"]
        return None if guests.enter(view.opens, ref) else expired()
    return None


def _before_body(app: Flask, view: Any) -> None:
    """The API reads no cookie, so that nothing a browser sends by itself opens it: no form can be forged for it."""
    from flask import request

    from app.db import session
    from app.web.access import Audience, audience_of

    audience = audience_of(app, request.endpoint or "")
    request.max_content_length = _most_bytes(app, view, audience)
    session.rollback()  # a slow sender holds no connection and no transaction while a body comes in
    if audience is not Audience.PROGRAM:
        app.extensions["csrf_protection"].protect()


def _most_bytes(app: Flask, view: Any, audience: object) -> int:
    """How much one request may bring; signing in, which has no audience of ours, the least."""
    if audience is None:
        return SIGN_IN_BYTES
    if getattr(view, "takes", "") == "upload":
        return UPLOADS * int(app.config["SETTINGS"].max_upload_bytes)
    return int(app.config["MAX_CONTENT_LENGTH"])


def _impossible(asked: Request) -> bool:
    """A NUL or a number beyond 64 bits: no address of ours has one, and the databases refuse both."""
    numbers = [value for value in (asked.view_args or {}).values() if isinstance(value, int)]
    return "\0" in asked.path or b"%00" in asked.query_string or any(one >= 2**63 for one in numbers)


def _everywhere(app: Flask) -> None:
    """What every template may use: the publisher, the site's address, and the member who is signed in."""
    from flask import g
    from flask_login import current_user

    from app.site import queries as site

    def publisher() -> site.Identity:
        if "site" not in g:
            g.site = site.identity()
        found: site.Identity = g.site
        return found

    app.extensions["publisher"] = publisher

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        member: Any = current_user
        signed_in = member._get_current_object() if member.is_authenticated else None
        return {"site": publisher(), "base_url": app.config["BASE_URL"], "member": signed_in}

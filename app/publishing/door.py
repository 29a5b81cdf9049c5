"""The readers' door: a page or picture that stands in the public tree is handed out before Flask is asked.

Opening the file is the check, so nothing of what Flask does for a request (sessions, sign-ins, limits) is needed.
Whatever is not there, or is asked for in parts, goes on to the routes, which give the same answer in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask.sansio.app import App

from app.publishing import serving
from app.publishing.tree import FORMATS, Tree
from app.web.headers import ALWAYS, HTTPS_ONLY, PUBLIC_CACHE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Door:
    """A WSGI application in front of Flask's."""

    def __init__(self, inside: WSGIApplication, tree: Tree, *, https: bool) -> None:
        self.inside = inside
        self.tree = tree
        always = {**ALWAYS, **(HTTPS_ONLY if https else {}), "Cache-Control": PUBLIC_CACHE}
        self.page_headers = [*always.items(), ("Content-Type", "text/html; charset=utf-8")]
        picture = {**always, "Content-Security-Policy": serving.FILE_CSP, "Accept-Ranges": "bytes"}
        self.picture_headers = {
            ending: [*picture.items(), ("Content-Type", mime)] for ending, mime in FORMATS.items()
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and "HTTP_RANGE" not in environ:
            path, headers = self._asked(environ.get("PATH_INFO", ""))
            found = serving.read(path) if path else None
            if found is not None:
                return _answer(environ, start_response, headers, *found)
        return self.inside(environ, start_response)

    def _asked(self, address: str) -> tuple[Path | None, list[tuple[str, str]]]:
        """The file an address names and the headers it goes with; None for what is none of our business."""
        try:
            if address.startswith("/articles/"):
                return self.tree.page(address[10:]), self.page_headers
            if address.startswith("/media/"):
                use, _, name = address[7:].partition("/")
                width, _, ending = name.partition(".")
                if ending in FORMATS and width.isascii() and width.isdecimal():
                    return self.tree.use(use) / name, self.picture_headers[ending]
        except ValueError:
            pass
        return None, []


def hang(app: App) -> None:
    """Put the door in front of ``app``."""
    settings = app.config["SETTINGS"]
    whole: Any = app
    whole.wsgi_app = Door(whole.wsgi_app, Tree(settings.public_tree), https=settings.https)


def _answer(
    environ: WSGIEnvironment,
    start_response: StartResponse,
    headers: list[tuple[str, str]],
    body: bytes,
    tag: str,
) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and (f'"{tag}"' in known or known.strip() == "*"):
        same = [header for header in headers if header[0] != "Content-Type"]
        start_response("304 Not Modified", [*same, ("ETag", f'"{tag}"')])
        return ()
    start_response("200 OK", [*headers, ("ETag", f'"{tag}"'), ("Content-Length", str(len(body)))])
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

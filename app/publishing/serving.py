"""Answers about what a hold can reach: a file of the public tree, or what stands where it stood.

A browser may keep these but must ask each time, and gets a strong ETag to ask with. Opening the file is the check,
so an answer of 304 or a part of a file means that the file was there.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from flask import Response, current_app, make_response, render_template, request

from app.publishing import queries
from app.publishing.models import Article, Hold
from app.publishing.tree import FORMATS
from app.web.headers import PUBLIC_CACHE

NOT_NOW_SECONDS = 10
FILE_CSP = "default-src 'none'; sandbox"
ROBOTS = "noindex, noarchive"
BLOCKER = "corrections"
"""The policy that says who takes things down here, and how."""

_tags: dict[tuple[int, int, int, int], str] = {}
MOST_TAGS = 8192


def read(path: Path) -> tuple[bytes, str] | None:
    """The bytes of a file of the tree and their ETag, or None where it is not there.

    A name that is too long for a file (it may come from an address) is not there either.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return (body := file.readall()), _tag(os.fstat(file.fileno()), body)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as wrong:
        if wrong.errno == errno.ENAMETOOLONG:
            return None
        raise


def page(path: Path) -> Response | None:
    """A stored page, or None where there is none."""
    found = read(path)
    return made_page(*found) if found else None


def made_page(body: bytes, tag: str = "") -> Response:
    """The bytes of a page, public, with the ETag that belongs to them."""
    return _public(Response(body, mimetype="text/html"), tag or hashlib.sha256(body).hexdigest(), len(body))


def listing(body: str, mimetype: str) -> Response:
    """A page made of records that holds can reach: lists, feeds, maps of the site."""
    answer = make_response(body)
    answer.mimetype = mimetype
    sent = answer.get_data()
    return _public(answer, hashlib.sha256(sent).hexdigest(), len(sent))


def picture(path: Path, ending: str) -> Response | None:
    """A picture of the public tree, or None where there is none."""
    found = read(path)
    if found is None:
        return None
    body, tag = found
    answer = Response(body, mimetype=FORMATS[ending])
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return _public(answer, tag, len(body))


def private_picture(body: bytes, ending: str) -> Response:
    """A picture for the author or the desk alone: no cache keeps it."""
    answer = Response(body, mimetype=FORMATS[ending])
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


def tombstone(article: Article, hold: Hold) -> Response:
    """The page that stands where a dark article stood: without its title, its summary or anything of it."""
    answer = make_response(render_template("publishing/tombstone.html", article=article, hold=hold))
    return dark(answer, hold)


def gone_picture(hold: Hold) -> Response:
    """What the address of a withheld image answers."""
    answer = Response("This image is not available.\n", mimetype="text/plain")
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return dark(answer, hold)


def dark(answer: Response, hold: Hold) -> Response:
    """The status of a hold with its headers. 451 and 410 may be cached by default, so that is forbidden; 451 names
    who blocks: this publisher, never who asked (RFC 7725, section 4)."""
    answer.status_code = hold.status
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = ROBOTS
    if hold.status == 451:
        answer.headers["Link"] = f'<{blocker()}>; rel="blocked-by"'
    return answer


def blocker() -> str:
    """Who blocks: the page on which this publisher says how and why it takes things down."""
    return f"{current_app.config['BASE_URL']}/policies/{BLOCKER}"


def not_now() -> Response:
    """May be seen, but is not in the tree yet: published a moment ago, or being repaired."""
    answer = make_response(render_template("publishing/not_now.html"), 503)
    answer.headers["Retry-After"] = str(NOT_NOW_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def hold_of(article: Article) -> Hold | None:
    """The hold that keeps an article from view."""
    return queries.tombstone(article) if article.dark else None


def _public(answer: Response, tag: str, size: int) -> Response:
    answer.headers["Cache-Control"] = PUBLIC_CACHE
    answer.headers["ETag"] = f'"{tag}"'
    asked = request.headers
    if "If-None-Match" in asked or "Range" in asked:
        answer.make_conditional(request, accept_ranges=True, complete_length=size)
    return answer


def _tag(status: os.stat_result, body: bytes) -> str:
    """The SHA-256 of a file's bytes, remembered by the identity of the file and its last change."""
    known = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
    tag = _tags.get(known)
    if tag is None:
        if len(_tags) >= MOST_TAGS:
            _tags.clear()
        tag = _tags[known] = hashlib.sha256(body).hexdigest()
    return tag

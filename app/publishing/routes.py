"""What readers see: the front page, articles, their history, the search and the site's own texts."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.exceptions import NotFound

from app.publishing import cursors, door, history, measures, pictures, presence, queries, serving, withholding
from app.publishing import tree as trees
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.site import queries as site
from app.site.defaults import POLICIES
from app.web import access
from app.web.limits import limiter

bp = access.blueprint("publishing", __name__, access.Audience.PUBLIC)
bp.record_once(lambda state: door.hang(state.app))


@bp.get("/")
def home() -> Response:
    listed = queries.newest(after=cursors.after())
    page = render_template(
        "publishing/home.html",
        articles=listed.rows,
        leads=pictures.leads(listed.rows),
        front=not request.args.get("after"),
        older=cursors.cursor(listed),
    )
    return serving.listing(page, "text/html")


@bp.get("/articles/<slug>")
@limiter.exempt
def article(slug: str) -> Any:
    """The stored page: opening it is the check. What is not there is asked for from the database."""
    try:
        path = trees.here().page(slug)
    except ValueError:
        raise NotFound from None
    return serving.page(path) or _made(slug)


def _made(slug: str) -> Any:
    body = presence.make_page(slug)
    if body is not None:
        return serving.made_page(body)
    found = _known(slug)
    hold = serving.hold_of(found)
    if hold is not None:
        return serving.tombstone(found, hold)
    if found.slug != slug:
        return _moved(found.url)
    return serving.not_now()


@bp.get("/articles/<slug>/history")
def history_of(slug: str) -> Any:
    """What readers were shown and when it changed. Of a dark article it stays, without title or summary."""
    found = _known(slug)
    if found.state == ArticleState.ERASED and (hold := serving.hold_of(found)):
        return serving.tombstone(found, hold)
    if found.slug != slug:
        return _moved(f"{found.url}/history")
    entries = history.entries(found)
    page = render_template("publishing/history.html", article=found, entries=entries, dark=found.dark)
    answer = serving.listing(page, "text/html")
    if found.dark:
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = serving.ROBOTS
    return answer


@bp.get("/articles/<slug>/notices/<int:measure_id>")
def notice(slug: str, measure_id: int) -> Any:
    """A retraction, a concern, a safety notice or a note by itself; of a dark article nothing is told."""
    found, measure = _known(slug), measures.of_id(measure_id)
    if measure is None or measure.article_id != found.id or not measures.has_notice(measure):
        raise NotFound
    if hold := serving.hold_of(found):
        return serving.tombstone(found, hold)
    if found.slug != slug:
        return _moved(measure.url)
    cut = withholding.cuts(found)
    page = render_template(
        "publishing/notice.html",
        article=found,
        measure=measure,
        heading=MEASURES[MeasureKind(measure.kind)].heading,
        sentence=withholding.words(measure.sentence, cut),
        quote=withholding.words(measure.quote, cut),
        ended=not measure.stands,
    )
    return serving.listing(page, "text/html")


@bp.get("/search")
def search() -> Response:
    query = request.args.get("q", "").strip()
    listed = queries.search(query, after=cursors.after())
    page = render_template(
        "publishing/search.html",
        query=query,
        articles=listed.rows,
        leads=pictures.leads(listed.rows),
        older=cursors.cursor(listed),
    )
    answer = serving.listing(page, "text/html")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/policies/<name>")
def policy(name: str) -> str:
    """One of the site's own texts in the version in force, with the days its versions began."""
    if name not in POLICIES:
        raise NotFound
    row = site.text(name)
    return render_template(
        "publishing/policy.html", policy=row, body=site.filled(row), versions=site.versions(name)
    )


def _known(slug: str) -> Article:
    found = queries.by_slug(slug)
    if found is None:
        raise NotFound
    return found


def _moved(address: str) -> Any:
    answer = redirect(address, code=301)
    answer.headers["Cache-Control"] = "no-store"
    return answer

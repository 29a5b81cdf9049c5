"""The site as machines read it: feed, map and robots. What is dark appears in none of them."""

from __future__ import annotations

from flask import Response, current_app, render_template

from app.publishing import measures, queries, serving
from app.web import access

bp = access.blueprint("feeds", __name__, access.Audience.PUBLIC)

IN_FEED = 30
IN_MAP = 5000
"""Addresses in the map of the site; the protocol allows 50,000 (sitemaps.org)."""


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom (RFC 4287): the newest articles with their summaries. An id never changes (4.2.6), so it is the address that
    an article had first."""
    listed = queries.newest(size=IN_FEED)
    notices = measures.notices_of(listed.rows)
    noticed = [one.at for told in notices.values() for one in told]
    updated = max((*(article.changed_at for article in listed.rows), *noticed), default=None)
    first = queries.first_slugs([article.id for article in listed.rows])
    page = render_template(
        "publishing/feed.xml",
        articles=listed.rows,
        first=first,
        notices=notices,
        updated=updated,
        base_url=_base(),
    )
    return serving.listing(page, "application/atom+xml")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """The newest articles, each with the images in view."""
    listed = queries.newest(size=IN_MAP)
    images = queries.jpegs([article.id for article in listed.rows])
    page = render_template("publishing/sitemap.xml", articles=listed.rows, images=images, base_url=_base())
    return serving.listing(page, "application/xml")


@bp.get("/robots.txt")
def robots() -> Response:
    """Removed addresses are not listed: a robot must be able to ask and be told that they are gone."""
    page = render_template("publishing/robots.txt", base_url=_base())
    return serving.listing(page, "text/plain")


def _base() -> str:
    return str(current_app.config["BASE_URL"])

"""The reader's part: the article with all its parts, and where else it can be found."""

from __future__ import annotations

from collections.abc import Callable

from app.tour.steps import Tour, ok

PARTS = (
    "guest contributor",
    "In this article",
    "Frequently asked questions",
    "References",
    "Disclosures",
    "Licence",
    "Legal and medical disclaimer",
    "Trademark",
    "Related images",
    "Report a problem with this page",
)


def reads(tour: Tour) -> None:
    """A reader finds the article at its address, with every part it should have."""
    page = ok(tour.reader.get(f"/articles/{tour.seen['slug']}"), tour.title, tour.seen["reads"], *PARTS)
    assert "Set-Cookie" not in page.headers, "a reader was given a cookie"
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert page.headers["ETag"]
    again = tour.reader.get(page.path, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status == 304, again.status
    tour.seen["article"] = page.body
    tour.seen["media"] = page.media()


def sees_the_pictures(tour: Tour) -> None:
    """Every picture on the page comes in each format it names; an original or another width does not."""
    for address in tour.seen["media"]:
        answer = tour.reader.get(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        assert answer.headers["Content-Type"].startswith("image/")
    uses = {address.split("/")[2] for address in tour.seen["media"]}
    assert len(uses) == 3, uses
    assert tour.reader.get(f"/media/{next(iter(uses))}/1234.jpg").status == 404


def finds_it_elsewhere(tour: Tour) -> None:
    """The front page, search, feed and sitemap name it, and the public history tells when it appeared."""
    address = f"/articles/{tour.seen['slug']}"
    for place in ("/", f"/search?q={tour.stamp}", "/feed.xml", "/sitemap.xml"):
        assert address in tour.reader.get(place).body.decode(), f"{place} does not name it"
    ok(tour.reader.get(address + "/history"), "published")


def is_told_in_the_log(tour: Tour) -> None:
    """The desk's log tells the whole story so far."""
    ok(tour.desk["webmaster"].get("/desk/log"))


STEPS: list[Callable[[Tour], None]] = [reads, sees_the_pictures, finds_it_elsewhere, is_told_in_the_log]

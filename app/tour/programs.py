"""What a publisher's own programs do: hand in an article for its author, and take out what is published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from app.clock import now
from app.tour.browser import Browser
from app.tour.steps import Tour, ok

API = "/api/v1"
SCOPES = ["articles:read", "submissions:write", "submissions:read"]
TOKEN = re.compile(r"\bimp_\S+")


def makes_a_token(tour: Tour) -> None:
    """The webmaster makes a token for a program: it is shown once, and opens what it was made for alone."""
    webmaster = tour.desk["webmaster"]
    last_on = now().date() + timedelta(days=30)
    told = {"name": _name(tour), "scopes": SCOPES, "last_on": last_on}
    page = webmaster.send(webmaster.get("/desk/tokens"), "/desk/tokens", told)
    shown = TOKEN.search(page.text)
    assert page.status == 201, f"{page.status}: {page.text[:300]}"
    assert shown, page.text[:300]
    tour.seen["token"] = shown[0]
    assert tour.seen["token"] not in webmaster.get("/desk/tokens").body.decode()
    for headers, status in (({}, 401), ({"Authorization": "Bearer imp_nothing"}, 401), (_shows(tour), 403)):
        answer = tour.stranger.get(f"{API}/queue", headers=headers)
        assert answer.status == status, f"{answer.status}: {answer.body!r}"


def hands_in(tour: Tour) -> None:
    """A program hands in an article; sent twice it is one draft. Its author gets the private link, and finds the words
    there, to be signed by nobody else."""
    email, title = f"handed.{tour.stamp}@example.org", f"Handed in by a program, tour {tour.stamp}"
    said = {
        "email": email,
        "title": title,
        "body_markdown": "A line of **Markdown**.",
        "byline": "Amal Haddad",
    }
    program = Browser(tour.base)
    asked = {**_shows(tour), "Idempotency-Key": f"tour-{tour.stamp}"}
    first = program.post(f"{API}/submissions", said, headers=asked)
    again = program.post(f"{API}/submissions", said, headers=asked)
    assert (first.status, again.status) == (201, 201), f"{first.body!r} {again.body!r}"
    assert first.body == again.body, "sent twice, it was handed in twice"
    links = [link for link in tour.letter(email)["links"] if "/d/" in link]
    assert len(tour.letters(email)) == 1
    draft = ok(Browser(tour.base).get(urlsplit(links[0]).path), title)
    assert "A line of **Markdown**." in draft.body.decode()
    stands = _told(tour, urlsplit(first.headers["Location"]).path)
    assert (stands["state"], stands["whose_move"]) == ("draft", "author"), stands


def takes_out(tour: Tour) -> None:
    """The program takes the published article out: text, images and licence, and the change that says it is there."""
    slug = tour.seen["slug"]
    assert slug in [one["slug"] for one in _told(tour, f"{API}/articles")["articles"]]
    article = _told(tour, f"{API}/articles/{slug}")
    assert (article["title"], article["author"]["byline"]) == (tour.title, "Amal Haddad")
    assert tour.seen["reads"] in article["body_html"]
    assert len(article["images"]) == 3
    for image in article["images"]:
        assert image["alt"]
        answer = tour.stranger.get(urlsplit(image["renditions"][0]["url"]).path)
        assert answer.status == 200, f"{answer.url}: {answer.status}"
    said, after = [], ""
    while True:
        told = _told(tour, f"{API}/changes?after={after}")
        said += [(one["slug"], one["what"], one["status"]) for one in told["changes"]]
        after = told["cursor"]
        if not told["more"]:
            break
    assert (slug, "published", 200) in said, said


def ends_the_token(tour: Tour) -> None:
    """The webmaster ends that token, and no other: it opens nothing from the next request on."""
    webmaster = tour.desk["webmaster"]
    page = webmaster.get("/desk/tokens")
    about = f"the token of {_name(tour)}"
    [form] = [one for one in page.forms("/endings") if any(about in words for *_, words in one.buttons)]
    ok(webmaster.send(page, "/endings", form=form), "opens nothing any more")
    answer = tour.stranger.get(f"{API}/articles", headers=_shows(tour))
    assert answer.status == 401, f"{answer.status}: {answer.body!r}"


def _name(tour: Tour) -> str:
    return f"The website, tour {tour.stamp}"


def _shows(tour: Tour) -> dict[str, str]:
    return {"Authorization": f"Bearer {tour.seen['token']}"}


def _told(tour: Tour, address: str) -> Any:
    page = Browser(tour.base).get(address, headers=_shows(tour))
    assert page.status == 200, f"{page.url} answered {page.status}: {page.body[:300]!r}"
    return json.loads(page.body)


STEPS: list[Callable[[Tour], None]] = [makes_a_token, hands_in, takes_out, ends_the_token]

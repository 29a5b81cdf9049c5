"""I19: what opens a draft or proves a mailbox stands in the letter it was sent in, and nowhere else.

A real browser follows a private link, reads a draft that names an outside picture and links to an outside page, and
goes there. Then everything the site wrote is searched for the token and the code: its log with the access log switched
on, its database, its files, and the heads of its letters.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.tour import guest
from app.tour.browser import Browser as Person
from app.tour.steps import Tour
from deploy import throwaway
from tests.browser.watching import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLACES = ("", "/preview", "/attestation", "/status", "/addresses")


@dataclass
class Elsewhere:
    """A server of somebody else's, and all it was told: for each request its line and its headers."""

    address: str
    told: list[str] = field(default_factory=list)


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.told.append(f"{self.requestline}\n{self.headers}")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """It keeps its own list."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    made = Elsewhere(f"http://localhost:{server.server_address[1]}")  # another host: cookies know no ports
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def toured(site: throwaway.Site) -> Tour:
    author, reader, claimant, stranger = (Person(site.base_url) for _ in range(4))
    return Tour(site.base_url, site.mail, site.sign_ins, author, reader, claimant, stranger, stamp="i19")


def written(tour: Tour, there: Elsewhere) -> None:
    """A draft with an outside picture and an outside link, complete but for its signature."""
    guest.starts(tour)
    guest.is_sent_a_link(tour)
    guest.opens_the_link(tour)
    told = {
        "title": "A walk elsewhere",
        "summary": "What a link gives away.",
        "body": f"## Why\n\n[The page elsewhere]({there.address}/page).\n\n![A picture]({there.address}/picture.png)",
        "byline": "Amal Haddad",
        "bio": "Amal Haddad walks to work.",
    }
    tour.guest.send(tour.guest.get(tour.seen["draft"]), "/saves", told)


def goes_elsewhere(page: Page, tour: Tour, there: Elsewhere, token: str) -> None:
    """Opens the private link, looks at every page of the draft, and follows the outside link."""
    answer = page.goto(tour.seen["link"])
    assert answer is not None
    assert answer.status == 200
    assert page.url == tour.base + tour.seen["draft"], "the token left the address with the first GET"
    for place in PLACES:
        page.goto(tour.base + tour.seen["draft"] + place)
        assert token not in page.content()
        assert token not in page.evaluate("JSON.stringify([location.href, document.referrer, history.state])")
    page.goto(tour.base + tour.seen["draft"] + "/preview")
    page.get_by_role("link", name="The page elsewhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Elsewhere")
    assert page.evaluate("document.referrer") == ""
    assert page.url.startswith(there.address)


def kept(site: throwaway.Site) -> dict[str, bytes]:
    """Everything the site has written, letters left out but for their heads."""
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    letters = {path for path in files if path.suffix == ".eml"}
    heads = [path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0] for path in letters]
    return {
        "log": site.log.read_bytes(),
        "heads of letters": b"\n".join(heads),
        "database": b"".join(path.read_bytes() for path in files if ".sqlite" in path.name),
        "other files": b"".join(
            path.read_bytes() for path in files if path not in letters and ".sqlite" not in path.name
        ),
    }


def bodies(folder: Path) -> bytes:
    return b"".join(
        path.read_bytes().replace(b"=\r\n", b"").replace(b"=\n", b"") for path in folder.rglob("*.eml")
    )


@pytest.mark.timeout(300)
def test_a_token_and_a_code_stand_in_their_letter_and_nowhere_else(
    chromium: Browser, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    logged = {"RATE_LIMITS": "false", "LOG_LEVEL": "DEBUG", "GUNICORN_CMD_ARGS": "--access-logfile -"}
    with elsewhere() as there, throwaway.running(logged, demo=False) as site, browsing(chromium) as context:
        tour = toured(site)
        written(tour, there)
        token = urlsplit(tour.seen["link"]).path.rpartition("/")[2]
        goes_elsewhere(context.new_page(), tour, there, token)
        tour.stranger.send(tour.stranger.get("/links"), "/links", {"email": tour.author})
        tour.letter(tour.author, holding="once more")
        for odd in (f"/d/{token}/", f"/d/{token}?x={token}", f"/n/{token}", f"/nothing/{token}"):
            tour.stranger.get(odd, headers={"Referer": f"{site.base_url}/d/{token}"})
        assert guest.sign(tour).path.endswith("/status")
        code = tour.seen["code"]
        found = {
            place: sum(content.count(secret.encode()) for secret in (token, code, code.replace(" ", "")))
            for place, content in kept(site).items()
        }
        letters = bodies(site.folder)
        given = (token, site.base_url, tour.seen["draft"], "Cookie:")
        found["other hosts"] = sum(any(one in told for one in given) for told in there.told)
        log = site.log.read_text()
    assert [told.split()[1] for told in there.told] in (["/page"], ["/page", "/favicon.ico"])
    assert letters.count(token.encode()) >= 4, "in the text and the page of two letters"
    assert letters.count(code.encode()) == 2
    assert log.count("GET /d/… ") >= 2, "the access log was on, and says where without saying what"
    record_property("I19", json.dumps(found))
    with capsys.disabled():
        print(f"\nI19, occurrences of a token or a code: {json.dumps(found)}")
    assert set(found.values()) == {0}, (found, there.told)

"""A reader objects: to one image, then to the article; what the desk does about it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from app.tour.browser import Page
from app.tour.steps import Tour, ok


def reports_an_image(tour: Tour) -> None:
    """A reader reports one image; until the mail is confirmed nothing changes and nobody else is told."""
    use = tour.seen["media"][0].split("/")[2]
    tour.seen["use"] = use
    _report(tour, f"?image={use}", "privacy")
    tour.seen["notice"] = _private(tour)
    assert tour.reader.get(f"/articles/{tour.seen['slug']}").body == tour.seen["article"]
    assert not _told(tour), "the webmaster was told of an unconfirmed notice"


def confirms(tour: Tour) -> None:
    """Opening the link changes nothing; the button on the page confirms, and gives a case number."""
    page = ok(tour.claimant.get(tour.seen["notice"]), "Confirm")
    tour.seen["claimant"] = page.path
    again = tour.claimant.get(tour.seen["notice"])
    assert again.forms("/confirmations"), "opening the link confirmed it"
    ok(tour.claimant.send(page, "/confirmations"), "TD-")
    ok(tour.claimant.send(page, "/confirmations"), "TD-")


def webmaster_is_told(tour: Tour) -> None:
    """The webmaster is told once, and the case stands in the queue."""
    tour.wait(lambda: _told(tour), "a letter to the webmaster about the case")
    assert len(_told(tour)) == 1
    page = ok(tour.desk["reviewer"].get("/desk?q=" + tour.stamp), "TD-")
    tour.seen["image_case"] = _case(page)


def holds_the_image(tour: Tour) -> None:
    """A reviewer puts the image on hold: the article stays, with a placeholder, and the image is gone everywhere."""
    page = _open(tour, "reviewer", tour.seen["image_case"])
    form = next(form for form in page.forms("/holds"))
    reason = {"reason": "We are looking into who is shown."} if "reason" in form.names else {}
    ok(tour.desk["reviewer"].send(page, "/holds", reason, form=form))
    article = ok(tour.reader.get(f"/articles/{tour.seen['slug']}"), tour.title)
    assert not [one for one in article.media() if tour.seen["use"] in one], (
        "the held image is still on the page"
    )
    for address in (one for one in tour.seen["media"] if tour.seen["use"] in one):
        for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-10"}):
            gone = tour.reader.get(address, headers=headers)
            assert gone.status in (404, 410, 451), f"{address} still answers {gone.status}"
            assert "no-store" in gone.headers["Cache-Control"]
    assert tour.seen["use"] not in tour.reader.get("/sitemap.xml").body.decode()


def both_sides_hear(tour: Tour) -> None:
    """The author and the claimant are told of the hold, and see it on their pages."""
    tour.letter(tour.author, holding="image")
    tour.letter(tour.objector, holding="TD-")
    ok(tour.claimant.get(tour.seen["claimant"]), "TD-")


def decides_about_the_image(tour: Tour) -> None:
    """The desk decides that the image stays down; both sides hear the outcome exactly once, with reasons."""
    _decide(tour, tour.seen["image_case"], "withhold_image", "She did not agree to being shown.")
    tour.letter(tour.objector, holding="did not agree to being shown")
    tour.letter(tour.author, holding="did not agree to being shown")
    assert len(tour.letters(tour.objector, holding="did not agree to being shown")) == 1
    assert len(tour.letters(tour.author, holding="did not agree to being shown")) == 1
    ok(tour.claimant.get(tour.seen["claimant"]), "did not agree to being shown")
    tour.seen["held"] = tour.reader.get(f"/articles/{tour.seen['slug']}").body


def reports_the_article(tour: Tour) -> None:
    """The reader reports the whole article too, and confirms by the button in the page."""
    _report(tour, "", "copyright")
    notice = _private(tour, other_than=tour.seen["notice"])
    page = ok(tour.claimant.get(notice), "Confirm")
    tour.seen["second"] = page.path
    ok(tour.claimant.send(page, "/confirmations"), "TD-")
    queue = ok(tour.desk["editor"].get("/desk?q=" + tour.stamp), "TD-")
    tour.seen["article_case"] = _case(queue, other_than=tour.seen["image_case"])


def removes_the_article(tour: Tour) -> None:
    """The article is removed: its address answers 451 with a tombstone that names the publisher, and no index."""
    _decide(tour, tour.seen["article_case"], "remove_article", "The text was first printed elsewhere.")
    gone = tour.reader.get(f"/articles/{tour.seen['slug']}")
    assert gone.status == 451, gone.status
    assert 'rel="blocked-by"' in gone.headers["Link"]
    assert "no-store" in gone.headers["Cache-Control"]
    assert "noindex" in gone.headers["X-Robots-Tag"]
    assert tour.title not in gone.body.decode()
    assert tour.objector not in gone.body.decode()


def everything_is_dark(tour: Tour) -> None:
    """Nothing of it is left in any place: pictures, front page, search, feed, sitemap; its history has no title."""
    for address in tour.seen["media"]:
        assert tour.reader.get(address).status in (404, 410, 451), address
    for place in ("/", f"/search?q={tour.stamp}", "/feed.xml", "/sitemap.xml"):
        assert tour.seen["slug"] not in tour.reader.get(place).body.decode(), f"{place} still names it"
    history = ok(tour.reader.get(f"/articles/{tour.seen['slug']}/history"), "removed")
    assert tour.title not in history.body.decode()


def removal_is_proven(tour: Tour) -> None:
    """A worker asked for every address itself, and the case tells what it got."""
    case = tour.seen["article_case"]
    tour.wait(
        lambda: tour.desk["reviewer"].get(case).has("asked every address"),
        "the case to tell what the addresses answered",
    )


def restores_it(tour: Tour) -> None:
    """The desk puts the article back: the same bytes at the same addresses; the image stays down."""
    _decide(tour, tour.seen["article_case"], "reinstate", "The other printing was a copy of this one.")
    back = ok(tour.reader.get(f"/articles/{tour.seen['slug']}"), tour.title)
    assert back.body == tour.seen["held"], "the restored page is not the same"
    for address in tour.seen["media"]:
        expected = (404, 410, 451) if tour.seen["use"] in address else (200,)
        assert tour.reader.get(address).status in expected, address
    assert tour.seen["slug"] in tour.reader.get("/feed.xml").body.decode()


def everybody_sees_it(tour: Tour) -> None:
    """Author, claimant, readers and desk each find the whole story on their own page."""
    tour.letter(tour.author, holding="copy of this one")
    tour.letter(tour.objector, holding="copy of this one")
    ok(tour.guest.get(tour.seen["draft"] + "/status"))
    ok(tour.claimant.get(tour.seen["second"]), "copy of this one")
    ok(tour.reader.get(f"/articles/{tour.seen['slug']}/history"), "removed", "restored")
    ok(tour.desk["webmaster"].get("/desk/log"))
    ok(tour.desk["webmaster"].get("/desk/messages"))


def _report(tour: Tour, about: str, lane: str) -> None:
    """Answer “what is wrong?”, fill in what that lane asks for, and send."""
    address = f"/articles/{tour.seen['slug']}/report"
    page = ok(tour.claimant.get(address + about), "What is wrong")
    choice = next(form for form in page.reader.forms if "lane" in form.names)
    fields = [(name, value) for name, value in choice.fields if name != "lane"] + [("lane", lane)]
    query = "&".join(f"{name}={value}" for name, value in fields if name != "csrf_token")
    page = ok(tour.claimant.get(f"{address}?{query}"))
    form = next(form for form in page.reader.forms if form.method == "post" and "email" in form.names)
    told = {"email": tour.objector}
    for name in form.names - {
        "email",
        "csrf_token",
        "lane",
        "website",
        "image",
        "quote",
        "prefix",
        "suffix",
        "revision",
    }:
        values = form.choices.get(name, [])
        given = dict(form.fields).get(name, "")
        if values and not given:
            told[name] = "no" if "no" in values else next(value for value in values if value)
        elif not given:
            told[name] = "Joan Ferris says so"
    ok(tour.claimant.send(page, "/report", told, form=form), "Check your mail")


def _told(tour: Tour) -> list[dict[str, Any]]:
    """The letters that told the webmaster of a case about this article."""
    return [letter for letter in tour.letters("webmaster", holding=tour.stamp) if "TD-" in letter["subject"]]


def _private(tour: Tour, *, other_than: str = "") -> str:
    """The path of the private link in the newest confirmation letter."""

    def look() -> str:
        for letter in reversed(tour.letters(tour.objector)):
            paths = [str(urlsplit(link).path) for link in letter["links"] if "/n/" in link]
            if paths and paths[0] != other_than and "confirm" in letter["text"].casefold():
                return paths[0]
        return ""

    return str(tour.wait(look, "a letter with a private link"))


def _case(page: Page, *, other_than: str = "") -> str:
    for address, words in page.reader.links:
        if "TD-" in words and address.startswith("/desk/cases/") and address != other_than:
            return address
    raise AssertionError(f"no case in the queue: {page.reader.links}")


def _open(tour: Tour, role: str, case: str) -> Page:
    """The case's page, claimed so that its looking-into has begun."""
    page = ok(tour.desk[role].get(case))
    if page.forms("/claims"):
        tour.desk[role].send(page, "/claims", form=page.forms("/claims")[0])
        page = ok(tour.desk[role].get(case))
    return page


def _decide(tour: Tour, case: str, outcome: str, why: str) -> None:
    page = _open(tour, "reviewer", case)
    form = page.form("/decisions")
    told = {"facts": "The claim and the article were read side by side.", "at_sight": "yes"}
    told |= {"ground": "Our rules for guest articles, section 4.", "explanation": why}
    if any(name == "outcome" and value == outcome for name, value, _words in form.buttons):
        ok(tour.desk["reviewer"].send(page, "/decisions", told, form=form, button=("outcome", outcome)))
    else:
        ok(tour.desk["reviewer"].send(page, "/decisions", {**told, "outcome": outcome}, form=form))


STEPS: list[Callable[[Tour], None]] = [
    reports_an_image,
    confirms,
    webmaster_is_told,
    holds_the_image,
    both_sides_hear,
    decides_about_the_image,
    reports_the_article,
    removes_the_article,
    everything_is_dark,
    removal_is_proven,
    restores_it,
    everybody_sees_it,
]

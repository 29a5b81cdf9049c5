"""The desk's part: the queue, claims, a change asked for, two approvals, publication."""

from __future__ import annotations

from collections.abc import Callable

from app.tour.browser import Browser, Page
from app.tour.guest import sign
from app.tour.steps import Tour, ok

PEOPLE = ("reviewer", "editor", "webmaster")


def signs_in(tour: Tour) -> None:
    """Reviewer, editor and webmaster sign in; a wrong password is refused, and nobody enters without one."""
    page = Browser(tour.base).get("/desk")
    assert page.path == "/login", page.url
    refused = tour.stranger.send(
        page, "/login", {"email": tour.sign_ins["editor"]["email"], "password": "no such word"}
    )
    assert refused.path == "/login", refused.url
    for role in PEOPLE:
        browser = Browser(tour.base)
        who = tour.sign_ins[role]
        page = browser.send(
            browser.get("/login"), "/login", {"email": who["email"], "password": who["password"]}
        )
        assert page.path == "/desk", f"{role} landed at {page.url}: {page.text[:300]}"
        tour.desk[role] = browser


def finds_it(tour: Tour) -> None:
    """The reviewer finds the submission in the queue."""
    page = ok(tour.desk["reviewer"].get("/desk?q=" + tour.stamp), tour.title)
    links = [address for address, words in page.reader.links if tour.title in words]
    assert links, page.reader.links
    tour.seen["submission"] = links[0]
    tour.seen["claim"] = next(form.action for form in page.reader.forms if form.action.endswith("/claims"))


def claims_it(tour: Tour) -> None:
    """The reviewer claims it: the editor sees who holds it and is refused the claim."""
    page = tour.desk["reviewer"].get("/desk?q=" + tour.stamp)
    editors = tour.desk["editor"].get("/desk?q=" + tour.stamp)
    ok(tour.desk["reviewer"].send(page, tour.seen["claim"]))
    assert tour.desk["editor"].get(tour.seen["submission"]).has("Ruth Osei")
    refused = tour.desk["editor"].send(editors, tour.seen["claim"])
    assert refused.has("Ruth Osei"), refused.text[:300]
    assert refused.status in (200, 403, 409)


def reads_it(tour: Tour) -> None:
    """The reviewer reads it as it would be published, beside what is claimed: rights, files, attestation."""
    page = ok(tour.desk["reviewer"].get(tour.seen["submission"]), tour.title, "Amal Haddad", "own")
    assert page.media(), "no image on the reviewer's page"
    assert tour.desk["reviewer"].get(page.media()[0]).status == 200


def asks_for_a_change(tour: Tour) -> None:
    """The reviewer asks for a change, undoes it, and asks again; the guest reads what and why once, in a letter and on
    the status page."""
    said = "Please say who should ask a doctor first."
    tour.seen["stale"] = tour.desk["reviewer"].get(tour.seen["submission"])
    undo(tour, "reviewer", decide(tour, "reviewer", "changes_requested", "This was a slip."))
    send_letters(tour, "reviewer", decide(tour, "reviewer", "changes_requested", said))
    tour.letter(tour.author, holding=said)
    assert not tour.letters(tour.author, holding="This was a slip."), (
        "a letter about what was undone was sent"
    )
    ok(tour.guest.get(tour.seen["draft"] + "/status"), said)


def revises_and_signs_again(tour: Tour) -> None:
    """The guest revises, and signs the new revision; what was on another screen cannot be decided any more."""
    page = tour.guest.get(tour.seen["draft"])
    body = next(value for name, value in page.form("/saves").fields if name == "body")
    more = body + "\nAsk your doctor first if you have chest pain or have fainted.\n"
    tour.guest.send(
        page, "/saves", {"body": more, "summary": "What a daily walk asks of you, and when to ask first."}
    )
    ok(sign(tour))
    tour.seen["reads"] = "have fainted"


def shows_the_difference(tour: Tour) -> None:
    """The desk sees the new revision and what changed since the last."""
    ok(tour.desk["reviewer"].get(tour.seen["submission"]), tour.seen["reads"])


def refuses_a_stale_decision(tour: Tour) -> None:
    """A decision about what was on the screen before is refused, and says that it changed."""
    page: Page = tour.seen["stale"]
    form = page.form("/decisions")
    pressed = ("verdict", "approved") if any(name == "verdict" for name, *_ in form.buttons) else None
    told = {} if pressed else {"verdict": "approved"}
    refused = tour.desk["reviewer"].send(page, "/decisions", told, form=form, button=pressed)
    assert refused.status == 409, f"{refused.status}: {refused.text[:300]}"
    assert refused.has("changed")


def questions_a_right(tour: Tour) -> None:
    """The reviewer asks about the right to one image: nothing may be published with it, and the author reads why."""
    asked = "Which walk is this? A year and a place are enough."
    weigh(tour, "questioned", note=asked, images=1)
    tour.letter(tour.author, holding=asked)
    ok(tour.guest.get(tour.seen["draft"] + "/status"), asked)


def accepts_the_rights(tour: Tour) -> None:
    """Asked again, the reviewer accepts each right, with what was checked beside it from then on."""
    page = weigh(tour, "accepted", checked="looked")
    ok(page, "Accepted", "Looked at the picture")


def approves_once(tour: Tour) -> None:
    """One approval is not enough for a first-time contributor: it cannot be published yet."""
    decide(tour, "reviewer", "approved")
    page = ok(tour.desk["editor"].get(tour.seen["submission"]), "1 of 2")
    assert not page.forms("/publications"), "it can be published after one approval"


def approves_twice(tour: Tour) -> None:
    """A second person approves exactly that revision, and the author is told."""
    send_letters(tour, "webmaster", decide(tour, "webmaster", "approved"))
    tour.letter(tour.author, holding="approved")
    ok(tour.guest.get(tour.seen["draft"] + "/status"), "approved")


def publishes(tour: Tour) -> None:
    """The editor publishes it; the author is told its address."""
    page = tour.desk["editor"].get(tour.seen["submission"])
    assert not tour.desk["reviewer"].get(tour.seen["submission"]).forms("/publications"), (
        "a reviewer could publish"
    )
    tour.seen["slug"] = f"a-walk-a-day-{tour.stamp}"
    ok(tour.desk["editor"].send(page, "/publications", {"slug": tour.seen["slug"]}))
    tour.letter(tour.author, holding=f"/articles/{tour.seen['slug']}")


def weigh(tour: Tour, found: str, *, note: str = "", checked: str = "", images: int = 0) -> Page:
    """Say the same of the rights of the first ``images``, or of all."""
    browser = tour.desk["reviewer"]
    page = ok(browser.get(tour.seen["submission"]))
    if not page.forms("/findings"):
        browser.send(page, "/claims")
        page = ok(browser.get(tour.seen["submission"]))
    form = page.form("/findings")
    asked = sorted(name.removesuffix("last") for name in form.names if name.endswith("-last"))
    assert asked, "no right can be looked at"
    said: dict[str, str] = {}
    for of in asked[: images or None]:
        said |= {of + "found": found, of + "note": note} | ({of + "checked": checked} if checked else {})
    return ok(browser.send(page, "/findings", said, form=form))


def decide(tour: Tour, role: str, verdict: str, note: str = "") -> Page:
    """Open the page, claim if it offers that, and decide about what it shows."""
    browser = tour.desk[role]
    page = ok(browser.get(tour.seen["submission"]))
    if not page.forms("/decisions") and page.forms("/claims"):
        browser.send(page, "/claims")
        page = ok(browser.get(tour.seen["submission"]))
    fields = {"verdict": verdict, **({"note": note} if note else {})}
    form = page.form("/decisions")
    if any(name == "verdict" for name, _value, _words in form.buttons):
        fields.pop("verdict")
        return ok(browser.send(page, "/decisions", fields, form=form, button=("verdict", verdict)))
    return ok(browser.send(page, "/decisions", fields, form=form))


def undo(tour: Tour, role: str, page: Page) -> None:
    """Take back what this page says was decided, where the site allows it."""
    if page.forms("/undoings"):
        ok(tour.desk[role].send(page, "/undoings"), "Undone")


def send_letters(tour: Tour, role: str, page: Page) -> None:
    """Do not wait until it cannot be undone any more."""
    if page.forms("/dispatches"):
        ok(tour.desk[role].send(page, "/dispatches"), "on their way")


STEPS: list[Callable[[Tour], None]] = [
    signs_in,
    finds_it,
    claims_it,
    reads_it,
    asks_for_a_change,
    revises_and_signs_again,
    shows_the_difference,
    refuses_a_stale_decision,
    questions_a_right,
    accepts_the_rights,
    approves_once,
    approves_twice,
    publishes,
]

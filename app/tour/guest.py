"""The guest's part: a private link, a draft, images, a preview, a signature."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from app.tour.browser import Form, Page
from app.tour.steps import BODY, Tour, ok, picture, ticked


def answers(tour: Tour) -> None:
    """The site is up: database and storage answer, and so does the front page."""
    ready = tour.reader.get("/readyz")
    assert ready.status == 200, ready.body
    ok(tour.reader.get("/"))


def starts(tour: Tour) -> None:
    """A guest gives an e-mail address and is told to look into the mailbox."""
    page = tour.guest.send(
        ok(tour.guest.get("/submit"), "Write for us", "What to send"), "/submit", {"email": tour.author}
    )
    ok(page, "mailbox")


def is_sent_a_link(tour: Tour) -> None:
    """A letter brings the private link; the worker delivered it."""
    letter = tour.letter(tour.author)
    links = [link for link in letter["links"] if "/d/" in link]
    assert links, f"no private link in {letter}"
    tour.seen["link"] = links[0]
    assert "/d/" not in letter["subject"], "the link stands in a subject line"


def opens_the_link(tour: Tour) -> None:
    """The link opens the draft, and its token leaves the address bar."""
    page = ok(tour.guest.get(urlsplit(tour.seen["link"]).path), "Before you can sign")
    assert page.path.startswith("/drafts/"), page.url
    tour.seen["draft"] = page.path
    assert urlsplit(tour.seen["link"]).path.rpartition("/")[2] not in page.body.decode()


def keeps_strangers_out(tour: Tour) -> None:
    """A stranger at the same address, and a wrong link, get the same friendly page with a way to a new link."""
    page = tour.stranger.get(tour.seen["draft"])
    wrong = tour.stranger.get("/d/" + "x" * 43)
    assert (page.status, wrong.status) == (404, 404)
    assert page.text == wrong.text
    assert page.forms("/links"), "no way to a new link"


def writes(tour: Tour) -> None:
    """The guest writes title, summary, text, byline, questions and references; another visit finds all of it."""
    page = tour.guest.get(tour.seen["draft"])
    tour.guest.send(
        page,
        "/saves",
        {
            "title": tour.title,
            "summary": "What a daily walk asks of you, and what it gives back.",
            "body": BODY,
            "byline": "Amal Haddad",
            "bio": "Amal Haddad is a physiotherapist who walks to work.",
            "faq-0-question": "How far should I go?",
            "faq-0-answer": "As far as you can come back from.",
            "references": "World Health Organization: Physical activity, 2024.\nA notebook, unpublished.",
            "interests": "None.",
            "trademarks": "Stridewell is a trademark of its maker, who has no part in this site.",
        },
    )
    again = tour.guest.get(tour.seen["draft"])
    assert tour.title in again.body.decode()
    assert "As far as you can come back from." in again.body.decode()


def is_refused_a_text(tour: Tour) -> None:
    """A file that is no image is refused by name and reason; everything else is kept."""
    page = tour.guest.get(tour.seen["draft"])
    page = tour.guest.send(
        page, "/images", files=[("files", "notes.jpg", b"These are only words, no picture at all.")]
    )
    ok(page, "notes.jpg")
    assert tour.title in page.body.decode()


def uploads(tour: Tour) -> None:
    """The guest uploads three images at once, and the worker makes them ready."""
    names = {
        "tour-morning.jpg": "walking_path",
        "tour-table.jpg": "kitchen_table",
        "tour-shoes.jpg": "shoes_at_door",
    }
    first = int(tour.stamp, 16) % 100_000  # pictures of this tour's own: an earlier tour's may be on hold
    files = [("files", name, picture(scene, seed)) for seed, (name, scene) in enumerate(names.items(), first)]
    tour.guest.send(tour.guest.get(tour.seen["draft"]), "/images", files=files)

    def ready() -> bool:
        states = json.loads(tour.guest.get(tour.seen["draft"] + "/images").body)["images"]
        return len(states) == 3 and all(one["state"] == "ready" for one in states)

    tour.wait(ready, "three images to be ready")


def describes(tour: Tour) -> None:
    """Each image gets alt text, caption, credit and a right; the list of what is missing is empty then."""
    page = tour.guest.get(tour.seen["draft"])
    ok(page, "Describe tour-morning.jpg")
    told: dict[str, str] = {}
    for prefix in _images(page.form("/saves")):
        told |= {
            f"{prefix}alt": "A path between fields in the morning",
            f"{prefix}caption": "The path behind the practice.",
            f"{prefix}credit": "Drawing: Amal Haddad",
            f"{prefix}basis": "own_work",
            f"{prefix}holder": "Amal Haddad",
            f"{prefix}people": "none",
        }
    ok(tour.guest.send(page, "/saves", told), "Everything we need is here")


def previews(tour: Tour) -> None:
    """The preview shows the page as readers will see it; its images are shown to nobody else."""
    page = ok(
        tour.guest.get(tour.seen["draft"] + "/preview"), tour.title, "guest contributor", "Frequently asked"
    )
    images = page.media()
    assert len(images) >= 3, images
    mine = tour.guest.get(images[0])
    assert mine.status == 200
    assert "no-store" in mine.headers["Cache-Control"]
    assert tour.stranger.get(images[0]).status == 404
    assert tour.stranger.get(tour.seen["draft"] + "/preview").status == 404


def must_sign_in_full(tour: Tour) -> None:
    """A signature without its clauses is refused, in words, and the typed name is kept."""
    page = ok(tour.guest.get(tour.seen["draft"] + "/attestation"), "What you sign", "Wording")
    refused = tour.guest.send(page, "/attestation", {"name": "Amal Haddad", "capacity": "author"})
    assert refused.status == 422, refused.status
    assert "Amal Haddad" in refused.body.decode()


def signs(tour: Tour) -> None:
    """The guest signs for exactly this revision and its images, with a code from the mailbox; a wrong one is refused
    and loses nothing."""
    page = sign(tour)
    ok(page, tour.title)
    assert page.path.endswith("/status"), page.url


def signs_twice(tour: Tour) -> None:
    """Sending the signature again doubles nothing: one receipt, one submission."""
    form = tour.seen["signed"]
    sign(tour, again=form)
    tour.letter(tour.author, holding="received")
    assert len(tour.letters(tour.author, holding="received")) == 1


def webmaster_is_told(tour: Tour) -> None:
    """The webmaster is told that something waits."""
    letters = tour.wait(lambda: tour.letters("webmaster", holding="waits for"), "a letter to the webmaster")
    assert not any(tour.author in letter["subject"] for letter in letters), (
        "an address stands in a subject line"
    )


def sign(tour: Tour, *, again: Page | None = None) -> Page:
    """Tick every clause, type the name, send; then type the code from the letter and send again."""
    if again:
        return tour.guest.send(again, "/attestation", {"code": tour.seen["code"]})
    page = tour.guest.get(tour.seen["draft"] + "/attestation")
    told = {"name": "Amal Haddad", "capacity": "author", **ticked(page.form("/attestation"), "clause-")}
    before = len(tour.letters(tour.author, holding="Your code"))
    asked = ok(tour.guest.send(page, "/attestation", told), "We sent a code to a…@")
    code = tour.code(tour.author, after=before)
    wrong = tour.guest.send(asked, "/attestation", {"code": "00000000" if code != "00000000" else "1"})
    assert wrong.status == 422, wrong.status
    assert wrong.has("This code is not right. 4 tries left."), wrong.text[:600]
    tour.seen |= {"signed": wrong, "code": code}
    return tour.guest.send(wrong, "/attestation", {"code": code})


def _images(form: Form) -> list[str]:
    return sorted(
        {name[: -len("alt")] for name in form.names if name.startswith("image-") and name.endswith("-alt")}
    )


STEPS: list[Callable[[Tour], None]] = [
    answers,
    starts,
    is_sent_a_link,
    opens_the_link,
    keeps_strangers_out,
    writes,
    is_refused_a_text,
    uploads,
    describes,
    previews,
    must_sign_in_full,
    signs,
    signs_twice,
    webmaster_is_told,
]

"""Brings a running site with the demo content into every state that a page can show, over HTTP alone."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.tour import guest
from app.tour.browser import Browser, Form, Page
from app.tour.steps import Tour, ok, picture
from tests.browser import rare
from tests.live import LiveSite

AUTHORS = {
    "filled": "ilse.brandt@example.org",
    "submitted": "tomasz.wilk@example.org",
    "in_review": "hana.suzuki@example.org",
    "changes": "marc.deville@example.org",
    "approved": "nadia.rahmani@example.org",
    "scheduled": "jonas.ekdahl@example.org",
    "declined": "g.prosper@example.org",
    "withdrawn": "callum.reid@example.org",
    "removed": "perla.okonkwo@example.org",
    "published": "petra.lindqvist-howe@example.org",
}
"""Of each draft in the demo content: whose it is, by the state it has got to."""

CLAIMANTS = {
    "asked": "draughtsman@example.net",
    "expired": "letters@example.net",
    "confirmed": "joan.ferris@example.net",
    "holding": "studio@example.net",
    "closed": "a.reader@example.net",
    "taken": "archive@example.net",
    "mailed": "r.banerjee@example.net",
}
READ = "Your document was read"
PAGE = b"<h1>A walk</h1><p>Far.</p><table><tr><td>Distance</td></tr></table><iframe src='/map'></iframe>"
DOCUMENTS = {
    "offered": ("walk.html", PAGE, READ),
    "refused": ("walk.docx", b"PK\x03\x04 and no more", "This document was not taken"),
    "placed": ("walk.html", PAGE, READ),
}
"""Of each document on its way into a draft: its name, its bytes, and what the draft then says of it."""
STATE = re.compile(r'<span class="state \w+">([^<]+)</span>')
NUMBER = re.compile(r"TD-\d{4}-\d+")
VISIBLE = "forty-times-a-day"
HIDDEN = "what-the-night-shift-takes"
CLAIMED = "bend-and-nothing-terrible-happens"
RESTORED = "breathing-in-company"


@dataclass
class Stage:
    """`at` names addresses: of drafts, notices, articles, submissions and cases in each state; `opened` the private
    links that lead to them."""

    site: LiveSite
    desk: Browser
    at: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    opened: dict[str, str] = field(default_factory=dict)


def letters(site: LiveSite, to: str) -> list[dict[str, Any]]:
    """The captured letters to somebody, the newest first."""
    parts = urlsplit(site.mail)
    page = Browser(site.base_url).get(f"{parts.path}.json?{parts.query}&to={to}")
    found: list[dict[str, Any]] = json.loads(page.body)
    return found


def private_link(site: LiveSite, to: str, kind: str, *, seconds: float = 60.0) -> str:
    """The path of the newest private link sent to somebody, waited for; ``kind`` is ``/d/`` or ``/n/``. Whoever asks
    for two drafts does so under two addresses: nobody could tell the second letter from the first."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for letter in letters(site, to):
            for link in letter["links"]:
                if kind in link:
                    return str(urlsplit(link).path)
        time.sleep(0.1)
    raise AssertionError(f"no letter with a link {kind} to {to}")


def signed_in(site: LiveSite, role: str) -> Browser:
    browser = Browser(site.base_url)
    who = site.sign_ins[role]
    page = browser.send(browser.get("/login"), "/login", {"email": who["email"], "password": who["password"]})
    assert page.path == "/desk", page.text[:300]
    return browser


def set_up(site: LiveSite) -> Stage:
    """Every state at once."""
    stage = Stage(site, signed_in(site, "webmaster"))
    _drafts(stage)
    _documents(stage)
    _asked(stage)
    _notices(stage)
    _rare(stage)
    _queue(stage)
    _remarks(stage)
    _revised(stage)
    _rights(stage)
    _reported(stage, "unconfirmed", VISIBLE, None)
    _reported(stage, "withdrawn", VISIBLE, _withdraw)
    _reported(stage, "claimed", CLAIMED, _claim)
    _reported(stage, "decided", VISIBLE, _leave)
    _reported(stage, "hidden", HIDDEN, _hide)
    _reported(stage, "reversed", RESTORED, _reverse)
    page = stage.desk.get(f"/articles/{VISIBLE}")
    _reported(stage, "erased", f"{VISIBLE}/report?image={page.media()[-1].split('/')[2]}", _erase)
    stage.at["erasing"] = _case_of(stage, "notice_taken")
    _propose(signed_in(site, "editor"), stage.at["erasing"], "article")
    stage.at |= {"visible": page.path, "hidden": f"/articles/{HIDDEN}", "restored": f"/articles/{RESTORED}"}
    stage.at["kept"] = _kept(stage)
    stage.at["image"] = page.media()[0].split("/")[2]
    return stage


def _drafts(stage: Stage) -> None:
    for state, email in AUTHORS.items():
        _enter(stage, state, email, "/d/")
    _begun(stage, "empty")
    browser, page = _begun(stage, "refused")
    browser.send(page, "/images", files=[("files", "cut-short.jpg", picture("kitchen_table", 77)[:9000])])
    _until(lambda: browser.get(page.path).has("Not taken"), "a refused image")


def _documents(stage: Stage) -> None:
    """Drafts with a document that was read, one that was not taken, and one that is in the text."""
    for state, (name, content, told) in DOCUMENTS.items():
        browser, page = _begun(stage, f"document_{state}")
        browser.send(page, "/imports", files=[("document", name, content)])
        _until(lambda b=browser, p=page, words=told: b.get(p.path).has(words), f"a document: {state}")
        if state == "placed":
            browser.send(browser.get(page.path), "/placements")


def _asked(stage: Stage) -> None:
    """A draft whose author has a question before signing it, and the page on which the desk reads that."""
    browser, page = _begun(stage, "asked")
    browser.send(browser.get(f"{page.path}/status"), "/comments", {"body": "May I send a poem?"})
    log = stage.desk.get("/desk/log?kind=comment.answered")
    stage.at["submission_unsigned"] = next(a for a, _words in log.reader.links if "/submissions/" in a)


def _begun(stage: Stage, state: str) -> tuple[Browser, Page]:
    """A new draft, and who writes it."""
    browser = Browser(stage.site.base_url)
    email = f"{state.replace('_', '.')}.draft@example.org"
    browser.send(browser.get("/submit"), "/submit", {"email": email})
    return browser, browser.get(_enter(stage, state, email, "/d/"))


def _notices(stage: Stage) -> None:
    for state, email in CLAIMANTS.items():
        _enter(stage, f"notice_{state}", email, "/n/")


def _rare(stage: Stage) -> None:
    """What comes with time or with a fault."""
    with rare.application(stage.site) as made, made.app_context():
        rare.time_passes()
        rare.webmaster_is_a_clinician()
        rare.letters_fail(made.config["LINK_KEY"])
        rare.image_waits("waiting.draft@example.org", made.config["LINK_KEY"])
        stage.at |= rare.evidence_is_looked_at(AUTHORS["submitted"], AUTHORS["filled"])
    _enter(stage, "waiting", "waiting.draft@example.org", "/d/")
    _until(lambda: stage.desk.get("/desk/messages?state=failed").has("moved away"), "a letter that failed")


def _rights(stage: Stage) -> None:
    """Rights that end, of articles that no other state is about."""
    pages = [address for address in stage.at.values() if address.startswith("/articles/")]
    keep = {VISIBLE, HIDDEN, CLAIMED, RESTORED, *(page.removeprefix("/articles/") for page in pages)}
    with rare.application(stage.site) as made, made.app_context():
        stage.at |= rare.rights_end(keep)
        links = rare.people_shown(keep, made.config["LINK_KEY"])
    for name, link in links.items():
        stage.links.append(link)
        stage.at[name] = Browser(stage.site.base_url).get(link).path
    _enter(stage, "people", "people.draft@example.org", "/d/")


def _enter(stage: Stage, name: str, email: str, kind: str) -> str:
    """Keep the private link of somebody, and the address behind it; gives back the link."""
    link = private_link(stage.site, email, kind)
    stage.links.append(link)
    stage.opened[name] = link
    page = Browser(stage.site.base_url).get(link)
    stage.at[name] = page.path.removesuffix("/status")  # where nothing can be written any more
    articles = [address for address, _words in page.reader.links if address.startswith("/articles/")]
    stage.at |= {f"{name}_article": articles[0]} if articles else {}
    return link


def _queue(stage: Stage) -> None:
    """Submissions and cases by the state that their page names first, found as the desk finds them."""
    for view in ("open", "closed"):
        for address, _words in _rows(stage, view):
            page = stage.desk.get(address)
            told = STATE.search(page.body.decode())
            assert told, f"{address} names no state"
            kind = "submission" if "/submissions/" in address else "case"
            stage.at.setdefault(f"{kind}_{told[1].casefold().replace(' ', '_')}", address)
            if CLAIMANTS["holding"] in page.text:
                stage.at["case_holding"] = address


def _remarks(stage: Stage) -> None:
    """The desk says something about an image, too, and its author answers what was said about the title."""
    page = stage.desk.get(stage.at["submission_changes_requested"])
    form = next(form for form in page.forms("/comments") if "quote" in form.names)
    said = {"body": "Is this your own hallway, and may we say so?", "image": form.choices["image"][-1]}
    assert stage.desk.send(page, "/comments", said, form=form).has("About the image")
    author = Browser(stage.site.base_url)
    author.get(stage.opened["changes"])
    page = author.get(f"{stage.at['changes']}/status")
    form = next(form for form in page.forms("/comments") if "reply_to" in form.names)
    assert author.send(page, "/comments", {"body": "Forty, in one practice."}, form=form).has("Forty, in one")


def _revised(stage: Stage) -> None:
    """An article of three images that was signed, changed in words and images, and signed again."""
    site = stage.site
    author, other = Browser(site.base_url), Browser(site.base_url)
    tour = Tour(site.base_url, site.mail, {}, author, other, other, other, stamp="ab12")
    steps = ("starts", "is_sent_a_link", "opens_the_link", "writes", "uploads", "describes", "signs")
    for step in steps:
        getattr(guest, step)(tour)
    draft = tour.seen["draft"]
    page = author.get(draft)
    remove = next(value for name, value, _words in reversed(page.form("/saves").buttons) if name == "remove")
    told = {"summary": "What a daily walk asks of you, and when to ask first."}
    page = author.send(page, "/saves", told, button=("remove", remove))
    files = [("files", "tour-boots.jpg", picture("shoes_at_door", 4711))]
    author.send(page, "/images", files=files)
    _until(lambda: '"received"' not in author.get(f"{draft}/images").body.decode(), "another image")
    page = author.get(draft)
    described = {
        "alt": "Shoes at a door", "credit": "Drawing: Amal Haddad", "basis": "own_work", "holder": "Amal Haddad",
        "people": "none",
    }  # fmt: skip
    empty = next(name for name, value in page.form("/saves").fields if name.endswith("-alt") and not value)
    told = {f"{empty.removesuffix('alt')}{name}": value for name, value in described.items()}
    ok(author.send(page, "/saves", told), "Everything we need is here")
    ok(guest.sign(tour))
    stage.links.append(urlsplit(tour.seen["link"]).path)
    stage.at["revision"] = draft
    stage.at["revised"] = next(a for a, words in _rows(stage, "open") if tour.title in words)


def _rows(stage: Stage, view: str) -> list[tuple[str, str]]:
    page = stage.desk.get(f"/desk?view={view}")
    there = re.compile(r"/desk/(submissions|cases)/\d+")
    return [(a, w) for a, w in page.reader.links if there.match(a)]


def reported(stage: Stage, name: str, slug: str) -> None:
    """A report of a whole article, confirmed from the mail, and nothing done about it yet."""
    _reported(stage, name, slug, lambda *_: None)


def _reported(stage: Stage, name: str, slug: str, then: Any) -> None:
    """A report of a whole article, confirmed from the mail if something is to come of it, and what comes of it."""
    email = f"notice.{name}@example.net"
    browser = Browser(stage.site.base_url)
    address = slug if "/report" in slug else f"{slug}/report?"
    page = browser.get(f"/articles/{address}&lane=illegal")
    form = page.form("/report")
    told = {"email": email, **_answers(form)}
    assert browser.send(page, "/report", told, form=form).has("Check your mail")
    page = browser.get(_enter(stage, f"notice_{name}", email, "/n/"))
    if then is None:
        return
    page = browser.send(page, "/confirmations")
    number = NUMBER.search(page.text)
    assert number, page.text[:300]
    case = next(address for address, words in _rows(stage, "cases") if number[0] in words)
    stage.at[f"case_{name}"] = case
    then(stage, browser, case, page)


def _answers(form: Form) -> dict[str, str]:
    told = {}
    for name in form.names - {"email", "csrf_token", "lane", "website", "image", "quote", "revision"}:
        values = form.choices.get(name, [])
        if not dict(form.fields).get(name):
            told[name] = ("no" if "no" in values else next(v for v in values if v)) if values else "So I say."
    return told


def _withdraw(_stage: Stage, browser: Browser, _case: str, page: Page) -> None:
    form = page.form("/withdrawals")
    told = {name: values[-1] for name, values in form.choices.items()}
    assert browser.send(page, "/withdrawals", told, form=form).status == 200


def _hide(stage: Stage, _browser: Browser, case: str, _page: Page) -> None:
    page = _claimed(stage, case)
    form = page.form("/holds")
    told = {"target": form.choices["target"][0], "reason": "It is looked into after a report."}
    assert stage.desk.send(page, "/holds", told, form=form).status == 200


REASONS = {
    "ground": "Our rules, section 4.",
    "explanation": "The sentence could not be shown to hold.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
}


def _claim(stage: Stage, _browser: Browser, case: str, _page: Page) -> None:
    _claimed(stage, case)


def _leave(stage: Stage, _browser: Browser, case: str, _page: Page) -> None:
    _decide(stage, case, "no_action")


def _reverse(stage: Stage, _browser: Browser, case: str, _page: Page) -> None:
    _decide(stage, case, "remove_article")
    _decide(stage, case, "reinstate")


def _decide(stage: Stage, case: str, outcome: str) -> None:
    page = _claimed(stage, case)
    assert stage.desk.send(page, "/decisions", {**REASONS, "outcome": outcome}).status == 200


def _erase(stage: Stage, _browser: Browser, case: str, _page: Page) -> None:
    """An image was taken out for good, one person proposed to erase it, and another confirmed it."""
    _decide(stage, case, "withhold_image")
    _propose(signed_in(stage.site, "editor"), case, "image")
    stage.desk.send(stage.desk.get(case), "/confirmations", {"sure": "y"})
    _until(lambda: stage.desk.get(case).has("Nothing was found any more"), "an erasure")


def _propose(browser: Browser, case: str, scope: str) -> None:
    told = {
        "scope": scope,
        "reason": "A person shown asked for it.",
        "urgent": "A patient can be recognised.",
    }
    assert browser.send(browser.get(case), "/erasures", told).has("waits for a second person")


def _case_of(stage: Stage, notice: str) -> str:
    """The case that the desk made of a report."""
    number = NUMBER.search(Browser(stage.site.base_url).get(stage.opened[notice]).text)
    assert number
    return next(a for view in ("cases", "closed") for a, words in _rows(stage, view) if number[0] in words)


def _claimed(stage: Stage, case: str) -> Page:
    page = stage.desk.get(case)
    if page.forms("/claims"):
        stage.desk.send(page, "/claims", form=page.forms("/claims")[0])
        page = stage.desk.get(case)
    return page


def _kept(stage: Stage) -> str:
    """The desk's page of an article in view, which had another address before."""
    listed = stage.desk.get("/desk/articles")
    each = (a for a, _words in listed.reader.links if re.fullmatch(r"/desk/articles/\d+", a))
    page = next(page for a in each if (page := stage.desk.get(a)).forms("/addresses"))
    kept = page.path
    slug = dict(page.form("/addresses").fields)["slug"]
    stage.desk.send(page, "/addresses", {"slug": f"{slug}-once"})
    stage.desk.send(stage.desk.get(kept), "/addresses", {"slug": slug})
    return kept


def _until(look: Any, what: str, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < until, f"waited for {what}"
        time.sleep(0.1)

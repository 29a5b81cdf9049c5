"""A letter is three files that say the same; it carries one link, no personal data in its subject, and no gaps."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import tokens
from app.audit.kinds import SYSTEM
from app.clock import now
from app.db import session, transaction
from app.guests.models import Guest, Link
from app.notifications import letters
from app.notifications.letters import CannotWrite
from app.notifications.rules import RULES
from app.site import actions as site
from config import ROOT
from tests.notifications import making
from tests.takedowns import making as cases

if TYPE_CHECKING:
    from flask import Flask

FOLDER = ROOT / "templates" / "letters"
NAMES = sorted(path.name for path in FOLDER.iterdir())
TOKEN_LENGTH = 43

SAYS: dict[str, Any] = {
    "number": "TD-2026-0042",
    "wanted": ["Signature", "Good faith"],
    "silence": "If we hear nothing by Tue 24 Nov 2026, 16:00 (Europe/London), we close it.",
    "label": "decide it",
    "passed": "half",
    "by": "Tue 24 Nov 2026, 16:00 (Europe/London)",
    "regime": "Rules of the house",
    "title": "Rebuilding a <knee> & more",
    "left": 3,
    "most": 5,
    "scope": "draft",
    "revision": 2,
    "changes": ["The text changed.", "The image “knee <2>” was added."],
    "content_hash": "ab" * 32,
    "wording": "rights 2026-11",
    "images": [
        {
            "name": "Image 1",
            "said": "I made it myself",
            "sha256": "cd" * 32,
            "refused": True,
            "note": "Ask the library.",
        }
    ],
    "attached": "receipt-ab12cd-2.json",
    "capacity": "I am the author",
    "sentences": ["I wrote this article.", "Everything in it is true."],
    "before": "0123456789abcdef",
    "stolen": True,
    "printed": True,
    "reasons": ["Please say where the figures come from."],
    "note": "First paragraph.\n\nSecond, with <b>marks</b>.",
    "reason": "I changed my mind.",
    "who": "R. <Osei>",
    "host": "cms.example.org",
    "specialist": "a clinical specialist",
    "roles": "reviewer, editor",
    "marks": ["clinical"],
    "active": True,
    "changed": "roles and marks",
    "name": "The <website>",
    "prefix": "imp_12345678",
    "until": "1 July 2027",
    "ended": False,
    "owner": "Wanda <Marsh>",
    "may": ["Read what is published"],
    "comment": "Where is it from?",
    "passage": "Most <people> notice improvement",
    "ground": "Copyright",
    "explanation": "No licence was shown.",
    "stated": [
        ("What we found", "The file names <another> holder."),
        ("It breaks a law", "CDPA 1988, s. 16(2)"),
    ],
    "means": "Readers see it above the text.",
    "sentence": "What this says may be <unsafe>.",
    "redress": ["Write to us.", "Your right to go to a court stays as it is."],
    "said": "The article was removed.",
    "about_image": True,
    "open": True,
    "address": "http://127.0.0.1:8000/articles/knee",
    "letter": "draft link",
    "detail": "",
    "tries": 6,
    "purpose": "sign",
    "contact": "desk@example.org",
    "sent": True,
    "reported": True,
    "image": "Image 1",
    "why": "the right to show it has ended",
    "last": True,
    "made_on": date(2026, 11, 22),
    "size": 1204,
    "root": "ef" * 32,
    "on": "1 July 2027, 09:00 (Europe/London, UTC+01:00)",
    "looked": 3000,
    "faults": 1,
    "found": ["Event 17 is missing from the log."],
    "hidden": True,
    "case": "TD-2026-0042",
    "went": ["2 revisions"],
    "stays": ["Hashes of what was signed."],
    "backups": ["Backups of the files: none holds it after 1 January 2027."],
}
ALWAYS_DUE = {
    "item_late",
    "notice_registered",
    "notice_entered",
    "notice_waiting",
    "specialist_asked",
    "specialist_answered",
    "right_lapsed",
    "right_lapsed_desk",
}
TIMES = (
    "due_at",
    "signed_at",
    "expires_at",
    "decided_at",
    "last_on",
    "over_at",
    "at",
    "asked_at",
    "received_at",
)

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def says(**other: Any) -> dict[str, Any]:
    return {**SAYS, **{name: now() for name in TIMES}, **other}


class Words(HTMLParser):
    """The text of a page, its head left out, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.in_body = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_body = self.in_body or tag == "body"
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        if self.in_body:
            self.text.append(data)


def test_every_letter_has_three_files_and_is_sent_by_some_rule() -> None:
    assert sorted({rule.letter for rules in RULES.values() for rule in rules}) == NAMES
    for name in NAMES:
        assert sorted(path.name for path in (FOLDER / name).iterdir()) == sorted(letters.FILES)


@on_sqlite
@pytest.mark.parametrize("name", NAMES)
def test_html_and_text_are_the_same_letter_with_one_link(app: Flask, name: str) -> None:
    with app.app_context():
        less: dict[str, Any] = {
            "about_image": False,
            "open": False,
            "note": "",
            "reasons": [],
            "sent": False,
            "reported": False,
            "last": False,
            "hidden": False,
            "printed": False,
        }
        less |= {"images": [], "attached": "", "stolen": False}
        if name not in ALWAYS_DUE:
            less["due_at"] = None
        for other in ({}, less):
            letter = letters.render(name, says(**other))
            page = Words(letter.html)
            assert making.words(letter.text.replace("{link}", "")) == making.words(
                html.unescape(rearranged("".join(page.text)).replace("{link}", ""))
            )
            assert page.links == ["{link}"]
            assert letter.text.count("{link}") == 1
            assert "style=" in letter.html, "mail programs read styles on the elements"
            assert "&lt;" not in letter.text
            assert "If " in letter.text, "a letter says what happens if its reader does nothing"


def rearranged(text: str) -> str:
    """The HTML begins with the publisher's name, which the plain text puts below, like a signature."""
    name = "Harrow Lane Clinic Journal"
    before, _, letter = text.partition(name)
    body, close, end = letter.rpartition("You receive this letter")
    return f"{before}{body} {name} {close}{end}"


@on_sqlite
def test_a_subject_is_one_short_line_with_a_number_and_nothing_about_a_person(app: Flask) -> None:
    with app.app_context():
        for name in NAMES:
            subject = letters.render(name, says()).subject
            assert "TD-2026-0042" in subject, name
            assert len(subject) <= 70, subject
            assert "knee" not in subject, "what somebody wrote does not stand in a subject"


@on_sqlite
def test_a_gap_in_a_letter_or_in_the_words_of_the_desk_keeps_it_from_going(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(CannotWrite, match="### name the work ###"):
            letters.render("case_decided_author", says(explanation="You used ### name the work ### here."))
        quoted = letters.quoted("### Not a gap ###")
        assert letters.render("case_decided_author", says(title=quoted)).text


@on_sqlite
def test_a_second_line_in_a_subject_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(CannotWrite):
        letters.render("draft_link", says(number="A-1\nBcc: everybody@example.org"))


@on_sqlite
def test_words_that_look_like_our_slot_are_not_filled_in(app: Flask) -> None:
    with app.app_context():
        letter = letters.render("comment_from_desk", says(comment="Click {link} now"))
        assert letter.text.count("{link}") == 1
        assert "Click (link) now" in letter.text


@on_sqlite
def test_a_name_that_a_letter_uses_and_nobody_gives_is_a_mistake(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="undefined"):
        letters.render("item_late", {"number": 1})


@on_sqlite
def test_the_publisher_s_own_name_and_address_stand_in_the_letters(app: Flask) -> None:
    with app.app_context():
        identity = {
            "name": "Quarry Hill",
            "tagline": "",
            "zone": "Europe/London",
            "locale": "en-GB",
            "country": "GB-ENG",
            "contact": "desk@quarry.example",
        }
        with transaction():
            site.change_setting("identity", identity, by=SYSTEM, source="test")
        letter = letters.render("submission_declined", says())
        assert "Quarry Hill" in letter.text
        assert "desk@quarry.example" in letter.text


@on_sqlite
def test_no_stored_letter_holds_an_address_of_a_guest_or_anything_that_opens(app: Flask) -> None:
    article = cases.printed(app)
    cases.confirmed(app, article, email="clara@example.net")
    with app.app_context():
        making.told(500)
        kept = making.letters()
        assert len(kept) > 6
        addresses = [guest.email for guest in session.query(Guest)]
        opening = [
            tokens.derive(app.config["LINK_KEY"], link.id, link.generation) for link in session.query(Link)
        ]
        for letter in kept:
            stored = letter.subject + letter.text + letter.html
            assert not [secret for secret in addresses + opening if secret in stored], letter.letter
            assert not re.search(rf"/[dn]/[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", stored)
            assert (letter.link_id is not None) == ("{link}" in letter.text)


def test_no_letter_is_written_to_one_desk_in_another_s_words() -> None:
    for path in Path(FOLDER).rglob("*.txt"):
        assert "admin" not in path.read_text(encoding="utf-8").lower(), path

"""Mails for the demo: one that waits for its sender, an answer, one of a machine, and one marked as spam."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import current_app
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.intake import actions, parsing, reading
from app.intake.actions import Stored
from app.media.shelf import storage
from app.media.storage import mail_key
from app.publishing.models import Article
from app.takedowns.models import Case

PRESSED = "Somebody at a newspaper asked me about this, so I would like to hear from you this week."


@dataclass(frozen=True)
class Letter:
    """One mail. ``{url}`` and ``{number}`` stand for an article and for the case of its sender."""

    sender: str
    subject: str
    words: str
    header: tuple[str, str] = ("X-Spam-Flag", "NO")


LETTERS = (
    Letter(
        "Ravi Banerjee <r.banerjee@example.net>",
        "The drawing in your article is mine",
        "Good morning,\n\nthe drawing at the top of {url} is from my sketchbook. I never gave it away.\n\n"
        f"{PRESSED}\n\nRavi Banerjee",
    ),
    Letter(
        "Joan Ferris <joan.ferris@example.net>",
        "Re: {number}",
        "I can send you a photograph of the coat if that helps. I have worn it for years, so everybody here knows it.",
    ),
    Letter(
        "Archive <archive@example.net>",
        "Out of office: your letter",
        "The archive is closed until Monday.",
        ("Auto-Submitted", "auto-replied"),
    ),
    Letter(
        "Best prices <offers@example.com>",
        "Links for your site",
        "We place links on sites like yours.",
        ("X-Spam-Flag", "YES"),
    ),
)


def stage(*, about: int) -> None:
    """``about`` is a submission with a visible article, which the first mail names."""
    article = session.scalars(select(Article).where(Article.submission_id == about)).one()
    case = session.scalars(select(Case).where(Case.lane == "privacy").order_by(Case.id)).first()
    known = {
        "url": current_app.config["BASE_URL"] + article.url,
        "number": case.public_number if case else "",
    }
    for letter in LETTERS:
        _take(_bytes_of(letter, known))


def _bytes_of(letter: Letter, known: dict[str, str]) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = letter.sender, "desk@localhost"
    mail["Subject"] = letter.subject.format(**known)
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{hashlib.sha256(letter.words.encode()).hexdigest()[:20]}@mail.example.net>"
    mail[letter.header[0]] = letter.header[1]
    mail.set_content(letter.words.format(**known))
    return mail.as_bytes()


def _take(body: bytes) -> None:
    """Ours, so that no child has to read it."""
    sha256 = hashlib.sha256(body).hexdigest()
    storage().put(mail_key(sha256), body, expect_sha256=sha256)
    stored = Stored(sha256=sha256, size=len(body), received_at=now())
    with transaction():
        own, key = current_app.config["SETTINGS"].mail_from, current_app.config["LINK_KEY"]
        actions.take(reading.believed(parsing.read(body)), stored, own=own, key=key)

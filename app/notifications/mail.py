"""Letters on the wire: building them, and the two ways they go (captured in files, or SMTP).

A private link or a short code is derived here and nowhere else; what is stored keeps the slot. Nothing
here touches a transaction.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path
from time import monotonic
from typing import Protocol

from email_validator import validate_email

from app import disk, tokens
from app.accounts.models import Pass
from app.attestations import receipts
from app.attestations.models import Receipt
from app.guests.models import Code, Link
from app.notifications import letters
from app.notifications.models import Message
from config import Settings

DOORS = {"draft": "/d/", "notice": "/n/", "consent": "/c/", "invitation": "/i/", "password": "/w/"}
PATIENCE = 60.0
"""Seconds that one letter may take on the wire, connecting included. Shorter than the lease on it."""


class NotTaken(Exception):
    """The letter did not go. ``final``: the server will never take it (5xx). ``away``: no use trying others now."""

    def __init__(self, why: str, *, final: bool = False, away: bool = False) -> None:
        super().__init__(why)
        self.final = final
        self.away = away


@dataclass(frozen=True)
class Envelope:
    """One letter as it goes on the wire: ``wire`` is its bytes."""

    message_id: int
    sender: str
    recipient: str
    wire: bytes


class Mailer(Protocol):
    def post(self, envelope: Envelope) -> None:
        """Hand the letter over for good, or raise NotTaken."""


@dataclass(frozen=True)
class Filling:
    """What a stored letter lacks and is put in on the wire."""

    link: Link | None = None
    code: Code | None = None
    receipt: Receipt | None = None
    opens: Pass | None = None


def seal(message: Message, filling: Filling, *, settings: Settings) -> Envelope:
    """The letter with its link or code filled in, and its receipt attached. Date and Message-ID are the stored ones:
    a second copy is the same letter."""
    slots = {
        letters.SLOT: _address(filling.link or filling.opens, settings),
        letters.CODE: _digits(filling.code, settings) if filling.code else "",
    }
    to = _ascii(message.address)
    mail = EmailMessage(policy=policy.SMTP if to.isascii() else policy.SMTPUTF8)
    mail["From"] = settings.mail_from
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = message.message_id
    root = f"<{message.thread}.{message.recipient.replace(':', '-')}@{letters.host()}>"
    mail["In-Reply-To"] = root
    mail["References"] = root
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    text, html = message.text, message.html
    for slot, words in slots.items():
        text, html = text.replace(slot, words), html.replace(slot, escape(words))
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    if filling.receipt:
        _attach(mail, filling.receipt)
    return Envelope(message.id, parseaddr(settings.mail_from)[1], to, mail.as_bytes())


def _attach(mail: EmailMessage, receipt: Receipt) -> None:
    """The signer's own copy, openings included: the letter goes to the mailbox whose owner signed."""
    file = receipts.file(receipt, for_signer=True)
    mail.add_attachment(file, maintype="application", subtype="json", filename=receipts.name_of(receipt))


@contextmanager
def mailer(settings: Settings) -> Iterator[Mailer]:
    """The mailer of this installation, for one run: SMTP keeps its connection until the end of it."""
    if settings.mail == "capture":
        yield Capture(settings.mail_dir)
        return
    smtp = Smtp(settings)
    try:
        yield smtp
    finally:
        smtp.close()


@dataclass(frozen=True)
class Capture:
    """Keeps each letter as one file, for a site on somebody's own machine. A second copy replaces the first."""

    folder: Path

    def post(self, envelope: Envelope) -> None:
        kept = self.folder / f"{envelope.message_id:08d}.eml"
        fresh = kept.with_suffix(f".{os.getpid()}.new")
        try:
            fresh.unlink(missing_ok=True)  # what a process of this number left when it died
            disk.write(fresh, envelope.wire)
            fresh.replace(kept)
        except OSError as full:
            raise NotTaken(f"The letter could not be written: {full.strerror}.", away=True) from full


class Smtp:
    """One kept connection to the mail server, opened for the first letter and again after a fault."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._smtp: smtplib.SMTP | None = None

    def post(self, envelope: Envelope) -> None:
        until = monotonic() + PATIENCE
        smtp = self._connected()
        if monotonic() > until:
            raise NotTaken("The mail server took too long to greet us.", away=True)
        options = () if envelope.recipient.isascii() else self._wide(smtp)
        try:
            self._ask(smtp, until, *smtp.mail(envelope.sender, options))
            self._ask(smtp, until, *smtp.rcpt(envelope.recipient, options=()))
            self._ask(smtp, until, *smtp.data(envelope.wire))
        except smtplib.SMTPResponseException as refused:
            raise self._refused(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as fault:
            self._hang_up()
            raise NotTaken(f"The mail server stopped answering: {fault}", away=True) from fault

    def close(self) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._hang_up()

    def _hang_up(self) -> None:
        """Without a farewell: a server that does not answer would make us wait for its own."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = _connect(self.settings)
            except (smtplib.SMTPException, OSError) as fault:
                raise NotTaken(f"The mail server cannot be reached: {fault}", away=True) from fault
        return self._smtp

    def _ask(self, smtp: smtplib.SMTP, until: float, code: int, said: bytes) -> None:
        """What the server said to the last command; and how long the next one may take."""
        if code // 100 != 2:
            raise self._refused(code, said)
        if smtp.sock is not None:
            smtp.sock.settimeout(max(0.1, min(self.settings.smtp_timeout, until - monotonic())))

    def _refused(self, code: int, said: bytes | str) -> NotTaken:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        if code == 421:  # RFC 5321, 3.8: it closes the connection
            self._hang_up()
        elif self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()
        return NotTaken(f"The mail server answered {code} {words}", final=code // 100 == 5, away=code == 421)

    def _wide(self, smtp: smtplib.SMTP) -> tuple[str, ...]:
        if not smtp.has_extn("smtputf8"):
            raise NotTaken("The mail server cannot write to an address with letters like these.", final=True)
        return ("SMTPUTF8", "BODY=8BITMIME")


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port, wait = settings.smtp_host, settings.smtp_port, settings.smtp_timeout
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if settings.smtp_tls == "tls":
        smtp = smtplib.SMTP_SSL(host, port, timeout=wait, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=wait)
    try:
        if settings.smtp_tls == "starttls":
            smtp.starttls(context=context)
        if settings.smtp_user:
            smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _address(link: Link | Pass | None, settings: Settings) -> str:
    key = settings.link_key.get_secret_value()
    if isinstance(link, Pass):
        token = tokens.derive(key, link.id, link.generation, of="pass")
        return letters.address(DOORS[link.purpose] + token)
    if link is None:
        return ""
    return letters.address(DOORS[link.scope] + tokens.derive(key, link.id, link.generation))


def _digits(code: Code, settings: Settings) -> str:
    """In two groups, which is easier to read across."""
    digits = tokens.short_code(settings.link_key.get_secret_value(), code.bound_to)
    return f"{digits[:4]} {digits[4:]}"


def _ascii(address: str) -> str:
    """The address with its domain in ASCII (RFC 5891), and whole if what is before the @ allows it."""
    if address.isascii():
        return address
    checked = validate_email(address, check_deliverability=False)
    return checked.ascii_email or f"{checked.local_part}@{checked.ascii_domain}"

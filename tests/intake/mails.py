"""Mails as they come in: of people, of machines, of whoever means harm."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

OURS = "desk@localhost.localdomain"
"""What our letters come from unless a site says otherwise."""


def mail(
    words: str = "Please look at this.",
    *,
    sender: str = "Clara Vogt <clara@example.net>",
    subject: str = "A problem with a page",
    answers: str = "",
    headers: Sequence[tuple[str, str]] = (),
    attached: Sequence[tuple[str, str, bytes]] = (),
    html: str = "",
    message_id: str = "",
) -> bytes:
    """One mail. ``attached``: name, type, bytes; ``answers``: the Message-ID it refers to."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = OURS
    made["Subject"] = subject
    made["Date"] = "Mon, 23 Nov 2026 10:00:00 +0000"
    made["Message-ID"] = message_id or f"<{abs(hash((words, sender, subject)))}@mail.example.net>"
    if answers:
        made["In-Reply-To"] = answers
        made["References"] = f"<case-1.claimant-1@localhost> {answers}"
    for name, value in headers:
        made[name] = value
    made.set_content(words)
    if html:
        made.add_alternative(html, subtype="html")
    for name, kind, body in attached:
        maintype, _, subtype = kind.partition("/")
        made.add_attachment(body, maintype=maintype, subtype=subtype, filename=name)
    return made.as_bytes()


def bounce(letter: str, *, action: str = "failed", whole: bool = False) -> bytes:
    """What Postfix sends back (RFC 3464): the report, and the head of the letter or all of it."""
    back = f"Message-ID: {letter}\r\nFrom: {OURS}\r\nTo: clara@example.net\r\nSubject: Your case\r\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        "Return-Path: <>\r\n"
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\r\n"
        f"To: {OURS}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n'
        "\r\n"
        "--b1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        "I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.org\r\n\r\n"
        "Final-Recipient: rfc822; clara@example.net\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <clara@example.net>: User unknown\r\n\r\n"
        f"--b1\r\nContent-Type: {kind}\r\n\r\n{back}\r\nYour letter.\r\n\r\n"
        "--b1--\r\n"
    ).encode()

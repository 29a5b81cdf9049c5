"""What letters say of mails that came in."""

from __future__ import annotations

from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says
from app.notifications.letters import quoted
from app.notifications.people import the
from app.takedowns.mailing.kinds import MailKind, MailState
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, Notice

PAGES = {"case": "/desk/cases/{}", "submission": "/desk/submissions/{}"}
"""Where the desk reads what a mail answers; any other stands with the mails."""


def is_report(event: Event) -> bool:
    """It counted as a report by this event, and its sender has not completed it meanwhile."""
    counted = event.facts.get("kind", MailKind.REPORT.value)
    return counted == MailKind.REPORT.value and the(Mail, event, "mail").standing is MailState.WAITING


def is_answer(event: Event) -> bool:
    return the(Mail, event, "mail").of_kind is MailKind.ANSWER


def of_mail(event: Event) -> Says:
    mail = the(Mail, event, "mail")
    return {
        "number": mail.public_number,
        "title": quoted(mail.subject)[:80] or "without a subject",
        "received_at": mail.received_at,
        "expires_at": mail.expires_at,
    }


def of_answer(event: Event) -> Says:
    """The desk hears that somebody answered, and what about; the words stand behind the sign-in."""
    return {"number": _number(the(Mail, event, "mail"))}


def bounces_page(_event: Event) -> str:
    return "/desk/messages?state=bounced"


def page_of(event: Event) -> str:
    mail = the(Mail, event, "mail")
    kind, number = _read_with(mail)
    return PAGES[kind].format(number) if kind in PAGES else f"/desk/mails/{mail.id}"


def _read_with(mail: Mail) -> tuple[str, int | None]:
    if mail.about_kind == "notice" and mail.about_id is not None:
        notice = session.get(Notice, mail.about_id)
        if notice is not None and notice.case_id is not None:
            return "case", notice.case_id
    return mail.about_kind, mail.about_id


def _number(mail: Mail) -> str:
    kind, number = _read_with(mail)
    if kind == "case" and number is not None:
        return session.get_one(Case, number).public_number
    return mail.public_number

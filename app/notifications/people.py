"""Whom an event concerns: found from what the event is about, never from what stood in a form.

Author and claimant may be the same guest; each hears in their own role, so the role is part of the recipient's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import current_app

from app.accounts.models import Pass
from app.audit import queries as audit
from app.audit.models import Event
from app.db import session
from app.guests import queries as guests
from app.guests.models import Code, Guest, Link, Purpose, Scope
from app.publishing.models import Article, Hold
from app.submissions import consents
from app.submissions.consent_links import Consent
from app.submissions.models import Submission
from app.takedowns import queries as cases
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, Notice
from app.takedowns.states import NoticeState

NEW_LINK = "/links"
"""Where a letter leads when its reader's private link was revoked: the page that sends a new one."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Recipient:
    """One reader of one letter. ``link`` is a private link, filled in on the wire; else ``path`` is a plain address.
    ``code`` is a short code and ``opens`` the private link of somebody of the desk, filled in on the wire too.

    ``thread`` names the conversation the letter belongs to, so that a mail program keeps its letters together.
    """

    name: str
    address: str
    thread: str
    link: Link | None = None
    path: str = ""
    code: Code | None = None
    opens: Pass | None = None


Whom = Callable[[Event], list[Recipient]]


def author(event: Event) -> list[Recipient]:
    """The contributor, with the private link of the draft."""
    found = submission(event)
    return [_guest("author", found.guest, found.ref, guests.current_link(Scope.DRAFT, found.draft_ref))]


def reader(event: Event) -> list[Recipient]:
    """The contributor, led to the article as the public sees it."""
    [told] = author(event)
    return [Recipient(told.name, told.address, told.thread, path=article(event).url)]


def holder(event: Event) -> list[Recipient]:
    """Whoever asked for a private link again."""
    link = the(Link, event, "link")
    if link.scope == Scope.CONSENT:
        return _person(consents.by_ref(link.subject_ref))
    found = [_guest("holder", link.owner, f"{link.scope}-{link.subject_ref}", link)]
    return found if link.owner.has_address else []


def person(event: Event) -> list[Recipient]:
    """The person shown, or who speaks for them; nobody where the link went out on paper."""
    return _person(the(Consent, event, "consent"))


def withdrawers(event: Event) -> list[Recipient]:
    """Everybody whose withdrawn consent a case is about."""
    opened = case(event)
    found = cases.consents_of(opened) if opened else []
    return [told for consent in found for told in _person(consent)]


CODE_PAGES = {
    Purpose.SIGN.value: "/drafts/{ref}/attestation",
    Purpose.WITHDRAW.value: "/drafts/{ref}/status",
    Purpose.OLD_ADDRESS.value: "/drafts/{ref}/addresses",
    Purpose.NEW_ADDRESS.value: "/drafts/{ref}/addresses",
}
"""Where a code is typed in. These addresses open nothing by themselves, so that a letter that went astray does not."""


def mailbox(event: Event) -> list[Recipient]:
    """Whoever reads the mailbox that a code is for."""
    code = the(Code, event, "code")
    path = CODE_PAGES[code.purpose].format(ref=code.subject_ref)
    name = f"{code.purpose}:{code.guest_id}"
    return [Recipient(name, code.email, f"draft-{code.subject_ref}", path=path, code=code)]


def somebody_else(event: Event) -> list[Recipient]:
    """Whose mailbox it is that a guest wanted to change to. No code goes there."""
    code = the(Code, event, "code")
    return [Recipient(f"taken:{code.id}", code.email, f"code-{code.id}", path=NEW_LINK)]


def both_addresses(event: Event) -> list[Recipient]:
    """The guest at the address that was left, and at the one in use."""
    guest = the(Guest, event, "guest")
    places = {"left": audit.said(event, "old"), "guest": the(Code, event, "code").email}
    return [
        Recipient(f"{name}:{guest.id}", address, f"guest-{guest.id}", path=NEW_LINK)
        for name, address in places.items()
        if address
    ]


def claimant(event: Event) -> list[Recipient]:
    """Who sent this notice; nobody where they gave no address."""
    notice = the(Notice, event, "notice")
    return [_claimant(notice)] if notice.guest.has_address else []


def known_claimant(event: Event) -> list[Recipient]:
    """The same, once somebody has vouched for the address."""
    notice = the(Notice, event, "notice")
    return [_claimant(notice)] if notice.may_be_written_to else []


def has_claimant(event: Event) -> bool:
    """Whether a notice came from somebody who can be written to; the desk finds the others in its queue."""
    notice = about(Notice, event, "notice")
    return notice is not None and notice.guest.has_address


def sender(event: Event) -> list[Recipient]:
    """Who wrote the mail, with the private link where there is something to complete."""
    mail = the(Mail, event, "mail")
    if mail.guest is None:
        return []
    return [_guest("sender", mail.guest, mail.ref, guests.current_link(Scope.NOTICE, mail.mail_ref))]


def claimants(event: Event) -> list[Recipient]:
    """Everybody whose confirmed notice is part of the case; once each, however many notices they sent. Nobody whose
    address nobody has vouched for: a report that the desk adopted came from whoever typed it."""
    about = case(event)
    confirmed = [
        notice
        for notice in (about.notices if about else [])
        if notice.standing is NoticeState.CONFIRMED and notice.may_be_written_to
    ]
    return list({notice.guest_id: _claimant(notice) for notice in confirmed}.values())


def webmaster(path: Callable[[Event], str]) -> Whom:
    """The one address that every alarm reaches, led to a page of the desk."""

    def found(event: Event) -> list[Recipient]:
        address = current_app.config["SETTINGS"].webmaster_email
        return [Recipient("webmaster", address, str(event.subject).replace(":", "-"), path=path(event))]

    return found


def the(model: type[Row], event: Event, kind: str) -> Row:
    """The record of that kind which the event is about. One that is not there is a mistake of ours."""
    found = about(model, event, kind)
    if found is None:
        raise LookupError(f"{event.kind} {event.id} names no {kind} that is there")
    return found


def about(model: type[Row], event: Event, kind: str) -> Row | None:
    number = event.subject_id if event.subject_kind == kind else event.topic(kind)
    return session.get(model, number) if number is not None else None


def submission(event: Event) -> Submission:
    return about(Submission, event, "submission") or article(event).submission


def article(event: Event) -> Article:
    found = about(Article, event, "article")
    if found is None:
        held, opened = about(Hold, event, "hold"), case(event)
        found = held.article if held else opened.article if opened else None
    return found or the(Article, event, "article")


def case(event: Event) -> Case | None:
    """The case an event belongs to; a hold and a notice may stand outside any case."""
    found = about(Case, event, "case")
    if found is None and (held := about(Hold, event, "hold")) and held.case_id is not None:
        found = session.get(Case, held.case_id)
    return found


def _claimant(notice: Notice) -> Recipient:
    link = guests.current_link(Scope.NOTICE, notice.notice_ref)
    return _guest("claimant", notice.guest, notice.ref, link)


def _person(consent: Consent) -> list[Recipient]:
    address = consents.email_of(consent)
    if not address:
        return []
    link = guests.current_link(Scope.CONSENT, consent.consent_ref)
    name = str(consent.ref).replace(":", "-")
    return [Recipient(f"person:{consent.id}", address, name, link, "" if link else NEW_LINK)]


def _guest(role: str, guest: Guest, thread: object, link: Link | None) -> Recipient:
    name = str(thread).replace(":", "-")
    return Recipient(f"{role}:{guest.id}", guest.email, name, link, "" if link else NEW_LINK)

"""What was reported, in the claimants' own words, with the page as each of them saw it and the files that came with it;
what was asked of them and added; and what the desk asked its specialists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.audit.queries import erased
from app.bundles.kinds import ERASED, File, path
from app.bundles.people import Said, iso, named
from app.db import session
from app.media.storage import evidence_key, mail_key, snapshot_key
from app.submissions import papers
from app.takedowns.asking import queries as asking
from app.takedowns.asking.kinds import named as specialist
from app.takedowns.curing import queries as cures
from app.takedowns.kinds import LANES, Lane
from app.takedowns.mailing import queries as mailing
from app.takedowns.mailing.kinds import KINDS
from app.takedowns.models import Case, Notice
from app.takedowns.reporting.models import Attachment
from app.takedowns.reporting.snapshots import MANIFEST, PAGE


def of(case: Case) -> list[Said]:
    return [_report(notice) for notice in case.notices]


def files(said: list[Said], mails: list[Said]) -> Iterator[File]:
    """The pages that were kept, each once, the evidence as it came, and the mails as the mailbox had them."""
    kept = {
        one["page"]["sha256"]: one["page"]["path"]
        for one in said
        if one["page"] and not one["page"]["erased"]
    }
    for sha256, where in sorted(kept.items()):
        yield File(f"{where}/{PAGE}", key=snapshot_key(sha256, PAGE))
        yield File(f"{where}/{MANIFEST}", key=snapshot_key(sha256, MANIFEST), sha256=sha256)
    for file in (file for one in said for file in one["files"] if not file["erased"]):
        is_mail = file["mime"] in (papers.MAIL.mime, papers.TEXT.mime)
        yield File(file["path"], key=evidence_key(file["sha256"]), sha256=file["sha256"], mail=is_mail)
    for one in mails:
        if not one["erased"]:
            yield File(one["path"], key=mail_key(one["sha256"]), sha256=one["sha256"], mail=True)


def mails(case: Case) -> list[Said]:
    """Everything that was written to us by mail about it."""
    found = mailing.about(case.ref, *(notice.ref for notice in case.notices))
    gone = erased("mail", [one.id for one in found])
    return [
        {
            "number": one.public_number,
            "kind": KINDS[one.of_kind].label,
            "from": one.sender or ERASED,
            "name": one.name,
            "subject": one.subject,
            "words": one.words,
            "attached": list(one.files),
            "message_id": one.message_id,
            "received_at": iso(one.received_at),
            "size": one.size,
            "sha256": one.sha256,
            "whole": one.whole,
            "erased": one.id in gone,
            "path": path("mails", f"{one.id:06}-{one.public_number}.eml"),
        }
        for one in found
    ]


def requests(case: Case) -> list[Said]:
    """What each report lacked, and what was added."""
    return [
        {
            "report": one.notice.public_number,
            "by": one.by.name if one.by else "",
            "asked_at": iso(one.made_at),
            "wanted": [
                field.heading for field in LANES[Lane(one.notice.lane)].fields if field.name in one.wanted
            ],
            "added_at": iso(one.given.made_at) if one.given else None,
            "added": _answers(one.notice, one.given.answers) if one.given else [],
        }
        for one in cures.of_case(case)
    ]


def questions(case: Case) -> list[Said]:
    """Internal: only the desk read them."""
    return [
        {
            "internal": True,
            "number": one.question.sequence,
            "to": specialist(one.question.mark),
            "by": one.question.by.name,
            "asked_at": iso(one.question.made_at),
            "question": one.question.body or ERASED,
            "answered_by": one.opinion.by.name if one.opinion else "",
            "answered_at": iso(one.opinion.made_at) if one.opinion else None,
            "opinion": (one.opinion.body or ERASED) if one.opinion else "",
            "taken_back_by": one.taken_back_by,
            "taken_back_at": iso(one.taken_back_at),
        }
        for one in asking.of_case(case)
    ]


def _report(notice: Notice) -> Said:
    rule = LANES[Lane(notice.lane)]
    return {
        "number": notice.public_number,
        "state": notice.state,
        "ground": rule.label,
        "lane": notice.lane,
        "received_at": iso(notice.received_at),
        "confirmed_at": iso(notice.confirmed_at),
        "revision": notice.revision.number,
        "image": notice.use_name,
        "passage": {"prefix": notice.prefix, "quote": notice.quote, "suffix": notice.suffix}
        if notice.quote
        else None,
        "erased": not notice.answers,
        "answers": _answers(notice, notice.answers),
        "lacks": [field.heading for field in rule.fields if field.name in cures.lacks(notice)],
        "page": _page(notice),
        "files": _files(notice),
    }


def _answers(notice: Notice, answers: dict[str, Any]) -> list[Said]:
    """Each question of the lane that was answered, as it was asked, and what was typed; and what a lane of an older
    version asked for, by its name."""
    fields = LANES[Lane(notice.lane)].fields
    known = {field.name for field in fields}
    asked = [
        {"field": field.name, "asked": field.label, "answer": field.words(answers.get(field.name))}
        for field in fields
        if field.name in answers
    ]
    others = sorted(name for name in answers if name not in known)
    return [*asked, *({"field": name, "asked": name, "answer": str(answers[name])} for name in others)]


def _page(notice: Notice) -> Said | None:
    if not notice.snapshot:
        return None
    gone = bool(erased("snapshot", [notice.id]))
    return {"sha256": notice.snapshot, "erased": gone, "path": path("seen", notice.snapshot[:16])}


def _files(notice: Notice) -> list[Said]:
    found = list(
        session.scalars(select(Attachment).where(Attachment.notice_id == notice.id).order_by(Attachment.id))
    )
    gone = erased("notice_file", [one.id for one in found])
    return [
        {
            "name": one.filename,
            "mime": one.mime,
            "size": one.size,
            "sha256": one.sha256,
            "came_at": iso(one.made_at),
            "by": named(one.by_id),
            "erased": one.id in gone,
            "path": path(
                "evidence",
                "reports",
                notice.public_number,
                f"{number:02}-{_name(one)}",
            ),
        }
        for number, one in enumerate(found, 1)
    ]


def _name(one: Attachment) -> str:
    """No file ends as something that runs where it is opened."""
    return papers.name_for(one.filename, one.mime)

"""Is what was decided about cases and rights still what was decided, and is each right that ends as the log left it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from app.audit import rows
from app.audit.findings import Fault, Part
from app.audit.kinds import Kind, Ref
from app.audit.models import Event
from app.audit.rows import Named
from app.audit.walking import through
from app.db import session
from app.publishing.models import Hold
from app.submissions.consent_links import Consent
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case, CaseDecision, Ending, Notice, RightDecision
from app.takedowns.reporting.models import Attachment, CaseComment
from app.takedowns.states import EndingState

STATES: dict[str, tuple[EndingState, ...]] = {
    Kind.RIGHT_ENDING.value: (EndingState.OPEN,),
    Kind.RIGHT_KEPT.value: (EndingState.KEPT,),
    Kind.RIGHT_REVOKED.value: (EndingState.WITHHELD,),
    Kind.RIGHT_LAPSED.value: (EndingState.WITHHELD,),
    Kind.RIGHT_SETTLED.value: (EndingState.RENEWED, EndingState.GONE),
}
"""The states a right can be in after each event that does not say so itself, as those of older versions."""

_OF_CASES = Named(
    CaseDecision,
    "Decision about a case",
    (Kind.CASE_DECIDED, Kind.CASE_REVERSED),
    lambda decision: Ref("case", decision.case_id),
    "decision",
)
_ENDINGS = Named(
    Ending,
    "The right that ends, ending",
    (Kind.RIGHT_ENDING, Kind.RIGHT_KEPT, Kind.RIGHT_REVOKED, Kind.RIGHT_LAPSED, Kind.RIGHT_SETTLED),
    lambda ending: ending.ref,
)
_OF_RIGHTS = Named(
    RightDecision,
    "Decision about a right",
    (Kind.RIGHT_KEPT, Kind.RIGHT_LAPSED),
    lambda decision: Ref("ending", decision.ending_id),
    "decision",
)


_NOTICES = Named(Notice, "Notice", (Kind.NOTICE_RECEIVED, Kind.NOTICE_ENTERED), lambda notice: notice.ref)
_FILES = Named(
    Attachment,
    "File with a report",
    (Kind.EVIDENCE_RECEIVED,),
    lambda file: Ref("notice", file.notice_id),
    "file",
)
_MAILS = Named(Mail, "Mail", (Kind.MAIL_RECEIVED,), lambda mail: mail.ref)
_WORDS = Named(
    CaseComment,
    "Word with a claimant",
    (Kind.CLAIMANT_TOLD, Kind.DESK_TOLD),
    lambda said: Ref("notice", said.notice_id),
    "comment",
)
_CONSENTS = Named(
    Consent, "Consent", (Kind.CONSENT_LINKED, Kind.CONSENT_WITHDRAWN), lambda consent: consent.ref
)


def _endings(found: Sequence[Ending]) -> list[Fault]:
    """Each right that ends against the last event about it: its days, its case, and where it stands."""
    told = _last_told(found)
    return [
        Fault(str(one.ref), f"Right {one.rights_id}, as one that ends ({one.ref}), {wrong}.")
        for one in found
        if (wrong := _wrong(one, told.get(one.id)))
    ]


def _withdrawn(one: Consent) -> str:
    """Whether it was withdrawn, against the log."""
    told = exists().where(
        Event.kind == Kind.CONSENT_WITHDRAWN.value,
        Event.subject_kind == "consent",
        Event.subject_id == one.id,
    )
    if (one.withdrawn_at is None) == bool(session.scalar(select(told))):
        return "does not say what the log says about its withdrawal"
    return (
        ""
        if (one.withdrawn_at is None) == (one.withdrawn_on is None)
        else "has lost the day of its withdrawal"
    )


def _wrong(one: Ending, told: tuple[str, Mapping[str, Any]] | None) -> str:
    if told is None:
        return "is named by no event of the log"
    kind, facts = told
    last_on = one.last_on.isoformat()
    if facts.get("rights") != one.rights_id or facts.get("last_on", last_on) != last_on:
        return "is not about the right, or the last day, that the log says"
    if facts.get("ending", rows.digest(one)) != rows.digest(one):
        return "is not what the log says it was: it was changed"
    if "state" in facts:
        stands = one.state == facts["state"] or _is_shown_again(one, kind)
    elif kind == Kind.RIGHT_SETTLED:
        stands = one.state == (EndingState.RENEWED if facts.get("shown") else EndingState.GONE)
    else:
        stands = one.state in STATES[kind] or _is_shown_again(one, kind)
    return "" if stands else f"is “{one.state}”, which does not follow from the last event of the log"


def _is_shown_again(one: Ending, kind: str) -> bool:
    """What its case hid was shown again, which is the case's event: it is looked after anew."""
    if one.state != EndingState.KEPT or EndingState.WITHHELD not in STATES[kind]:
        return False
    shown = exists().where(Hold.case_id == one.case_id, Hold.lifted_at.is_not(None))
    return bool(session.scalar(select(shown)))


def _last_told(found: Sequence[Ending]) -> dict[int, tuple[str, Mapping[str, Any]]]:
    about = select(Event.subject_id, Event.kind, Event.facts).where(
        Event.subject_kind == "ending",
        Event.subject_id.in_([one.id for one in found]),
        Event.kind.in_(STATES),
    )
    return {row.subject_id: (row.kind, row.facts) for row in session.execute(about.order_by(Event.id))}


ENDED = _ENDINGS.events("endings named", "rights that end in the log")
ENDINGS = Part("endings", "rights that end", through(select(Ending), Ending.id, _endings))
CASES = Named(Case, "Case", (Kind.CASE_OPENED,), lambda case: case.ref).events("cases", "cases in the log")
FILES_NAMED = _FILES.events("report files named", "files with reports in the log")
FILES = _FILES.rows("files with reports", "files with reports")
WORDS_NAMED = _WORDS.events("claimant words named", "words with claimants in the log")
WORDS = _WORDS.rows("words with claimants", "words with claimants")
NOTICES_NAMED = _NOTICES.events("notices named", "notices in the log")
NOTICES = _NOTICES.rows("notices", "notices")
MAILS_NAMED = _MAILS.events("mails named", "mails in the log")
MAILS = _MAILS.rows("mails", "mails that came in")
CONSENTS_NAMED = _CONSENTS.events("consents named", "consents in the log")
CONSENTS = _CONSENTS.rows("consents", "consents of people shown", _withdrawn)
CASES_DECIDED = _OF_CASES.events("cases decided", "decisions about cases in the log")
CASE_DECISIONS = _OF_CASES.rows("case decisions", "decisions about cases")
RIGHTS_DECIDED = _OF_RIGHTS.events("rights decided", "decisions about rights in the log")
RIGHT_DECISIONS = _OF_RIGHTS.rows("right decisions", "decisions about rights that end")

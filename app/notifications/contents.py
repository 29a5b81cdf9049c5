"""What each letter says: the facts of an event in words, gathered from the records it is about."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.attestations import queries as attestations
from app.attestations import receipts
from app.attestations.actions import CAPACITIES
from app.attestations.models import Attestation, Receipt
from app.audit import queries as audit
from app.audit.models import Checkpoint, Event, Verification
from app.db import session
from app.guests.actions import LINKS_AT_ONCE
from app.guests.models import Code, Link, Scope
from app.notifications.letters import quoted
from app.notifications.models import Message
from app.notifications.people import about, article, case, submission, the
from app.publishing.models import Hold
from app.review import rules as review
from app.review.models import Decision, Verdict
from app.site import queries as site
from app.submissions import content, declarations, permissions, waiting
from app.submissions import queries as submissions
from app.submissions.kinds import BASES, Basis
from app.submissions.models import Placement, Revision
from app.submissions.writable import was_published
from app.takedowns.clocks import queries as clocks
from app.takedowns.clocks import words
from app.takedowns.clocks.kinds import Name
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import CaseDecision, Notice
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import OPEN
from app.takedowns.stating import queries as stating
from app.worklist.models import Item

Says = dict[str, Any]


def draft_number(ref: str) -> str:
    """What stands in a subject: enough to tell two articles apart, and it opens nothing."""
    return f"A-{ref[:6].upper()}"


def notice_number(ref: str) -> str:
    """As ``Notice.public_number`` has it."""
    return f"N-{ref[:6].upper()}"


def consent_number(ref: str) -> str:
    """What stands in a subject to a person shown."""
    return f"C-{ref[:6].upper()}"


_NUMBERS = {
    Scope.DRAFT.value: draft_number,
    Scope.NOTICE.value: notice_number,
    Scope.CONSENT.value: consent_number,
}


def of_link(event: Event) -> Says:
    link = the(Link, event, "link")
    number = _NUMBERS[link.scope](link.subject_ref)
    return {"scope": link.scope, "number": number, "left": event.facts.get("left", 0), "most": LINKS_AT_ONCE}


def of_code(event: Event) -> Says:
    """What the code is for and until when. The digits are filled in on the wire."""
    code = the(Code, event, "code")
    return {
        "number": draft_number(code.subject_ref),
        "purpose": code.purpose,
        "expires_at": code.expires_at,
        "contact": site.identity().contact,
    }


def of_change(event: Event) -> Says:
    """Both mailboxes hear it, and neither letter names the other."""
    code = the(Code, event, "code")
    return {"number": draft_number(code.subject_ref), "contact": site.identity().contact}


def of_submission(event: Event) -> Says:
    found = submission(event)
    return {
        "title": quoted(found.title),
        "number": draft_number(found.draft_ref),
        "due_at": found.review_due_at,
    }


def receipt(event: Event) -> Says:
    """What was signed, so that the letter is a receipt: the sentences, the hashes, the wording and the time."""
    signed = _signed(event)
    revision, file = signed.revision, receipt_by_mail(event)
    return {
        **of_submission(event),
        "attached": receipts.name_of(file) if file else "",
        "capacity": CAPACITIES.get(signed.statement["signer"]["capacity"], ""),
        "sentences": [clause["text"] for clause in signed.wording.body["clauses"]],
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "images": [_image(placement) for placement in revision.placements],
        "wording": f"{signed.wording.name} {signed.wording.version}",
        "signed_at": signed.signed_at,
    }


def receipt_by_mail(event: Event) -> Receipt | None:
    """The file that goes with the letter; none where it is too large for one."""
    found = receipts.of(_signed(event))
    if found is None or len(receipts.file(found, for_signer=True)) > receipts.LARGEST_BY_MAIL:
        return None
    return found


def of_key(event: Event) -> Says:
    """Which key for receipts took the place of which, and whether that one was stolen."""
    return {"number": event.facts["key"], "before": event.facts["before"], "stolen": event.facts["stolen"]}


def of_decision(event: Event) -> Says:
    """The desk's reasons in sentences, and its note; and whether readers have an earlier revision."""
    decision = session.get_one(Decision, event.facts["decision"])
    reasons = review.sentences(Verdict(decision.verdict), decision.reasons)
    printed = was_published(submission(event))
    return {**of_submission(event), "reasons": reasons, "note": decision.note, "printed": printed}


def for_the_desk(event: Event) -> Says:
    """The same under the title the author sent; one that was never sent stays the author's own."""
    found = submission(event)
    sent = submissions.newest(found)
    title = content.of(sent).title if sent and sent.content is not None else ""
    return {**of_submission(event), "title": quoted(title), "sent": found.was_sent}


def of_withdrawal(event: Event) -> Says:
    return {**for_the_desk(event), "reason": quoted(audit.said(event, "reason"))}


def of_permissions(event: Event) -> Says:
    """The images whose permission has not come, and the last day for which the last of them was waited for."""
    waited = permissions.waited_for(the(Revision, event, "revision"))
    late = [one for one in waited if one.placement.rights_id in event.facts["rights"]]
    names = [{"name": f"Image {one.number}, “{quoted(one.key)}”"} for one in late]
    last = max((one.until for one in late if one.until), default=None)
    return {**of_submission(event), "images": names, "due_at": last}


def of_article(event: Event) -> Says:
    found = article(event)
    address = current_app.config["BASE_URL"] + found.url
    return {**of_submission(event), "title": quoted(found.title), "address": address}


def of_notice(event: Event) -> Says:
    notice = the(Notice, event, "notice")
    return {
        "number": notice.public_number,
        "title": quoted(notice.article.title),
        "ground": LANES[Lane(notice.lane)].label,
        "about_image": notice.use_name is not None,
        "expires_at": notice.expires_at,
    }


def of_registered(event: Event) -> Says:
    """The same, under the number of the case it has become."""
    opened = case(event)
    if opened is None:
        raise LookupError(f"the notice of event {event.id} was confirmed without a case")
    silence = words.silence(clocks.until(opened, Name.TRIAGE) or clocks.next_of_the_desk(opened))
    return {**of_notice(event), "number": opened.public_number, "silence": silence}


def of_hold(event: Event) -> Says:
    """An interim measure. It may stand outside any case; then the article's own number is named."""
    hold, opened = the(Hold, event, "hold"), case(event)
    number = opened.public_number if opened else draft_number(hold.article.submission.draft_ref)
    return {
        "number": number,
        "title": quoted(hold.article.title),
        "about_image": hold.use_name is not None,
        "ground": _lane(hold.ground),
        "due_at": clocks.decided_by(opened) if opened else None,
        "open": opened is None or opened.standing in OPEN,
        "reported": opened is None or bool(opened.notices),
    }


def of_case(event: Event) -> Says:
    """The statement of reasons: what was decided, on what ground, why (DSA article 17(3))."""
    decision = session.get_one(CaseDecision, event.facts["decision"])
    decided = decision.case
    return {
        "number": decided.public_number,
        "title": quoted(decided.article.title),
        "about_image": decided.use_name is not None,
        "reported": bool(decided.notices),
        "said": OUTCOMES[Outcome(decision.outcome)].said,
        "stated": stating.lines(decision)[1:-1],
        "ground": decision.ground,
        "explanation": decision.explanation,
        "redress": stating.redress(decided.public_number),
        "decided_at": decision.made_at,
        "address": current_app.config["BASE_URL"] + decided.article.url,
    }


def of_item(event: Event) -> Says:
    item = the(Item, event, "item")
    return {
        "number": item.id,
        "title": quoted(item.title),
        "detail": quoted(item.detail),
        "due_at": item.due_at,
    }


def of_message(event: Event) -> Says:
    message = the(Message, event, "message")
    return {"number": message.id, "letter": message.letter.replace("_", " "), "tries": message.attempts}


def of_checkpoint(event: Event) -> Says:
    """The size and root of the log, to be kept where nobody who can change the site can reach it."""
    made = the(Checkpoint, event, "checkpoint")
    return {"number": made.id, "made_on": made.made_on, "size": made.size, "root": made.root}


def of_verification(event: Event) -> Says:
    found = the(Verification, event, "verification")
    return {
        "number": found.id,
        "asked_at": found.asked_at,
        "looked": found.looked,
        "faults": found.faults,
        "found": [fault["says"] for fault in found.found[:FAULTS_IN_A_LETTER]],
    }


FAULTS_IN_A_LETTER = 10


def submission_page(event: Event) -> str:
    return f"/desk/submissions/{submission(event).id}"


def case_page(event: Event) -> str:
    opened = case(event)
    return f"/desk/cases/{opened.id}" if opened else "/desk"


def item_page(event: Event) -> str:
    return the(Item, event, "item").url


def keys_page(_event: Event) -> str:
    return "/policies/keys"


def failures_page(_event: Event) -> str:
    return "/desk/messages?state=failed"


def log_page(_event: Event) -> str:
    return "/desk/log"


def is_about_image(event: Event) -> bool:
    hold = about(Hold, event, "hold")
    return hold is not None and hold.use_name is not None


def _image(placement: Placement) -> dict[str, str]:
    declared = placement.rights.declared
    said = BASES[Basis(placement.rights.basis)].label
    if waiting.is_pending(declared):
        said = "I wait for permission"
    if declarations.by_editor(declared):  # nothing that the author said
        said = ""
    return {"name": f"Image {placement.position + 1}", "said": said, "sha256": placement.asset.sha256}


def _signed(event: Event) -> Attestation:
    revision = the(Revision, event, "revision")
    found = attestations.covering(revision)
    if found is None:
        raise LookupError(f"revision {revision.id} was received without a signature")
    return found


def _lane(name: str) -> str:
    return LANES[Lane(name)].label if name in set(Lane) else name

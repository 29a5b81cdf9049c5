"""What people do about a right that ends: the desk keeps it or withholds its image, the author says it was revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import text
from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.guests.models import Guest
from app.guests.queries import fold
from app.publishing import queries as articles
from app.publishing.states import Ended
from app.site import queries as site
from app.submissions.models import Placement
from app.takedowns import rights
from app.takedowns.actions import cases, endings
from app.takedowns.models import Ending, RightDecision
from app.takedowns.states import WATCHED, EndingState
from app.worklist import actions as worklist

LONGEST = 2000
"""Characters of a reason, and of what shows it."""

VERDICTS = {"kept": "Keep it until a later day", "withheld": "Withhold it now"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a member filled in. ``evidence`` says what shows the right until ``last_on``, which only keeping needs."""

    verdict: str
    reason: str
    evidence: str = ""
    last_on: date | None = None


def decide(rights_id: int, answer: Answer, *, by: Member, version: int) -> RightDecision:
    """Keep a right that ends to a later day, or withhold its image now. ``version`` is what stood on the screen.

    Nobody decides about their own article. Stale where the right was answered, renewed or ended meanwhile.
    """
    ending, placed = _taken(rights_id)
    if not by.may(Right.HOLD):
        raise NotAllowed("Your role does not include this. Ask a webmaster if it should.")
    if fold(by.email) == ending.article.submission.guest.email:
        raise NotAllowed("This came from your own address. Somebody else has to decide about it.")
    worklist.check_free(ending.ref, by=by)
    answer = _checked(answer)
    if ending.version != version or placed is None or ending.standing not in WATCHED:
        raise Stale("This right changed while you were reading. Nothing was done.")
    if answer.verdict == "withheld" and ending.standing is EndingState.WITHHELD:
        raise NotAllowed("The image is withheld already.")
    decision = RightDecision(
        ending=ending,
        by=by,
        verdict=answer.verdict,
        reason=answer.reason,
        evidence=answer.evidence,
        last_on=answer.last_on,
        made_at=now(),
    )
    session.add(decision)
    told = {**rows.facts_of(decision), "decision": decision.id}
    if answer.last_on is None:
        endings.withhold(ending, placed, Ended.RIGHT_ENDED, by=by, told=told)
    else:
        _keep(ending, answer.last_on, by=by, told=told)
    return decision


def revoke(submission_id: int, use: str, *, by: Guest, reason: str = "") -> Ending:
    """The author says that the licence of one published image was taken back: it goes from view at once.

    Saying it twice changes nothing. NotFound where the article shows no such image of theirs.
    """
    article = cases.of_submission(submission_id)
    placed = next((one for one in article.revision.placements if one.use == use), None) if article else None
    if article is None or placed is None or article.submission.guest_id != by.id:
        raise NotFound
    said = text.plain(reason)
    if len(said) > LONGEST:
        sentence = f"Keep it under {LONGEST:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"reason": [sentence]})
    ending, shown = rights.ending_of(placed.rights_id), articles.is_visible_use(use)
    if ending is None:
        last = placed.rights.expires_on or site.today()
        ending = Ending(rights=placed.rights, article=article, last_on=last, begun_at=now(), version=1)
        session.add(ending)
        session.flush()
    elif ending.revoked_at is not None and ending.standing is EndingState.WITHHELD and not shown:
        return ending
    elif ending.standing not in WATCHED:
        ending.advance(EndingState.OPEN)
    ending.revoked_at = now()
    record(
        Kind.RIGHT_REVOKED,
        about=ending,
        by=by.actor,
        also=endings.subjects(ending),
        facts=endings.facts_of(ending),
        private={"reason": said},
    )
    if ending.standing is not EndingState.WITHHELD or shown:
        endings.withhold(ending, placed, Ended.RIGHT_REVOKED, by=by.actor)
    return ending


def _taken(rights_id: int) -> tuple[Ending, Placement | None]:
    """The right as it stands now, kept still with everything about its article, and the image shown under it."""
    ending = rights.ending_of(rights_id)
    if ending is None:
        raise NotFound
    cases.keep_still(ending.article_id)
    ending = session.get_one(Ending, ending.id, populate_existing=True)
    found = rights.shown(ending.rights)
    return ending, found.placement if found else None


def _keep(ending: Ending, last_on: date, *, by: Member, told: Mapping[str, Any]) -> None:
    ending.advance(EndingState.KEPT)
    ending.last_on, ending.reminded_at, ending.revoked_at = last_on, None, None
    facts, about = {**endings.facts_of(ending), **told}, endings.subjects(ending)
    record(Kind.RIGHT_KEPT, about=ending, by=by.actor, also=about, facts=facts)
    endings.show(ending)


def _checked(answer: Answer) -> Answer:
    """Everything that is missing, said at once."""
    kept = answer.verdict == "kept"
    said = {"reason": text.plain(answer.reason), "evidence": text.plain(answer.evidence) if kept else ""}
    wrong: dict[str, list[str]] = {}
    if answer.verdict not in VERDICTS:
        wrong["verdict"] = ["Choose one of these."]
    if not said["reason"]:
        wrong["reason"] = ["Say in your own words why."]
    if kept and not said["evidence"]:
        wrong["evidence"] = ["Say what shows that it may be shown until then, and where it is kept."]
    if kept and (answer.last_on is None or answer.last_on <= site.today()):
        wrong["last_on"] = ["Give the new last day, a later one than today, written as 2027-12-31."]
    for name, words in said.items():
        if len(words) > LONGEST:
            wrong[name] = [f"Keep it under {LONGEST:,} characters; this has {len(words):,}."]
    if wrong:
        raise Refused("Some of it is missing. Please complete it below.", fields=wrong)
    return Answer(verdict=answer.verdict, last_on=answer.last_on if kept else None, **said)

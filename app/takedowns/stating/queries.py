"""Reading statements of reasons: what of one is derived, and how both sides and readers are told."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from app.clock import now
from app.db import session
from app.publishing.models import Article
from app.site import queries as site
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, CaseDecision
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import NoticeState
from app.takedowns.stating.kinds import (
    EFFECTS,
    GROUNDS,
    IMAGE,
    OF_ARTICLE,
    SAID_OF_MEANS,
    SAID_OF_SOURCE,
    TEXT,
    WITHOUT_END,
    Derived,
    Ground,
    source_of,
)
from app.takedowns.stating.models import Statement

Lines = list[tuple[str, str]]


def of(decision: CaseDecision) -> Statement | None:
    """None of a decision of an older version."""
    return session.scalar(select(Statement).where(Statement.decision_id == decision.id))


def is_noticed(case: Case) -> bool:
    """Whether somebody’s notice is answered with a decision."""
    return any(notice.standing is NoticeState.CONFIRMED for notice in case.notices)


def derived(case: Case, outcome: Outcome | None = None) -> Derived:
    """What nobody has to be asked for, as it is at this moment; without ``outcome`` nothing is restricted."""
    zone = ZoneInfo(site.identity().zone)
    effect = EFFECTS.get(outcome) if outcome else None
    return Derived(
        visibility=effect.visibility if effect else "",
        source=source_of(Lane(case.lane), noticed=is_noticed(case), opened_for=case.opened_for),
        content_types=_content(case, outcome),
        language=site.identity().locale.split("-")[0],
        content_on=case.article.published_at.astimezone(zone).date(),
        applied_on=now().astimezone(zone).date(),
    )


def shown(case: Case) -> Lines:
    """The same in words, for whoever decides."""
    found = derived(case)
    return [
        ("How it came to us", SAID_OF_SOURCE[found.source]),
        ("Automated means", SAID_OF_MEANS),
        ("What it is about", "An image" if found.content_types == (IMAGE,) else "Text and images"),
        ("Where", "Everywhere: the site shows the same to everybody"),
        ("Language", found.language),
        ("Published on", found.content_on.strftime("%-d %B %Y")),
    ]


def restricts(decision: CaseDecision) -> bool:
    """Whether it took something away, and its reasons are still there."""
    stated = of(decision)
    return stated is not None and bool(stated.visibility and stated.facts)


def claimants(case: Case) -> list[str]:
    """Names and addresses of whoever reported it."""
    named = [str(notice.answers.get("name") or "").strip() for notice in case.notices]
    return [one for one in (*named, *(notice.guest.email for notice in case.notices)) if one]


def everybody(case: Case) -> list[str]:
    """What readers are not to find where something was: who reported it, agreed or not, its author, its title."""
    return [*claimants(case), *(one for one in (case.article.byline, case.article.title) if one)]


def secrets(case: Case) -> dict[str, list[str]]:
    """What the other side is not to read, by field: names of claimants who did not agree to be named, addresses."""
    found = []
    for notice in case.notices:
        if notice.answers.get("may_name") is not True:
            found.append(str(notice.answers.get("name") or "").strip())
        if notice.answers.get("may_email") is not True:
            found.append(notice.guest.email)
    hidden = [one for one in found if one]
    return {"facts": hidden, "explanation": hidden}


def lines(decision: CaseDecision) -> Lines:
    """The statement of reasons as article 17(3) numbers it, (a) to (e); what was erased, or was not asked by an older
    version, is left out. Who sent a notice is never in it."""
    stated = of(decision)
    said = [("What was decided", OUTCOMES[Outcome(decision.outcome)].said)]
    if stated and stated.visibility:
        said.append(("Where, and for how long", WITHOUT_END))
    if stated and stated.facts:
        said.append(("What we found", stated.facts))
    if stated:
        said += [("How it came to us", SAID_OF_SOURCE[stated.source]), ("Automated means", SAID_OF_MEANS)]
    said.append((_heading(stated), decision.ground or "Erased"))
    if stated and stated.reference_url:
        said.append(("Where that can be read", stated.reference_url))
    return [*said, ("Why", decision.explanation or "The reasons were erased.")]


def redress(case_number: str) -> Sequence[str]:
    """The ways to object (article 17(3)(f)): inside the house, out of court, in court. The publisher’s own words."""
    who, said = site.identity(), site.setting("redress")
    ways = (said[way] for way in ("internal", "out_of_court", "court") if said[way])
    return [way.replace("{contact}", who.contact).replace("{case}", case_number) for way in ways]


def told(case: Case) -> list[tuple[CaseDecision, Lines, Sequence[str]]]:
    """Every decision about a case with its statement and the ways to object, oldest first: for either side."""
    ways = redress(case.public_number)
    return [(made, lines(made), ways) for made in case.decisions]


def about(article: Article | None) -> list[tuple[Case, list[tuple[CaseDecision, Lines, Sequence[str]]]]]:
    """What was decided about an article, case by case, the newest first: for its author."""
    if article is None:
        return []
    decided = exists().where(CaseDecision.case_id == Case.id)
    found = select(Case).where(Case.article_id == article.id, decided).order_by(Case.id.desc())
    return [(case, told(case)) for case in session.scalars(found)]


def _heading(stated: Statement | None) -> str:
    return GROUNDS[Ground(stated.ground)].said if stated and stated.ground else "On what ground"


def _content(case: Case, outcome: Outcome | None) -> tuple[str, ...]:
    if outcome is Outcome.WITHHOLD_IMAGE or (case.use_name and outcome is not Outcome.REMOVE_ARTICLE):
        return (IMAGE,)
    return OF_ARTICLE if case.article.revision.placements else (TEXT,)

"""Every image that readers are given, by how weak the right behind it is: what to mend before somebody objects.

One question to the database orders them all; a table says what weakens a right, the gravest first, each with its
source. It only reads, and hides nothing: that takes a hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.accounts.models import Member
from app.attestations import queries as attestations
from app.db import session
from app.media.models import Asset
from app.publishing.models import Article, Hold, Use
from app.review.rights.kinds import TOLD
from app.review.rights.models import Finding
from app.site import queries as site
from app.submissions.kinds import (
    AI_ACT,
    BERNE,
    CC_BY,
    GMC,
    PLUS,
    PROVED_BY_ADDRESS,
    VRT,
    Basis,
    People,
    Source,
)
from app.submissions.models import Placement, RightsRecord
from app.submissions.permissions import says_pending
from app.takedowns.models import Ending
from app.takedowns.rights import ENDS_ON

SIZE = 50
"""Images on a page."""
AT_ONCE = 500
"""Rows that an export reads at once."""
SOON = timedelta(days=90)
"""A right that ends within this time is weak: a picture library, a person or an author needs weeks to answer."""

_ANY = aliased(Finding)
_DECLARED = RightsRecord.declared
_SAYS = Asset.embedded["says"]
_NO_FILE = _DECLARED["evidence"].as_string().is_(None)


@dataclass(frozen=True)
class Weakness:
    """``label`` heads it in a list, ``mend`` says what to do, ``holds`` asks the database, given the site's day."""

    label: str
    mend: str
    source: Source
    holds: Callable[[date], ColumnElement[bool]]


def _ends(today: date) -> ColumnElement[bool]:
    return and_(today <= ENDS_ON, today + SOON >= ENDS_ON)


def _without_consent(_today: date) -> ColumnElement[bool]:
    by_word = and_(
        RightsRecord.people == People.CONSENTED.value,
        or_(_NO_FILE, func.coalesce(_DECLARED["consent_kind"].as_string(), "") == "oral"),
    )
    return or_(and_(RightsRecord.people.in_(("child", "patient")), _NO_FILE), by_word)


def _made_by_ai(_today: date) -> ColumnElement[bool]:
    """The file says so by its source type or its program, and the declaration does not."""
    says = or_(
        func.coalesce(_SAYS["digital_source_type"].as_string(), "").contains("lgorithmicMedia"),
        _SAYS["ai_system"].as_string().is_not(None),
        _SAYS["ai_prompt"].as_string().is_not(None),
    )
    declared = or_(
        RightsRecord.basis == Basis.AI_GENERATED.value,
        func.coalesce(_DECLARED["ai_changed"].as_string(), "") == "yes",
    )
    return and_(says, ~declared)


def _on_word_alone(_today: date) -> ColumnElement[bool]:
    addressed = and_(
        RightsRecord.basis.in_([basis.value for basis in PROVED_BY_ADDRESS]),
        func.coalesce(_DECLARED["source_url"].as_string(), "") != "",
    )
    return and_(_NO_FILE, ~addressed)


WEAKNESSES: dict[str, Weakness] = {
    "refused": Weakness(
        "Questioned or refused by the desk",
        "Put the image on hold, or settle it with the author.",
        BERNE,
        lambda _today: func.coalesce(Finding.found, "").in_([one.value for one in TOLD]),
    ),
    "ended": Weakness(
        "The right has ended",
        "Put the image on hold; have the author renew the right or replace the image.",
        PLUS,
        lambda today: or_(Ending.revoked_at.is_not(None), today > ENDS_ON),
    ),
    "pending": Weakness(
        "The permission has not come",
        "Put the image on hold until it has.",
        VRT,
        lambda _today: says_pending(_DECLARED),
    ),
    "consent": Weakness(
        "People shown, without a form of consent", "Ask the author for the form.", GMC, _without_consent
    ),
    "ai": Weakness(
        "Made with AI by what the file says, and not declared",
        "Ask the author; readers have to be told.",
        AI_ACT,
        _made_by_ai,
    ),
    "ending": Weakness("The right ends within 90 days", "Ask the author to renew it.", PLUS, _ends),
    "unproven": Weakness(
        "Creative Commons, without a copy of the licence page",
        "Keep a copy of the page as evidence: pages change.",
        CC_BY,
        lambda _today: and_(RightsRecord.basis == Basis.LICENSED_CC.value, _NO_FILE),
    ),
    "word": Weakness(
        "On the contributor’s word alone", "Ask for a file that shows the right.", VRT, _on_word_alone
    ),
    "unseen": Weakness(
        "Accepted by nobody at the desk",
        "Open it and say what you find.",
        VRT,
        lambda _today: Finding.id.is_(None),
    ),
}
"""What weakens a right, by its code, the gravest first."""

NONE = len(WEAKNESSES)
"""The rank of what has no weakness: it stands last."""


@dataclass(frozen=True)
class Exposed:
    """One image that readers are given. ``weak`` are codes of ``WEAKNESSES``, the gravest first; ``ends_on`` is the
    last day of its right: what was signed, or the later day to which the desk kept it; ``declarer`` is the editor who
    declared it, empty where the author did."""

    placement: Placement
    article: Article
    finding: Finding | None
    ends_on: date | None
    by: str
    weak: tuple[str, ...]
    rank: int
    declarer: str = ""

    @property
    def labels(self) -> list[str]:
        return [WEAKNESSES[code].label for code in self.weak]


@dataclass(frozen=True)
class Listed:
    rows: list[Exposed]
    after: tuple[int, int] | None


def page(
    *, only: str = "", search: str = "", after: tuple[int, int] | None = None, size: int = SIZE
) -> Listed:
    """The weakest first, by keyset of rank and placement; ``only`` those with one weakness, by its code."""
    today = site.today()
    rank = _rank(today)
    query = _given(today).add_columns(rank.label("rank"))
    if only:
        query = query.where(WEAKNESSES[only].holds(today))
    if search:
        query = query.where(Article.title.icontains(search, autoescape=True))
    if after is not None:
        query = query.where(tuple_(rank, Placement.id) > tuple_(*after))
    rows = session.execute(query.order_by(rank, Placement.id).limit(size + 1)).all()
    declarers = attestations.declarers(row.Placement.rights for row in rows[:size])
    shown = [_exposed(row, declarers.get(row.Placement.rights_id, "")) for row in rows[:size]]
    last = (shown[-1].rank, shown[-1].placement.id) if len(rows) > size else None
    return Listed(shown, last)


def every(*, only: str = "", search: str = "") -> Iterator[Exposed]:
    """All of them, read in pages, so that an export holds few rows at once."""
    after: tuple[int, int] | None = None
    while True:
        listed = page(only=only, search=search, after=after, size=AT_ONCE)
        yield from listed.rows
        session.expunge_all()
        after = listed.after
        if after is None:
            return


def counts() -> Mapping[str, int]:
    """How many images have each weakness, and all of them under the empty code."""
    today = site.today()
    sums = [
        func.coalesce(func.sum(case((one.holds(today), 1), else_=0)), 0).label(code)
        for code, one in WEAKNESSES.items()
    ]
    row = session.execute(_joined(select(func.count(Placement.id).label("all"), *sums))).one()
    return {"": row.all, **{code: getattr(row, code) for code in WEAKNESSES}}


def _rank(today: date) -> ColumnElement[int]:
    return case(*((one.holds(today), number) for number, one in enumerate(WEAKNESSES.values())), else_=NONE)


def _given(today: date) -> Select[Any]:
    flags = [func.coalesce(one.holds(today), false()).label(code) for code, one in WEAKNESSES.items()]
    columns: list[Any] = [
        Placement,
        Article,
        Finding,
        ENDS_ON.label("ends_on"),
        Member.name.label("by"),
        *flags,
    ]
    return _joined(select(*columns))


def _joined(query: Select[Any]) -> Select[Any]:
    """The images in view, each with the declaration it is published under and what was found about that last."""
    held = exists().where(Hold.use_name == Use.name, Hold.lifted_at.is_(None))
    last = select(func.max(_ANY.id)).where(_ANY.rights_id == Placement.rights_id).scalar_subquery()
    return (
        query.select_from(Article)
        .join(Placement, Placement.revision_id == Article.revision_id)
        .join(Use, Use.name == Placement.use)
        .join(RightsRecord, RightsRecord.id == Placement.rights_id)
        .join(Asset, Asset.id == Placement.asset_id)
        .outerjoin(Ending, Ending.rights_id == RightsRecord.id)
        .outerjoin(Finding, Finding.id == last)
        .outerjoin(Member, Member.id == Finding.by_id)
        .where(~Article.dark, Use.shown, ~held)
    )


def _exposed(row: Row[Any], declarer: str) -> Exposed:
    weak = tuple(code for code in WEAKNESSES if getattr(row, code))
    return Exposed(
        row.Placement, row.Article, row.Finding, row.ends_on, row.by or "", weak, row.rank, declarer
    )

"""Deciding about many at once: each is pinned to what the page showed of it, and is decided by itself.

The page shows the chosen ones with what stands in the way of each; the answer says of each what happened. What was not
decided is offered again, with everything typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import render_template, request
from sqlalchemy import select

from app.accounts.guards import acting
from app.accounts.models import Member
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.pages import submission as reading
from app.pages.forms import ArticlesForm, ReportsForm
from app.review import actions as review
from app.review import looking
from app.review.looking import Looked
from app.review.models import Verdict
from app.review.rules import IN_BULK, REASONS
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.models import Submission
from app.takedowns import actions as takedowns
from app.takedowns import rules, timeline
from app.takedowns.actions.cases import holds_of
from app.takedowns.actions.decisions import Reasons, situation
from app.takedowns.models import Case
from app.takedowns.parties import is_party
from app.takedowns.rules import Outcome
from app.takedowns.states import CaseState
from app.web import access
from app.worklist.models import Item

bp = access.blueprint("many", __name__, access.Audience.DESK)

MOST = 50
HIDDEN = "Something is hidden until this is decided, and leaving everything as it is shows it again. Open the case."
RELOAD = "It was not on the page that you sent. Look at it again."
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Chosen:
    """One of those chosen. ``seen`` is what the page shows of it, ``obstacle`` why it cannot be decided here."""

    id: int
    url: str
    title: str
    about: str
    obstacle: str
    seen: Mapping[str, int | str]


@dataclass(frozen=True)
class Told:
    """What became of one: ``done``, or why not, and what changed since the page was drawn."""

    url: str
    title: str
    done: bool
    sentence: str = ""
    changes: Sequence[str] = field(default_factory=list)


@bp.get("/desk/submissions/decisions")
@access.needs(Right.DECIDE)
def articles() -> str:
    return _chosen(ARTICLES, ArticlesForm(formdata=None))


@bp.post("/desk/submissions/decisions")
@access.needs(Right.DECIDE)
def decide_articles() -> tuple[str, int]:
    return _answer(ARTICLES, ArticlesForm())


@bp.get("/desk/cases/decisions")
@access.needs(Right.DECIDE)
def reports() -> str:
    return _chosen(REPORTS, ReportsForm(formdata=None))


@bp.post("/desk/cases/decisions")
@access.needs(Right.DECIDE)
def decide_reports() -> tuple[str, int]:
    return _answer(REPORTS, ReportsForm())


def _article(id_: int, by: Member) -> Chosen | None:
    found = session.get(Submission, id_)
    revision = drafts.newest(found) if found and found.was_sent else None
    if found is None or revision is None or revision.content is None:
        return None
    obstacle = reading.obstacle(found, revision, by)
    if not obstacle and not set(IN_BULK) & set(reading.verdicts(found, revision, by, in_doubt=True)):
        obstacle = f"It is “{found.state.replace('_', ' ')}”: there is nothing to decide here."
    if found.state == "submitted":
        obstacle = "Nobody has begun to read it. Open it first."
    return Chosen(
        id_,
        f"/desk/submissions/{id_}",
        content.of(revision).title,
        f"revision {revision.number}",
        obstacle,
        asdict(looking.at(found)),
    )


def _decide_article(id_: int, form: ArticlesForm, seen: Mapping[str, int | str]) -> None:
    review.decide(
        id_,
        Verdict(form.verdict.data),
        by=acting(),
        reasons=form.reasons.data or [],
        note=form.note.data or "",
        seen=Looked(**seen),  # type: ignore[arg-type]
    )


def _report(id_: int, by: Member) -> Chosen | None:
    found = session.get(Case, id_)
    if found is None:
        return None
    entries = timeline.of(found)
    obstacle = ""
    if is_party(found, by):
        obstacle = "You are a party in this case. Somebody else has to decide it."
    elif found.standing is CaseState.AWAITING_SPECIALIST:
        obstacle = rules.WAITS
    elif not set(rules.IN_BULK) & set(rules.allowed(situation(found))):
        obstacle = f"It is “{found.state.replace('_', ' ')}”: there is nothing to decide here."
    elif holds_of(found):
        obstacle = HIDDEN
    return Chosen(
        id_,
        f"/desk/cases/{id_}",
        f"{found.public_number}: {found.article.title}",
        "one image" if found.use_name else "the article",
        obstacle,
        {"version": found.version, "seen": entries[-1].id if entries else 0},
    )


def _decide_report(id_: int, form: ReportsForm, seen: Mapping[str, int | str]) -> None:
    """What is hidden after this was asked made another version of the case than the one that was posted."""
    if holds_of(session.get_one(Case, id_)):
        raise NotAllowed(HIDDEN)
    said = {name: form[name].data or "" for name in ("ground", "explanation", "internal")}
    takedowns.decide(
        id_,
        Outcome(form.outcome.data),
        by=acting(),
        reasons=Reasons(**said),
        version=int(seen["version"]),
        seen=int(seen["seen"]),
    )


@dataclass(frozen=True)
class Sort:
    """Articles, or reports: how one is shown, how one is decided, and what is pinned of each."""

    things: str
    kind: str
    states: Sequence[str]
    address: str
    show: Callable[[int, Member], Chosen | None]
    decide: Callable[[int, Any, Mapping[str, int | str]], object]
    numbers: Sequence[str]
    hashes: Sequence[str] = ()

    def seen(self, id_: int) -> dict[str, int | str] | None:
        """What was posted of one; None where it is of no such shape."""
        said = {name: request.form.get(f"item-{id_}-{name}", "") for name in (*self.numbers, *self.hashes)}
        if not all(said[name].isdecimal() and len(said[name]) < 10 for name in self.numbers):
            return None
        if not all(_HASH.fullmatch(said[name]) for name in self.hashes):
            return None
        return {name: int(value) if name in self.numbers else value for name, value in said.items()}


ARTICLES = Sort(
    "articles",
    "submission",
    ("in_review",),
    "/desk/submissions/decisions",
    _article,
    _decide_article,
    ("version", "attestation", "rights"),
    ("content_hash", "images"),
)
REPORTS = Sort(
    "reports",
    "case",
    ("triage", "under_review"),
    "/desk/cases/decisions",
    _report,
    _decide_report,
    ("version", "seen"),
)


def _ids(said: Sequence[str]) -> list[int]:
    """Each number once, in the order chosen; commas may stand between them."""
    typed = [part for one in said for part in one.split(",") if part]
    if not all(part.isdecimal() and len(part) < 10 for part in typed):
        raise NotFound
    found = list(dict.fromkeys(int(part) for part in typed))
    if len(found) > MOST:
        raise Refused(f"Choose {MOST} at most: each of them is read before it is decided.")
    return found


def _chosen(sort: Sort, form: Any) -> str:
    """Those that the address names, ticked; where it names none, the most urgent that can be decided here, unticked."""
    ids = _ids(request.args.getlist("ids"))
    return _page(sort, form, ids or _waiting(sort), ticked=bool(ids))


def _waiting(sort: Sort) -> list[int]:
    """The most urgent that are being looked into, as many as one answer can hold."""
    wanted = select(Item.subject_id).where(
        Item.open, Item.subject_kind == sort.kind, Item.state.in_(sort.states)
    )
    return list(session.scalars(wanted.order_by(Item.due_at, Item.severity, Item.id).limit(MOST)))


def _answer(sort: Sort, form: Any) -> tuple[str, int]:
    ids = _ids(request.form.getlist("ids"))
    if not ids:
        return _page(sort, form, _waiting(sort), ticked=False, missing=True), 422
    if not form.validate_on_submit():
        return _page(sort, form, ids, posted=True), 422
    told = [one for id_ in ids if (one := _one(sort, form, id_))]
    session.rollback()
    done = {one.url for one in told if one.done}
    page = _page(sort, form, ids, told=told, without=done)
    return page, 200 if done or not told else 409


def _one(sort: Sort, form: Any, id_: int) -> Told | None:
    """Decide about one, in a transaction of its own: what is refused keeps none of the others from being decided."""
    session.rollback()
    shown = sort.show(id_, acting())
    if shown is None:
        return None
    seen = sort.seen(id_)
    if seen is None:
        return Told(shown.url, shown.title, False, RELOAD)
    try:
        with transaction():
            sort.decide(id_, form, seen)
    except Stale as stale:
        return Told(shown.url, shown.title, False, stale.sentence, stale.changes)
    except Refused as refusal:
        beside = [sentence for said in refusal.fields.values() for sentence in said]
        return Told(shown.url, shown.title, False, " ".join(dict.fromkeys([refusal.sentence, *beside])))
    return Told(shown.url, shown.title, True)


def _page(
    sort: Sort,
    form: Any,
    ids: Sequence[int],
    *,
    told: Sequence[Told] = (),
    without: set[str] | frozenset[str] = frozenset(),
    posted: bool = False,
    ticked: bool = True,
    missing: bool = False,
) -> str:
    """``posted``: nothing was decided, so that each stays pinned to what its page showed."""
    by = acting()
    shown = [one for id_ in ids if (one := sort.show(id_, by)) and one.url not in without]
    pins = {one.id: (sort.seen(one.id) if posted else None) or one.seen for one in shown}
    return render_template(
        "pages/many.html",
        sort=sort,
        form=form,
        chosen=[one for one in shown if not one.obstacle],
        apart=[one for one in shown if one.obstacle],
        pins=pins,
        told=told,
        ticked=ticked,
        missing=missing,
        reasons={one: REASONS[one] for one in IN_BULK},
    )

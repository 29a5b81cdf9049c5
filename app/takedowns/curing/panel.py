"""What the page of a case, and the claimant's own, show of what a report lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts.models import Member
from app.accounts.roles import Right
from app.takedowns.clocks import queries as clocks
from app.takedowns.clocks import words
from app.takedowns.clocks.kinds import Name
from app.takedowns.curing import queries
from app.takedowns.curing.forms import AddForm, AskForm, add_form
from app.takedowns.curing.models import InformationRequest
from app.takedowns.fields import Field
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Case, Notice
from app.takedowns.parties import is_party
from app.takedowns.states import OURS, NoticeState


def of(case: Case, member: Member, seen: dict[str, int], *, asking: AskForm | None = None) -> dict[str, Any]:
    """What was asked and added, and the form to ask; ``asking`` is one that was refused, with what was typed."""
    told = queries.of_case(case)
    waits = queries.waiting(case)
    decides = member.may(Right.DECIDE) and not is_party(case, member)
    confirmed = [one for one in case.notices if one.standing is NoticeState.CONFIRMED and one.answers]
    notices = [one for one in confirmed if one.may_be_written_to]
    forms = [_ask_form(one, seen, asking) for one in notices] if decides and case.standing in OURS else []
    return {
        "told": [_told(one, is_open=waits is not None and one.id == waits.id) for one in told],
        "waits": waits,
        "silence": words.silence(clocks.until(case, Name.CURE)) if waits else "",
        "forms": forms,
        "several": len(notices) > 1,
        "refused": asking if asking is not None and asking.errors else None,
        "may_waive": decides and waits is not None,
    }


def for_claimant(notice: Notice, adding: AddForm | None) -> dict[str, Any]:
    """The private page: what is asked for, by when, and what was added before."""
    request = queries.asked_of(notice)
    if request is not None and adding is None:
        adding = add_form(Lane(notice.lane), request.wanted)(formdata=None)
    clock = clocks.until(request.case, Name.CURE) if request else None
    return {
        "form": adding if request else None,
        "fields": _fields(notice, request.wanted) if request else [],
        "silence": words.silence(clock),
        "added": [
            (one, [(field.heading, field.words(one.answers.get(field.name))) for field in _added(one)])
            for one in queries.added(notice)
        ],
    }


def _ask_form(notice: Notice, seen: dict[str, int], refused: AskForm | None) -> dict[str, Any]:
    lacks = queries.lacks(notice)
    others = [field for field in LANES[Lane(notice.lane)].fields if field.name not in lacks]
    form = refused if refused is not None and refused.notice.data == str(notice.id) else None
    if form is None:
        form = AskForm(formdata=None, prefix="")
        form.notice.data, form.more.data = str(notice.id), []
    form.more.choices = [(field.name, field.heading) for field in others]
    form.version.data, form.seen.data = str(seen["version"]), str(seen["seen"])
    return {"form": form, "notice": notice, "lacks": [one.heading for one in _fields(notice, lacks)]}


def _told(one: InformationRequest, *, is_open: bool) -> dict[str, Any]:
    answers = one.given.answers if one.given else {}
    return {
        "request": one,
        "open": is_open,
        "rows": [
            (field.heading, field.words(answers.get(field.name)) if answers else "")
            for field in _fields(one.notice, one.wanted)
        ],
    }


def _fields(notice: Notice, names: Sequence[str]) -> list[Field]:
    return [field for field in LANES[Lane(notice.lane)].fields if field.name in names]


def _added(one: Any) -> list[Field]:
    return _fields(one.notice, list(one.answers))

"""The desk's page of numbers, and the same as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from app.accounts.roles import Right
from app.clock import now
from app.errors import Refused
from app.numbers import periods, pictures, queries, reasons, tables, waiting, words
from app.numbers.periods import Period
from app.numbers.queries import Done
from app.site import queries as site
from app.web import access, sheets

bp = access.blueprint("numbers", __name__, access.Audience.DESK)
bp.add_app_template_filter(words.lasting, "duration")


@bp.get("/desk/numbers")
@access.needs(Right.READ)
def numbers() -> str | tuple[str, int]:
    try:
        period, refusal = _asked(), None
    except Refused as refused:
        period, refusal = _back(periods.USUAL), refused
    weeks = queries.by_week(period)
    page = render_template(
        "numbers/numbers.html",
        period=period,
        typed={name: request.args.get(name, "")[:10] for name in ("from", "to")},
        last=periods.LAST,
        refusal=refusal,
        lines=waiting.lines(),
        turns=tables.TURNS,
        pictures=pictures.pictures(weeks),
        size=(pictures.WIDTH, pictures.HEIGHT),
        weeks=weeks,
        titles=pictures.TITLES,
        totals={done: sum(counts[done] for _, counts in weeks) for done in Done},
        took=[(tables.TOOK[one], times) for one, times in queries.took(period).items()],
        percentiles=queries.PERCENTILES,
        reasons=reasons.given(period),
        export=f"/desk/numbers.csv?{urlencode(period.asked)}",
        moment=now(),
    )
    return (page, 422) if refusal else page


@bp.get("/desk/numbers.csv")
@access.needs(Right.READ)
def table() -> Response:
    """The same numbers, one a line."""
    return sheets.to_save("numbers", sheets.lines(tables.HEAD, tables.rows(_asked())))


def _asked() -> Period:
    """The period an address asks for. Refused, with the fault, where there is no such."""
    said: Mapping[str, Any] = request.args
    if said.get("from") or said.get("to"):
        who = site.identity()
        first, last = _day(said.get("from", "")), _day(said.get("to", ""))
        return periods.between(first, last, today=site.today(), zone=who.zone)
    weeks = said.get("weeks", str(periods.USUAL))
    if weeks not in map(str, periods.LAST):
        raise Refused("Choose one of the times offered, or two days.")
    return _back(int(weeks))


def _back(weeks: int) -> Period:
    return periods.back(weeks, today=site.today(), zone=site.identity().zone)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("Give both days, each as year-month-day: 2027-03-31.") from None

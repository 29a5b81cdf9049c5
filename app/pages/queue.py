"""The queue of the desk: its views, by what a list is narrowed, and the views that people keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import flash, make_response, redirect, render_template, request
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotFound, Refused
from app.pages import lines
from app.web import access
from app.web.errors import status_of, wants_json
from app.worklist import actions as worklist
from app.worklist import cursors, questions, views
from app.worklist import queries as queue
from app.worklist.clocks import tone
from app.worklist.views import DIMENSIONS, LONGEST_SEARCH, MOST, View, Where

bp = access.blueprint("queue", __name__, access.Audience.DESK)
bp.add_app_template_filter(tone, "tone")
bp.record_once(lambda state: lines.register(state.app))


class ViewForm(FlaskForm):  # type: ignore[misc]
    """``asked`` is the query of the list that is to be kept."""

    title = StringField("Name of the view")
    shared = BooleanField("The whole desk sees it")
    asked = HiddenField()


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: a view, and by what it is narrowed."""

    view: View
    chosen: Where
    search: str

    @property
    def shown(self) -> View:
        return self.view.narrowed(self.chosen, self.search)

    @property
    def query(self) -> str:
        return urlencode([("view", self.view.name), *self._narrowing()])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.search)

    def _narrowing(self) -> list[tuple[str, str]]:
        words = [("q", self.search)] if self.search else []
        return words + [(name, value) for name, some in self.chosen.items() for value in sorted(some)]


@bp.get("/desk")
@access.needs(Right.READ)
def queue_page() -> str | Response:
    """The queue. A page that is open asks again with the mark it has (If-None-Match): while nothing changed the answer
    is an empty 304, else its lines alone."""
    if not wants_json():
        return _page(request.args, after=cursors.place(request.args.get("after", "")))[0]
    if request.if_none_match and (mark := queue.mark()) in request.if_none_match:
        return _marked("", mark, 304)
    return _marked(*_page(request.args, after=cursors.place(request.args.get("after", ""))))


@bp.post("/desk/views")
@access.needs(Right.READ)
def keep() -> Response | tuple[str, int]:
    """Keep a narrowed list as a view of one's own, or of the whole desk."""
    form = ViewForm()
    args = MultiDict(_pairs(form.asked.data or ""))
    asked = _asked(args, queue.views(member_id=current_user.id))
    try:
        with transaction():
            kept = worklist.keep(
                asked.shown, title=form.title.data or "", by=acting(), shared=bool(form.shared.data)
            )
            name = f"v{kept.id}"
    except Refused as refusal:
        for field, sentences in refusal.fields.items():
            form[field].errors = sentences
        return _page(args, form=form, refusal=refusal)[0], status_of(refusal)
    flash("The view is kept.")
    return redirect(f"/desk?view={name}", code=303)


@bp.post("/desk/views/<int:view_id>/removals")
@access.needs(Right.READ)
def remove(view_id: int) -> Response:
    with transaction():
        worklist.remove(view_id, by=acting())
    flash("The view is removed. Its items stand where they stood.")
    return redirect("/desk", code=303)


def _page(
    args: MultiDict[str, str],
    *,
    after: questions.After | None = None,
    form: ViewForm | None = None,
    refusal: Refused | None = None,
) -> tuple[str, str]:
    """The page, or its lines alone, with its mark."""
    member_id = current_user.id
    every = queue.views(member_id=member_id)
    asked = _asked(args, every)
    shown = replace(asked.shown, name="shown")
    mark, counts, counted = queue.marked([*every, shown] if asked.is_narrowed else every, member_id=member_id)
    found = queue.page(shown, member_id=member_id, after=after)
    if form is None and (asked.is_narrowed or asked.view.id):
        mine = asked.view.title if asked.view.mine else ""
        form = ViewForm(
            formdata=None, title=mine, shared=asked.view.mine and asked.view.shared, asked=asked.query
        )
    page = render_template(
        "worklist/live.html" if wants_json() else "worklist/queue.html",
        asked=asked,
        view=asked.view,
        views=every,
        counts=counts,
        facets=views.facets(asked.view, asked.chosen, counted),
        rows=lines.drawn(found.rows, member_id=member_id, may_claim=current_user.may(Right.CLAIM)),
        next_page=cursors.cursor(found.after) if found.after else "",
        mark=mark,
        form=form,
        refusal=refusal,
    )
    return page, mark


def _asked(args: MultiDict[str, str], every: list[View]) -> Asked:
    view = {one.name: one for one in every}.get(args.get("view", views.FIRST))
    if view is None:
        raise NotFound
    chosen = {name: frozenset(args.getlist(name)[:MOST]) for name in DIMENSIONS if args.getlist(name)}
    return Asked(view, chosen, " ".join(args.get("q", "")[:LONGEST_SEARCH].split()))


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query[:4000], max_num_fields=200)
    except ValueError:
        raise NotFound from None
    if any("\0" in value for _name, value in pairs):  # as in an address: no database keeps it
        raise NotFound
    return pairs


def _marked(page: str, mark: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.set_etag(mark)
    return answer

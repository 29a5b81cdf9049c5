"""The queue for programs of the desk: the lines that its page shows the token's member, by the same views."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, current_app, g

from app.accounts.scopes import Scope
from app.clock import now
from app.errors import NotFound
from app.web import access, contract
from app.web.limits import API, limiter
from app.worklist import cursors, queries, questions, schemas, views

bp = access.blueprint("api_queue", __name__, access.Audience.PROGRAM)

QUEUE = "/api/v1/queue"
NARROWS = ("kind", "owes", "hands", "late", "severity")


@bp.get(QUEUE)
@access.reaches(Scope.DESK_READ)
@limiter.limit(API)
@contract.operation(
    "What waits for the desk",
    query=schemas.QueueQuery,
    gives=schemas.QueuePage,
    headers={"Link": "With rel=“next”: the address of the next page."},
)
def queue(query: schemas.QueueQuery) -> Response:
    """What is due first comes first. Reading it claims nothing."""
    member_id = g.bearer.member_id
    known = {one.name: one for one in queries.views(member_id=member_id)}
    view = known.get(query.view or views.FIRST)
    if view is None:
        raise NotFound
    chosen = {name: frozenset({str(said)}) for name in NARROWS if (said := getattr(query, name)) is not None}
    shown = view.narrowed(chosen, " ".join(query.q.split()))
    found = queries.page(shown, member_id=member_id, after=cursors.place(query.after), size=query.limit)
    further = _further(query, found.after) if found.after else None
    said = schemas.QueuePage(items=[_item(line) for line in found.rows], next=further)
    return contract.reply(said, headers={"Link": f'<{further}>; rel="next"'} if further else {})


def _item(line: questions.Line) -> schemas.QueueItem:
    held = line.held_until is not None and line.held_until > now()
    return schemas.QueueItem(
        id=line.id,
        kind=line.kind,
        url=_whole(line.url),
        title=line.title,
        detail=line.detail,
        state=line.state,
        owes=line.owes,
        severity=line.severity,
        due_at=line.due_at,
        held_by=line.holder_name if held else None,
        held_until=line.held_until if held else None,
    )


def _further(query: schemas.QueueQuery, after: questions.After) -> str:
    asked = {name: said for name, said in query.model_dump().items() if said not in (None, "")}
    asked["after"] = cursors.cursor(after)
    return _whole(f"{QUEUE}?{urlencode(asked)}")


def _whole(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"

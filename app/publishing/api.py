"""Published articles for programs: what readers see, whole, and everything that changes it. Open to everybody, as the
pages are; what is dark there is dark here, from the same commit on."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from flask import Response

from app.accounts.scopes import Scope
from app.errors import NotFound, Refused, Stale
from app.publishing import changes, copies, cursors, queries, schemas, serving
from app.publishing.models import Article, Hold
from app.publishing.states import ArticleState, Level
from app.web import access, contract, paging, problems
from app.web.limits import API, limiter

bp = access.blueprint("api_articles", __name__, access.Audience.PROGRAM)

NEXT = {"Link": "With rel=“next”: the address of the next page."}
DARK = ("withheld", "removed", "legal")


@bp.get(copies.ARTICLES)
@access.reaches(Scope.ARTICLES_READ, by_anyone=True)
@limiter.limit(API)
@contract.operation(
    "Published articles, newest first",
    query=schemas.ListQuery,
    gives=schemas.ArticleList,
    etag=True,
    headers=NEXT,
)
def articles(query: schemas.ListQuery) -> Response:
    """What may be seen now. To keep a copy in step, read the list once and then follow the changes."""
    found = queries.newest(after=_place(query.after), size=query.limit, since=query.changed_since)
    asked: dict[str, object] = {"after": cursors.cursor(found), "limit": query.limit}
    if query.changed_since:
        asked["changed_since"] = query.changed_since.isoformat()
    further = _further(copies.ARTICLES, asked) if found.after else None
    said = schemas.ArticleList(articles=[copies.listed(one) for one in found.rows], next=further)
    return contract.again(said, headers=_link(further))


@bp.get(f"{copies.ARTICLES}/<slug>")
@access.reaches(Scope.ARTICLES_READ, by_anyone=True)
@limiter.limit(API)
@contract.operation(
    "One article, whole",
    gives=schemas.Article,
    etag=True,
    also={301: "Its address changed; “Location” is the present one."},
    problems=DARK,
)
def article(slug: str) -> Response:
    """Everything its page shows. One that is dark answers as its page does: 404 while a report is looked into, 410 or
    451 once it was removed."""
    found = queries.by_slug(slug)
    if found is None:
        raise NotFound
    if hold := serving.hold_of(found):
        return _dark(hold)
    if found.slug != slug:
        moved = Response(status=301, headers={"Location": copies.whole(copies.address(found))})
        moved.headers["Cache-Control"] = "no-store"
        del moved.headers["Content-Type"]
        return moved
    return contract.again(copies.of(found))


@bp.get(changes.ADDRESS)
@access.reaches(Scope.ARTICLES_READ, by_anyone=True)
@limiter.limit(API)
@contract.operation(
    "What changed, and what went from view",
    query=schemas.ChangesQuery,
    gives=schemas.ChangeList,
    headers=NEXT,
)
def changed(query: schemas.ChangesQuery) -> Response:
    """Follow this to keep a copy in step, above all to take down what was taken down. Keep “cursor”, ask with it
    again, and do for each article what its status says now. A change may come twice, so do it in a way that can be
    done twice."""
    place, mark = _sealed(query.after)
    try:
        found = changes.after(place, mark=mark, size=query.limit)
    except Stale:
        raise _no_cursor() from None
    cursor = paging.encode([found.place, found.mark])
    further = _further(changes.ADDRESS, {"after": cursor, "limit": query.limit}) if found.more else None
    said = schemas.ChangeList(
        changes=[_said(one) for one in found.rows], cursor=cursor, more=found.more, next=further
    )
    return contract.reply(said, headers=_link(further))


def _said(change: changes.Change) -> schemas.Changed:
    gone = _is_erased(change.article)
    return schemas.Changed(
        at=change.at,
        what=cast("schemas.What", change.what),
        article=change.article.id,
        image=change.image,
        slug=None if gone else change.article.slug,
        api_url=None if gone else copies.whole(copies.address(change.article)),
        status=cast("schemas.Status", change.status),
    )


def _dark(hold: Hold) -> Response:
    """What its page says, less the page: since when, on what ground, in which case. Never who asked, or what it was."""
    more = {"since": copies.moment(hold.placed_at), "reason_class": hold.ground}
    if hold.case_name:
        more["case"] = hold.case_name
    name = {404: "withheld", 410: "removed", 451: "legal"}[hold.status]
    if hold.status == 451:
        more["blocked_by"] = serving.blocker()
    said = hold.reason if hold.level == Level.FINAL else problems.KINDS[name].title + "."
    return serving.dark(problems.answer(name, said, more=more), hold)


def _is_erased(article: Article) -> bool:
    return article.state == ArticleState.ERASED


def _place(after: str) -> Any:
    try:
        return cursors.place(after)
    except Refused as refusal:
        raise Refused(refusal.sentence, fields={"after": [refusal.sentence]}) from None


def _sealed(after: str) -> tuple[int, str]:
    """The place in the order of changes that a cursor names, and what the log said there; the beginning where there is
    none."""
    try:
        match paging.decode(after) if after else [0, ""]:
            case [int(place), str(mark)] if type(place) is int and place >= 0 and bool(place) == bool(mark):
                return place, mark
    except Refused:
        pass
    raise _no_cursor()


def _no_cursor() -> Refused:
    sentence = "This is no cursor of ours, or a backup has undone it since. Leave it out to start from the beginning."
    return Refused(sentence, fields={"after": [sentence]})


def _further(path: str, asked: dict[str, object]) -> str:
    return copies.whole(f"{path}?{urlencode(asked)}")


def _link(further: str | None) -> dict[str, str]:
    return {"Link": f'<{further}>; rel="next"'} if further else {}

"""One published article at the desk: its address, those it had, and what its readers are led to next."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.accounts import guards
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.publishing import actions, queries, relations
from app.publishing.forms import AddressForm, RelatedForm
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.web import access
from app.web.errors import status_of

SEARCHED = 10

bp = access.blueprint("publishing_articles", __name__, access.Audience.DESK)


@bp.get("/desk/articles/<int:article_id>")
@access.needs(Right.READ)
def article(article_id: int) -> str:
    return _page(_known(article_id))


@bp.post("/desk/articles/<int:article_id>/addresses")
@access.needs(Right.PUBLISH)
def addresses(article_id: int) -> Any:
    """Give it another address. What was typed is kept when it is refused."""
    form = AddressForm()
    if not form.validate():
        return _page(_known(article_id), form), 422
    try:
        with transaction():
            moved = actions.readdress(
                article_id, slug=form.slug.data, by=guards.acting(), version=form.version.data
            )
            said = f"Its address is {moved.url} from now on. The earlier ones lead there, and the author gets a letter."
    except Refused as refusal:
        for name, sentences in refusal.fields.items():
            form[name].errors = sentences
        return _page(_known(article_id), form, refusal=refusal), status_of(refusal)
    flash(said)
    return redirect(f"/desk/articles/{article_id}", code=303)


@bp.post("/desk/articles/<int:article_id>/related")
@access.needs(Right.PUBLISH)
def related(article_id: int) -> Any:
    """Choose what its readers are led to next. What was typed is kept when it is refused."""
    form = RelatedForm()
    if not form.validate():
        return _page(_known(article_id), related=form), 422
    try:
        with transaction():
            slugs = [field.data for field in form.filled]
            actions.relate(article_id, slugs=slugs, by=guards.acting(), version=form.version.data)
    except Refused as refusal:
        for place, sentences in refusal.fields.items():
            form.filled[int(place)].errors = sentences
        return _page(_known(article_id), related=form, refusal=refusal), status_of(refusal)
    flash("Readers of this article are led to these from now on." if slugs else "It leads to none any more.")
    return redirect(f"/desk/articles/{article_id}#related", code=303)


def _known(article_id: int) -> Article:
    """NotFound also for what was erased: there is nothing left to look after."""
    found = session.get(Article, article_id)
    if found is None or found.state == ArticleState.ERASED:
        raise NotFound
    return found


def _page(
    found: Article,
    form: AddressForm | None = None,
    *,
    related: RelatedForm | None = None,
    refusal: Refused | None = None,
) -> str:
    if form is None:
        form = AddressForm(formdata=None)
        form.slug.data = found.slug
    chosen = relations.chosen(found)
    if related is None:
        related = RelatedForm(formdata=None)
        chosen += [one for one in _added() if one not in chosen]
        related.show(one.slug for one in chosen)
    for each in (form, related):
        each.version.raw_data, each.version.data = None, found.version
    may = guards.acting().may(Right.PUBLISH) and not found.dark
    query = request.args.get("q", "")
    return render_template(
        "publishing/kept.html",
        article=found,
        form=form,
        related=related,
        chosen={one.slug: one for one in chosen},
        query=query,
        added=[("add", slug) for slug in request.args.getlist("add")[: relations.MOST]],
        offered=_offered(found, query) if may else [],
        earlier=queries.slugs_of(found)[1:],
        may_move=may,
        refusal=refusal,
    )


def _added() -> list[Article]:
    """What was put on the list and is not saved yet, as the address of the page carries it."""
    asked = (queries.by_slug(slug) for slug in request.args.getlist("add")[: relations.MOST])
    return [one for one in asked if one is not None]


def _offered(found: Article, query: str) -> list[Article]:
    """What was searched for, or what seems near, as far as it can be chosen."""
    if not query.strip():
        return relations.suggestions(found)
    return [one for one in queries.search(query, size=SEARCHED).rows if one.id != found.id]

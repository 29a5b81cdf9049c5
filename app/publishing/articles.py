"""One published article at the desk: its address, and those it had."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template

from app.accounts import guards
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotFound, Refused
from app.publishing import actions, queries
from app.publishing.forms import AddressForm
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.web import access
from app.web.errors import status_of

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
        return _page(_known(article_id), form, refusal), status_of(refusal)
    flash(said)
    return redirect(f"/desk/articles/{article_id}", code=303)


def _known(article_id: int) -> Article:
    """NotFound also for what was erased: there is nothing left to look after."""
    found = session.get(Article, article_id)
    if found is None or found.state == ArticleState.ERASED:
        raise NotFound
    return found


def _page(found: Article, form: AddressForm | None = None, refusal: Refused | None = None) -> str:
    if form is None:
        form = AddressForm(formdata=None)
        form.slug.data = found.slug
    form.version.raw_data, form.version.data = None, found.version
    return render_template(
        "publishing/kept.html",
        article=found,
        form=form,
        earlier=queries.slugs_of(found)[1:],
        may_move=guards.acting().may(Right.PUBLISH) and not found.dark,
        refusal=refusal,
    )

"""Tokens for the programs that use the API: who made them, what they open, until when. For webmasters."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from app.accounts import queries
from app.accounts.actions import tokens
from app.accounts.forms import TokenForm
from app.accounts.guards import acting
from app.accounts.roles import Right
from app.accounts.scopes import SCOPES, Scope
from app.db import transaction
from app.errors import Refused
from app.site import queries as site
from app.web import access
from app.web.errors import status_of

bp = access.blueprint("programs", __name__, access.Audience.DESK)

Page = Response | tuple[str, int]


@bp.get("/desk/tokens")
@access.needs(Right.PEOPLE)
def every() -> str:
    return _page(TokenForm(formdata=None))


@bp.post("/desk/tokens")
@access.needs(Right.PEOPLE)
def make() -> Page:
    """Makes a token and shows it on the page that answers, once: a page that is loaded again makes no second one."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction():
            made, whole = tokens.make(
                name=form.name.data, scopes=form.chosen, last_on=form.last_on.data, by=acting()
            )
            name = made.name
    except Refused as refusal:
        for field, sentences in refusal.fields.items():
            form[field].errors = sentences
        return _page(form, refusal), status_of(refusal)
    answer = make_response(render_template("accounts/token_made.html", name=name, whole=whole))
    answer.status_code = 201
    return answer


@bp.post("/desk/tokens/<int:token_id>/endings")
@access.needs(Right.PEOPLE)
def end(token_id: int) -> Response:
    with transaction():
        name = tokens.end(token_id, by=acting()).name
    flash(f"Ended: the token of {name} opens nothing any more.")
    return redirect("/desk/tokens", code=303)


def _page(form: TokenForm, refusal: Refused | None = None) -> str:
    return render_template(
        "accounts/tokens.html",
        tokens=queries.every_token(),
        says={scope.value: reach.says for scope, reach in SCOPES.items()},
        may={scope.value: reach.right for scope, reach in SCOPES.items()},
        scopes=list(Scope),
        today=site.today(),
        form=form,
        refusal=refusal,
    )

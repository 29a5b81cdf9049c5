"""Claims: taking an item by opening it or by a button, giving it back, and taking it over with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.review import actions as review
from app.site import queries as site
from app.takedowns.actions import cases, endings
from app.takedowns.erasing import actions as erasing
from app.web import access
from app.web.errors import status_of, wants_json
from app.worklist import actions as worklist
from app.worklist import queries as queue
from app.worklist.forms import TakeOverForm
from app.worklist.models import Item
from app.worklist.views import Hands

bp = access.blueprint("claims", __name__, access.Audience.DESK)

OPEN_ITEM: dict[str, Callable[..., Any]] = {
    "submission": review.open_item,
    "case": cases.open_item,
    "ending": endings.open_item,
    "erasure": erasing.open_item,
}
"""What a claim begins, by the kind of the item's subject."""


@bp.app_context_processor
def hands() -> dict[str, Any]:
    """``in_hand(item)``: in whose hands it is, for ``worklist/holder.html``."""
    return {"in_hand": _in_hand, "idle_minutes": _idle_minutes}


@bp.post("/desk/items/<int:item_id>/claims")
@access.needs(Right.CLAIM)
def claims(item_id: int) -> Response:
    """Claims the item, or renews one's own claim, and leads to it. A page that is open asks by itself, and says every
    half a minute that it still is: it is answered in whose hands the item is."""
    if wants_json():
        return _opened(item_id)
    with transaction():
        item = _item(item_id)
        OPEN_ITEM[item.subject_kind](item, acting())
        url = item.url
    return redirect(url, code=303)


@bp.post("/desk/items/<int:item_id>/claims/release")
@access.needs(Right.CLAIM)
def release(item_id: int) -> Response:
    """Gives it back. With ``leave`` a page says that it is being left, or that nobody touched it for long."""
    if request.form.get("leave"):
        with transaction():
            worklist.leave(_item(item_id), by=acting())
        return _told(item_id)
    with transaction():
        worklist.release(_item(item_id), by=acting())
    flash("Released: somebody else can take it now.")
    return redirect("/desk", code=303)


@bp.get("/desk/items/<int:item_id>/claims/takeover")
@access.needs(Right.CLAIM)
def takeover(item_id: int) -> Response | str:
    """Asks why. What nobody else has any more needs no reason."""
    if _in_hand(_item(item_id)).hands is not Hands.THEIRS:
        return redirect(_item(item_id).url, code=303)
    return _take_over_page(item_id, TakeOverForm(formdata=None))


@bp.post("/desk/items/<int:item_id>/claims/takeover")
@access.needs(Right.CLAIM)
def take_over(item_id: int) -> Response | tuple[str, int]:
    form = TakeOverForm()
    if not form.validate_on_submit():
        return _take_over_page(item_id, form), 422
    try:
        with transaction():
            item = _item(item_id)
            worklist.take_over(item, by=acting(), reason=form.reason.data, holder_id=form.holder.data)
            url = item.url
    except Refused as refusal:
        for name, sentences in refusal.fields.items():
            form[name].errors = sentences
        return _take_over_page(item_id, form, refusal), status_of(refusal)
    flash("It is yours now. Whoever had it gets a letter with your reason.")
    return redirect(url, code=303)


def _opened(item_id: int) -> Response:
    """Keeps the item for a page that is open, or takes it where it can; what somebody else has is left alone. A page
    that says ``opening`` was opened just now: that begins a review also where the item is held already.

    Two transactions: whoever opens comes to the lease last, and must not bring a lock on it from beating.
    """
    with transaction():
        kept = worklist.beat(_item(item_id), by=acting()) and not request.form.get("opening")
    refused = ""
    if not kept and _in_hand(_item(item_id)).hands is not Hands.THEIRS:
        try:
            with transaction():
                item = _item(item_id)
                OPEN_ITEM[item.subject_kind](item, acting(), beating=True)
        except NotAllowed as refusal:
            refused = refusal.sentence
    return _told(item_id, refused=refused)


def _told(item_id: int, *, refused: str = "") -> Response:
    """``html`` is the part of the page that says it; ``begun``: what was taken stands elsewhere than on the page."""
    hand = _in_hand(_item(item_id))
    begun = hand.hands is Hands.YOURS and request.form.get("state", hand.item.state) != hand.item.state
    part = render_template("worklist/hands.html", hand=hand, refused=refused)
    return jsonify(hands=hand.hands.value, holder=hand.holder_id, begun=begun, refused=refused, html=part)


def _take_over_page(item_id: int, form: TakeOverForm, refusal: Refused | None = None) -> str:
    hand = _in_hand(_item(item_id))
    if not form.is_submitted() or isinstance(refusal, Stale):
        form.holder.raw_data, form.holder.data = None, hand.holder_id
    return render_template("worklist/take_over.html", hand=hand, form=form, refusal=refusal)


def _in_hand(item: Item) -> queue.InHand:
    return queue.in_hand(item, member_id=current_user.id)


def _idle_minutes() -> int:
    minutes: int = site.setting("claim")["minutes"]
    return minutes


def _item(item_id: int) -> Item:
    item = session.get(Item, item_id, populate_existing=True)
    if item is None or item.subject_kind not in OPEN_ITEM:
        raise NotFound
    return item

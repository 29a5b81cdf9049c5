"""Short codes on the page: asking for one, trying what was typed, and changing the address with two of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, flash, g, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from app.clock import now
from app.db import session, transaction
from app.errors import Refused
from app.guests import actions, queries
from app.guests.actions import Outcome
from app.guests.models import Guest, Purpose
from app.web import access
from app.web.filters import clock_time
from app.web.limits import START, limiter

bp = access.blueprint("codes", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]
WORDS = {
    Outcome.WRONG: "This code is not right. {left} {tries} left.",
    Outcome.SPENT: "This code is not right, and there are no tries left for it. Ask for a new one.",
    Outcome.USED: "This code was used before. Ask for a new one.",
    Outcome.EXPIRED: "This code has expired.",
    Outcome.NONE: "This code is good no more.",
}
"""What came of a try, in words; a new code follows the last two by itself."""


@dataclass(frozen=True)
class Step:
    """How far the proof of a mailbox has come. ``sent`` says what was mailed, ``fault`` what is wrong with what was
    typed; both are whole sentences, or empty."""

    right: bool = False
    sent: str = ""
    fault: str = ""


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The field for a code, for any form that asks for one."""

    code = StringField("Code from our letter", [Length(max=60, message="A code has eight digits.")])


class NewAddressForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Your new e-mail address", [InputRequired("Enter the new address."), Length(max=254)])


class BothCodesForm(FlaskForm):  # type: ignore[misc]
    old = StringField(
        "Code from the old mailbox", [InputRequired("Enter the code from the old mailbox."), Length(max=60)]
    )
    new = StringField(
        "Code from the new mailbox", [InputRequired("Enter the code from the new mailbox."), Length(max=60)]
    )


def ask(guest_id: int, purpose: Purpose, ref: str, typed: str) -> Step:
    """Try what was typed, and see to it that there is a code to type. In transactions of its own: a try counts even
    though the request that made it is refused. A person who asks for a new one (``again``) gets it."""
    if request.form.get("again"):
        return _sent(guest_id, purpose, ref)
    if not typed.strip():
        waiting = _waiting(guest_id, purpose, ref)
        return Step(sent=waiting) if waiting else _sent(guest_id, purpose, ref)
    with transaction():
        guest = session.get_one(Guest, guest_id)
        chance = actions.attempt(guest, purpose, ref, typed, key=_key())
    if chance.outcome is Outcome.RIGHT:
        return Step(right=True)
    said = WORDS[chance.outcome].format(left=chance.left, tries="try" if chance.left == 1 else "tries")
    if chance.outcome not in (Outcome.EXPIRED, Outcome.NONE):
        return Step(fault=said)
    new = _sent(guest_id, purpose, ref)
    return Step(sent=new.sent, fault=f"{said} {new.fault or 'We sent a new one.'}")


def _sent(guest_id: int, purpose: Purpose, ref: str) -> Step:
    try:
        with transaction():
            guest = session.get_one(Guest, guest_id)
            actions.send_code(guest, purpose, ref, key=_key())
    except Refused as refusal:
        return Step(fault=refusal.sentence)
    return Step(sent=_waiting(guest_id, purpose, ref))


def _waiting(guest_id: int, purpose: Purpose, ref: str) -> str:
    """What to say of a code that is on its way and good; empty when there is none."""
    code = queries.newest_code(guest_id, purpose, ref)
    if code is None or code.used_at is not None or code.expires_at <= now():
        return ""
    return f"We sent a code to {queries.masked(code.email)}. It is good until {clock_time(code.expires_at)}."


@bp.post("/drafts/<ref>/codes")
@access.opens("draft")
def codes(ref: str) -> Response:
    """Mail a code for signing or withdrawing; a page that is filled in asks through its own form instead."""
    places = {Purpose.SIGN: "attestation", Purpose.WITHDRAW: "status"}
    wanted = request.form.get("purpose", "")
    purpose = Purpose(wanted) if wanted in places else Purpose.SIGN
    step = _sent(g.link.guest_id, purpose, ref)
    flash(step.sent or step.fault, "message" if step.sent else "error")
    return redirect(f"/drafts/{ref}/{places[purpose]}", code=303)


@bp.get("/drafts/<ref>/addresses")
@access.opens("draft")
def addresses(ref: str) -> Page:
    """A change of address: first the new one, then a code from each mailbox."""
    return _page(ref)


@bp.post("/drafts/<ref>/addresses")
@access.opens("draft")
@limiter.limit(START)
def ask_to_change(ref: str) -> Page:
    form = NewAddressForm()
    try:
        if not form.validate():
            raise Refused("The address is not complete.")
        with transaction():
            guest = session.get_one(Guest, g.link.guest_id)
            actions.ask_to_change(guest, form.email.data, ref, key=_key())
    except Refused as refusal:
        form.email.errors = list(form.email.errors) or [refusal.sentence]
        return _page(ref, address=form), 422
    return redirect(f"/drafts/{ref}/addresses", code=303)


@bp.post("/drafts/<ref>/addresses/confirmations")
@access.opens("draft")
def change(ref: str) -> Page:
    form = BothCodesForm()
    if not form.validate():
        return _page(ref, codes=form), 422
    typed = {Purpose.OLD_ADDRESS: form.old, Purpose.NEW_ADDRESS: form.new}
    with transaction():
        guest = session.get_one(Guest, g.link.guest_id)
        tried = {
            field: actions.attempt(guest, purpose, ref, field.data, key=_key())
            for purpose, field in typed.items()
        }
    for field, chance in tried.items():
        if chance.outcome is not Outcome.RIGHT:
            tries = "try" if chance.left == 1 else "tries"
            field.errors = [WORDS[chance.outcome].format(left=chance.left, tries=tries)]
    if form.errors:
        return _page(ref, codes=form), 422
    try:
        with transaction():
            guest = session.get_one(Guest, g.link.guest_id)
            actions.change(guest, ref, old=form.old.data, new=form.new.data, key=_key())
    except Refused as refusal:
        form.new.errors = [refusal.sentence]
        return _page(ref, codes=form), 422
    flash("Your address was changed. From now on we write to the new one.")
    return redirect(f"/drafts/{ref}/status", code=303)


def _page(ref: str, *, address: FlaskForm | None = None, codes: FlaskForm | None = None) -> str:
    guest_id: int = g.link.guest_id
    waits = {
        "old": _waiting(guest_id, Purpose.OLD_ADDRESS, ref),
        "new": _waiting(guest_id, Purpose.NEW_ADDRESS, ref),
    }
    return render_template(
        "guests/addresses.html",
        ref=ref,
        now_used=queries.masked(session.get_one(Guest, guest_id).email),
        address=address or NewAddressForm(formdata=None),
        codes=codes or BothCodesForm(formdata=None),
        refused=codes or address,
        waits=waits,
    )


def _key() -> str:
    return str(current_app.config["LINK_KEY"])

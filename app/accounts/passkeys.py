"""A member's own passkeys: made by the browser, kept under a name, removed again."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from webauthn import generate_registration_options, verify_registration_response
from webauthn.helpers import options_to_json_dict, parse_registration_credential_json
from webauthn.helpers.exceptions import InvalidJSONStructure, InvalidRegistrationResponse
from webauthn.helpers.structs import PublicKeyCredentialDescriptor
from werkzeug.wrappers import Response

from app.accounts import second
from app.accounts.actions import factors
from app.accounts.actions.factors import Registered
from app.accounts.desk import own_page
from app.accounts.forms import AgainForm, PasskeyForm
from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotAllowed, Refused
from app.web import access
from app.web.limits import SIGN_IN, limiter

bp = access.blueprint("passkeys", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]
WITHIN = 300
"""Seconds from the page that asks the browser for a passkey to the answer."""
FAILED = "The passkey could not be registered: the answer of your browser was not right. Please try again."


@bp.post("/account/passkeys/beginnings")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def begin() -> Page:
    """Asks the browser for a passkey, for whoever knows the password."""
    form = PasskeyForm(prefix="passkey-")
    if not form.is_own(current_user):
        return own_page(passkey=form), 422
    if not second.host_name():
        raise NotAllowed("Passkeys need a site with a name: they cannot be bound to a number.")
    try:
        with transaction():
            person = acting()
            name = factors.checked_passkey(person, form.name.data)
            options, state = _asked(person, factors.handle_of(person), name)
    except Refused as refusal:
        form.name.errors = refusal.fields.get("name", [refusal.sentence])
        return own_page(passkey=form), 422
    return render_template("accounts/passkey.html", options=options, state=state, name=name)


@bp.post("/account/passkeys")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def add() -> Response:
    """Keeps the passkey that the browser made."""
    try:
        state = _signer().loads(request.form.get("state", ""), max_age=WITHIN)
        made = _verified(request.form.get("credential", ""), state)
        with transaction():
            person = acting()
            if state["member"] != person.id:
                raise Refused(FAILED)
            factors.add_passkey(person, made, name=state["name"])
    except (BadData, InvalidJSONStructure, InvalidRegistrationResponse, ValueError, KeyError, TypeError):
        flash(FAILED, "error")
        return redirect("/account#passkeys", code=303)
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect("/account#passkeys", code=303)
    flash(f"The passkey “{state['name']}” is added: it signs you in by itself.")
    return redirect("/account#passkeys", code=303)


@bp.post("/account/passkeys/<int:passkey_id>/removals")
@access.needs(Right.READ)
@limiter.limit(SIGN_IN)
def remove(passkey_id: int) -> Page:
    """Removes one, for whoever knows the password."""
    form = AgainForm(prefix=f"gone-{passkey_id}-")
    if not form.is_own(current_user):
        return own_page(gone={passkey_id: form}), 422
    with transaction():
        factors.remove_passkey(acting(), passkey_id)
    flash("The passkey is removed: it opens nothing here any more.")
    return redirect("/account#passkeys", code=303)


def _asked(person: Any, handle: str, name: str) -> tuple[str, str]:
    """What the browser is asked, as JSON, and what the answer has to fit, signed."""
    util = current_app.extensions["security"].webauthn_util
    challenge = util.generate_challenge(32)
    options = generate_registration_options(
        rp_id=second.host_name(),
        rp_name=current_app.extensions["publisher"]().name,
        user_id=handle.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge.encode(),
        authenticator_selection=util.authenticator_selection(person, "first"),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in person.webauthn],
    )
    state = {"challenge": challenge, "name": name, "member": person.id}
    return json.dumps(options_to_json_dict(options)), str(_signer().dumps(state))


def _verified(credential: str, state: dict[str, Any]) -> Registered:
    parsed = parse_registration_credential_json(credential)
    done = verify_registration_response(
        credential=parsed,
        expected_challenge=state["challenge"].encode(),
        expected_origin=current_app.config["BASE_URL"],
        expected_rp_id=second.host_name(),
        require_user_verification=True,
    )
    return Registered(
        credential_id=done.credential_id,
        public_key=done.credential_public_key,
        sign_count=done.sign_count,
        transports=[one.value for one in parsed.response.transports or []],
        backed_up=done.credential_backed_up,
        device_type=done.credential_device_type.value,
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="passkeys")

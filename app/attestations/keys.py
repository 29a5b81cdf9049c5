"""The public page of keys, the same for machines, and the page that checks a receipt without us, to save."""

from __future__ import annotations

from flask import Response, jsonify, render_template

from app.attestations import downloads, keyring, receipts, seals
from app.attestations.checking import page
from app.web import access

bp = access.blueprint("keys", __name__, access.Audience.PUBLIC)


@bp.get("/policies/keys")
def keys() -> str:
    """Every key that receipts were ever signed with, with its fingerprint and when it was in force."""
    return render_template("attestations/keys.html", terms=keyring.terms(), fingerprint=seals.fingerprint)


@bp.get("/policies/keys.json")
def keys_json() -> Response:
    return jsonify(receipts.keys())


@bp.get("/policies/keys/check.html")
def check() -> Response:
    """One file that needs no server; it is saved, never opened as a page of this site."""
    return downloads.saved(page.made(), "text/html", "check-a-receipt.html")

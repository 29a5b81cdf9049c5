"""Signing in with a passkey, as a device does it that keeps the other half of the keys."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from html import unescape

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts import actions as accounts
from app.accounts.actions.factors import Registered
from app.accounts.models import Member, SignIn
from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from tests.accounts.people import row, webmaster
from tests.pages.signing_in import HOST, browser, post, sign_in, token_in
from tests.review import making

ASKED = re.compile(r'action="(/login/passkey/[^"]+)".*?data-options="([^"]+)"', re.DOTALL)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


class Device:
    """One passkey; ``knows``: it has looked at the finger of its owner."""

    def __init__(self, member_id: int) -> None:
        self.keys, self.id = ec.generate_private_key(ec.SECP256R1()), b"a passkey of these tests"
        point = self.keys.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        with transaction():
            person = session.get_one(Member, member_id)
            self.handle = accounts.factors.handle_of(person).encode()
            made = Registered(self.id, cbor2.dumps(cose), 0, ["internal"], False, "single_device")
            accounts.factors.add_passkey(person, made, name="My laptop")

    def answers(self, challenge: str, *, knows: bool = True, origin: str = HOST) -> str:
        said = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": origin}).encode()
        data = hashlib.sha256(b"127.0.0.1").digest() + bytes([5 if knows else 1]) + bytes(4)
        signature = self.keys.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {
            "clientDataJSON": said,
            "authenticatorData": data,
            "signature": signature,
            "userHandle": self.handle,
        }
        response = {name: _text(part) for name, part in parts.items()}
        return json.dumps(
            {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response}
        )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def asked(client: FlaskClient) -> tuple[str, str, str]:
    """Where the answer goes, its challenge, and the token of the form."""
    page = post(client, "/login/passkey", page="/login/passkey").text
    found = ASKED.search(page)
    assert found, page
    return found[1], json.loads(unescape(found[2]))["challenge"], token_in(page)


def tries(client: FlaskClient, device: Device, *, knows: bool = True, origin: str = HOST) -> TestResponse:
    address, challenge, token = asked(client)
    answer = device.answers(challenge, knows=knows, origin=origin)
    return client.post(address, data={"csrf_token": token, "credential": answer})


def is_in(client: FlaskClient) -> bool:
    return client.get("/desk").status_code == 200


def test_a_passkey_opens_the_desk_by_itself(app: Flask) -> None:
    device, client = Device(making.member("R. Osei")), browser(app)
    tries(client, device)
    assert is_in(client)


@pytest.mark.parametrize("wrong", [{"knows": False}, {"origin": "https://elsewhere.example"}])
def test_an_answer_for_another_site_or_without_its_owner_opens_nothing(
    app: Flask, wrong: dict[str, object]
) -> None:
    device, client = Device(making.member("R. Osei")), browser(app)
    tries(client, device, **wrong)  # type: ignore[arg-type]
    assert not is_in(client)


def test_whoever_is_switched_off_begins_no_session_with_a_passkey_that_would_open_later(app: Flask) -> None:
    member, boss = making.member("R. Osei"), sign_in(app, webmaster())
    device, client = Device(member), browser(app)
    post(boss, f"/desk/people/{member}/switches/off")
    answer = tries(client, device)
    assert not is_in(client)
    session.rollback()
    assert session.scalars(select(SignIn).where(SignIn.member_id == member)).all() == []
    assert session.scalars(select(Event).where(Event.kind == Kind.PERSON_SIGNED_IN.value)).all() == []
    assert row(member).signed_in_at is None
    assert answer.status_code in (302, 403)
    post(boss, f"/desk/people/{member}/switches/on")
    assert not is_in(client)

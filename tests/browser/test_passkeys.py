"""Passkeys in a real browser with a virtual device: made, named, used to sign in, and removed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import make_server

from app.accounts.roles import Role
from tests.browser.watching import Window, browsing, violations
from tests.conftest import MakeSettings
from tests.pages.signing_in import site
from tests.review import making
from tests.servers import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession


@pytest.fixture
def place(make_settings: MakeSettings, database: str) -> Iterator[tuple[Flask, str]]:
    """The site under a name: browsers bind no passkey to a number."""
    port = free_port()
    base = f"http://localhost:{port}"
    with site(make_settings(database_url=database, base_url=base)) as made:
        with made.app_context():
            making.member("R. Osei", role=Role.REVIEWER)
        server = make_server("127.0.0.1", port, made, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made, base
        server.shutdown()
        thread.join()


def device(window: Window) -> tuple[CDPSession, str]:
    """A laptop that knows its owner by a finger."""
    wire = window.page.context.new_cdp_session(window.page)
    wire.send("WebAuthn.enable")
    made = wire.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return wire, made["authenticatorId"]


def test_a_passkey_is_made_named_used_and_removed(place: tuple[Flask, str], chromium: Browser) -> None:
    _, base = place
    with browsing(chromium) as context:
        window = Window(context, base)
        page = window.page
        wire, finger = device(window)
        window.open("/login")
        page.get_by_label("E-mail address").fill("rosei@desk.example")
        page.get_by_label("Password").fill(making.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk")

        window.open("/account")
        keys = page.locator("section", has=page.get_by_role("heading", name="Passkeys"))
        keys.get_by_label("Name of a new passkey").fill("My laptop")
        keys.get_by_label("Your password").fill(making.PASSWORD)
        keys.get_by_role("button", name="Add a passkey").click()
        expect(page.locator(".told")).to_contain_text("“My laptop” is added")
        expect(keys.locator(".passkeys")).to_contain_text("My laptop")
        assert violations(page) == []

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in with a passkey").click()
        page.get_by_role("button", name="Use my passkey").click()
        page.wait_for_url("**/desk")

        wire.send("WebAuthn.setUserVerified", {"authenticatorId": finger, "isUserVerified": False})
        page.get_by_role("button", name="Sign out").click()
        window.open("/login/passkey")
        page.get_by_role("button", name="Use my passkey").click()
        expect(page.locator(".passkey-said")).to_contain_text("Nothing was done")
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": finger, "isUserVerified": True})
        page.get_by_role("button", name="Ask again").click()
        page.wait_for_url("**/desk")

        window.open("/account")
        keys.get_by_text("Remove").first.click()
        keys.locator("details").get_by_label("Your password").fill(making.PASSWORD)
        keys.get_by_role("button", name="Remove it").click()
        expect(page.locator(".told")).to_contain_text("opens nothing here any more")
        page.get_by_role("button", name="Sign out").click()
        window.open("/login/passkey")
        page.get_by_role("button", name="Use my passkey").click()
        expect(page.locator(".told")).to_contain_text("opens no account here")
        window.open("/desk")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert window.faults == []

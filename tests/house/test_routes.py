"""Every address of the site, whom it is for and what opens it. A new one is added to ``routes.txt`` on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.roles import Right
from app.guests.models import Scope
from app.web.access import ANYONE, Audience, audience_of

LIST = Path(__file__).with_name("routes.txt")
DOORS = ("login", "logout", "two_factor_token_validation", "two_factor_rescue", "mf_recovery")
NO_AUDIENCE = {"static", *(f"security.{door}" for door in (*DOORS, "wan_signin", "wan_signin_response"))}
"""What Flask and Flask-Security serve themselves: our files, and signing in and out."""


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, _sqlite_template: Path, data_dir: Path) -> str:
    return f"sqlite:///{_sqlite_template}"


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def opened_by(app: Flask, rule: Rule) -> str:
    view = app.view_functions[rule.endpoint]
    return str(getattr(view, "needs", getattr(view, "opens", "-")))


def line(app: Flask, rule: Rule) -> str:
    methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    return f"{rule.rule} {methods} {audience_of(app, rule.endpoint) or '-'} {opened_by(app, rule)}"


def test_the_list_of_routes_is_the_list_we_agreed_on(app: Flask, rules: list[Rule]) -> None:
    agreed = [entry for entry in LIST.read_text().splitlines() if entry and not entry.startswith("#")]
    assert [line(app, rule) for rule in rules] == agreed


def test_every_blueprint_says_whom_it_is_for(app: Flask) -> None:
    silent = {
        name
        for name, made in app.blueprints.items()
        if not isinstance(getattr(made, "audience", None), Audience)
    }
    assert silent == {"security"}


def test_every_address_without_an_audience_is_known(app: Flask, rules: list[Rule]) -> None:
    assert {rule.endpoint for rule in rules if audience_of(app, rule.endpoint) is None} <= NO_AUDIENCE


def test_every_page_of_a_guest_says_which_link_opens_it(app: Flask, rules: list[Rule]) -> None:
    for rule in rules:
        if audience_of(app, rule.endpoint) is Audience.GUEST:
            opens = opened_by(app, rule)
            assert opens in {ANYONE, *Scope}, rule
            assert opens == ANYONE or "ref" in rule.arguments, rule


def test_every_page_of_the_desk_names_a_right_that_exists(app: Flask, rules: list[Rule]) -> None:
    for rule in rules:
        if audience_of(app, rule.endpoint) is Audience.DESK:
            assert opened_by(app, rule) in set(Right), rule


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_nobody_enters_the_desk_without_signing_in(app: Flask, rules: list[Rule]) -> None:
    client = app.test_client()
    for rule in rules:
        if audience_of(app, rule.endpoint) is not Audience.DESK:
            continue
        address = rule.rule
        for argument in rule.arguments:
            address = address.replace(f"<int:{argument}>", "1").replace(f"<{argument}>", "x")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address, method=method, base_url=app.config["BASE_URL"])
            assert (method == "GET" and answer.location and answer.location.startswith("/login?")) or (
                answer.status_code == 401
            ), (method, address, answer.status_code)

"""The document says what the code does: written by it, and held against it by a program that tries to break it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.accounts.scopes import SCOPES
from app.web.access import ANYONE, Audience, audience_of
from app.web.problems import KINDS
from config import Settings
from tests.api.asking import Program
from tests.api.trying import Site, try_everything
from tests.conftest import MakeSettings


def document(app: Flask) -> dict[str, Any]:
    said: dict[str, Any] = Program(app).get("/api/v1/openapi.json").get_json()
    return said


def test_the_document_is_openapi_3_1_and_names_every_address(app: Flask) -> None:
    said = document(app)
    assert said["openapi"].startswith("3.1")
    named = {(method.upper(), path) for path, at in said["paths"].items() for method in at}
    there = {
        (method, rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if audience_of(app, rule.endpoint) is Audience.PROGRAM
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert named == there
    assert there


def test_every_address_of_the_api_names_a_scope_and_its_operation(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if audience_of(app, rule.endpoint) is Audience.PROGRAM:
            view: Any = app.view_functions[rule.endpoint]
            assert view.scope in set(SCOPES), rule
            assert view.opens in {ANYONE, view.scope}, rule
            assert view.operation.summary, rule
            assert rule.rule.startswith("/api/v1/"), rule


def test_every_name_of_a_thing_in_the_document_leads_somewhere(app: Flask) -> None:
    said = document(app)
    text = json.dumps(said)
    schemas = said["components"]["schemas"]
    refs = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert refs <= set(schemas)
    assert all(schema.get("additionalProperties") is False for schema in schemas.values())


def test_the_page_explains_each_problem_and_each_thing_at_its_own_anchor(app: Flask) -> None:
    page = Program(app).get("/api").text
    for anchor in (*KINDS, *document(app)["components"]["schemas"]):
        assert page.count(f'id="{anchor}"') == 1, anchor
    for scope in SCOPES:
        assert scope.value in page


@pytest.fixture
def settings(make_settings: MakeSettings, database: str) -> Settings:
    """At the host that the client within Schemathesis names."""
    return make_settings(database_url=database, base_url="http://localhost")


@pytest.fixture
def tried(app: Flask) -> Site:
    """A site with an article in view, one that is dark, one that moved, and a token for everything."""
    with app.app_context():
        return Site.made()


@pytest.mark.timeout(240)
def test_nothing_that_is_sent_breaks_it_or_is_answered_as_the_document_does_not_say(
    app: Flask, tried: Site
) -> None:
    tally = try_everything(app, tried, examples=12, seed=20261123)
    assert tally.operations == sum(len(at) for at in document(app)["paths"].values())
    assert tally.requests > 100
    assert tally.faults == []

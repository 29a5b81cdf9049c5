"""Schemathesis against the API: what its document allows and what it forbids, made up by the thousand, each answer held
against the document. One site and one seed give the same requests."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from schemathesis import engine, openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events

from app.accounts.models import Member, Token
from app.db import session, transaction
from app.publishing import actions as publishing
from app.publishing.models import Article
from app.publishing.states import Level
from app.submissions import actions as submissions
from tests.api import asking
from tests.api.asking import Program
from tests.publishing import making
from tests.review import making as desk

CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
}
"""Not asked: whether everything that fits the schema is taken. A cursor is a string, and few strings are one."""

ALL_TEXT = {"negative_data_rejection": {"enabled": False}}
"""In a form of parts “true” is text like any other: it cannot be refused for being a boolean. Names that are not asked
for, parts sent twice and files that are none are refused in tests of their own (``test_submissions``)."""


@dataclass
class Site:
    """``known``: of each parameter, values that name something here. ``token`` may do everything a token may."""

    token: str
    known: dict[str, list[Any]]

    @classmethod
    def made(cls) -> Site:
        """With an article in view, one that moved, and one that is dark in each of three ways; inside a context."""
        shown = making.published()
        moved = making.published("Walking again")
        editor = making.member(making.Role.EDITOR)
        with transaction():
            by, article = session.get_one(Member, editor), session.get_one(Article, moved.article_id)
            publishing.readdress(moved.article_id, slug="walking", by=by, version=article.version)
        dark = [making.published(f"Hidden {number}") for number in range(3)]
        making.withhold(dark[0], level=Level.INTERIM)
        making.remove(dark[1], status=410)
        making.remove(dark[2], status=451)
        making.withhold(shown, shown.uses[1])
        slugs = [shown.slug, moved.slug, "walking", *(one.slug for one in dark)]
        token_id, whole = asking.token()
        with transaction():
            token = session.get_one(Token, token_id)
            draft = submissions.hand_in("amina@example.org", {}, token=token, by=token.member, key=making.KEY)
            handed = draft.id
        return cls(whole, {"slug": slugs, "submission_id": [handed, desk.submitted("bo@example.org")]})


@dataclass
class Tally:
    operations: int = 0
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def try_everything(app: Flask, site: Site, *, examples: int, seed: int, in_turn: bool = False) -> Tally:
    """Each operation in each of the phases, by a program with a token and by one without. ``in_turn``: also one after
    another, with what the one before made."""
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    tally = Tally()
    for token in (site.token, ""):
        _try(app, site, token, tally, examples=examples, seed=seed, in_turn=in_turn)
    return tally


def _try(
    app: Flask, site: Site, token: str, tally: Tally, *, examples: int, seed: int, in_turn: bool = False
) -> None:
    document = _with_examples(Program(app).get("/api/v1/openapi.json").get_json(), site)
    config = SchemathesisConfig.from_dict(
        {
            "operations": [{"include-path": path, "checks": ALL_TEXT} for path in _forms(document)],
            "seed": seed,
            "phases": {"stateful": {"enabled": in_turn}},
            "base-url": app.config["BASE_URL"],
            "headers": {"Authorization": f"Bearer {token}"} if token else {},
            "generation": {"max-examples": examples, "mode": "all", "database": "none"},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
        }
    )
    schema = openapi.from_dict(document, config=config)
    schema.app = app
    seen: set[str] = set()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            tally.faults.append(str(event.info if hasattr(event, "info") else event))
        if isinstance(event, events.ScenarioFinished):
            _count(event, tally, seen)
    tally.operations = max(tally.operations, len(seen))


def _count(event: Any, tally: Tally, seen: set[str]) -> None:
    recorder = event.recorder
    for number, node in recorder.cases.items():
        seen.add(node.value.operation.label)
        interaction = recorder.interactions.get(number)
        if interaction and interaction.response is not None:
            tally.requests += 1
            tally.statuses[interaction.response.status_code] += 1
    for number, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                case = recorder.cases[number].value
                tally.faults.append(f"{check.name}: {case.as_curl_command()}: {check.failure_info.failure}")


def _with_examples(document: dict[str, Any], site: Site) -> dict[str, Any]:
    for at in document["paths"].values():
        for does in at.values():
            for parameter in does["parameters"]:
                if parameter["name"] in site.known:
                    values = site.known[parameter["name"]]
                    parameter["examples"] = {str(number): {"value": one} for number, one in enumerate(values)}
    return document


def _forms(document: dict[str, Any]) -> list[str]:
    """The addresses that take a form of several parts."""
    return [
        path
        for path, at in document["paths"].items()
        if any(
            "multipart/form-data" in does.get("requestBody", {}).get("content", {}) for does in at.values()
        )
    ]

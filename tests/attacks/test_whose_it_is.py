"""Every address by everybody, over two drafts, two reports and every role: who does not own a thing cannot tell it from
one that is not there, who lacks a right changes nothing, no form is taken from another site, nothing private is kept by
a cache, and no link follows a host that somebody made up (reliability.md, I18 and I20 to I22)."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.roles import RIGHTS, Right, Role
from app.db import db, session
from app.guests.models import Scope
from app.submissions.models import DraftImage, Submission
from app.web.access import Audience, audience_of
from app.worklist.models import Item
from tests.factories.pages import Browser, browser
from tests.factories.people import at_the_desk, signed_submission, token_of
from tests.pages.signing_in import token_in
from tests.takedowns import making

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TOKEN = re.compile(r'value="[\w.-]{40,}"|data-token="[^"]+"')
UNREAD = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class World:
    """``refs``: of each scope, two references; ``owners``: who holds each. ``desk``: a browser for each role."""

    app: Flask
    refs: dict[str, tuple[str, str]]
    owners: dict[str, Browser]
    desk: dict[str, Browser]
    known: dict[str, Any]

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule in self.app.url_map.iter_rules() if rule.endpoint != "static"]

    def opens(self, rule: Rule) -> str:
        view = self.app.view_functions[rule.endpoint]
        return str(getattr(view, "needs", getattr(view, "opens", "")))

    def address(self, rule: Rule, **given: Any) -> str:
        """With numbers and names of things that are there, and what is ``given``."""
        built = self.app.url_map.bind("127.0.0.1:8000")
        return built.build(
            rule.endpoint, {name: {**self.known, **given}.get(name, 1) for name in rule.arguments}
        )

    def digest(self) -> str:
        session.rollback()
        whole = hashlib.sha256()
        with db.engine.connect() as connection:
            for name, table in db.metadata.tables.items():
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                whole.update(f"{name}\n{rows}\n".encode())
        return whole.hexdigest()


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    article = making.printed(app, email="carla@example.org", title="Stairs")
    notices = [making.report(app, article, email=f"{name}@example.net") for name in ("noor", "omar")]
    with app.app_context():
        drafts = [signed_submission(app, f"{name}@example.org", title=name) for name in ("amina", "bo")]
        owners = {draft.ref: draft.guest for draft in drafts}
        for ref in notices:
            owners[ref] = browser(app)
            assert owners[ref].get(f"/n/{token_of(app, Scope.NOTICE, ref)}").status_code == 303
        desk = {role.value: at_the_desk(app, f"{role.value}@roles.example", role=role) for role in Role}
        image, item = session.scalars(select(DraftImage)).first(), session.scalars(select(Item)).first()
        assert image is not None
        assert item is not None
        known = {"use": image.use, "image_id": image.id, "item_id": item.id, "submission_id": item.subject_id}
        known |= {"ending": "jpg", "width": 320, "name": "privacy", "slug": article.slug}
        known |= {"filename": "css/base.css", "token": secrets.token_urlsafe(32)}
        refs = {
            Scope.DRAFT.value: (drafts[0].ref, drafts[1].ref),
            Scope.NOTICE.value: (notices[0], notices[1]),
        }
        yield World(app, refs, owners, desk, known)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def token(who: Browser) -> str:
    """Of a form that this browser has opened."""
    return token_in(who.get("/submit").text)


def said(answer: TestResponse, *names: str) -> tuple[int, str, str]:
    """An answer, less what names the thing asked for and what is drawn by lot for each page."""
    page = TOKEN.sub("", answer.get_data(as_text=True))
    where = answer.location or ""
    for name in names:
        page, where = page.replace(name, "…"), where.replace(name, "…")
    return answer.status_code, where, page


def nobody_s(ref: str) -> str:
    """A reference of the same shape that nobody was given."""
    return "".join(secrets.choice("bcdfghjkmnpqrstvwxz23456789") if one.isalnum() else one for one in ref)


def test_what_is_not_yours_is_not_there(world: World) -> None:
    """Each page and verb of a guest, by everybody but the owner: the answer for a reference that does not exist, and
    nothing moves."""
    asked = 0
    for rule in world.rules:
        scope = world.opens(rule)
        if scope not in world.refs:
            continue
        mine, theirs = world.refs[scope]
        strangers = [world.owners[theirs], browser(world.app), *world.desk.values()]
        strangers += [world.owners[refs[0]] for other, refs in world.refs.items() if other != scope]
        for who in strangers:
            form = {"csrf_token": token(who), "body": "Mine", "reason": "Mine"}
            before = world.digest()
            none = nobody_s(mine)
            for method in methods(rule):
                data = form if method in UNREAD else None
                there = who.open(world.address(rule, ref=mine), method=method, data=data)
                nowhere = who.open(world.address(rule, ref=none), method=method, data=data)
                assert said(there, mine) == said(nowhere, none), (rule, method)
                assert there.status_code in (303, 403, 404), (rule, method, there.status_code)
                asked += 1
            assert world.digest() == before, rule
    assert asked > 200


def test_the_owner_is_let_in_where_everybody_else_is_not(world: World) -> None:
    opened = 0
    for rule in world.rules:
        scope = world.opens(rule)
        if scope not in world.refs or "GET" not in methods(rule) or set(rule.arguments) != {"ref"}:
            continue
        mine = world.refs[scope][0]
        none = nobody_s(mine)
        owner = world.owners[mine]
        theirs = owner.get(world.address(rule, ref=mine))
        assert said(theirs, mine) != said(owner.get(world.address(rule, ref=none)), none), rule
        opened += theirs.status_code == 200
    assert opened >= 8


def test_the_number_of_another_s_image_or_file_opens_nothing_in_one_s_own_draft(world: World) -> None:
    mine, theirs = world.refs[Scope.DRAFT.value]
    owner = world.owners[mine]
    other = session.scalars(select(Submission).where(Submission.draft_ref == theirs)).one().images[0].id
    form = {"csrf_token": token(owner)}
    before = world.digest()
    tried = 0
    for rule in world.rules:
        if world.opens(rule) != Scope.DRAFT or not set(rule.arguments) & {
            "image_id",
            "evidence_id",
            "import_id",
        }:
            continue
        for method in methods(rule):
            ids = {"image_id": other, "evidence_id": other, "import_id": other}
            answer = owner.open(world.address(rule, ref=mine, **ids), method=method, data=form)
            assert answer.status_code in (303, 404, 422), (rule, method, answer.status_code)
            tried += 1
    assert tried > 8
    assert world.digest() == before


@pytest.mark.parametrize("role", [*Role, None])
def test_whoever_lacks_a_right_is_refused_and_changes_nothing(world: World, role: Role | None) -> None:
    """Each address of the desk by each role; None is an author, who has no account."""
    who = world.desk[role.value] if role else world.owners[world.refs[Scope.DRAFT.value][0]]
    rights = RIGHTS[role] if role else frozenset()
    form = {"csrf_token": token(who)}
    before = world.digest()
    for rule in world.rules:
        if audience_of(world.app, rule.endpoint) is not Audience.DESK:
            continue
        allowed = Right(world.opens(rule)) in rights
        for method in methods(rule):
            if allowed and method in UNREAD:
                continue  # what it does is tried where it belongs
            answer = who.open(world.address(rule), method=method, data=form if method in UNREAD else None)
            refused = answer.status_code in (401, 403) or (answer.location or "").startswith("/login")
            assert refused is not allowed, (rule, method, answer.status_code)
    assert world.digest() == before


def test_no_form_is_taken_without_a_token_or_with_another_s(world: World) -> None:
    """Every verb of everybody who may use it: a form of another site carries no token, or one of somebody else."""
    before = world.digest()
    foreign = token(browser(world.app))
    tried = 0
    for rule in world.rules:
        scope = world.opens(rule)
        audience = audience_of(world.app, rule.endpoint)
        who = world.desk[Role.WEBMASTER.value] if audience is Audience.DESK else browser(world.app)
        given: dict[str, Any] = {}
        if scope in world.refs:
            given["ref"] = world.refs[scope][0]
            who = world.owners[given["ref"]]
        for method in methods(rule):
            if method not in UNREAD or scope == Scope.CONSENT or audience is Audience.PROGRAM:
                continue  # the last two have tests of their own; the API reads no cookie that a form could use
            for data in ({}, {"csrf_token": foreign}, {"csrf_token": "x"}):
                answer = who.open(world.address(rule, **given), method=method, data=data)
                assert answer.status_code in (400, 403, 404, 405), (rule, method, data, answer.status_code)
                tried += 1
    assert tried > 200
    assert world.digest() == before


def test_nothing_private_is_kept_by_a_cache_and_no_public_page_sets_a_cookie(world: World) -> None:
    """Two people behind one cache never see each other's pages (CVE-2023-30861, CVE-2026-27205)."""
    seen = 0
    for rule in world.rules:
        if "GET" not in methods(rule):
            continue
        scope, audience = world.opens(rule), audience_of(world.app, rule.endpoint)
        private = audience is Audience.DESK or scope in world.refs
        given = {"ref": world.refs[scope][0]} if scope in world.refs else {}
        who = world.owners[given["ref"]] if given else world.desk[Role.WEBMASTER.value]
        answer = (who if private else browser(world.app)).get(world.address(rule, **given))
        kept = answer.headers.get("Cache-Control", "")
        if private or audience is None or answer.headers.getlist("Set-Cookie"):
            assert "no-store" in kept, (rule, kept)
        listed = audience is Audience.PUBLIC and "POST" not in methods(rule)
        assert not (listed and answer.status_code == 200 and answer.headers.getlist("Set-Cookie")), rule
        seen += 1
    assert seen > 60


HOSTS = (
    {"Host": "evil.example"},
    {"Host": "127.0.0.1:8000.evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Original-Host": "evil.example", "X-Forwarded-Server": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil.example"},
)


@pytest.mark.parametrize("headers", HOSTS, ids=lambda headers: next(iter(headers)))
def test_no_page_and_no_letter_names_a_host_that_somebody_made_up(
    world: World, headers: dict[str, str]
) -> None:
    asked = 0
    for rule in world.rules:
        if "GET" not in methods(rule):
            continue
        scope = world.opens(rule)
        given = {"ref": world.refs[scope][0]} if scope in world.refs else {}
        who = world.owners[given["ref"]] if given else world.desk[Role.WEBMASTER.value]
        answer = who.get(world.address(rule, **given), headers=headers)
        assert "evil.example" not in answer.get_data(as_text=True), rule
        assert "evil.example" not in str(answer.headers), rule
        if "Host" in headers and answer.mimetype == "text/html":
            assert answer.status_code == 400, rule
        asked += 1
    assert asked > 60

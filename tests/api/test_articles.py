"""What programs are given of published articles, and that what is dark for readers is dark for them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.audit import sealing
from app.clock import now
from app.db import session, transaction
from app.publishing import actions as publishing
from app.publishing.actions.erase import erase
from app.publishing.models import Article
from app.publishing.states import Level
from app.web import paging
from tests.api import asking
from tests.api.asking import Program, problem
from tests.conftest import MakeSettings
from tests.pages import signing_in
from tests.publishing import making

ARTICLES, CHANGES = "/api/v1/articles", "/api/v1/changes"


@pytest.fixture
def program(app: Flask) -> Program:
    return Program(app)


def seal() -> None:
    with transaction():
        while sealing.seal_next():
            pass


def of(made: making.Made) -> str:
    return f"{ARTICLES}/{made.slug}"


def test_an_article_is_given_with_everything_that_its_page_shows(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
    answer = program.get(of(made))
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    said: dict[str, Any] = answer.get_json()
    base = app.config["BASE_URL"]
    assert said["title"] == "Rebuilding a knee"
    assert said["url"] == f"{base}{made.url}"
    assert said["author"]["byline"] == "Amina Rahman"
    assert said["faq"][0]["answer_html"] == "<p>Three to <em>six</em> months.</p>\n"
    assert said["faq"][0]["answer_markdown"] == "Three to *six* months."
    assert said["references"][0]["text"].startswith("Hunter DJ.")
    assert "https://doi.org/10.1016" in said["references"][0]["html"]
    assert said["disclosures"] == [{"label": "Interests", "text": "I give paid talks."}]
    assert said["licence"] == {"name": "All rights reserved by the author", "url": None}
    assert said["disclaimer"]["title"] == "Legal and medical disclaimer"
    assert said["author_s_trademarks"] == ["Kneezo® is a mark of its owner."]
    assert [entry["text"] for entry in said["history"]] == ["Published"]
    assert [image["id"] for image in said["images"]] == list(made.uses)
    assert [image["role"] for image in said["images"]] == ["lead", "body", "related"]
    urls = {file["url"] for image in said["images"] for file in image["renditions"]}
    assert urls == {f"{base}{file}" for file in made.files}
    assert all(program.client.get(url.removeprefix(base)).status_code == 200 for url in urls)
    assert made.uses[1] in said["body_html"]
    assert made.uses[0] not in said["body_html"]
    for address in re.findall(r'(?:src|srcset)="([^"]+)"', said["body_html"]):
        assert all(one.strip().startswith(base) for one in address.split(", ")), address
    assert "<script" not in said["body_html"]


def test_the_etag_says_whether_it_stands_as_one_has_it(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
    first = program.get(of(made))
    again = program.get(of(made), **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with app.app_context():
        making.withhold(made, made.uses[1])
    changed = program.get(of(made), **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_an_image_on_hold_is_named_without_any_file_of_it(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        making.withhold(made, made.uses[1])
    answer = program.get(of(made))
    held = answer.get_json()["images"][1]
    assert held["renditions"] == []
    assert "looked into" in held["withheld"]
    assert f"/media/{made.uses[1]}" not in answer.text


def test_nothing_is_said_of_an_image_on_hold_that_its_page_does_not_say(app: Flask, program: Program) -> None:
    """Its caption may be the very words that a report is about."""
    with app.app_context():
        made = making.published()
    shown = program.get(of(made)).get_json()["images"][1]
    assert shown["alt"]
    with app.app_context():
        making.withhold(made, made.uses[1])
    page = program.client.get(made.url).text
    [figure] = re.findall(rf'<figure[^>]*id="{shown["anchor"]}".*?</figure>', page, re.DOTALL)
    assert shown["alt"] not in figure
    held = program.get(of(made)).get_json()["images"][1]
    assert [held[name] for name in ("alt", "caption", "credit", "licence")] == ["", "", "", None]


@pytest.mark.parametrize(
    ("status", "name"),
    [(451, "legal"), (410, "removed"), (404, "withheld")],
    ids=["legal", "gone", "interim"],
)
def test_what_is_dark_answers_as_its_page_does_and_says_nothing_of_it(
    app: Flask, program: Program, status: int, name: str
) -> None:
    with app.app_context():
        made = making.published()
        if status == 404:
            making.withhold(made, level=Level.INTERIM)
        else:
            making.remove(made, status=status)
    answer = program.get(of(made))
    assert answer.status_code == program.client.get(made.url).status_code == status
    said = problem(answer)
    assert said["type"] == f"{app.config['BASE_URL']}/api#{name}"
    assert said["reason_class"] == "copyright"
    assert said["since"] <= now().isoformat()
    assert ("blocked_by" in said) is (status == 451)
    assert ('rel="blocked-by"' in answer.headers.get("Link", "")) is (status == 451)
    for secret in ("Rebuilding a knee</", "What helps", "Amina", *made.uses):
        assert secret not in answer.text, secret
    assert program.get(ARTICLES).get_json()["articles"] == []
    with app.app_context():
        making.restore(made) if status != 404 else None
    if status != 404:
        assert program.get(of(made)).status_code == 200


def test_what_was_never_there_is_not_found(app: Flask, program: Program) -> None:
    assert problem(program.get(f"{ARTICLES}/nothing"))["type"].endswith("#not-found")
    assert problem(program.get("/api/v1/nothing"))["type"].endswith("#not-found")
    assert problem(program.get(f"{ARTICLES}/%00"))["status"] == 404
    assert problem(program.get("/api/v1"))["status"] == 404


def test_an_earlier_address_leads_to_the_present_one(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        editor = making.member(making.Role.EDITOR)
        with transaction():
            article = session.get_one(Article, made.article_id)
            by = session.get_one(making.Member, editor)
            publishing.readdress(made.article_id, slug="a-new-knee", by=by, version=article.version)
    moved = program.get(of(made))
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{app.config['BASE_URL']}{ARTICLES}/a-new-knee"
    assert program.get(f"{ARTICLES}/a-new-knee").status_code == 200


def test_a_list_is_read_page_by_page_and_from_a_moment_on(app: Flask, program: Program) -> None:
    with app.app_context():
        made = [making.published(f"Knees, {number}", email="amina@example.org") for number in range(3)]
    first = program.get(f"{ARTICLES}?limit=2")
    said = first.get_json()
    assert [one["slug"] for one in said["articles"]] == [made[2].slug, made[1].slug]
    assert first.headers["Link"] == f'<{said["next"]}>; rel="next"'
    rest = program.get(said["next"].removeprefix(app.config["BASE_URL"])).get_json()
    assert [one["slug"] for one in rest["articles"]] == [made[0].slug]
    assert rest["next"] is None
    later = (now() + timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert program.get(f"{ARTICLES}?changed_since={later}").get_json()["articles"] == []
    earlier = (now() - timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert len(program.get(f"{ARTICLES}?changed_since={earlier}&limit=1").get_json()["articles"]) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("after=nonsense", "after"),
        ("after=W10", "after"),
        (f"after={paging.encode(['2026-01-01T00:00:00+00:00', True])}", "after"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=2026-11-01T00:00:00", "changed_since"),
        ("changed_since=0", "changed_since"),
        ("changed_since=null", "changed_since"),
        ("changed_since=0001-01-01T00:00:00%2B14:00", "changed_since"),
        ("page=2", "page"),
    ],
)
def test_a_parameter_that_is_not_as_asked_is_refused_by_name(
    program: Program, asked: str, field: str
) -> None:
    said = problem(program.get(f"{ARTICLES}?{asked}"))
    assert said["status"] == 422
    assert set(said["fields"]) == {field}


def what(program: Program, after: str = "", limit: int = 100) -> tuple[list[tuple[str, int]], str]:
    said = program.get(f"{CHANGES}?after={after}&limit={limit}").get_json()
    return [(one["what"], one["status"]) for one in said["changes"]], said["cursor"]


def test_everything_that_goes_from_view_is_told_to_whoever_follows(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        seal()
    first, cursor = what(program)
    assert first == [("published", 200)]
    assert what(program, cursor) == ([], cursor)
    with app.app_context():
        making.withhold(made, made.uses[1])
        making.remove(made)
        seal()
    told, after = what(program, cursor)
    assert told == [("image_hidden", 451), ("hidden", 451), ("removed", 451)]
    with app.app_context():
        making.restore(made)
        seal()
    told, after = what(program, after)
    assert told[-1] == ("restored", 200)
    assert what(program, after) == ([], after)


def test_a_removal_is_told_before_it_is_sealed_and_once_more_after(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        seal()
    _, cursor = what(program)
    with app.app_context():
        making.remove(made)
    told, same = what(program, cursor)
    assert ("removed", 451) in told
    assert same == cursor
    with app.app_context():
        seal()
    told, after = what(program, cursor)
    assert ("removed", 451) in told
    assert after != cursor


def test_nothing_is_left_out_between_two_pages_of_changes(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        for _ in range(3):
            making.lift(making.withhold(made, made.uses[2]))
        seal()
    whole, end = what(program)
    assert len(whole) == 7
    gathered, cursor = [], ""
    for _ in range(20):
        said = program.get(f"{CHANGES}?after={cursor}&limit=2").get_json()
        gathered += [(one["what"], one["status"]) for one in said["changes"]]
        cursor = said["cursor"]
        if not said["more"]:
            assert said["next"] is None
            break
        assert said["next"].endswith(f"after={cursor}&limit=2")
    assert (gathered, cursor) == (whole, end)


def test_what_was_erased_is_named_by_its_number_alone(app: Flask, program: Program) -> None:
    with app.app_context():
        made = making.published()
        making.remove(made, status=410)
        by_id = making.member(making.Role.REVIEWER)
        with transaction():
            by = session.get_one(making.Member, by_id)
            erase(session.get_one(Article, made.article_id), by=by, case_id=None)
    answer = program.get(CHANGES)
    assert made.slug not in answer.text
    last = answer.get_json()["changes"][-1]
    assert (last["article"], last["slug"], last["status"]) == (made.article_id, None, 410)
    assert problem(program.get(of(made)))["type"].endswith("#removed")


def test_a_cursor_of_what_a_backup_has_undone_is_refused(app: Flask, program: Program) -> None:
    """Other events take the numbers that were given out before: a removal among them would never be told."""
    with app.app_context():
        making.published()
        seal()
    _, cursor = what(program)
    [place, mark] = paging.decode(cursor)
    assert what(program, cursor) == ([], cursor)
    for undone in ([place + 1, mark], [place, "0" * 16], [place, ""], [0, mark], [place + 1, ""]):
        refused = problem(program.get(f"{CHANGES}?after={paging.encode(undone)}"))
        assert (refused["status"], set(refused["fields"])) == (422, {"after"}), undone


@pytest.mark.parametrize("after", ["x", "W10", "WyJhIl0", "Wy0xXQ", "W3RydWVd", "WzFlOTld"])
def test_a_cursor_that_is_none_of_ours_is_refused(program: Program, after: str) -> None:
    assert set(problem(program.get(f"{CHANGES}?after={after}"))["fields"]) == {"after"}


def test_a_session_of_the_desk_is_nothing_here(app: Flask) -> None:
    """Whoever is signed in is asked for a token like everybody; without one, what is published can be read."""
    with app.app_context():
        wanda = asking.webmaster()
    desk = signing_in.sign_in(app, wanda)
    refused = desk.get(ARTICLES, headers={"Authorization": "Basic d2FuZGE6eA=="})
    assert refused.status_code == 401
    assert desk.get(ARTICLES).status_code == 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_limit_answers_with_a_problem_that_says_when_to_go_on(
    make_settings: MakeSettings, database: str, redis_server: str
) -> None:
    limited = make_settings(database_url=database, redis_url=redis_server, rate_limits=True)
    with signing_in.site(limited) as made:
        program = Program(made)
        answers = [program.get(f"{ARTICLES}?limit=1") for _ in range(302)]
    assert answers[299].status_code == 200
    assert problem(answers[301])["type"].endswith("#too-many")
    assert int(answers[301].headers["Retry-After"]) >= 1


def test_other_methods_and_other_hosts_are_refused_as_problems(program: Program) -> None:
    refused = program.client.post(ARTICLES)
    assert problem(refused)["status"] == 405
    assert "GET" in refused.headers["Allow"]
    host = program.client.get(ARTICLES, headers={"Host": "evil.example"})
    assert host.status_code == 400
    assert "evil.example" not in host.text

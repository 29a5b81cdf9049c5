"""Programs hand in drafts for their authors, once, and never sign for anybody."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actions import repeats
from app.accounts.models import KeptAnswer, Member
from app.accounts.roles import Role
from app.attestations.models import Attestation
from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.documents.models import Import
from app.guests.models import Guest
from app.media.models import Asset
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.pages import api
from app.site import queries as sites
from app.submissions.models import DraftImage, Submission
from tests.api import asking
from tests.api.asking import Program, problem
from tests.conftest import MakeSettings
from tests.factories.pages import browser
from tests.factories.people import token_of
from tests.factories.pictures import jpeg
from tests.pages import signing_in

SUBMISSIONS = "/api/v1/submissions"
ARTICLE: dict[str, Any] = {
    "email": "Amina@Example.org",
    "title": "Rebuilding a knee",
    "summary": "What helps.",
    "body_markdown": "## The first weeks\n\nKeep *moving*.",
    "byline": "Amina Rahman",
    "faq": [{"question": "How long?", "answer": "Three months."}],
    "references": ["Hunter DJ. Osteoarthritis."],
    "disclosures": {"interests": "None."},
    "licence": "CC-BY-4.0",
}


@pytest.fixture
def program(app: Flask) -> Program:
    with app.app_context():
        return Program(app, asking.token()[1])


def hand_in(program: Program, key: str = "one", /, **changed: Any) -> Any:
    return program.post(SUBMISSIONS, ARTICLE | changed, **{"Idempotency-Key": key})


def count(model: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_is_begun_and_its_author_gets_the_link_and_nobody_else(app: Flask, program: Program) -> None:
    made = hand_in(program)
    assert made.status_code == 201, made.text
    said = made.get_json()
    assert made.headers["Location"] == f"{SUBMISSIONS}/{said['id']}"
    assert (said["state"], said["whose_move"], said["revision"]) == ("draft", "author", None)
    with app.app_context():
        with transaction():
            notifications.fan_out()
        letter = session.scalars(select(Message).where(Message.letter == "draft_handed_in")).one()
        assert letter.address == "amina@example.org"
        draft = session.get_one(Submission, said["id"])
        assert (draft.copy.title, draft.copy.licence) == ("Rebuilding a knee", "CC-BY-4.0")
        assert draft.copy.faq == [{"question": "How long?", "answer": "Three months."}]
        assert draft.draft_ref not in said["number"] or len(said["number"]) < 20
        token = token_of(app, _scope(), draft.draft_ref)
        assert token not in made.text
        ref = draft.draft_ref
    author = browser(app)
    assert author.get(f"/d/{token}").status_code == 303
    page = author.get(f"/drafts/{ref}")
    assert "Keep *moving*." in page.text
    assert "The desk handed in this draft for you." in author.get(f"/drafts/{ref}/status").text


def _scope() -> Any:
    from app.guests.models import Scope as Links

    return Links.DRAFT


def test_no_program_signs_declares_or_confirms_for_anybody(app: Flask, program: Program) -> None:
    made = hand_in(program)
    with app.app_context():
        assert count(Attestation) == 0
        draft = session.get_one(Submission, made.get_json()["id"])
        assert draft.state == "draft"
        assert draft.submitted_at is None
        assert session.scalars(select(Guest)).one().confirmed_at is None
    refused = hand_in(program, "two", rights={"basis": "own_work"})
    assert set(problem(refused)["fields"]) == {"rights"}


def test_the_same_key_with_the_same_request_is_one_draft_and_one_answer(app: Flask, program: Program) -> None:
    first, again = hand_in(program), hand_in(program)
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    other = hand_in(program, title="Another")
    assert problem(other)["type"].endswith("#key-reused")
    assert hand_in(program, "two").get_json()["id"] != first.get_json()["id"]
    with app.app_context():
        assert count(Submission) == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "naïve"])
def test_a_request_without_a_key_does_nothing(app: Flask, program: Program, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    refused = program.post(SUBMISSIONS, ARTICLE, **headers)
    assert problem(refused)["type"].endswith("#no-key")
    with app.app_context():
        assert count(Submission) == 0


def test_a_key_is_its_token_s_own_and_good_for_a_day(app: Flask, program: Program) -> None:
    first = hand_in(program)
    with app.app_context():
        other = Program(app, asking.token()[1])
    assert hand_in(other).get_json()["id"] != first.get_json()["id"]
    with app.app_context(), transaction():
        assert repeats.forget() == 0
        for kept in session.scalars(select(KeptAnswer)):
            kept.made_at = now() - timedelta(hours=25)
    assert hand_in(program, title="Another").status_code == 201
    with app.app_context():
        with transaction():
            assert repeats.forget() == 1
        assert count(KeptAnswer) == 1


def test_two_at_once_under_one_key_make_one_draft(app: Flask, program: Program) -> None:
    """Exactly one effect; both are told of the same one."""
    with app.app_context():
        whole = program.headers["Authorization"].removeprefix("Bearer ")
    gate, answers = threading.Barrier(6), []

    def send() -> None:
        own = Program(app, whole)
        gate.wait()
        answers.append(hand_in(own))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    with app.app_context():
        assert count(Submission) == 1
        handed = select(func.count()).where(Event.kind == Kind.DRAFT_HANDED_IN.value)
        assert session.scalar(handed) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": "x@mailinator.com"}, "email"),
        ({"title": 7}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"summary": "\u0958" * 1000}, "summary"),
        ({"licence": "mine"}, "licence"),
        ({"faq": [{"answer": "Nothing was asked."}]}, "faq.0.question"),
        ({"disclosures": {"interests": None}}, "disclosures.interests"),
        ({"state": "published"}, "state"),
    ],
    ids=str,
)
def test_what_is_not_as_asked_is_refused_by_name_and_the_key_stays_free(
    app: Flask, program: Program, changed: dict[str, Any], field: str
) -> None:
    refused = problem(hand_in(program, **changed))
    assert refused["status"] == 422
    assert set(refused["fields"]) == {field}
    with app.app_context():
        assert (count(Submission), count(KeptAnswer)) == (0, 0)
    assert hand_in(program).status_code == 201


def test_what_is_no_json_or_is_too_large_is_refused(program: Program) -> None:
    key = {"Idempotency-Key": "one", **program.headers}
    for body, kind, status in (
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"0", "application/json", 422),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b'"' + b"x" * 2_200_000 + b'"', "application/json", 413),
    ):
        answer = program.client.post(SUBMISSIONS, data=body, content_type=kind, headers=key)
        assert problem(answer)["status"] == status, (body[:9], kind)


def test_only_the_token_that_handed_it_in_is_told_how_it_stands(app: Flask, program: Program) -> None:
    where = hand_in(program).headers["Location"]
    first = program.get(where)
    assert first.get_json()["state"] == "draft"
    assert program.get(where, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    with app.app_context():
        other = Program(app, asking.token()[1])
    assert problem(other.get(where))["status"] == 404
    assert problem(program.get(f"{SUBMISSIONS}/99"))["status"] == 404


def test_whoever_was_demoted_hands_in_nothing_more(app: Flask, program: Program) -> None:
    from app.accounts import actions as accounts

    with app.app_context():
        wanda, other = asking.webmaster(), asking.webmaster("Wendel Ruiz")
        with transaction():
            by = session.get_one(Member, other)
            accounts.change(wanda, roles=[Role.REVIEWER], clinical=False, legal=False, by=by)
    assert problem(hand_in(program))["status"] == 403
    with app.app_context():
        assert count(Submission) == 0


def send_image(program: Program, where: str, content: bytes, name: str = "Knee one.jpg", **said: str) -> Any:
    parts = {"file": (io.BytesIO(content), name), **said}
    return program.client.post(f"{where}/images", data=parts, headers=program.headers)


def test_an_image_is_added_with_words_and_without_rights(app: Flask, program: Program) -> None:
    where = hand_in(program).headers["Location"]
    made = send_image(program, where, jpeg(), alt="A knee", caption="After a week", credit="Photograph: A.")
    assert made.status_code == 201, made.text
    assert made.get_json()["name"] == "knee-one"
    again = send_image(program, where, jpeg(), alt="A knee, bent")
    assert again.get_json()["id"] == made.get_json()["id"]
    with app.app_context():
        [image] = session.scalars(select(DraftImage)).all()
        assert (image.alt, image.caption, image.lead) == ("A knee, bent", "", True)
        assert not any(image.declared.values())
        ref, guest = image.submission.draft_ref, image.submission.guest_id
        token = token_of(app, _scope(), ref)
        assert guest
    author = browser(app)
    author.get(f"/d/{token}")
    assert "A knee, bent" in author.get(f"/drafts/{ref}").text
    assert "You sent an image" not in author.get(f"/drafts/{ref}/status").text


def test_once_its_author_writes_a_draft_is_theirs(app: Flask, program: Program) -> None:
    made = hand_in(program)
    where = made.headers["Location"]
    with app.app_context():
        ref = session.get_one(Submission, made.get_json()["id"]).draft_ref
        token = token_of(app, _scope(), ref)
    author = browser(app)
    author.get(f"/d/{token}")
    author.send(f"/drafts/{ref}", f"/drafts/{ref}/saves", title="My own title")
    refused = problem(send_image(program, where, jpeg()))
    assert refused["type"].endswith("#stale")
    with app.app_context():
        assert count(DraftImage) == 0
        assert count(Asset) == 0


def test_what_is_no_image_and_what_is_no_form_are_refused(app: Flask, program: Program) -> None:
    where = hand_in(program).headers["Location"]
    assert set(problem(send_image(program, where, b"%PDF-1.7 no image"))["fields"]) == {"file"}
    assert set(problem(send_image(program, where, jpeg(), basis="own_work"))["fields"]) == {"basis"}
    empty = program.client.post(
        f"{where}/images", data={"alt": "x"}, content_type="multipart/form-data", headers=program.headers
    )
    assert set(problem(empty)["fields"]) == {"file"}
    assert problem(program.post(f"{where}/images", {"alt": "x"}))["status"] == 415
    alone = {"Content-Type": "application/octet-stream", **program.headers}
    assert problem(program.client.post(f"{where}/images", data=jpeg(), headers=alone))["status"] == 415
    with app.app_context():
        other = Program(app, asking.token()[1])
        assert count(DraftImage) == 0
    assert problem(send_image(other, where, jpeg()))["status"] == 404


def test_a_document_waits_on_the_writing_desk_for_its_author(app: Flask, program: Program) -> None:
    where = hand_in(program).headers["Location"]
    page = b"<!doctype html><title>Knees</title><h1>Knees</h1><p>Keep moving.</p>"
    parts = {"file": (io.BytesIO(page), "knees.html")}
    made = program.client.post(f"{where}/documents", data=parts, headers=program.headers)
    assert made.status_code == 201, made.text
    assert made.get_json()["state"] == "received"
    with app.app_context():
        draft = session.scalars(select(Submission)).one()
        one = session.scalars(select(Import)).one()
        assert (one.submission_id, one.filename, draft.copy.body) == (
            draft.id,
            "knees.html",
            ARTICLE["body_markdown"],
        )
        seen = session.scalars(select(Event).where(Event.kind == Kind.DOCUMENT_RECEIVED.value)).one()
        assert seen.actor_kind == "member"
        ref, token = draft.draft_ref, token_of(app, _scope(), draft.draft_ref)
    author = browser(app)
    author.get(f"/d/{token}")
    assert "knees.html" in author.get(f"/drafts/{ref}").text
    parts = {"file": (io.BytesIO(b"%PDF-1.7"), "knees.pdf")}
    refused = program.client.post(f"{where}/documents", data=parts, headers=program.headers)
    assert set(problem(refused)["fields"]) == {"file"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mailbox_is_not_filled_and_asking_again_counts_for_nothing(
    make_settings: MakeSettings, database: str, redis_server: str
) -> None:
    limited = make_settings(database_url=database, redis_url=redis_server, rate_limits=True)
    with signing_in.site(limited) as made:
        with made.app_context():
            program = Program(made, asking.token()[1])
            most = sites.setting("limits")["mailbox_hour"]
        answers = [hand_in(program, "one") for _ in range(most + 2)]
        assert {answer.status_code for answer in answers} == {201}
        others = [hand_in(program, f"key-{number}") for number in range(most + 1)]
        assert [answer.status_code for answer in others] == [201] * (most - 1) + [429] * 2
        assert problem(others[-1])["type"].endswith("#too-many")
        with made.app_context():
            assert count(Submission) == most


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_token_cannot_write_to_everybody(
    make_settings: MakeSettings, database: str, redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One mailbox has many spellings, and a token that leaked has no network of its own."""
    monkeypatch.setitem(api.LETTERS, "token_hour", 3)
    limited = make_settings(database_url=database, redis_url=redis_server, rate_limits=True)
    with signing_in.site(limited) as made:
        with made.app_context():
            program, other = (Program(made, asking.token()[1]) for _ in range(2))
        answers = [hand_in(program, f"a{n}", email=f"victim+{n}@gmail.com") for n in range(4)]
        assert [answer.status_code for answer in answers] == [201] * 3 + [429]
        assert hand_in(other, "b", email="victim@gmail.com").status_code == 201


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_domain_is_not_filled(make_settings: MakeSettings, database: str, redis_server: str) -> None:
    limited = make_settings(database_url=database, redis_url=redis_server, rate_limits=True)
    with signing_in.site(limited) as made:
        with made.app_context():
            program, most = Program(made, asking.token()[1]), sites.setting("limits")["domain_hour"]
        answers = [hand_in(program, f"a{n}", email=f"someone{n}@clinic.example") for n in range(most + 1)]
        assert [answer.status_code for answer in answers] == [201] * most + [429]

"""What an editor's own change takes back, row by row (takedowns.md, table 6.4), through the pages.

The rows about an author's edit, the pipeline, a new wording and another address stand in ``test_gate``; those about a
licence that ends and a consent that is withdrawn in ``tests/takedowns`` (``test_endings``, ``test_consents``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from app.accounts.models import Member
from app.accounts.roles import Role
from app.attestations.models import EditorAttestation
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed
from app.publishing.models import Article
from app.review.models import Decision
from app.review.rights import queries as rights
from app.review.rights.models import Finding
from app.submissions import actions as submissions
from app.submissions.models import Submission
from tests.audit.tampering import tamper
from tests.corrections import making
from tests.corrections.making import changed, desk_page
from tests.factories.findings import accept_rights, revision_of
from tests.factories.pages import Browser, forms, words
from tests.factories.people import Draft, at_the_desk, put_images, settle_images
from tests.factories.pictures import jpeg
from tests.publishing.making import approve, member, seen


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def press(editor: Browser, draft: Draft) -> TestResponse:
    """Publish what stands now, whatever the page offers."""
    token = forms(editor.get(desk_page(draft)))[0].fields["csrf_token"]
    stands = seen(draft.row.id)
    data = {
        "version": str(stands.version),
        "content_hash": stands.content_hash,
        "csrf_token": token,
        "slug": "",
        "note": "It was wrong.",
    }
    return editor.post(f"{desk_page(draft)}/publications", data=data)


def published() -> list[Article]:
    session.rollback()
    return list(session.scalars(select(Article)))


def unaccepted(draft: Draft) -> list[str]:
    revision = revision_of(draft.row.id)
    known = rights.newest_of(one.rights_id for one in revision.placements)
    names = rights.names(revision)
    return [names[one.rights_id] for one in revision.placements if one.rights_id not in known]


def test_when_the_author_replaces_an_image_the_whole_signature_is_void_and_the_others_keep_their_right(
    draft: Draft, editor: Browser
) -> None:
    image = draft.row.images[0].id
    assert draft.save(remove=str(image)).status_code < 400
    put_images(draft, (jpeg("another"), "another.jpg"))
    settle_images()
    draft.describe()
    assert press(editor, draft).status_code == 409
    draft.sign()
    assert unaccepted(draft) == ["another"]
    assert press(editor, draft).status_code == 409
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303


def test_when_an_editor_edits_the_text_author_and_reviewers_are_asked_again(
    draft: Draft, editor: Browser
) -> None:
    signed_before = draft.attestation.statement
    changed(draft, editor, body="## The first week\n\nShort walks, rather often.")
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "its author has not signed the change yet" in words(refused)
    assert draft.attestation.statement == signed_before, "what the author signed before stays theirs"
    assert draft.sign().status_code == 303
    assert press(editor, draft).status_code == 409, "nobody has approved this"
    assert unaccepted(draft) == [], "no image changed: no right is asked again"
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303
    assert len(published()) == 1


def test_when_an_editor_changes_one_caption_it_is_the_same(draft: Draft, editor: Browser) -> None:
    changed(draft, editor, **{"picture-0-caption": "The stairs, in the second month"})
    assert draft.row.images[0].caption == "The stairs, in the second month"
    assert press(editor, draft).status_code == 409
    draft.sign()
    assert unaccepted(draft) == []
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303


@pytest.mark.parametrize("field", ["files", "picture-0-file"], ids=["adds", "replaces"])
def test_when_an_editor_adds_or_replaces_an_image_its_right_is_the_editor_s_and_is_accepted_by_somebody_else(
    app: Flask, draft: Draft, editor: Browser, field: str
) -> None:
    with_image(draft, editor, field)
    assert draft.sign().status_code == 303
    assert unaccepted(draft) == ["rail"]
    record = next(
        one.rights_id
        for one in revision_of(draft.row.id).placements
        if one.rights.declared.get("declared_by")
    )
    approve(draft.row.id, accepting=False)
    assert "has not been accepted yet" in words(press(editor, draft))
    said: dict[str, Any] = {f"right-{record}-found": "accepted", f"right-{record}-checked": ["looked"]}
    own = editor.send(desk_page(draft), f"{desk_page(draft)}/findings", **said)
    assert own.status_code == 403
    assert "Somebody else has to accept the right" in words(own)
    desk = at_the_desk(app)
    assert desk.send(desk_page(draft), f"{desk_page(draft)}/findings", **said).status_code == 303
    assert press(editor, draft).status_code == 303


def with_image(draft: Draft, editor: Browser, field: str = "files") -> None:
    making.add_image(draft, editor, "rail", field)
    assert making.sign_change(draft, editor).status_code == 303


def test_whoever_changed_an_article_cannot_approve_it_and_the_page_says_so(
    draft: Draft, editor: Browser
) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    draft.sign()
    page = editor.get(desk_page(draft))
    claim = next(form.action for form in forms(page) if form.action.endswith("/claims"))
    page = editor.send(page, claim)
    page = editor.get(desk_page(draft))
    assert "Somebody else has to approve it" in words(page)
    assert 'value="approved"' not in page.text
    form = next(form for form in forms(page) if form.action.endswith("/decisions"))
    refused = editor.post(form.action, data=form.fields | {"verdict": "approved"})
    assert refused.status_code == 403
    assert "nobody approves what they wrote or changed" in words(refused)
    answer = editor.send(page, form.action, verdict="changes_requested", note="Please look at the summary.")
    assert answer.status_code == 303, "what they changed they may still ask about"


def test_the_database_itself_refuses_an_editor_s_approval_of_their_own_change(
    draft: Draft, editor: Browser
) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    draft.sign()
    revision, by_id = revision_of(draft.row.id), making.member_of("ed@desk.example")
    told = {"submission_id": draft.row.id, "revision_id": revision.id, "content_hash": revision.content_hash}
    with pytest.raises(DBAPIError, match="nobody approves"), transaction():
        session.add(Decision(**told, by_id=by_id, verdict="approved", reasons=[], note="", made_at=now()))


def test_the_database_itself_refuses_an_editor_s_acceptance_of_their_own_right(
    draft: Draft, editor: Browser
) -> None:
    with_image(draft, editor)
    draft.sign()
    added = revision_of(draft.row.id).placements[-1].rights_id
    by_id = making.member_of("ed@desk.example")
    row = {"rights_id": added, "by_id": by_id, "note": "", "made_at": now()}
    with pytest.raises(DBAPIError, match="nobody accepts"), transaction():
        session.add(Finding(**row, found="accepted", checked=["looked"]))
    with transaction():
        session.add(Finding(**row, found="refused", checked=[]))


def test_a_published_article_stays_in_view_while_an_editor_s_change_waits(
    app: Flask, draft: Draft, editor: Browser
) -> None:
    assert press(editor, draft).status_code == 303
    url = published()[0].url
    before = draft.row.copy.summary
    changed(draft, editor, summary="What the first walks are for.")
    reader = Browser(app, app.response_class)
    shown = reader.get(url)
    assert shown.status_code == 200
    assert before in words(shown)
    draft.sign()
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303
    assert "What the first walks are for." in words(reader.get(url))


def test_what_came_after_the_publication_is_not_withdrawn_so_that_it_can_be_corrected_again(
    draft: Draft, editor: Browser
) -> None:
    """An end of the new revision would leave an article in view that nobody could correct any more."""
    assert press(editor, draft).status_code == 303
    changed(draft, editor, title="A longer walk")
    page = draft.guest.get(f"{draft.where}/status")
    assert "Withdraw this article" not in words(page)
    with pytest.raises(NotAllowed, match="It is published, so it cannot be withdrawn here"), transaction():
        submissions.withdraw(submissions.hold(draft.row.id), reason="")
    session.rollback()
    assert draft.row.state == "awaiting_author"
    assert draft.sign().status_code == 303
    assert draft.row.state == "submitted"


def test_a_revision_an_editor_made_without_signing_is_not_published(draft: Draft, editor: Browser) -> None:
    """Somebody with the keys to the database put it there."""
    with transaction():
        by = session.get_one(Member, making.member_of("ed@desk.example"))
        submission = submissions.hold(draft.row.id)
        submissions.save(submission, {"summary": "Slipped in."}, version=submission.copy.version, images={})
        submissions.snapshot(submission, by=by)
    assert draft.sign().status_code == 303
    approve(draft.row.id)
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "An editor made this revision and has not signed for it" in words(refused)
    assert published() == []


def test_an_editor_s_declaration_that_no_editor_signed_for_is_not_published(
    draft: Draft, editor: Browser
) -> None:
    with_image(draft, editor)
    draft.sign()
    approve(draft.row.id)
    accept_rights(draft.row.id, member(Role.REVIEWER, "reviewer0"))
    tamper(
        "UPDATE revisions SET by_member_id = NULL WHERE by_member_id IS NOT NULL",
        "DELETE FROM editor_attestations",
    )
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "No editor has signed for the right" in words(refused)


def test_the_command_finds_what_was_changed_of_an_editor_s_signature(
    app: Flask, draft: Draft, editor: Browser
) -> None:
    with_image(draft, editor)
    verify = ["audit", "verify", "--only", "changes", "--only", "changes_named", "--only", "changes_made"]
    whole = app.test_cli_runner().invoke(args=verify)
    assert whole.exit_code == 0, whole.output
    tamper("UPDATE editor_attestations SET difference_hash = :other", other="f" * 64)
    told = app.test_cli_runner().invoke(args=verify)
    assert told.exit_code == 1
    assert "does not cover its revisions any more" in told.output
    tamper("DELETE FROM editor_attestations")
    told = app.test_cli_runner().invoke(args=verify)
    assert "is missing" in told.output
    assert "has no signature of the editor who made it" in told.output


def test_an_editor_s_signature_is_a_fact(draft: Draft, editor: Browser) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    for statement in ("UPDATE editor_attestations SET content_hash = 'x'", "DELETE FROM editor_attestations"):
        with pytest.raises(DBAPIError, match="only be added to"), transaction():
            session.execute(sql(statement))
    with pytest.raises(DBAPIError, match="cannot be changed"), transaction():
        session.execute(sql("UPDATE revisions SET by_member_id = 1 WHERE by_member_id IS NULL"))
    assert session.scalars(select(EditorAttestation.content_hash)).one() != "x"
    assert session.scalars(select(Submission)).one().state == "awaiting_author"

"""What changes after a signature, and what that takes back: each row of the table, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.attestations import queries as wordings
from app.attestations.models import Attestation, Wording
from app.clock import moved, now
from app.db import db, session, transaction
from app.media.models import Asset
from app.publishing.models import Article
from app.review.rights import queries as rights
from app.review.rights.models import Finding
from app.submissions import actions as submissions
from tests.audit.tampering import tamper
from tests.factories.findings import accept_rights, revision_of
from tests.factories.pages import Browser, words
from tests.factories.people import (
    Draft,
    at_the_desk,
    put_images,
    settle_images,
    signed_submission,
)
from tests.factories.pictures import jpeg
from tests.publishing.making import approve, member


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def stands(draft: Draft) -> dict[str, str]:
    return {"version": str(draft.row.version), "content_hash": revision_of(draft.row.id).content_hash}


def press(editor: Browser, draft: Draft) -> TestResponse:
    """Publish what stands now, whatever the page offers."""
    page = editor.get(address(draft))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    data = {**stands(draft), "csrf_token": token[1], "slug": "", "note": "It was wrong."}
    return editor.post(f"{address(draft)}/publications", data=data)


def address(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}"


def published() -> list[Article]:
    session.rollback()
    return list(session.scalars(select(Article)))


def accepted(draft: Draft) -> list[bool]:
    revision = revision_of(draft.row.id)
    known = rights.newest_of(one.rights_id for one in revision.placements)
    return [one.rights_id in known for one in revision.placements]


def change(draft: Draft, number: int = 0, **said: str) -> None:
    image = draft.row.images[number].id
    assert draft.save(**{f"image-{image}-{name}": what for name, what in said.items()}).status_code < 400


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"body": "## The first week\n\nRest."}, "The text changed."),
        ({"interests": "I am paid by Kneezo."}, "The statement about competing interests changed."),
    ],
)
def test_when_the_author_edits_the_text_signature_and_approval_are_void(
    draft: Draft, editor: Browser, what: dict[str, str], told: str
) -> None:
    assert draft.save(**what).status_code < 400
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert told in words(refused)
    draft.sign()
    assert draft.row.state == "submitted"
    assert press(editor, draft).status_code == 409
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303


@pytest.mark.parametrize("field", ["caption", "alt", "credit"])
def test_one_changed_caption_stops_it_until_it_is_signed_and_approved_again(
    draft: Draft, editor: Browser, field: str
) -> None:
    change(draft, 0, **{field: "Something else"})
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "Of the image “photo-0” this changed" in words(refused)
    assert published() == []
    draft.sign()
    assert accepted(draft) == [True, True], "the declarations did not change: nobody is asked again"
    approve(draft.row.id)
    assert press(editor, draft).status_code == 303
    assert len(published()) == 1


def test_what_the_author_put_back_as_it_was_needs_no_signature(draft: Draft, editor: Browser) -> None:
    before = draft.row.images[0].caption
    change(draft, 0, caption="Something else")
    change(draft, 0, caption=before)
    assert press(editor, draft).status_code == 303


def test_an_added_image_asks_for_its_own_right_and_the_others_keep_theirs(
    draft: Draft, editor: Browser
) -> None:
    put_images(draft, (jpeg("another"), "another.jpg"))
    settle_images()
    draft.describe()
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "The image “another” was added." in words(refused)
    draft.sign()
    assert accepted(draft) == [True, True, False]


def test_another_declaration_about_the_same_bytes_is_another_right(draft: Draft) -> None:
    change(draft, 1, holder="Somebody else")
    draft.sign()
    assert accepted(draft) == [True, False]


def test_an_image_that_is_made_anew_in_other_sizes_changes_nothing_that_was_signed(
    draft: Draft, editor: Browser
) -> None:
    """The hash is of the original; renditions are its children."""
    asset = revision_of(draft.row.id).placements[0].asset.id
    with transaction():
        session.execute(text("UPDATE assets SET recipe = 'r0' WHERE id = :id"), {"id": asset})
    assert press(editor, draft).status_code == 303


def test_a_right_that_ended_since_stops_the_article(app: Flask, editor: Browser) -> None:
    draft = signed_submission(app, "ben@example.org", images=0)
    put_images(draft, (jpeg("licensed"), "licensed.jpg"))
    settle_images()
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    draft.describe(expires_on=tomorrow)
    draft.sign()
    approve(draft.row.id)
    with moved(timedelta(days=3)):
        editor = at_the_desk(app, "ed2@desk.example", role=Role.EDITOR)
        refused = press(editor, draft)
        assert refused.status_code == 409
        assert "The right to “licensed” ended on" in words(refused)
        assert published() == []


def test_a_new_wording_leaves_what_was_signed_and_is_asked_at_the_next_signature(
    draft: Draft, editor: Browser
) -> None:
    with transaction():
        old = wordings.in_force()
        body = {**old.body, "intro": "Read this instead."}
        session.add(
            Wording(
                name=old.name,
                version="2099-01",
                locale=old.locale,
                body=body,
                sha256="f" * 64,
                source="a lawyer",
                in_force_from=now() - timedelta(hours=1),
            )
        )
    assert press(editor, draft).status_code == 303
    draft.save(body="## The first week\n\nRest.")
    page = draft.guest.get(f"{draft.where}/attestation")
    assert "Read this instead." in words(page)
    draft.sign_on(page)
    session.rollback()
    signed = session.scalars(select(Attestation).order_by(Attestation.id)).all()
    assert [one.wording.version for one in signed] == [old.version, "2099-01"]


def test_another_address_of_the_author_changes_nothing_that_was_signed(draft: Draft, editor: Browser) -> None:
    before = draft.attestation.statement
    with transaction():
        draft.row.guest.email = "amina.rahman@example.com"
    assert draft.attestation.statement == before
    assert press(editor, draft).status_code == 303


def test_a_caption_changed_in_the_database_is_found_before_anything_is_published(
    draft: Draft, editor: Browser
) -> None:
    """Somebody with the keys to the database took the triggers off."""
    revision_id = revision_of(draft.row.id).id
    sqlite = db.engine.dialect.name == "sqlite"
    path = "$.images[0].caption" if sqlite else "{images,0,caption}"
    call = (
        f"json_set(content, '{path}', 'Another')"
        if sqlite
        else f"jsonb_set(content, '{path}', '\"Another\"')"
    )
    tamper(f"UPDATE revisions SET content = {call} WHERE id = :id", id=revision_id)
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "it was changed outside the product" in words(refused)
    assert published() == []


def test_a_right_refused_after_the_approval_stops_it(app: Flask, draft: Draft, editor: Browser) -> None:
    desk = at_the_desk(app)
    record = revision_of(draft.row.id).placements[0].rights_id
    said: dict[str, Any] = {
        f"right-{record}-found": "refused",
        f"right-{record}-note": "Found at a library.",
    }
    answer = desk.send(address(draft), f"{address(draft)}/findings", **said)
    assert answer.status_code == 303
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "The right to “photo-0” was refused by Ruth." in words(refused)
    assert session.scalars(select(Finding)).all()


def test_without_an_accepted_right_nothing_is_published(app: Flask, editor: Browser) -> None:
    draft = signed_submission(app, "ben@example.org")
    approve(draft.row.id, accepting=False)
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "The right to “photo-0” has not been accepted yet." in words(refused)
    accept_rights(draft.row.id, member(Role.REVIEWER, "reviewer0"))
    assert press(editor, draft).status_code == 303


def _one_approval(draft: Draft) -> None:
    tamper("DELETE FROM decisions WHERE id = (SELECT max(id) FROM decisions)")


def _no_signature(draft: Draft) -> None:
    tamper("DELETE FROM receipts", "DELETE FROM attestations")


def _declined(draft: Draft) -> None:
    with transaction():
        submissions.hold(draft.row.id).state = "declined"


def _unready(draft: Draft) -> None:
    with transaction():
        session.get_one(Asset, draft.row.images[0].asset_id).state = "received"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_one_approval, "Exactly this revision has 1 of the 2 approvals it needs."),
        (_no_signature, "The author has not signed exactly this revision"),
        (_declined, "Only what is approved can be published; this is “declined”."),
        (_unready, "An image of this article is not ready"),
    ],
)
def test_whatever_stands_against_it_but_the_role_is_answered_as_a_conflict(
    draft: Draft, editor: Browser, spoil: Callable[[Draft], None], told: str
) -> None:
    spoil(draft)
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert told in words(refused)
    assert published() == []


def test_what_is_not_approved_any_more_is_refused_with_what_changed_since_the_signature(
    draft: Draft, editor: Browser
) -> None:
    assert draft.save(body="## The first week\n\nRest.").status_code < 400
    _declined(draft)
    refused = press(editor, draft)
    assert refused.status_code == 409
    assert "Only what is approved can be published" in words(refused)
    assert "The text changed." in words(refused)


def test_a_role_without_the_right_to_publish_is_told_so_and_not_of_a_conflict(
    app: Flask, draft: Draft
) -> None:
    reviewer = at_the_desk(app, "rev@desk.example", role=Role.REVIEWER)
    assert press(reviewer, draft).status_code == 403

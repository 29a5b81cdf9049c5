"""What an editor's change may not do behind anybody's back, each tried the way somebody would try it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.attestations.models import EditorAttestation
from app.db import session, transaction
from app.submissions import actions as submissions
from app.submissions.models import Evidence
from tests.audit.tampering import tamper
from tests.corrections import making
from tests.corrections.making import WHY, change, changed, changes_page, desk_page, sign_change
from tests.factories.findings import revision_of
from tests.factories.pages import Browser, form, forms, words
from tests.factories.people import Draft, at_the_desk, settle_images
from tests.factories.pictures import jpeg
from tests.publishing.making import approve


def with_paper(draft: Draft, editor: Browser) -> int:
    """A new image in the desk's copy, with a letter that shows its right; the id of the letter."""
    change(draft, editor, making.image_file(jpeg("rail"), "rail.jpg"))
    settle_images()
    field = f"image-{making.new_image(draft).id}-files"
    sent = change(draft, editor, making.image_file(b"From: the rail maker\nYou may.\n", "letter.txt", field))
    assert sent.status_code == 303
    return session.scalars(select(Evidence.id)).one()


def test_what_shows_a_right_in_the_desk_s_copy_is_not_the_author_s_to_read_or_remove(
    draft: Draft, editor: Browser
) -> None:
    paper = with_paper(draft, editor)
    for page in ("", "/original", "/pictures/0.jpg"):
        assert draft.guest.get(f"{draft.where}/evidence/{paper}{page}").status_code == 404, page
    token = forms(draft.guest.get(draft.where))[0].fields["csrf_token"]
    where = f"{draft.where}/evidence/{paper}/removals"
    assert draft.guest.post(where, data={"csrf_token": token}).status_code == 404
    assert [one.id for one in making.new_image(draft).evidence] == [paper]
    assert making.describe(draft, editor).status_code == 303
    assert sign_change(draft, editor).status_code == 303
    assert draft.guest.get(f"{draft.where}/evidence/{paper}").status_code == 200


def test_the_difference_signed_is_the_one_shown_whatever_was_taken_out_and_added_between(
    draft: Draft, editor: Browser
) -> None:
    for name in ("one", "two", "three"):
        change(draft, editor, making.image_file(jpeg(name), f"{name}.jpg"))
    first, second, _ = [image.id for image in making.copy_of(draft).images]
    change(draft, editor, remove=str(first))
    change(draft, editor, remove=str(second))
    settle_images()
    assert making.describe(draft, editor).status_code == 303
    making.add_image(draft, editor, "four")
    where = f"{changes_page(draft)}/signature"
    shown = form(editor.get(where), where).fields["difference"]
    answer = sign_change(draft, editor)
    assert answer.status_code == 303, words(answer)
    assert session.scalars(select(EditorAttestation)).one().difference_hash == shown
    assert [image.key for image in draft.row.images][2:] == ["three", "four"]


def add_rail(draft: Draft, editor: Browser) -> None:
    making.add_image(draft, editor, "rail")
    assert sign_change(draft, editor).status_code == 303
    assert draft.sign().status_code == 303


def test_a_right_accepted_by_whoever_now_declares_it_themselves_is_asked_again(
    app: Flask, draft: Draft, editor: Browser
) -> None:
    """Ed adds an image and Eva accepts its right; its author takes it out, and Eva puts it in, declaring the same."""
    approve(draft.row.id)
    add_rail(draft, editor)
    eva = at_the_desk(app, "eva@desk.example", role=Role.EDITOR)
    right = revision_of(draft.row.id).placements[-1].rights_id
    page = eva.get(desk_page(draft))
    claim = next(one.action for one in forms(page) if one.action.endswith("/claims"))
    eva.send(page, claim)
    said: dict[str, Any] = {f"right-{right}-found": "accepted", f"right-{right}-checked": ["looked"]}
    assert eva.send(desk_page(draft), f"{desk_page(draft)}/findings", **said).status_code == 303
    image = next(one.id for one in draft.row.images if one.key == "rail")
    assert draft.save(remove=str(image)).status_code < 400
    assert draft.sign().status_code == 303
    add_rail(draft, eva)
    assert revision_of(draft.row.id).placements[-1].rights_id == right, (
        "the same declaration is the same record"
    )
    approve(draft.row.id, accepting=False)
    assert "The right to “rail” was accepted by Eva, who has declared it since." in words(
        eva.get(desk_page(draft))
    )
    assert not _can_be_published(draft, editor)
    reviewer = at_the_desk(app, "ruth@desk.example")
    assert reviewer.send(desk_page(draft), f"{desk_page(draft)}/findings", **said).status_code == 303
    assert _can_be_published(draft, editor)


def _can_be_published(draft: Draft, editor: Browser) -> bool:
    return any(one.action.endswith("/publications") for one in forms(editor.get(desk_page(draft))))


@pytest.mark.parametrize("page", ["changes", "signature"])
def test_nothing_an_editor_typed_is_lost_when_the_article_is_no_longer_theirs_to_change(
    draft: Draft, editor: Browser, page: str
) -> None:
    where = changes_page(draft) + ("/signature" if page == "signature" else "")
    change(draft, editor, summary="Words of the desk.")
    shown = editor.get(where)
    with transaction():
        submissions.withdraw(submissions.hold(draft.row.id), reason="")
    typed: dict[str, Any] = {"why": WHY, "name": "Edna Editor", "clause-mine": "y", "clause-meaning": "y"}
    late = editor.send(
        shown, where, **(typed if page == "signature" else {"summary": "More words of the desk."})
    )
    assert late.status_code == 403
    assert (WHY if page == "signature" else "More words of the desk.") in words(late)
    assert "cannot be changed by the desk" in words(late)


def test_a_change_nobody_can_sign_any_more_can_still_be_thrown_away(draft: Draft, editor: Browser) -> None:
    change(draft, editor, making.image_file(jpeg("rail"), "rail.jpg"), summary="Words of the desk.")
    with transaction():
        submissions.withdraw(submissions.hold(draft.row.id), reason="")
    page = editor.get(desk_page(draft))
    away = next(one.action for one in forms(page) if one.action.endswith("/changes/removals"))
    assert editor.send(page, away).status_code == 303
    assert "/changes/removals" not in editor.get(desk_page(draft)).text


@pytest.mark.parametrize(
    "change_", ["submission_id = submission_id + 1", "signed_at = '2020-01-01 00:00:00.000000'"]
)
def test_an_editor_s_signature_moved_to_another_article_or_day_is_found(
    app: Flask, draft: Draft, editor: Browser, change_: str
) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    tamper(f"UPDATE editor_attestations SET {change_}")
    told = app.test_cli_runner().invoke(args=["audit", "verify", "--only", "changes"])
    assert told.exit_code == 1
    assert "The editor’s attestation 1" in told.output


def test_nobody_signs_for_another_editor_who_could_then_approve_their_own_words(
    app: Flask, draft: Draft, editor: Browser
) -> None:
    eva = at_the_desk(app, "eva@desk.example", role=Role.EDITOR)
    assert change(draft, editor, summary="Ed wrote this.").status_code == 303
    refused = sign_change(draft, eva)
    assert refused.status_code == 403
    assert "Another editor has begun this change" in words(refused)
    assert WHY in words(refused)
    late = change(draft, eva, summary="Eva wrote this.")
    assert (late.status_code, making.copy_of(draft).summary) == (403, "Ed wrote this.")
    assert "Eva wrote this." in late.text
    where = changes_page(draft)
    assert eva.send(where, f"{where}/removals").status_code == 303
    assert change(draft, eva, summary="Eva wrote this.").status_code == 303

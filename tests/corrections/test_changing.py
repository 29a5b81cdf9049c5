"""Editors' own changes, through the pages: what is kept, who signs for what, and what nothing is overwritten by."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.attestations import changes
from app.attestations import queries as attestations
from app.attestations.models import EditorAttestation
from app.audit.models import Event
from app.db import session
from app.notifications import contents
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.content import of_draft
from app.submissions.models import DraftImage, Placement
from tests.corrections import making
from tests.corrections.making import WHY, change, changed, changes_page, desk_page, sign_change
from tests.factories.pages import Browser, form, words
from tests.factories.people import Draft, at_the_desk
from tests.factories.pictures import jpeg
from tests.publishing.making import approve, publish


def test_a_reviewer_may_not_change_what_a_guest_wrote(app: Flask, draft: Draft) -> None:
    reviewer = at_the_desk(app, "ruth@desk.example")
    assert reviewer.get(changes_page(draft)).status_code == 403
    assert "/changes" not in reviewer.get(desk_page(draft)).text


def test_an_editor_s_change_waits_for_the_author_with_both_signatures_apart(
    draft: Draft, editor: Browser
) -> None:
    assert "Change the text or an image" in words(editor.get(desk_page(draft)))
    changed(draft, editor, body="## The first week\n\nShort walks, rather often.")
    submission = draft.row
    assert submission.state == "awaiting_author"
    made = session.scalars(select(EditorAttestation)).one()
    before, after = made.from_revision, made.revision
    assert (before.number, after.number, after.by_member_id) == (1, 2, made.member_id)
    assert of_draft(submission).hash == after.content_hash, (
        "the author's working copy is the editor's version"
    )
    assert drafts.newest(submission) == before, (
        "what was signed last by the author stands until they sign again"
    )
    assert attestations.covering(after) is None
    assert attestations.why(made) == WHY
    assert changes.difference(before, after)["parts"].keys() == {"body"}
    event = session.scalars(select(Event).where(Event.kind == "changes.made")).one()
    assert event.facts["statement_sha256"] == made.statement_hash
    assert "Edna" not in str(made.statement)


def test_the_author_sees_what_and_why_and_signs_the_whole(draft: Draft, editor: Browser) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    status = words(draft.guest.get(f"{draft.where}/status"))
    assert "An editor changed something in it" in status
    assert WHY in status
    assert "Ed " not in status.replace("Edited", "")
    assert "An editor changed your article" in words(draft.guest.get(draft.where))
    assert "An editor changed this" in words(draft.guest.get(f"{draft.where}/attestation"))
    assert draft.sign().status_code == 303
    submission = draft.row
    assert submission.state == "submitted"
    newest = drafts.newest(submission)
    assert newest is not None
    assert (newest.number, len(submission.revisions)) == (2, 2), (
        "the author signs the very revision of the editor"
    )
    assert content.of(newest).summary == "What the first walks are for."


def test_the_author_may_change_it_back_and_sign_that(draft: Draft, editor: Browser) -> None:
    before = draft.row.copy.summary
    changed(draft, editor, summary="Something else entirely.")
    assert draft.save(summary=before).status_code < 400
    assert draft.sign().status_code == 303
    newest = drafts.newest(draft.row)
    assert newest is not None
    assert (newest.number, newest.by_member_id, content.of(newest).summary) == (3, None, before)


def test_while_it_waits_nothing_is_decided_and_the_desk_says_why(
    app: Flask, draft: Draft, editor: Browser
) -> None:
    changed(draft, editor, summary="What the first walks are for.")
    reviewer = at_the_desk(app, "ruth@desk.example")
    page = words(reviewer.get(desk_page(draft)))
    assert "its author has not signed the change yet" in page
    assert "Revision 2 was made by Ed" in page
    assert editor.get(changes_page(draft)).status_code == 403


def test_nothing_the_author_wrote_since_is_overwritten(draft: Draft, editor: Browser) -> None:
    assert change(draft, editor, summary="The desk’s words.").status_code == 303
    assert draft.save(summary="The author’s own new words.").status_code < 400
    assert "The author has written on" in words(editor.get(changes_page(draft)))
    assert making.copy_of(draft).summary == "The desk’s words."
    page = editor.get(f"{changes_page(draft)}/signature")
    assert "Sign and send it to the author" not in words(page)
    assert draft.row.copy.summary == "The author’s own new words."
    assert draft.row.state == "submitted"


def test_a_signature_given_while_the_author_wrote_is_refused(draft: Draft, editor: Browser) -> None:
    assert change(draft, editor, summary="The desk’s words.").status_code == 303
    where = f"{changes_page(draft)}/signature"
    page = editor.get(where)
    assert draft.save(summary="The author’s own new words.").status_code < 400
    said: dict[str, Any] = {"why": WHY, "name": "Edna Editor", "clause-mine": "y", "clause-meaning": "y"}
    assert editor.send(page, where, **said).status_code == 403
    assert draft.row.copy.summary == "The author’s own new words."
    assert session.scalar(select(EditorAttestation)) is None


def test_two_editors_do_not_overwrite_each_other(app: Flask, draft: Draft, editor: Browser) -> None:
    other = at_the_desk(app, "eva@desk.example", role=Role.EDITOR)
    where = changes_page(draft)
    first, second = editor.get(where), other.get(where)
    assert editor.send(first, where, summary="The first.").status_code == 303
    late = other.send(second, where, summary="The second.")
    assert late.status_code == 409
    assert "The second." in late.text, "nothing typed is lost"
    assert making.copy_of(draft).summary == "The first."


def test_what_is_signed_is_what_was_shown(draft: Draft, editor: Browser) -> None:
    assert change(draft, editor, summary="The first.").status_code == 303
    where = f"{changes_page(draft)}/signature"
    page = editor.get(where)
    assert change(draft, editor, summary="The second.").status_code == 303
    said: dict[str, Any] = {"why": WHY, "name": "Edna Editor", "clause-mine": "y", "clause-meaning": "y"}
    late = editor.send(page, where, **said)
    assert late.status_code == 409
    assert WHY in words(late)
    assert session.scalar(select(EditorAttestation)) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"why": ""}, "Say why"),
        ({"name": ""}, "Type your full name"),
        ({"clause-meaning": None}, "Tick this if it is true"),
    ],
)
def test_a_change_needs_a_name_a_reason_and_every_clause(
    draft: Draft, editor: Browser, typed: dict[str, str | None], said: str
) -> None:
    assert change(draft, editor, summary="Another.").status_code == 303
    refused = sign_change(draft, editor, **typed)
    assert refused.status_code == 422
    assert said in words(refused)
    assert draft.row.state == "submitted"


def test_a_change_that_changes_nothing_cannot_be_signed(draft: Draft, editor: Browser) -> None:
    assert change(draft, editor).status_code == 303
    page = editor.get(f"{changes_page(draft)}/signature")
    assert "Nothing is changed yet." in words(page)
    assert "Sign and send it" not in words(page)


def test_an_added_image_is_declared_by_the_editor_alone(draft: Draft, editor: Browser) -> None:
    making.add_image(draft, editor, "rail")
    assert len(draft.row.images) == 2, "the author sees nothing of it yet"
    shown = form(editor.get(f"{changes_page(draft)}/signature"), f"{changes_page(draft)}/signature")
    answer = sign_change(draft, editor)
    assert answer.status_code == 303, words(answer)
    made = session.scalars(select(EditorAttestation)).one()
    assert shown.fields["difference"] == made.difference_hash
    assert [one["declared_by"] for one in made.statement["images"]] == ["editor"]
    assert made.difference_hash == made.statement["difference_sha256"]
    assert "is not your word about its right" in words(draft.guest.get(f"{draft.where}/attestation"))
    assert draft.sign().status_code == 303
    signed = draft.attestation.statement["images"]
    assert [one.get("declared_by", "author") for one in signed] == ["author", "author", "editor"]
    revised = session.scalars(select(Event).where(Event.kind == "submission.revised")).one()
    assert [bool(one["said"]) for one in contents.receipt(revised)["images"]] == [True, True, False]
    assert "Declared by the editor Ed" in words(editor.get(desk_page(draft)))


def test_readers_risks_and_their_table_name_the_editor_who_declared_a_right(
    draft: Draft, editor: Browser
) -> None:
    making.add_image(draft, editor, "rail")
    assert sign_change(draft, editor).status_code == 303
    assert draft.sign().status_code == 303
    approve(draft.row.id)
    publish(draft.row.id)
    right = session.scalars(select(Placement.rights_id).order_by(Placement.id.desc())).first()
    told = "Declared by the editor Ed"
    page = words(editor.get("/desk/rights"))
    assert page.count("Declared by the editor ") == 1
    assert told in page
    assert told in words(editor.get(f"/desk/rights/{right}"))
    table = list(csv.DictReader(io.StringIO(editor.get("/desk/rights.csv").text.removeprefix("\ufeff"))))
    by = sorted(row["Declared by"] for row in table)
    assert by[1:] == ["the author", "the author"]
    assert by[0].startswith("Ed")
    assert by[0].endswith(", editor")


def test_saving_the_draft_leaves_the_declaration_the_editor_s_until_an_answer_changes(
    draft: Draft, editor: Browser
) -> None:
    making.add_image(draft, editor, "rail")
    assert sign_change(draft, editor).status_code == 303
    assert draft.save(byline="Amina R.").status_code < 400
    assert draft.row.images[2].declared["declared_by"] == "editor"
    image = draft.row.images[2].id
    assert draft.save(**{f"image-{image}-holder": "Amina Rahman herself"}).status_code < 400
    assert "declared_by" not in draft.row.images[2].declared


def test_another_image_takes_the_place_of_one_in_the_text_too(draft: Draft, editor: Browser) -> None:
    key = draft.row.images[0].key
    lead = draft.row.images[0].lead
    assert draft.save(body=f"Text.\n\n![[{key}]]\n\nMore.").status_code < 400
    assert draft.sign().status_code == 303
    making.add_image(draft, editor, "rail", "picture-0-file")
    answer = sign_change(draft, editor)
    assert answer.status_code == 303, words(answer)
    images = draft.row.images
    assert [image.key for image in images] == ["rail", "photo-1"]
    assert images[0].lead is lead
    assert "![[rail]]" in draft.row.copy.body
    assert f"![[{key}]]" not in draft.row.copy.body


def test_a_change_given_up_leaves_nothing_behind(draft: Draft, editor: Browser) -> None:
    change(draft, editor, making.image_file(jpeg("rail"), "rail.jpg"), summary="Other words.")
    where = changes_page(draft)
    assert editor.send(where, f"{where}/removals").status_code == 303
    assert session.scalar(select(DraftImage).where(DraftImage.desk_copy_id.is_not(None))) is None
    assert "Other words." not in editor.get(where).text


def test_what_is_missing_is_named_before_anything_can_be_signed(draft: Draft, editor: Browser) -> None:
    change(draft, editor, making.image_file(jpeg("rail"), "rail.jpg"), summary="")
    page = words(editor.get(f"{changes_page(draft)}/signature"))
    assert "Write a summary of one or two sentences." in page
    assert "rail.jpg: Say why you may use this image." in page
    assert "Sign and send it to the author" not in page


def test_an_image_that_stands_there_already_is_not_added_twice(draft: Draft, editor: Browser) -> None:
    change(draft, editor, making.image_file(jpeg("rail"), "rail.jpg"))
    change(draft, editor, making.image_file(jpeg("rail"), "again.jpg"))
    assert len(making.copy_of(draft).images) == 1

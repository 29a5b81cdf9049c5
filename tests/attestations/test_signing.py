"""Signing: exactly what was shown, every clause, once; and nothing about the signer but commitments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import delete, func, select

from app import tokens
from app.attestations import actions, manifest, queries
from app.attestations.models import Attestation, Wording
from app.audit.kinds import Kind
from app.audit.models import Event, Vault
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.submissions import actions as submissions
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.models import Revision, RightsRecord
from app.submissions.states import State
from app.worklist.models import Item
from tests.factories.pages import form, words
from tests.factories.people import Draft, guest_with_draft, ready_to_sign, signature, signed_submission


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def count(model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def newer_wording(**changed: object) -> None:
    """A wording with one clause reworded comes into force."""
    with transaction():
        old = queries.in_force()
        clauses = [dict(clause) for clause in old.body["clauses"]]
        clauses[0]["text"] = "A sentence nobody has read yet."
        body = {**old.body, "clauses": clauses, **changed}
        session.add(
            Wording(
                name=old.name,
                version="2026-12",
                locale=old.locale,
                body=body,
                sha256=manifest.digest(body),
                source="a test",
                in_force_from=now() - timedelta(minutes=1),
            )
        )


def attestation_of(draft: Draft) -> Attestation:
    session.rollback()
    return session.scalars(
        select(Attestation).where(Attestation.submission_id == draft.row.id).order_by(Attestation.id.desc())
    ).first() or pytest.fail("nothing was signed")


@pytest.mark.parametrize("name", ["title", "summary", "body", "byline", "bio"])
def test_an_article_that_lacks_a_part_cannot_be_signed(app: Flask, name: str) -> None:
    draft = ready_to_sign(app, images=0, **{name: ""})
    page = draft.guest.get(f"{draft.where}/attestation")
    assert page.location == f"{draft.where}#missing"
    assert count(Revision) == 0
    assert draft.row.state == "draft"


@pytest.mark.parametrize("name", ["alt", "credit", "basis", "people", "holder"])
def test_an_image_that_lacks_a_declaration_cannot_be_signed(app: Flask, name: str) -> None:
    draft = ready_to_sign(app)
    with transaction():
        [image] = draft.row.images
    # Radio buttons cannot be unchecked on a page; whoever sends none says nothing.
    with transaction():
        [image] = drafts.by_ref(draft.ref).images  # type: ignore[union-attr]
        if name in ("alt", "credit"):
            setattr(image, name, "")
        else:
            image.declared = {key: value for key, value in image.declared.items() if key != name}
    assert draft.guest.get(f"{draft.where}/attestation").location == f"{draft.where}#missing"


def test_an_image_of_unknown_origin_cannot_be_signed(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.describe(basis="unknown")
    assert draft.guest.get(f"{draft.where}/attestation").location == f"{draft.where}#missing"


def test_what_was_emptied_after_the_page_was_opened_is_refused(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    draft.save(title="")
    answer = draft.guest.send(page, f"{draft.where}/attestation", **signature())
    assert answer.location == f"{draft.where}#missing"
    assert "Before you can sign: Give the article a title." in words(draft.guest.get(draft.where))
    assert count(Attestation) == count(Item) == 0


def test_what_was_emptied_meanwhile_is_named_also_to_who_forgot_the_name_on_the_signature(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    draft.save(title="")
    answer = draft.guest.send(page, f"{draft.where}/attestation", **{**signature(), "name": ""})
    assert answer.location == f"{draft.where}#missing"


def test_nothing_reaches_the_queue_without_an_attestation(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.guest.get(f"{draft.where}/attestation")
    assert (count(Item), draft.row.state) == (0, "draft")
    draft.sign()
    item = session.scalars(select(Item)).one()
    assert (item.subject, item.state) == (draft.row.ref, "submitted")
    revision = drafts.newest(draft.row)
    assert revision is not None
    assert queries.covering(revision) is not None


@pytest.mark.parametrize("left", ["authorship", "privacy", "responsibility"])
def test_every_clause_must_be_accepted(app: Flask, left: str) -> None:
    draft = ready_to_sign(app, images=0)
    answer = draft.sign(**{f"clause-{left}": None})
    assert answer.status_code == 422
    shown = form(answer, f"{draft.where}/attestation").fields
    assert shown["name"] == "Amina Rahman"
    assert f"clause-{left}" not in shown
    assert count(Attestation) == 0


@pytest.mark.parametrize("name", ["", "  ", "A", "\u202e\u202e\u202e"])
def test_a_signature_needs_a_name(app: Flask, name: str) -> None:
    draft = ready_to_sign(app, images=0)
    assert draft.sign(name=name).status_code == 422
    assert count(Attestation) == 0


def test_the_action_itself_checks_clauses_and_capacity(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    wording = queries.in_force()
    with transaction():
        hash_ = actions.prepare(draft.row).content_hash
    shown = actions.Shown(wording.id, wording.sha256, hash_)
    with pytest.raises(Refused) as refusal, transaction():
        actions.sign(
            draft.row.id,
            shown=shown,
            signature=actions.Signature("Amina", "president", ["authorship"]),
            code="",
            key="",
        )
    assert {"capacity", "clause-privacy"} <= set(refusal.value.fields)
    assert "clause-authorship" not in refusal.value.fields


def test_an_article_that_changed_after_the_page_was_opened_is_not_signed(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    draft.save(title="Something else")
    answer = draft.guest.send(page, f"{draft.where}/attestation", **signature())
    assert answer.location == f"{draft.where}/attestation"
    again = draft.guest.get(answer.location)
    assert "Something else" in again.text
    assert "changed while this page was open" in words(again)
    assert count(Attestation) == 0


def test_a_newer_wording_is_shown_before_anything_is_accepted(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    newer_wording()
    answer = draft.guest.send(page, f"{draft.where}/attestation", **signature())
    assert answer.location == f"{draft.where}/attestation"
    again = draft.guest.get(answer.location)
    assert "A sentence nobody has read yet." in again.text
    assert count(Attestation) == 0
    assert draft.sign_on(again).status_code == 303
    assert attestation_of(draft).wording.version == "2026-12"


def test_ticks_made_under_an_older_wording_are_not_carried_over_by_a_mistake_in_the_form(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    newer_wording()
    answer = draft.guest.send(page, f"{draft.where}/attestation", **(signature() | {"name": ""}))
    shown = draft.guest.get(answer.location) if answer.status_code == 303 else answer
    assert "A sentence nobody has read yet." in shown.text
    assert not [
        name for name in form(shown, f"{draft.where}/attestation").fields if name.startswith("clause-")
    ]


def test_a_double_post_is_one_attestation_one_event_and_one_item(app: Flask) -> None:
    draft = ready_to_sign(app)
    page = draft.guest.get(f"{draft.where}/attestation")
    for _ in range(2):
        answer = draft.sign_on(page)
        assert answer.location == f"{draft.where}/status"
    assert (count(Attestation), count(Item), count(Revision)) == (1, 1, 1)
    kinds = list(session.scalars(select(Event.kind)))
    assert kinds.count(Kind.ATTESTATION_SIGNED) == kinds.count(Kind.SUBMISSION_RECEIVED) == 1


def test_signing_again_without_a_change_after_changes_were_asked_is_refused_in_words(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    opened_before = draft.guest.get(f"{draft.where}/attestation")
    assert draft.sign_on(opened_before).status_code == 303
    with transaction():
        submissions.hold(draft.row.id).state = "changes_requested"
    assert "Nothing has changed yet" in words(draft.guest.get(f"{draft.where}/attestation"))
    answer = draft.sign_on(opened_before)
    assert answer.location == draft.where
    assert "Nothing has changed" in words(draft.guest.get(draft.where))
    draft.save(title="Changed as asked")
    assert draft.sign().location == f"{draft.where}/status"
    assert (draft.row.state, count(Attestation)) == ("submitted", 2)


def test_the_statement_can_be_verified_by_anybody_who_knows_rfc_8785(app: Flask) -> None:
    draft = signed_submission(app, images=2)
    signed = attestation_of(draft)
    assert signed.statement_hash == hashlib.sha256(rfc8785.dumps(signed.statement)).hexdigest()
    revision = signed.revision
    assert revision.content is not None
    assert revision.content_hash == hashlib.sha256(rfc8785.dumps(revision.content)).hexdigest()
    assert signed.statement["content_sha256"] == signed.content_hash == revision.content_hash
    assert (
        signed.statement["wording"]["sha256"]
        == hashlib.sha256(rfc8785.dumps(signed.wording.body)).hexdigest()
    )
    placed = [(one.asset.sha256, one.rights.hash, "own_work") for one in revision.placements]
    assert placed == [
        (one["original_sha256"], one["rights_sha256"], one["basis"]) for one in signed.statement["images"]
    ]
    assert [clause["id"] for clause in signed.statement["clauses"]] == [
        clause["id"] for clause in signed.wording.body["clauses"]
    ]
    for placement in revision.placements:
        declared: dict[str, Any] = {
            "schema": "rights/1",
            "asset": placement.asset.sha256,
            "declared": placement.rights.declared,
        }
        assert placement.rights.hash == hashlib.sha256(rfc8785.dumps(declared)).hexdigest()


def test_who_signed_stands_in_no_event_and_no_attestation_but_only_in_the_vault(app: Flask) -> None:
    draft = ready_to_sign(app, "amina.secret@example.org", images=1, byline="A. Writer")
    draft.guest.environ_base.update(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Curious/9.1 (of Amina)")
    draft.sign(name="Amina Noor Rahman")
    rows = [json.dumps(event.facts) for event in session.scalars(select(Event))]
    rows.append(json.dumps(attestation_of(draft).statement))
    for told in ("Noor", "amina.secret", "203.0.113", "Curious"):
        assert not [row for row in rows if told in row]
    kept = {row.label: row.value for row in session.scalars(select(Vault))}
    assert kept["name"] == "Amina Noor Rahman"
    assert kept["email"] == "amina.secret@example.org"
    assert kept["address"] == "203.0.113.0/24"
    assert kept["browser"].startswith("Curious")


def test_emptying_the_vault_leaves_every_hash_valid(app: Flask) -> None:
    draft = signed_submission(app)
    signed = attestation_of(draft)
    said = signed.statement["signer"]["name"]
    row = session.get_one(Vault, said["vault"])
    assert said["commitment"] == tokens.commitment(row.salt, "Amina Rahman")
    with transaction():
        session.execute(delete(Vault))
    signed = attestation_of(draft)
    assert manifest.digest(signed.statement) == signed.statement_hash
    assert draft.guest.get(f"{draft.where}/status").status_code == 200


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("::1", "::/48"),
        ("fe80::1%eth0", ""),
        ("not an address", ""),
        ("", ""),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, kept: str) -> None:
    if "%" in address:
        assert "1%" not in actions.prefix(address)
    else:
        assert actions.prefix(address) == kept


class TestSnapshot:
    def test_the_same_content_is_the_same_revision(self, app: Flask) -> None:
        draft = ready_to_sign(app)
        for _ in range(3):
            draft.guest.get(f"{draft.where}/attestation")
        assert count(Revision) == 1
        revision = session.scalars(select(Revision)).one()
        assert content.of(revision).hash == revision.content_hash

    def test_a_changed_caption_is_a_new_revision_under_the_same_address_and_declaration(
        self, app: Flask
    ) -> None:
        draft = signed_submission(app)
        draft.describe(caption="Another caption")
        draft.sign()
        one, two = session.scalars(select(Revision).order_by(Revision.number))
        assert one.content_hash != two.content_hash
        assert one.placements[0].use == two.placements[0].use
        assert one.placements[0].rights_id == two.placements[0].rights_id
        assert count(RightsRecord) == 1

    def test_a_changed_credit_is_a_new_address(self, app: Flask) -> None:
        draft = signed_submission(app)
        draft.describe(credit="Photograph: Bo Berg")
        draft.sign()
        one, two = session.scalars(select(Revision).order_by(Revision.number))
        assert one.placements[0].use != two.placements[0].use
        assert one.placements[0].rights.hash == two.placements[0].rights.hash

    def test_a_changed_declaration_is_a_new_record_beside_the_old_one(self, app: Flask) -> None:
        draft = signed_submission(app)
        draft.describe(holder="Bo Berg")
        draft.sign()
        one, two = session.scalars(select(Revision).order_by(Revision.number))
        assert one.placements[0].rights.declared["holder"] == "Amina Rahman"
        assert two.placements[0].rights.declared["holder"] == "Bo Berg"
        assert one.content_hash != two.content_hash

    def test_going_back_to_what_was_signed_before_is_signed_anew(self, app: Flask) -> None:
        draft = signed_submission(app, images=0)
        draft.save(title="Other")
        draft.sign()
        draft.save(title="Walking after a new knee")
        draft.sign()
        revisions = list(session.scalars(select(Revision).order_by(Revision.number)))
        assert [one.number for one in revisions] == [1, 2, 3]
        assert revisions[0].content_hash == revisions[2].content_hash
        assert drafts.newest(draft.row) == revisions[2]


def test_the_wording_that_was_released_is_never_edited() -> None:
    hashes = {row.version: row.sha256 for row in session.scalars(select(Wording))}
    assert hashes == {"2026-11": "709d4183a99b62b018d5811677f2e03bb60ae37ccc8705828558f7a16400d167"}


def test_whoever_waits_for_a_permission_can_sign_every_sentence_truthfully(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.describe(
        basis="permission", holder="Ana Muster", permission="pending", asked_on=f"{now():%Y-%m-%d}"
    )
    page = words(draft.guest.get(f"{draft.where}/attestation"))
    said = " ".join(page.split())
    assert "The one exception is a picture for which I have said that I still wait for permission" in said
    assert "it is not to be published before I have it" in said
    assert draft.sign().status_code == 303
    assert draft.row.standing is State.SUBMITTED


def test_a_wording_whose_day_has_not_come_is_not_shown(app: Flask) -> None:
    with transaction():
        old = queries.in_force()
        session.add(
            Wording(
                name=old.name,
                version="2099",
                locale=old.locale,
                body=old.body,
                sha256="0" * 64,
                source="a test",
                in_force_from=datetime(2099, 1, 1, tzinfo=UTC),
            )
        )
    assert queries.in_force().version == "2026-11"


def test_a_closed_submission_cannot_be_signed(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    page = draft.guest.get(f"{draft.where}/attestation")
    with transaction():
        submissions.withdraw(submissions.hold(draft.row.id), reason="")
    answer = draft.guest.send(page, f"{draft.where}/attestation", **signature())
    assert answer.status_code in (303, 403)
    assert (count(Attestation), draft.row.state) == (0, "withdrawn")


def test_signing_what_is_closed_is_not_allowed_by_the_action_either(app: Flask) -> None:
    draft = guest_with_draft(app)
    with transaction():
        submissions.withdraw(submissions.hold(draft.row.id), reason="")
    with pytest.raises((NotAllowed, Refused)), transaction():
        submissions.submit(draft.row, Revision(), due_at=now())

"""What a signature states: the very bytes, verifiable by anybody, and nothing about the signer but commitments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import delete, func, select

from app import tokens
from app.attestations import actions, manifest, queries
from app.attestations.models import Wording
from app.audit.models import Event, Vault
from app.clock import now
from app.db import session, transaction
from app.submissions import content
from app.submissions import queries as drafts
from app.submissions.models import Revision, RightsRecord
from app.submissions.states import State
from tests.factories.pages import words
from tests.factories.people import ready_to_sign, signed_submission


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def count(model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_statement_can_be_verified_by_anybody_who_knows_rfc_8785(app: Flask) -> None:
    draft = signed_submission(app, images=2)
    signed = draft.attestation
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
    rows.append(json.dumps(draft.attestation.statement))
    for told in ("Noor", "amina.secret", "203.0.113", "Curious"):
        assert not [row for row in rows if told in row]
    kept = {row.label: row.value for row in session.scalars(select(Vault))}
    assert kept["name"] == "Amina Noor Rahman"
    assert kept["email"] == "amina.secret@example.org"
    assert kept["address"] == "203.0.113.0/24"
    assert kept["browser"].startswith("Curious")


def test_emptying_the_vault_leaves_every_hash_valid(app: Flask) -> None:
    draft = signed_submission(app)
    signed = draft.attestation
    said = signed.statement["signer"]["name"]
    row = session.get_one(Vault, said["vault"])
    assert said["commitment"] == tokens.commitment(row.salt, "Amina Rahman")
    with transaction():
        session.execute(delete(Vault))
    signed = draft.attestation
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

"""Signing: exactly what was shown, every clause, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import tokens
from app.attestations import actions, manifest, queries
from app.attestations.checking import checks, reading
from app.attestations.models import Attestation, Wording
from app.audit.kinds import Kind
from app.audit.models import Event, Vault
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.submissions import actions as submissions
from app.submissions import queries as drafts
from app.submissions.models import Revision
from app.worklist.models import Item
from tests.factories.pages import form, words
from tests.factories.people import guest_with_draft, ready_to_sign, signature


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


@pytest.mark.parametrize(("capacity", "asked"), [("employee", "employer"), ("agent", "author for whom")])
def test_who_signs_for_another_names_them(app: Flask, capacity: str, asked: str) -> None:
    draft = ready_to_sign(app, images=0)
    refused = draft.sign(capacity=capacity, name="Ben Haddad")
    assert refused.status_code == 422
    assert asked in words(refused)
    assert "Ben Haddad" in refused.text
    assert count(Attestation) == 0
    assert draft.sign(capacity=capacity, name="Ben Haddad", on_behalf_of="Harrow Lane").status_code == 303
    signer = draft.attestation.statement["signer"]
    assert "Harrow Lane" not in str(draft.attestation.statement)
    kept = session.get_one(Vault, signer["on_behalf_of"]["vault"])
    assert kept.value == "Harrow Lane"
    assert tokens.commitment(kept.salt, kept.value) == signer["on_behalf_of"]["commitment"]
    report = checks.check(reading.receipt(draft.guest.get(f"{draft.where}/receipts/1").data))
    assert "The signer signed for “Harrow Lane”" in " ".join(one.sentence for one in report.findings)


def test_an_author_signs_for_nobody_else(app: Flask) -> None:
    draft = ready_to_sign(app, images=0)
    assert draft.sign(on_behalf_of="Somebody").status_code == 303
    assert "on_behalf_of" not in draft.attestation.statement["signer"]


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
    assert draft.attestation.wording.version == "2026-12"


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

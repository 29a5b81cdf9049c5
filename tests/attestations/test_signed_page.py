"""The page of a signature that was given: what was signed stands there, and nothing is left to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.attestations import queries as attestations
from app.clock import moved, now
from app.db import transaction
from app.submissions import actions as submissions
from tests.factories.pages import forms, words
from tests.factories.people import signed_submission


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_what_is_signed_is_shown_as_signed_and_offers_no_second_signature(app: Flask) -> None:
    draft = signed_submission(app, images=1)
    page = draft.guest.get(f"{draft.where}/attestation")
    assert forms(page) == []
    for clause in attestations.in_force().body["clauses"]:
        assert clause["text"] in words(page)
    assert "It is with the desk. There is nothing more to do." in words(page)


def test_what_was_signed_is_shown_also_after_the_last_day_of_a_licence(app: Flask) -> None:
    draft = signed_submission(app, images=1)
    with transaction():
        image = submissions.hold(draft.row.id).images[0]
        image.declared = {**image.declared, "expires_on": str((now() + timedelta(days=2)).date())}
    assert draft.sign().status_code == 303
    with moved(timedelta(days=9)):
        page = draft.guest.get(f"{draft.where}/attestation")
        assert "Your signature" in words(page)
        draft.save(title="Changed since")
        assert draft.guest.get(f"{draft.where}/attestation").location == f"{draft.where}#missing"

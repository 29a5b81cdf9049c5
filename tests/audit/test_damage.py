"""Records that are damaged, missing or said to be somebody else's are named, and hide nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit import heads, roots
from app.db import session
from app.media.models import Asset
from app.media.storage import original_key
from app.submissions.models import RightsRecord
from tests.audit.tampering import tamper
from tests.audit.test_tampering import named
from tests.factories.people import Draft

if TYPE_CHECKING:
    from flask import Flask


def test_a_file_that_a_declaration_names_is_missed_when_its_row_is_gone(app: Flask, draft: Draft) -> None:
    declared = {**session.scalars(select(RightsRecord.declared)).one(), "evidence": ["ab" * 32]}
    tamper("UPDATE rights_records SET declared = :new", new=json.dumps(declared))
    assert "names a file of evidence (abababababab…) that is missing." in named(app, "--only", "rights")


def test_a_signature_said_to_be_of_somebody_else_is_found(app: Flask, draft: Draft) -> None:
    tamper("UPDATE attestations SET guest_id = guest_id + 1")
    assert "is said to be of somebody who did not sign it" in named(app)


@pytest.mark.parametrize("change", ["made_on = '2020-01-01'", "made_at = '2020-01-01 00:00:00.000000'"])
def test_a_checkpoint_moved_to_another_day_is_found(app: Flask, draft: Draft, change: str) -> None:
    tamper(f"UPDATE checkpoints SET {change}")
    assert "is not what the log says it was" in named(app, "--only", "checkpoints")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE revisions SET content = '{'",
        "UPDATE rights_records SET declared = '[]'",
        "UPDATE attestations SET statement = '[]'",
        "UPDATE events SET facts = '[]'",
        "UPDATE events SET facts = '{'",
        "UPDATE events SET at = 'never'",
        "DELETE FROM wordings",
        "DELETE FROM revisions",
    ],
)
def test_what_cannot_even_be_read_is_a_fault_and_keeps_no_other_from_being_found(
    app: Flask, draft: Draft, change: str
) -> None:
    sha256 = session.scalars(select(Asset.sha256)).one()
    (app.config["SETTINGS"].data_dir / "store" / original_key(sha256)).unlink()
    tamper(change)
    said = named(app)
    assert "is missing from the store" in said.splitlines()[-1]
    assert len(said.splitlines()) > 1


def test_a_head_file_that_was_emptied_is_as_good_as_none(app: Flask, draft: Draft) -> None:
    for path in heads.files(roots.folder()):
        path.write_text("\n")
    assert "The head file is empty in " in named(app, "--only", "head")


def test_words_that_were_exchanged_in_the_vault_are_found(app: Flask, draft: Draft) -> None:
    draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="When?")
    tamper("UPDATE vault SET value = 'Somebody Else' WHERE label = 'name'")
    assert "is not what was recorded" in named(app)


@pytest.mark.parametrize(
    "change", ["submission_id = submission_id + 1", "signed_at = '2020-01-01 00:00:00.000000'"]
)
def test_a_signature_moved_to_another_article_or_time_is_found(app: Flask, draft: Draft, change: str) -> None:
    tamper(f"UPDATE attestations SET {change}")
    assert "is of another article, revision or time than was signed" in named(app)

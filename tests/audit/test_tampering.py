"""Whatever is changed behind the product's back is found and named by one command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select

from app.audit import heads, roots, sealing
from app.audit.models import Event, Seal, Vault
from app.clock import now
from app.db import session, transaction
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import evidence_key, original_key
from app.submissions.models import Evidence, Revision
from tests.audit.tampering import tamper
from tests.factories.people import Draft
from workers import sealing as worker

if TYPE_CHECKING:
    from flask import Flask


def verify(app: Flask, *options: str) -> tuple[int, dict[str, Any]]:
    done = app.test_cli_runner().invoke(args=["audit", "verify", "--json", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def named(app: Flask, *options: str) -> str:
    """Every fault, one a line; the command must fail."""
    code, report = verify(app, *options)
    assert code == 1
    assert not report["whole"]
    return "\n".join(fault["says"] for fault in report["faults"])


def newest() -> int:
    session.rollback()
    return session.scalars(select(func.max(Seal.seq))).one()


def cut(events: int, *, seals: bool) -> None:
    """Take the last events off the log, and everything that hangs on them."""
    last = session.scalars(select(Event.id).order_by(Event.id.desc()).offset(events).limit(1)).one()
    tamper(
        "DELETE FROM event_topics WHERE event_id > :last", "DELETE FROM events WHERE id > :last", last=last
    )
    if seals:
        tamper("DELETE FROM seals WHERE event_id > :last", last=last)


def test_what_was_left_alone_is_whole(app: Flask, draft: Draft) -> None:
    code, report = verify(app)
    assert (code, report["whole"], report["faults"]) == (0, True, [])
    looked = report["looked"]
    assert looked["chain"] == session.scalar(select(func.count()).select_from(Event))
    assert looked["head"] >= 2
    assert looked["wordings"] == 2, "that of authors and that of editors"
    for part in (
        "checkpoints",
        "named",
        "signatures",
        "attestations",
        "revisions",
        "rights",
        "originals",
    ):
        assert looked[part] == 1, part
    said = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert said.exit_code == 0
    assert "Everything is whole" in said.output
    assert "a second" in said.output


def test_one_byte_of_a_stored_original_is_found(app: Flask, draft: Draft) -> None:
    sha256 = session.scalars(select(Asset.sha256)).one()
    path = app.config["SETTINGS"].data_dir / "store" / original_key(sha256)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    assert f"({sha256[:12]}…) has other bytes" in named(app)
    path.unlink()
    assert f"({sha256[:12]}…) is missing from the store" in named(app)


def test_a_store_that_cannot_be_read_is_not_called_whole(app: Flask, draft: Draft) -> None:
    path = (
        app.config["SETTINGS"].data_dir / "store" / original_key(session.scalars(select(Asset.sha256)).one())
    )
    path.unlink()
    path.mkdir()
    assert "could not be read, so it is not known whether it is whole" in named(app)


def test_one_byte_of_evidence_is_found(app: Flask, draft: Draft) -> None:
    sha256 = "ab" * 32
    storage().put(evidence_key(sha256), b"another paper")
    row = {"submission_id": draft.row.id, "asset_id": draft.row.images[0].asset_id, "sha256": sha256}
    with transaction():
        session.add(Evidence(**row, size=13, mime="text/plain", filename="letter.txt", made_at=now()))
    said = named(app)
    assert "The file of evidence" in said
    assert "(abababababab…) has other bytes than those that were sent." in said


def test_one_caption_in_the_database_is_found(app: Flask, draft: Draft) -> None:
    content = dict(session.scalars(select(Revision.content)).one() or {})
    content["images"][0]["caption"] = "Another caption"
    tamper("UPDATE revisions SET content = :new", new=json.dumps(content))
    assert "Revision 1 of submission" in named(app)
    assert "what stands with an image was changed" in named(app)


def test_a_caption_is_found_when_its_hash_was_changed_with_it(app: Flask, draft: Draft) -> None:
    from app.submissions.content import canonical_hash

    content = dict(session.scalars(select(Revision.content)).one() or {})
    content["images"][0]["caption"] = "Another caption"
    hash_ = canonical_hash(content)
    tamper("UPDATE revisions SET content = :new, content_hash = :hash", new=json.dumps(content), hash=hash_)
    assert "does not cover the text of its revision any more" in named(app)


def test_one_changed_event_is_found_and_named_with_its_entry(app: Flask, draft: Draft) -> None:
    wanted = select(Event.id, Event.at, Seal.seq).join(Seal, Seal.event_id == Event.id)
    id_, at, entry = session.execute(wanted.where(Event.kind == "attestation.signed")).one()
    tamper("UPDATE events SET subject_id = 4711 WHERE id = :id", id=id_)
    said = named(app)
    assert f"Event {id_} (attestation.signed, {at:%Y-%m-%d %H:%M:%S} UTC)" in said
    assert f"is not what was sealed as entry {entry}" in said
    assert said.startswith(f"Event {id_} (")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE id = :id",
        "UPDATE events SET actor_id = 99 WHERE id = :id",
        "UPDATE events SET kind = 'note.added' WHERE id = :id",
        "UPDATE events SET facts = '{\"number\": 9}' WHERE id = :id",
        "UPDATE event_topics SET subject_id = 99 WHERE event_id = :id AND subject_kind = 'submission'",
        "DELETE FROM event_topics WHERE event_id = :id AND subject_kind = 'submission'",
        "INSERT INTO event_topics VALUES (:id, 'case', 1)",
    ],
)
def test_every_part_of_an_event_is_under_the_seal(app: Flask, draft: Draft, change: str) -> None:
    id_ = session.scalars(select(Event.id).where(Event.kind == "submission.received")).one()
    tamper(change, id=id_)
    assert f"Event {id_} (" in named(app, "--only", "chain")


def test_a_missing_event_and_a_missing_entry_are_told_apart(app: Flask, draft: Draft) -> None:
    tamper("DELETE FROM events WHERE id = (SELECT event_id FROM seals WHERE seq = 2)")
    assert "was sealed as entry 2 and is missing from the log." in named(app)
    tamper("DELETE FROM seals WHERE seq = 3")
    assert "Entry 3 is missing from the chain: entry 4 follows." in named(app)


def test_two_events_that_changed_places_are_found(app: Flask, draft: Draft) -> None:
    one, two = session.scalars(select(Seal.event_id).where(Seal.seq.in_((2, 3))).order_by(Seal.seq))
    swap = "UPDATE seals SET event_id = :event WHERE seq = :seq"
    tamper(swap, event=-1, seq=2)
    tamper(swap, event=one, seq=3)
    tamper(swap, event=two, seq=2)
    said = named(app)
    assert f"Entry 2 was sealed for event {one} and now names event {two}: the log was reordered." in said


def test_an_entry_that_was_made_anew_does_not_fit_what_follows(app: Flask, draft: Draft) -> None:
    tamper("UPDATE seals SET hash = :hash WHERE seq = 2", hash="0f" * 32)
    said = named(app)
    assert "was sealed as entry 2" in said or "is not what was sealed as entry 2" in said
    assert "Entry 3 (event" in said
    assert "the chain is broken or reordered here" in said


def test_the_last_three_events_cut_off_are_found(app: Flask, draft: Draft) -> None:
    size = newest()
    cut(3, seals=False)
    said = named(app)
    for entry in (size - 2, size - 1, size):
        assert f"was sealed as entry {entry} and is missing" in said


def test_the_last_three_events_cut_off_with_their_seals_are_found_by_the_head_file(
    app: Flask, draft: Draft
) -> None:
    size = newest()
    cut(3, seals=True)
    said = named(app)
    assert f"The chain ends at entry {size - 3}." in said
    assert f"knew {size}: the last 3 entries were cut off." in said
    assert "head file" in said


def test_a_cut_behind_the_head_file_is_found_by_the_checkpoint_and_by_the_letter(
    app: Flask, draft: Draft
) -> None:
    size, root = sealing.newest() or (0, "")
    for path in heads.files(roots.folder()):
        path.unlink()
    cut(3, seals=True)
    said = named(app)
    assert "There is no head file in" in said
    assert "The checkpoint of" in said
    letter = named(app, "--only", "wordings", "--root", str(size), root)
    assert f"What you gave knew {size}: the last 3 entries were cut off." in letter


def test_a_chain_made_anew_is_found_by_a_copy_of_the_head_file(
    app: Flask, draft: Draft, tmp_path: Any
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in heads.files(roots.folder()):
        (copy / path.name).write_bytes(path.read_bytes())
        path.unlink()
    tamper(
        "UPDATE events SET actor_id = 99 WHERE id = (SELECT event_id FROM seals WHERE seq = 2)",
        "DELETE FROM seals",
        "DELETE FROM checkpoints",
        "DELETE FROM events WHERE kind = 'checkpoint.made'",
    )
    worker.seal()
    assert verify(app, "--only", "chain")[0] == 0
    assert "has another root for entry" in named(app, "--only", "chain", "--heads", str(copy))


def test_what_is_not_sealed_yet_is_said_and_is_no_fault(app: Flask, draft: Draft) -> None:
    draft.guest.send(f"{draft.where}/status", f"{draft.where}/comments", body="When?")
    code, report = verify(app)
    assert code == 0
    assert any("not sealed yet" in note for note in report["notes"])
    cut_seals = newest() - 2
    tamper("DELETE FROM seals WHERE seq > :seq", seq=cut_seals)
    for path in heads.files(roots.folder()):
        path.unlink()
    code, report = verify(app, "--only", "chain", "--only", "unsealed")
    assert code == 0
    assert report["looked"]["unsealed"] >= 3


def test_words_gone_from_the_vault_are_no_fault_but_a_text_gone_without_an_erasure_is(
    app: Flask, draft: Draft
) -> None:
    """What a real erasure takes is in tests/takedowns/test_erasing.py; here nobody decided one."""
    with transaction():
        assert session.execute(delete(Vault)).rowcount  # type: ignore[attr-defined]
    assert verify(app)[0] == 0
    with transaction():
        revision = session.scalars(select(Revision)).one()
        revision.content, revision.erasure_id = None, 1
    assert "without an erasure" in named(app)


def test_a_changed_signature_is_found_alone_and_with_its_hash(app: Flask, draft: Draft) -> None:
    from app.attestations import manifest
    from app.attestations.models import Attestation

    statement = dict(session.scalars(select(Attestation.statement)).one())
    statement["signer"] = {**statement["signer"], "capacity": "agent"}
    new = json.dumps(statement)
    tamper("UPDATE attestations SET statement = :new", new=new)
    assert "its statement was changed" in named(app)
    tamper("UPDATE attestations SET statement_hash = :hash", hash=manifest.digest(statement))
    assert "statement and hash were changed together" in named(app)
    tamper("DELETE FROM attestations")
    said = named(app, "--only", "signatures")
    assert said.startswith("Attestation ")
    assert said.endswith("is missing.")


def test_a_changed_wording_right_and_placement_are_found(app: Flask, draft: Draft) -> None:
    tamper("UPDATE rights_records SET basis = 'licensed'")
    assert "is not what was declared" in named(app)
    tamper("UPDATE rights_records SET declared = '{}'")
    assert "is not what was declared" in named(app)
    tamper("UPDATE wordings SET body = '{}'")
    assert "The wording rights" in named(app)
    tamper("UPDATE placements SET crop = '0,0,5000,5000'")
    assert "shows other parts of its images" in named(app)
    tamper("DELETE FROM placements")
    assert "shows other images, or other rights, than were placed in it" in named(app)

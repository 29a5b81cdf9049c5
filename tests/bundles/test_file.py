"""The file for counsel: everything about a case and nothing of another, by order alone, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import select

from app import tokens
from app.accounts.roles import Role
from app.attestations import keyring, seals
from app.audit import seal
from app.audit.kinds import Kind
from app.bundles import cleaning, kinds
from app.bundles.kinds import MISSING, QUOTES_A_LINK, File, path
from app.bundles.packing import Packer
from app.clock import moved, now
from app.db import session, transaction
from app.guests.models import Link
from app.media.shelf import storage
from app.media.storage import evidence_key
from app.publishing import actions as publishing
from app.takedowns.kinds import Lane
from app.takedowns.mailing.models import Mail
from app.takedowns.models import Case
from app.takedowns.reporting.models import Attachment
from tests.bundles.making import EDITOR, data, editor, files, taken, unpacked
from tests.intake.mails import mail
from tests.intake.test_taking import letters, sent
from tests.intake.test_taking import taken as mailed
from tests.publishing.proving import listening
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, claimant, confirmed, happened, member, printed, report
from tests.takedowns.test_erasing import REASONS, confirmed_by_second, proposed, run
from tests.takedowns.test_report_files import LETTER, send
from tests.takedowns.test_specialists import ASKED, SAID, specialist
from workers import sealing

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LICENCE = b"%PDF-1.7 a licence for one picture"


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app, paper=LICENCE)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with listening(app) as address:
        yield address


def whole(app: Flask, article: Printed) -> int:
    """A case in which everything happened that can: two reports, a file, a mail, a question, a hold, a decision, proof,
    and a log that is sealed."""
    case_id = confirmed(app, article, use=article.uses[0])
    other = report(app, article, use=article.uses[0], email="dora@example.net")
    assert claimant(app, other).send("/confirmations").status_code == 303
    own = claimant(app, other)
    assert send(own, "/evidence", (LETTER, "letter.txt")).status_code == 303, own.text
    [letter] = letters(app, "case_opened")[:1] or letters(app, "notice_registered")[:1]
    sent(app, letter)
    with app.app_context():
        specialist("C. Linic", clinical=True)
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{case_id}")
    assert osei.send("/questions", mark="clinical", body=ASKED).status_code == 303, osei.text
    linic = Browser(app).sign_in("C. Linic")
    linic.get(f"/desk/cases/{case_id}")
    assert linic.send("/opinions", opinion=SAID).status_code == 303, linic.text
    osei.get(f"/desk/cases/{case_id}")
    assert osei.send("/decisions", outcome="withhold_image", **REASONS).status_code == 303, osei.text
    letters(app, "case_decided")
    with app.app_context():
        assert publishing.prove_all() == 1
        sealing.seal()
        sealing.checkpoint()
        sealing.seal()
    return case_id


@pytest.mark.usefixtures("site")
def test_everything_about_a_case_is_in_its_file(app: Flask, article: Printed) -> None:
    case_id = whole(app, article)
    raw = taken(app, case_id)
    found = files(raw)
    reports = data(raw, "reports")
    assert [one["answers"][0]["answer"] for one in reports] == ["My name is this."] * 2
    [letter] = reports[1]["files"]
    assert found[letter["path"]] == LETTER
    page = found[f"{reports[0]['page']['path']}/page.html"]
    manifest = json.loads(found[f"{reports[0]['page']['path']}/manifest.json"])
    assert hashlib.sha256(page).hexdigest() == manifest["page_sha256"]
    [right] = data(raw, "rights")
    assert found[right["evidence"][0]["path"]] == LICENCE
    signed = data(raw, "attestation")
    assert seal_of(signed["wording"]["body"]) == signed["wording"]["sha256"]
    assert json.loads(found[signed["receipt"]])["openings"] == {}
    clocks = {one["clock"]: one for one in data(raw, "clocks")}
    assert clocks["decide"]["standing"] == "met"
    assert clocks["decide"]["source"]
    assert clocks["decide"]["rule_version"]
    [decision] = data(raw, "decisions")
    assert decision["by"] == "R. Osei"
    assert decision["dsa"]["puid"].endswith("-1")
    assert decision["internal"] == REASONS["internal"]
    [question] = data(raw, "questions")
    assert (question["question"], question["opinion"], question["internal"]) == (ASKED, SAID, True)
    told = {one["letter"]: one for one in data(raw, "messages")}
    assert {"notice_registered", "specialist_asked", "case_decided_author"} <= set(told)
    assert all(one["message_id"].startswith("<") and one["state"] for one in told.values())
    assert told["specialist_asked"]["to"] == "C. Linic"
    [proof] = data(raw, "propagation")
    assert json.loads(found[proof["path"]])["schema"] == "propagation/1"
    assert {one["email"] for one in data(raw, "parties")["claimants"]} == {
        "clara@example.net",
        "dora@example.net",
    }
    assert data(raw, "content")["now"]["withheld_images"] == [article.uses[0]]
    index = found["index.html"].decode()
    for words in (ASKED, SAID, "My work is this.", "no legal advice", "An image is withheld here", EDITOR):
        assert words in index, words
    assert "script" not in index


def seal_of(said: dict[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


@pytest.mark.usefixtures("site")
def test_every_hash_and_the_signature_are_right_by_the_commands_it_names(
    app: Flask, article: Printed, tmp_path: Path
) -> None:
    folder = unpacked(taken(app, whole(app, article)), tmp_path)
    assert run_in(folder, "sha256sum", "-c", "--strict", "manifest.sha256").returncode == 0
    manifest = json.loads((folder / "manifest.json").read_bytes())
    listed = {one["path"]: one for one in manifest["files"]}
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    assert there == {*listed, *kinds.UNLISTED}
    for name, said in listed.items():
        body = (folder / name).read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (said["size"], said["sha256"])
        assert said.get("recorded_sha256", said["sha256"]) == said["sha256"]
    assert (
        manifest["product"]["version"]
        == json.loads((Path(__file__).parents[2] / "package.json").read_text())["version"]
    )
    if shutil.which("openssl"):
        verify = (
            "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig"
        )
        assert verify in (folder / "VERIFY.txt").read_text()
        assert run_in(folder, *verify.split()).returncode == 0
    changed = folder / "data" / "decisions.json"
    changed.write_bytes(changed.read_bytes().replace(b"R. Osei", b"R. Osey"))
    assert run_in(folder, "sha256sum", "-c", "manifest.sha256").returncode == 1
    [key] = json.loads((folder / "keys.json").read_bytes())["keys"]
    value = seals.encoded((folder / "manifest.sig").read_bytes())
    assert seals.is_signed(key["public_key"], value, manifest)
    assert not seals.is_signed(key["public_key"], value, {**manifest, "case": "TD-2026-0002"})


def run_in(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)


@pytest.mark.usefixtures("site")
def test_the_log_of_a_case_leads_to_the_newest_checkpoint(app: Flask, article: Printed) -> None:
    case_id = whole(app, article)
    other = printed(app, email="other@example.org", title="Another hip")
    confirmed(app, other, email="eve@example.net")
    found = files(taken(app, case_id))
    log = json.loads(found["log/events.json"])
    links = dict(line.split() for line in found["log/chain.txt"].decode().splitlines())
    for one in log["events"]:
        if (place := one["seal"]) is not None:
            said = {"event": one["event"], "prev": place["prev"], "seq": place["seq"]}
            assert hashlib.sha256(rfc8785.dumps(said)).hexdigest() == place["hash"]
            assert links[str(place["seq"])] == place["hash"]
    kinds_ = [one["event"]["kind"] for one in log["events"]]
    assert {"notice.received", "case.opened", "case.decided", "removal.proven"} <= set(kinds_)
    assert kinds_[-1] == Kind.BUNDLE_TAKEN
    assert log["events"][-1]["seal"] is None
    [checkpoint] = log["checkpoints"]
    assert links[str(checkpoint["size"])] == checkpoint["root"]
    said = json.loads(found[checkpoint["path"]])
    assert (said["size"], said["root"]) == (checkpoint["size"], checkpoint["root"])
    assert seal.statement(said["size"], said["root"], now().date()) == found[checkpoint["path"]]


@pytest.mark.usefixtures("site")
def test_nothing_of_another_case_and_no_private_link_is_in_it(app: Flask, article: Printed) -> None:
    first = whole(app, article)
    second = confirmed(app, article, lane=Lane.ACCURACY, email="ben@example.com")
    osei = Browser(app).sign_in("R. Osei")
    osei.get(f"/desk/cases/{second}")
    osei.send("/decisions", outcome="no_action", **{**REASONS, "explanation": "A secret of the other."})
    assert osei.page.status_code == 303, osei.text
    letters(app, "case_decided")
    with app.app_context():
        number = session.get_one(Case, second).public_number
        given = [
            tokens.derive(app.config["LINK_KEY"], one.id, one.generation)
            for one in session.scalars(select(Link))
        ]
    whole_text = b"\n".join(files(taken(app, first)).values()).decode("utf-8", "replace")
    for secret in ("ben@example.com", "A secret of the other", number, "{link}", "{code}", *given):
        assert secret not in whole_text, secret
    assert given
    assert "[private link]" in whole_text


@pytest.mark.usefixtures("unconfined")
def test_a_mail_that_quotes_a_private_link_is_left_out_and_named(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    [letter] = letters(app, "notice_registered")
    sent(app, letter)
    with app.app_context():
        link = session.scalars(select(Link).where(Link.scope == "notice")).one()
        token = tokens.derive(app.config["LINK_KEY"], link.id, link.generation)
        where = f"{app.config['BASE_URL']}/n/{token}"
    mailed(app, mail("I add this: the negative is mine.", answers=letter.message_id))
    mailed(app, mail(f"It is here.\n\n> Follow it at\n> {where}\n", answers=letter.message_id))
    with app.app_context():
        kept, quoting = session.scalars(select(Mail).order_by(Mail.id)).all()
    raw = taken(app, case_id)
    plain, quoted = data(raw, "mails")
    assert plain["sha256"] == hashlib.sha256(files(raw)[plain["path"]]).hexdigest() == kept.sha256
    assert quoted["path"] not in files(raw)
    assert quoted["words"].startswith("It is here.")
    assert json.loads(files(raw)["manifest.json"])["left_out"] == [
        {"path": quoted["path"], "sha256": quoting.sha256, "why": QUOTES_A_LINK}
    ]
    assert token not in b"".join(files(raw).values()).decode("utf-8", "replace")


@ONE_DATABASE
def test_a_link_is_found_in_every_encoding_and_none_where_there_is_none(app: Flask) -> None:
    with app.app_context():
        where = f"{app.config['BASE_URL']}/n/{'aB3_-' * 8}xyz"
        for encoding in ("quoted-printable", "base64", "7bit"):
            letter = b"From: a@example.net\nSubject: x\nContent-Transfer-Encoding: " + encoding.encode()
            assert not cleaning.quotes_a_link(letter + b"\n\nNothing here.\n")
        coded = base64.encodebytes(f"See {where} please".encode())
        assert cleaning.quotes_a_link(b"From: a@example.net\nContent-Transfer-Encoding: base64\n\n" + coded)
        assert cleaning.words(f"See {where}.") == "See [private link taken out]."
        elsewhere = "https://docs.example.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
        assert cleaning.words(elsewhere) == elsewhere


def test_what_was_erased_is_named_as_erased_with_its_hash(app: Flask) -> None:
    article = printed(app, paper=LICENCE)
    with app.app_context():
        member("W. Marsh", Role.WEBMASTER)
    ref = report(app, article)
    own = claimant(app, ref)
    assert own.send("/confirmations").status_code == 303
    assert send(claimant(app, ref), "/evidence", (LETTER, "letter.txt")).status_code == 303
    osei = Browser(app).sign_in("R. Osei")
    with app.app_context():
        case_id = session.scalars(select(Case.id)).one()
    osei.get(f"/desk/cases/{case_id}")
    assert osei.send("/decisions", outcome="remove_article", **REASONS).status_code == 303, osei.text
    assert proposed(app, case_id).page.status_code == 303
    confirmed_by_second(app, case_id)
    run(app)
    raw = taken(app, case_id)
    [told] = data(raw, "reports")
    [file] = told["files"]
    assert file["erased"]
    assert file["sha256"] == hashlib.sha256(LETTER).hexdigest()
    assert told["page"]["erased"]
    assert len(told["page"]["sha256"]) == 64
    assert told["erased"]
    content = data(raw, "content")["as_seen"]
    assert content["erased"]
    assert len(content["sha256"]) == 64
    assert all(one["erased"] for one in data(raw, "images"))
    [erasure] = data(raw, "erasures")
    assert hashlib.sha256(LICENCE).hexdigest() in {one["sha256"] for one in erasure["files"]}
    found = files(raw)
    assert not [name for name in found if name.startswith(("evidence/", "seen/", "attestation/"))]
    assert json.loads(found["manifest.json"])["left_out"] == []
    everything = b"".join(found.values())
    for words in (LETTER, LICENCE, b"Rebuilding", b"physiotherapist"):
        assert words not in everything, words


def test_nobody_gets_it_without_an_order_in_the_log(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    where = f"/desk/cases/{case_id}/bundle.zip"
    marsh = editor(app)
    assert marsh.get(where).headers["Location"] == f"/desk/cases/{case_id}#counsel"
    assert happened(app, Kind.BUNDLE_TAKEN) == 0
    raw = taken(app, case_id)
    assert happened(app, Kind.BUNDLE_TAKEN) == 1
    with app.app_context():
        member("Another", Role.EDITOR)
        member("R. Osei")
    assert Browser(app).sign_in("Another").get(where).status_code == 303
    osei = Browser(app).sign_in("R. Osei")
    assert osei.get(where).status_code == 403
    assert "/bundles" not in osei.get(f"/desk/cases/{case_id}").get_data(as_text=True)
    assert "took the file of the case out" in osei.text
    with marsh.get(where) as again:
        assert again.data == raw, "the same order gives the same bytes"
    with moved(timedelta(hours=1, seconds=1)):
        assert Browser(app).sign_in(EDITOR).get(where).status_code == 303


def test_no_file_is_given_out_while_there_is_no_key_to_sign_it_with(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    marsh = editor(app)
    with app.app_context(), transaction():
        assert keyring.report_stolen()
    marsh.get(f"/desk/cases/{case_id}")
    assert marsh.send("/bundles").status_code == 403
    assert "reported stolen" in marsh.text
    assert happened(app, Kind.BUNDLE_TAKEN) == 0


def test_what_is_not_in_the_store_is_named_as_missing(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    assert claimant(app, ref).send("/confirmations").status_code == 303
    assert send(claimant(app, ref), "/evidence", (LETTER, "letter.txt")).status_code == 303
    with app.app_context():
        [kept] = session.scalars(select(Attachment))
        case_id = session.scalars(select(Case.id)).one()
        storage().delete(evidence_key(kept.sha256))
    found = files(taken(app, case_id))
    [left] = json.loads(found["manifest.json"])["left_out"]
    assert (left["sha256"], left["why"]) == (hashlib.sha256(LETTER).hexdigest(), MISSING)
    assert left["path"] in found["index.html"].decode()


@ONE_DATABASE
def test_fifty_megabytes_of_evidence_need_little_memory(app: Flask) -> None:
    with app.app_context():
        keys: list[str] = []
        for number in range(5):
            body = hashlib.shake_128(bytes([number])).digest(10 * 1024 * 1024)
            keys.append(evidence_key(hashlib.sha256(body).hexdigest()))
            storage().put(keys[-1], body)
        with (Path(app.config["SETTINGS"].data_dir) / "a.zip").open("w+b") as into:
            packer = Packer(into, at=now())
            tracemalloc.start()
            packer.add(File(f"evidence/{number}", key=key) for number, key in enumerate(keys))
            packer.close()
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert sum(one.size for one in packer.packed) == 50 * 1024 * 1024
        assert peak < 2 * 1024 * 1024


@pytest.mark.usefixtures("site")
def test_an_image_that_another_case_hides_is_not_in_it(app: Flask, article: Printed) -> None:
    whole(app, article)
    other = confirmed(app, article, lane=Lane.ACCURACY, email="ben@example.com")
    raw = taken(app, other)
    hidden, shown = data(raw, "images")
    assert (hidden["use"], hidden["path"]) == (article.uses[0], "")
    assert [name for name in files(raw) if name.startswith("seen/images/")] == [shown["path"]]
    assert data(raw, "holds") == []


def test_a_file_of_a_stranger_ends_as_its_kind_ends(app: Flask, article: Printed) -> None:
    ref = report(app, article)
    assert claimant(app, ref).send("/confirmations").status_code == 303
    assert send(claimant(app, ref), "/evidence", (LETTER, "a.html")).status_code == 303
    with app.app_context():
        case_id = session.scalars(select(Case.id)).one()
    [told] = data(taken(app, case_id), "reports")
    assert told["files"][0]["path"].endswith("/01-a.html.txt")


@ONE_DATABASE
def test_names_of_strangers_become_names_that_every_system_can_write(app: Flask) -> None:
    del app
    assert path("evidence", "01-../../etc/passwd") == "evidence/01-..-..-etc-passwd"
    assert path("evidence", "..") == "evidence/file"
    assert path("a", "con.txt") == "a/_con.txt"
    assert path("a", "01-письмо.pdf") == "a/01-.pdf"
    assert len(path("a", "x" * 300 + ".pdf")) < 100

"""Commands about receipts. ``verify`` needs no installation: no database, no network and no setting."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app.attestations import keyring
from app.attestations.checking import checks, reading
from app.attestations.checking.checks import Given, Mark, Report
from app.db import transaction
from app.errors import Refused

attestations = AppGroup(
    "attestations", help="Receipts for what was signed, and the key they are signed with."
)

WORDS = {Mark.RIGHT: "right", Mark.OPEN: "not known", Mark.WRONG: "WRONG"}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@attestations.command("verify", with_appcontext=False)
@click.argument("file", type=FILE)
@click.option("--keys", type=FILE, help="The site's list of keys, saved from /policies/keys.json.")
@click.option("--image", "images", type=FILE, multiple=True, help="A file to compare with the images.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(file: Path, keys: Path | None, images: tuple[Path, ...], as_json: bool) -> None:
    """Say what is right and what is not in a receipt: flask --app app attestations verify receipt.json

    Ends with 0 where nothing is wrong, with 1 otherwise. Without --keys it cannot say whose key signed it.
    """
    try:
        given = [Given(path.name, _sha256(path)) for path in images]
        known = reading.keys(_bytes(keys)) if keys else None
        report = checks.check(reading.receipt(_bytes(file)), keys=known, images=given)
    except reading.Unreadable as why:
        click.echo(
            json.dumps({"mark": "wrong", "verdict": why.sentence, "findings": []})
            if as_json
            else why.sentence
        )
        raise SystemExit(1) from None
    click.echo(json.dumps(_plainly(report)) if as_json else "\n".join(_lines(report)))
    raise SystemExit(1 if report.mark is Mark.WRONG else 0)


@attestations.command("rotate-key")
@click.option("--stolen", is_flag=True, help="Somebody else may have the old key: nobody shall rely on it.")
def rotate_key(stolen: bool) -> None:
    """Sign receipts with a new key from now on. The old private key is destroyed; old receipts stay verifiable.

    With --stolen that is written down first, by itself: nothing that goes wrong afterwards loses it.
    """
    try:
        if stolen:
            with transaction():
                keyring.report_stolen()
            click.echo("The key is marked as stolen: it signs nothing any more, and whoever checks is told.")
        with transaction():
            made = keyring.rotate().key_id
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(
        f"Receipts are signed with the key {made} from now on. Keep {keyring.place()} with your backups."
    )


def _bytes(path: Path) -> bytes:
    """Not more than a receipt may have: a larger file is not read to its end."""
    with path.open("rb") as file:
        return file.read(reading.LARGEST + 1)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(report: Report) -> list[str]:
    found = [f"  {WORDS[one.mark]:<10} {_printable(one.sentence)}" for one in report.findings]
    return [report.verdict, "", *found]


def _plainly(report: Report) -> dict[str, object]:
    found = [{"about": one.about, "mark": one.mark, "sentence": one.sentence} for one in report.findings]
    return {"mark": report.mark, "verdict": report.verdict, "findings": found}


def _printable(words: str) -> str:
    """A stranger's words may not move the cursor of a terminal."""
    return "".join(one if one.isprintable() else "?" for one in words)

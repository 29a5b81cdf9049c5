"""The command for whoever has brought a backup back."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.db import transaction
from app.takedowns.erasing import ending, files, ledger, replaying

erasures = AppGroup("erasures", help="What was erased for good.")


@erasures.command("replay")
@click.option(
    "--ledger",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with a newer copy of erasures.jsonl; left out, the installation's own.",
)
def replay(folder: Path | None) -> None:
    """Erase again what a backup has brought back. Safe to run again; the workers see to letters and addresses."""
    done = missing = removed = 0
    for entry in ledger.read(folder or ending.folder()):
        with transaction():
            found = replaying.replay(entry)
        named = [(kind, sha256) for kind, sha256 in entry["files"]] if found else []
        removed += files.remove(files.unclaimed(named))
        done, missing = done + bool(found), missing + (not found)
    click.echo(f"{done} erased again, {removed} files removed; {missing} not in this database.")

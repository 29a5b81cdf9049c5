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
@click.option(
    "--begun",
    is_flag=True,
    help="Erase also what somebody was confirming when the installation ended, if this database does not know it.",
)
def replay(folder: Path | None, *, begun: bool) -> None:
    """Erase again what a backup has brought back. Safe to run again; the workers see to letters and addresses.

    Of what was only begun nobody can tell whether it was confirmed: it is named and left, and the command ends with 1.
    """
    where = folder or ending.folder()
    doubtful = [entry for entry in ledger.begun(where) if replaying.is_doubtful(entry)]
    settled = [*ledger.erased(where), *(one for one in ledger.begun(where) if one not in doubtful)]
    done = missing = removed = 0
    for entry in [*settled, *(doubtful if begun else ())]:
        if folder or entry in doubtful:
            ledger.append(
                ending.folder(), {name: said for name, said in entry.items() if name != ledger.BEGUN}
            )
        with transaction():
            found = replaying.replay(entry)
        is_here = found.erasure_id is not None
        named = [(kind, sha256) for kind, sha256 in entry["files"]] if is_here else []
        removed += files.remove(named, unless=files.is_claimed)
        done, missing = done + is_here, missing + (not is_here)
        if found.said:
            click.echo(found.said, err=True)
    click.echo(f"{done} erased again, {removed} files removed; {missing} not in this database.")
    for entry in () if begun else doubtful:
        click.echo(f"{replaying.name_of(entry)} {_DOUBT.format(at=entry['confirmed_at'])}", err=True)
    if doubtful and not begun:
        raise SystemExit(1)


_DOUBT = (
    "was being confirmed at {at} when the installation ended, and this database does not know whether it was. "
    "Nothing was done with it. Ask the two people; to erase it: flask erasures replay --begun"
)

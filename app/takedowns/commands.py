"""Commands about what was taken down."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.db import transaction
from app.takedowns import filling

register = AppGroup("register", help="The register of what was taken down.")


@register.command("fill")
def _fill() -> None:
    """Enter what was taken down by a decision before there was a register. Safe to run again; every start does it."""
    click.echo(f"Entries that were made: {fill()}.")


def fill() -> int:
    """Enter every standing removal that has no entry, each in a transaction of its own; how many entries were made."""
    made = 0
    hold_id = filling.following(0)
    while hold_id is not None:
        with transaction():
            made += filling.enter(hold_id)
        hold_id = filling.following(hold_id)
    return made

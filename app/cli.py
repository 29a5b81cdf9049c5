"""One command per chore."""

from __future__ import annotations

import click

commands: list[click.Command] = []

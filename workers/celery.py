"""What ``celery -A workers`` runs: the tasks of the installation that the environment describes."""

from __future__ import annotations

from config import load
from workers import build

app = build(load())

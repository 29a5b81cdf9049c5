"""Processes of the product that a test starts and kills: each begins where the product is imported already."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

from app import FACES, FEATURES


def served() -> ForkServerContext:
    """Where they come from: a server that imports the product once for all tests of this process. A process that
    imported it by itself would take seconds to begin; one forked from here would share our connections."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(
        ["workers.sealing", *(f"app.{one}.{face}" for one in FEATURES for face in FACES)]
    )
    return server

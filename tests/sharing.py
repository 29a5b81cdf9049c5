"""Which tests run in one process, one after the other: those that share a running site, so that each site is started
and staged once, and those that watch the processes of this machine.

pytest-xdist 3.8 tells its groups (`xdist_group`) by names it gives to tests, which pytest 9.2 does not let it do: the
marks have no effect, and every process would start every site.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

PARAMETER = re.compile(r"[\[-](embedded|empty|services)\]$")
WATCHING = "tests/deploy/test_supervise.py::"


def shared_by(nodeid: str) -> str:
    """The site a test shares, or what else it must not run beside; empty for a test that stands by itself."""
    found = PARAMETER.search(nodeid)
    return found[1] if found else "supervise" if nodeid.startswith(WATCHING) else ""


class BySite(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out tests one by one, and whatever shares a site as one piece, the largest first."""

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid) or nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return BySite(config, log) if config.getoption("dist") == "loadgroup" else None

"""Marks each test with the real servers it talks to, and says at the end how many passed on which."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

SERVERS = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "redis": "Redis",
    "smtp": "SMTP",
    "imap": "IMAP",
    "s3": "S3",
    "chromium": "Chromium",
}
BY_FIXTURE = {
    "postgres": {"postgresql"},
    "redis_server": {"redis"},
    "smtp_server": {"smtp"},
    "imap_server": {"imap"},
    "s3_server": {"s3"},
    "chromium": {"chromium"},
}
BY_PARAMETER = {
    ("database", "sqlite"): {"sqlite"},
    ("database", "postgresql"): {"postgresql"},
    ("database_kind", "sqlite"): {"sqlite"},
    ("database_kind", "postgresql"): {"postgresql"},
    ("live_site", "embedded"): {"sqlite", "redis"},
    ("live_site", "empty"): {"sqlite", "redis"},
    ("live_site", "services"): {"postgresql", "redis", "smtp", "s3"},
}


def pytest_configure(config: pytest.Config) -> None:
    for mark, name in SERVERS.items():
        config.addinivalue_line(
            "markers", f"{mark}: talks to a real {name}; the fixtures a test takes set it"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marks = servers_of(item)
        for mark in sorted(marks):
            item.add_marker(mark)
        item.user_properties.append(("servers", sorted(marks)))
        if "live_site" in _parameters(item):
            item.add_marker(pytest.mark.timeout(300))  # the first of them waits for the site to start


def servers_of(item: pytest.Item) -> set[str]:
    """Marks from the fixtures a test takes, their parameters, and those written on it."""
    marks = {mark.name for mark in item.iter_markers() if mark.name in SERVERS}
    for fixture in getattr(item, "fixturenames", ()):
        marks |= BY_FIXTURE.get(fixture, set())
    for parameter in _parameters(item).items():
        marks |= BY_PARAMETER.get(parameter, set())
    return marks


def _parameters(item: pytest.Item) -> dict[str, str]:
    spec = getattr(item, "callspec", None)
    return {name: value for name, value in spec.params.items() if isinstance(value, str)} if spec else {}


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """One line of counts, then each test that did not run, by name and reason."""
    passed = terminalreporter.stats.get("passed", [])
    counted: Counter[str] = Counter()
    for report in passed:
        counted.update(_servers_in(report))
    terminalreporter.section("servers")
    shown = ", ".join(f"{counted[mark]} on {name}" for mark, name in SERVERS.items())
    terminalreporter.write_line(f"{len(passed)} passed: {shown}.")
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} did not run:")
    for report in skipped:
        terminalreporter.write_line(f"  {report.nodeid}: {_reason(report)}")


def _servers_in(report: Any) -> list[str]:
    return [mark for name, marks in report.user_properties if name == "servers" for mark in marks]


def _reason(report: Any) -> str:
    why = report.longrepr
    return str(why[2] if isinstance(why, tuple) else why).removeprefix("Skipped: ")

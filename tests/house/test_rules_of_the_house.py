"""What keeps the code base in its shape: imports, names, sizes, one clock, one commit, each thing told."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from app import bell
from app.audit.kinds import Kind
from app.audit.queries import QUEUES
from app.documents.states import IMPORT
from app.lifecycle import Lifecycle
from app.media.states import ASSET
from app.notifications import rules
from app.notifications.models import MESSAGE
from app.publishing.states import ARTICLE
from app.register.states import ENTRY
from app.submissions.states import SUBMISSION
from app.takedowns.mailing.kinds import MAIL
from app.takedowns.states import CASE, NOTICE
from config import ROOT, Settings
from workers.schedule import CHORES

SOURCES = sorted(path for part in ("app", "workers") for path in (ROOT / part).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LETTERS = ROOT / "templates" / "letters"
PARTS = {"subject.txt", "body.txt", "body.html"}
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "common",
    "core",
    "base",
    "lib",
    "services",
    "manager",
    "managers",
    "misc",
}

FINAL = {
    "SUBMISSION": {"withdrawn"},
    "ARTICLE": {"erased"},
    "NOTICE": {"withdrawn", "expired"},
    "CASE": {"erased", "withdrawn"},
    "ASSET": set(),
    "IMPORT": {"placed", "dropped"},
    "MESSAGE": {"recalled"},
    "MAIL": {"reported", "filed", "expired"},
    "ENTRY": {"lifted", "expired"},
}
LIFECYCLES: dict[str, Lifecycle[Any]] = {
    "SUBMISSION": SUBMISSION,
    "ARTICLE": ARTICLE,
    "NOTICE": NOTICE,
    "CASE": CASE,
    "ASSET": ASSET,
    "IMPORT": IMPORT,
    "MESSAGE": MESSAGE,
    "MAIL": MAIL,
    "ENTRY": ENTRY,
}


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> list[tuple[str, int]]:
    """Each call in a file as its dotted name and line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_who_may_import_whom_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_one_file_commits() -> None:
    found = {where(path) for path in SOURCES for name, _ in calls(path) if name.endswith(".commit")}
    assert found == {"app/db.py"}


def test_no_action_opens_a_transaction_of_its_own() -> None:
    verbs = [path for path in SOURCES if path.stem == "actions" or path.parent.name == "actions"]
    assert verbs
    opens = {where(path) for path in verbs for name, _ in calls(path) if name.endswith("transaction")}
    assert opens == set()


def test_only_one_file_asks_the_time() -> None:
    asks = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time|time_ns)$")
    found = {where(path) for path in SOURCES for name, _ in calls(path) if asks.search(name)}
    files = "app/publishing/tree.py"  # compares with the times of files, which the system writes
    assert found - {files} == {"app/clock.py"}


def test_a_file_is_a_screen_or_two() -> None:
    long = {where(path): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_nothing_has_a_name_that_says_nothing() -> None:
    paths = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *TEMPLATES]
    assert [where(path) for path in paths if NAMELESS & {path.stem, path.parent.name} - {"base"}] == []
    assert [where(path) for path in SOURCES if path.stem == "base"] == []


def test_a_state_is_set_once_in_each_model_by_its_table() -> None:
    set_in: list[str] = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for target in node.targets if isinstance(node, ast.Assign) else []:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    set_in.append(f"{where(path)}: {ast.unparse(node)}")
    checked = re.compile(r"app/[\w/]+/models\.py: self\.state = [A-Z]+\.check\(.*\)\.value")
    copied = "app/worklist/"  # a queue item repeats the state of its subject
    assert [one for one in set_in if not checked.fullmatch(one) and not one.startswith(copied)] == []
    assert len(set_in) >= len(LIFECYCLES)


@pytest.mark.parametrize("name", sorted(LIFECYCLES))
def test_every_state_can_be_reached_and_left_or_is_final_on_purpose(name: str) -> None:
    table = LIFECYCLES[name]
    kind: type[StrEnum] = type(table.start)
    states = set(kind)
    assert set(table.moves) == states
    assert table.reachable() == states
    assert {state.value for state in states if not table.moves[state]} == FINAL[name]


def test_every_kind_of_event_is_told_to_somebody_or_silent_for_a_reason() -> None:
    assert set(rules.RULES) | set(rules.SILENT) == set(Kind)
    assert not set(rules.RULES) & set(rules.SILENT)
    assert all(rules.RULES.values())
    assert all(rules.SILENT.values())


def test_every_kind_of_event_is_recorded_somewhere() -> None:
    said = "".join(
        path.read_text()
        for path in SOURCES
        if path.name not in ("kinds.py", "rules.py", "silent.py", "told.py")
    )
    assert [kind for kind in Kind if f"Kind.{kind.name}" not in said] == []


def test_every_letter_has_three_files_and_is_sent() -> None:
    there = {
        folder.name: {part.name for part in folder.iterdir()}
        for folder in LETTERS.iterdir()
        if folder.is_dir()
    }
    assert {name: parts for name, parts in there.items() if parts != PARTS} == {}
    assert set(there) == {rule.letter for told in rules.RULES.values() for rule in told}


def test_the_bell_and_the_clock_call_only_tasks_that_exist() -> None:
    tasks = {chore.name: chore.queue for chore in CHORES}
    assert len(tasks) == len(CHORES)
    rung = {value for name, value in vars(bell).items() if name.isupper() and isinstance(value, str)}
    assert rung == set(bell.QUEUES)
    assert {name: tasks.get(name) for name in rung} == bell.QUEUES
    assert set(tasks.values()) <= set(QUEUES)


def test_no_template_carries_a_script_a_style_or_a_handler_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
    pages = [page for page in TEMPLATES if "letters" not in page.parts and page.name != "letter.html"]
    assert pages
    assert [where(page) for page in pages if inline.search(page.read_text())] == []


def test_no_template_marks_text_as_safe_that_did_not_pass_the_one_door() -> None:
    assert [where(page) for page in TEMPLATES if "autoescape false" in page.read_text()] == []


def rows(name: str) -> dict[str, str]:
    """The tables of a page in docs: first column (a name in code) to the rest of the line."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.MULTILINE))


def test_each_setting_is_described() -> None:
    assert set(rows("settings.md")) == {name.upper() for name in Settings.model_fields}


def test_each_dependency_says_why_it_is_here() -> None:
    wanted: set[str] = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    for name in ("requirements.in", "requirements-dev.in"):
        wanted |= set(
            re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", (ROOT / name).read_text(), re.MULTILINE)
        )
    told = rows("dependencies.md")
    assert set(told) == wanted
    assert [name for name, why in told.items() if len(why.split()) < 6] == []

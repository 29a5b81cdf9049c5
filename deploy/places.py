"""Where a site may stand: its data directory, its port, its address. Each refusal is one sentence."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from config import ROOT

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a site bound everywhere is reached


class CannotStart(Exception):
    """One sentence: what is in the way, and what to do."""


def free_data_dir(given: Mapping[str, str]) -> Path:
    """The data directory, made if it is not there, and writable."""
    folder = Path(given.get("DATA_DIR") or ROOT / "var").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        reason = why.strerror or why
        raise CannotStart(f"the data directory {folder} cannot be made ({reason}); set DATA_DIR.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotStart(f"this user may not write in {folder}; change its owner or set DATA_DIR.")
    return folder


def host_and_port(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise CannotStart(f"BIND={bind} is not host:port, for example 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def base_url(bind: str) -> str:
    """The address people use when nobody set BASE_URL."""
    host, port = host_and_port(bind)
    shown = LOOPBACK.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def check_port(bind: str) -> None:
    """Try the port before anything is started on it."""
    host, port = host_and_port(bind)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as why:
        raise CannotStart(_sentence(why, host, port)) from None


def _sentence(why: OSError, host: str, port: int) -> str:
    if why.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another, as in BIND={host}:{port + 1}."
    if why.errno == errno.EACCES:
        return f"this user may not use port {port}; choose one above 1023, as in BIND={host}:8000."
    return f"this machine has no address {host} ({why.strerror or why}); set BIND."

"""The bars of hostile files: what each may cost before it is refused (or, where it is only large, taken), and how the
site answers others meanwhile (reliability.md, I17)."""

from __future__ import annotations

import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from app.tour.browser import Browser
from config import ROOT
from deploy import throwaway
from tests.bench.measure import Row, bound
from tests.documents.test_hostile import HOSTILE as DOCUMENTS
from tests.factories import documents
from tests.media import pictures

SECONDS = 12.0
SENDERS = 24
"""More slow senders than the site has threads for bodies."""
AT_ONCE = 4

PICTURES: dict[str, Callable[[], bytes]] = {
    "a bomb of 900 megapixels": pictures.bomb,
    "a bomb just below the limit": lambda: pictures.bomb(7_700),
    "one scan repeated": lambda: pictures.scans(pictures.photograph(3000, 2000), 400),
    "half a photograph": lambda: (one := _photograph())[: len(one) // 2],
    "a photograph with a zip behind it": lambda: _photograph() + documents.packed({"x": b"y" * 999}),
    "noise that says it is a WebP": lambda: b"RIFF\xff\xff\xff\x00WEBPVP8L" + bytes(range(256)) * 400,
}


READERS = {
    "picture": "from app.media.sandbox import take_in; take_in(source, out)",
    "document": "from app.documents.reading import read; read(source, out, name=sys.argv[2])",
}
MEASURED = """
import resource, sys
from pathlib import Path
source, out = Path(sys.argv[1]) / "file", Path(sys.argv[1]) / "out"
{reader}
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A parent that has no other child, and is small: a child counts what its parent held when it was forked."""


def rows() -> Iterator[Row]:
    found = {name: _cost("picture", name, make()) for name, make in PICTURES.items()}
    found |= {name: _cost("document", file, make()) for name, (make, file, _) in DOCUMENTS.items()}
    dearest = max(found, key=lambda name: found[name][0])
    yield bound(f"the dearest of {len(found)} hostile files, {dearest}", found[dearest][0], "s CPU", 10.0)
    largest = max(found, key=lambda name: found[name][1])
    yield bound(f"the one that takes the most memory, {largest}", found[largest][1], "MB", 512.0)
    yield _health()


def _cost(kind: str, name: str, body: bytes) -> tuple[float, float]:
    """Seconds of processor time and megabytes at most that the child took."""
    with tempfile.TemporaryDirectory(prefix="imp-bench-") as folder:
        (Path(folder) / "file").write_bytes(body)
        (Path(folder) / "out").mkdir()
        script = MEASURED.format(reader=READERS[kind])
        command = [sys.executable, "-c", script, folder, name]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    seconds, megabytes = (float(part) for part in told.split())
    return seconds, megabytes


def _health() -> Row:
    """The site's health is asked for while hostile pictures come in four at a time, and others send a byte a second."""
    with throwaway.running({"RATE_LIMITS": "false"}, demo=False, place=throwaway.DISK) as site:
        guest, draft = _draft(site)
        until = time.monotonic() + SECONDS
        files = [PICTURES[name]() for name in ("one scan repeated", "a bomb just below the limit")]
        storms = [threading.Thread(target=_upload, args=(guest, draft, files, until)) for _ in range(AT_ONCE)]
        storms += [threading.Thread(target=_dribble, args=(site, draft, until)) for _ in range(SENDERS)]
        for one in storms:
            one.start()
        waits = []
        while time.monotonic() < until:
            before = time.monotonic()
            with urllib.request.urlopen(f"{site.base_url}/healthz", timeout=30) as answer:
                assert answer.status == 200
            waits.append(time.monotonic() - before)
            time.sleep(0.02)
        for one in storms:
            one.join()
    slowest = statistics.quantiles(waits, n=100)[-1] * 1000
    name = f"health, 99th of 100, under {AT_ONCE} hostile uploads at once and {SENDERS} senders of a byte a second"
    return bound(name, slowest, "ms", 500.0, rounds=len(waits))


def _draft(site: throwaway.Site) -> tuple[Browser, str]:
    guest = Browser(site.base_url)
    guest.send(guest.get("/submit"), "/submit", {"email": "storm@example.org"})
    parts = urlsplit(site.mail)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = json.loads(guest.get(f"{parts.path}.json?{parts.query}&to=storm@example.org").body)
        links = [urlsplit(link).path for letter in found for link in letter["links"] if "/d/" in link]
        if links:
            return guest, guest.get(links[0]).path
        time.sleep(0.2)
    raise AssertionError("no letter with a private link came")


def _upload(guest: Browser, draft: str, files: list[bytes], until: float) -> None:
    number = 0
    while time.monotonic() < until:
        number += 1
        body = files[number % len(files)] + f"{threading.get_ident()}-{number}".encode()
        with suppress(OSError, AssertionError):
            guest.send(guest.get(draft), "/images", files=[("files", f"{number}.jpg", body)])


def _dribble(site: throwaway.Site, draft: str, until: float) -> None:
    host, port = re.sub(r"^https?://", "", site.base_url).split(":")
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=5) as one:
            told = f"POST {draft}/images HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 100000\r\n"
            one.sendall(f"{told}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode())
            while time.monotonic() < until:
                one.sendall(b"-")
                time.sleep(1)


def _photograph() -> bytes:
    return pictures.saved(pictures.photograph(2000, 1500), "JPEG", quality=88)

"""Readers who ask without a pause: a process of its own, with a ledger of its own outside the product.

Each line of the ledger: when a question began and when its answer was there (nanoseconds of the machine's monotonic
clock, which all processes share), the way it was asked, the address, the status, and which canaries the answer carried.
An answer without a body carries what its address carries; one that says “not modified” what was got with that ETag.

On standard input a line with numbers of articles says where to look most; at its end the readers stop.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, TextIO

from tests.faults.storm.stage import MARK

WAYS = ("GET", "GET", "HEAD", "Range", "If-None-Match")
CANARY = re.compile(MARK.encode() + b"[a-z]{9}")
HOT = 0.85
"""So often where something is being taken down, else anywhere."""
THREADS = 4
AT_ONCE = 20
"""Lines that are written together."""
PAUSE = 0.001
"""Seconds between two questions of one reader: the desk has to get a turn on a machine of two cores."""


class Readers:
    def __init__(self, host: str, articles: Sequence[dict[str, Any]], ledger: TextIO) -> None:
        self.host = host
        self.articles = {one["number"]: one for one in articles}
        self.carries = {path: said for one in articles for path, said in one["carries"].items()}
        self.hot: list[int] = []
        self.ended = Event()
        self.ledger = ledger
        self.writing = Lock()

    def run(self) -> None:
        threads = [Thread(target=self._read, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for line in sys.stdin:
            self.hot = [int(number) for number in line.split()]
        self.ended.set()
        for thread in threads:
            thread.join()

    def _read(self, seed: int) -> None:
        dice = random.Random(seed * 7919 + time.monotonic_ns())
        connection = http.client.HTTPConnection(self.host, timeout=20)
        tags: dict[str, tuple[str, list[str]]] = {}
        lines: list[str] = []
        while not self.ended.is_set():
            path, way = self._chosen(dice), dice.choice(WAYS)
            lines.append(self._ask(connection, path, way, tags))
            if len(lines) >= AT_ONCE:
                self._write(lines)
            time.sleep(PAUSE)
        self._write(lines)

    def _chosen(self, dice: random.Random) -> str:
        hot = self.hot
        number = dice.choice(hot) if hot and dice.random() < HOT else dice.choice(list(self.articles))
        article = self.articles[number]
        return dice.choice(dice.choice((list(article["carries"]), article["lists"])))

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        way: str,
        tags: dict[str, tuple[str, list[str]]],
    ) -> str:
        headers = {}
        tag, known = tags.get(path, ('"none"', []))
        if way == "Range":
            headers["Range"] = "bytes=0-4095"
        elif way == "If-None-Match":
            headers["If-None-Match"] = tag
        began = time.monotonic_ns()
        try:
            connection.request("HEAD" if way == "HEAD" else "GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            connection.close()
            return json.dumps([began, time.monotonic_ns(), way, path, 0, []])
        ended = time.monotonic_ns()
        found = {one.decode() for one in CANARY.findall(body)}
        if status in (200, 206, 304):
            found |= set(self.carries.get(path, []))
        if status == 304:
            found |= set(known)
        if status == 200 and way != "HEAD" and (fresh := answer.headers.get("ETag")):
            tags[path] = fresh, sorted(found)
        return json.dumps([began, ended, way, path, status, sorted(found)])

    def _write(self, lines: list[str]) -> None:
        with self.writing:
            self.ledger.write("\n".join(lines) + "\n" if lines else "")
            self.ledger.flush()
        lines.clear()


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    with Path(sys.argv[2]).open("w", encoding="utf-8") as written:
        Readers(told["host"], told["articles"], written).run()

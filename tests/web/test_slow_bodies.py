"""Bodies that come slowly, or never whole, keep nobody waiting. Asked of a real gunicorn."""

from __future__ import annotations

import socket
import statistics
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config import ROOT
from deploy import processes

THREADS, READERS, GRACE = 4, 2, 3.0
SITE = f"""
from flask import Flask, request
from app.errors import Busy
from app.web.bodies import Bodies

app = Flask(__name__)
app.wsgi_app = Bodies(app.wsgi_app, readers={READERS}, grace={GRACE})
app.add_url_rule("/well", "well", lambda: "well")
app.add_url_rule("/take", "take", lambda: str(len(request.get_data())), methods=["POST"])
app.register_error_handler(Busy, lambda busy: (busy.sentence, 503))
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A gunicorn of one process with a site that does nothing but read."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "slowsite.py").write_text(textwrap.dedent(SITE))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    asked = ["--threads", str(THREADS), "--worker-class", "gthread", "--no-control-socket", "slowsite:app"]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{free}",
        "--log-level",
        "error",
        *asked,
    ]
    env = {"PYTHONPATH": f"{folder}:{ROOT}", "PATH": "/usr/bin:/bin"}
    with (folder / "log").open("wb") as log:
        served = processes.start(command, env=env, output=log)
    try:
        _until_well(free)
        yield free
    finally:
        processes.end([served], within=10)


def well(port: int) -> float:
    """Seconds until the site says that it is well."""
    before = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/well", timeout=10) as answer:
        assert answer.read() == b"well"
    return time.monotonic() - before


def sender(port: int, *, length: int, to: str = "/take") -> socket.socket:
    """Somebody who has announced a body and sent none of it."""
    made = socket.create_connection(("127.0.0.1", port), timeout=15)
    made.sendall(f"POST {to} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
    return made


def answered(one: socket.socket) -> str:
    said = b""
    while b"\r\n" not in said and (part := one.recv(4096)):
        said += part
    return said.decode(errors="replace").split("\r\n", 1)[0]


def test_health_answers_at_once_while_more_senders_than_threads_dribble(port: int) -> None:
    with ExitStack() as stack:
        senders = [stack.enter_context(sender(port, length=5_000)) for _ in range(THREADS * 2)]
        waits = []
        for _ in range(20):
            for one in senders:
                _dribble(one)
            waits.append(well(port))
            time.sleep(0.05)
    assert statistics.quantiles(waits, n=10)[-1] < 1.5, waits
    assert statistics.median(waits) < 0.5, waits


def test_who_comes_slower_than_the_least_rate_is_broken_off(port: int) -> None:
    with sender(port, length=1_000) as one:
        before = time.monotonic()
        _dribble(one)
        said = answered(one)
        took = time.monotonic() - before
    assert " 400 " in said or said == "", said
    assert GRACE - 1 < took < GRACE + 4
    assert well(port) < 1


def test_who_announces_much_and_sends_little_holds_no_turn(port: int) -> None:
    with ExitStack() as stack:
        before = time.monotonic()
        senders = [stack.enter_context(sender(port, length=300_000_000)) for _ in range(READERS)]
        for one in senders:
            _dribble(one)
        assert {answered(one) for one in senders} <= {"", "HTTP/1.1 400 BAD REQUEST"}
        assert time.monotonic() - before < GRACE + 5


def test_a_body_that_comes_whole_is_taken_however_many_were_broken_off(port: int) -> None:
    body = b"x" * 3_000_000
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/take", data=body, method="POST")
    for _ in range(READERS * 3):
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.read() == str(len(body)).encode()


def test_whoever_is_answered_before_the_body_came_holds_nothing(port: int) -> None:
    with ExitStack() as stack:
        senders = [stack.enter_context(sender(port, length=5_000, to="/nowhere")) for _ in range(THREADS * 3)]
        waits = [well(port) for _ in range(10)]
        assert " 404 " in answered(senders[0])
    assert max(waits) < 1.0, waits


def test_half_a_body_is_nobodys_body(port: int) -> None:
    with sender(port, length=100) as one:
        one.sendall(b"title=A+whole+title&body=Half+of")
        one.shutdown(socket.SHUT_WR)
        assert " 400 " in answered(one)


@pytest.mark.parametrize("rest", [b"zz\r\n", b"9\r\nhalf", b"5\r\nwhole!!\r\n"])
def test_chunks_that_are_none_or_break_off_are_the_senders_fault(port: int, rest: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as one:
        one.sendall(b"POST /take HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        one.sendall(b"5\r\nfirst\r\n" + rest)
        one.shutdown(socket.SHUT_WR)
        assert " 400 " in answered(one)
    assert well(port) < 1


def test_a_body_in_chunks_is_taken_to_its_end(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as one:
        one.sendall(b"POST /take HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        one.sendall(b"5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n")
        assert " 200 " in answered(one)


def test_a_sender_who_leaves_gives_the_turn_back(port: int) -> None:
    for _ in range(READERS * 2):
        with sender(port, length=9_000) as one:
            one.sendall(b"x")
    body = urllib.request.Request(f"http://127.0.0.1:{port}/take", data=b"whole", method="POST")
    with urllib.request.urlopen(body, timeout=10) as answer:
        assert answer.read() == b"5"


def _dribble(one: socket.socket) -> None:
    try:
        one.sendall(b"x")
    except OSError:
        return


def _until_well(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            well(port)
            return
        except OSError:
            assert time.monotonic() < until, "the site did not start"
            time.sleep(0.1)

"""What a request brings must not keep the others waiting: a thread that reads a slow body does nothing else.

Only so many bodies are read at once in one process, the rest of its threads answer; and a body that comes slower than
a poor telephone line sends it is broken off. One watcher for each process looks after the clocks.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import ClosingIterator

from app.errors import Busy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GRACE = 20.0
"""Seconds that any body may take."""
LEAST_RATE = 8_000
"""Bytes a second that a longer body must come with: half of what a mobile connection of the second generation sends.
What counts is what came, not what was announced: who announces much and sends little would hold a turn for hours."""
PATIENCE = 1.0
"""Seconds to wait for another body to be read."""
WAITING = 2
"""How many may wait so in one process: each of them keeps a thread."""
CHUNK = 64 * 1024
LARGE = 256 * 1024
"""Bytes read at once of a body that is a file by itself."""
LOOK = 0.5
"""Seconds between two looks of the watcher."""


class Sink(Protocol):
    def write(self, part: bytes, /) -> int: ...


class Bodies:
    """A WSGI application in front of another. ``readers`` is how many bodies one process reads at once."""

    def __init__(self, inside: WSGIApplication, *, readers: int, grace: float = GRACE) -> None:
        self.inside = inside
        self.grace = grace
        self.free = threading.BoundedSemaphore(max(1, readers))
        self.waiting = threading.BoundedSemaphore(WAITING)
        self.watch = Watch()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not (_length(environ) or environ.get("HTTP_TRANSFER_ENCODING")):
            return self.inside(environ, start_response)
        body = Body(environ["wsgi.input"], self, environ)
        environ["wsgi.input"] = body
        try:
            return ClosingIterator(self.inside(environ, body.answering(start_response)), body.leave)
        except BaseException:
            body.leave()
            raise

    def turn(self) -> bool:
        """Whether one more body may be read now, or soon."""
        if self.free.acquire(blocking=False):
            return True
        if not self.waiting.acquire(blocking=False):
            return False
        try:
            return self.free.acquire(timeout=PATIENCE)
        finally:
            self.waiting.release()


class Body:
    """The body of one request, and never more than was announced. Its first read waits for a turn; the last byte, or
    the end of the request, gives it back. Raises Busy when no turn comes, ClientDisconnected where less came than was
    announced or what came is in no order."""

    def __init__(self, source: Any, bodies: Bodies, environ: WSGIEnvironment) -> None:
        self._source: BinaryIO = source
        self._bodies = bodies
        self._socket: socket.socket | None = environ.get("gunicorn.socket")
        self._left = _length(environ) or None
        self._began = 0.0
        self._got = 0
        self._reading = self._over = False

    def read(self, size: int = -1) -> bytes:
        self._begin()
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        asked = size if self._left is None else min(size, self._left)
        return self._came(self._sent(self._source.read, asked), asked=asked)

    def readline(self, size: int = -1) -> bytes:
        self._begin()
        return self._came(self._sent(self._source.readline, size), asked=size)

    def pour(self, into: Sink, most: int) -> None:
        """Hand on a body that is a file, piece by piece as it comes. Once more than ``most`` bytes came, the rest is
        not read."""
        while self._got <= most and (part := self.read(LARGE)):
            into.write(part)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    @property
    def until(self) -> float:
        """The moment of ``time.monotonic`` until which more must have come."""
        return self._began + self._bodies.grace + self._got / LEAST_RATE

    def end(self) -> None:
        """Nothing more is read: the turn is another's."""
        if self._reading:
            self._reading = False
            self._bodies.watch.forget(self)
            self._bodies.free.release()
        self._over = True

    def answering(self, start_response: StartResponse) -> StartResponse:
        """An answer given before the body is read ends the connection: gunicorn would read the rest of it first, in
        a thread that others need."""
        server = getattr(start_response, "__self__", None)

        def start(*told: Any) -> Any:
            if self._unread and server is not None:
                server.force_close()
            return start_response(*told)

        return start

    def leave(self) -> None:
        """The request is answered. Whatever of its body is still to come is not waited for."""
        if self._unread:
            self.break_off()
        self.end()

    @property
    def _unread(self) -> bool:
        return not self._over and (self._left is None or self._left > 0)

    def break_off(self) -> None:
        """Called by the watcher: the sender took too long. Whoever reads is told that the sender has gone."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RD)

    def _begin(self) -> None:
        if self._reading or self._over:
            return
        if not self._bodies.turn():
            raise Busy("Many files are coming in just now. Please send it again in a few seconds.")
        self._reading, self._began = True, time.monotonic()
        self._bodies.watch.mind(self)

    def _sent(self, read: Callable[[int], bytes], size: int) -> bytes:
        """Whatever breaks here is the sender's doing: a line cut off, chunks that are none."""
        try:
            return read(size)
        except Exception as broken:
            raise ClientDisconnected from broken

    def _came(self, part: bytes, *, asked: int) -> bytes:
        """What came, counted. Half a body is nobody's body: servers hand on what came before a sender went away, and
        a form would be taken with half of its text."""
        self._got += len(part)
        if self._left is None:
            if not part and asked:
                self.end()
            return part
        self._left -= len(part)
        if self._left > 0 and not part and asked:
            self.end()
            raise ClientDisconnected
        if self._left <= 0:
            self.end()
        return part


class Watch:
    """Breaks off what takes too long. Its thread is started by the first body that is read, after any fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minded: set[Body] = set()
        self._thread: threading.Thread | None = None

    def mind(self, body: Body) -> None:
        with self._lock:
            self._minded.add(body)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="bodies", daemon=True)
                self._thread.start()

    def forget(self, body: Body) -> None:
        with self._lock:
            self._minded.discard(body)

    def _look(self) -> None:
        """Until there is nothing to look after."""
        while True:
            time.sleep(LOOK)
            with self._lock:
                if not self._minded:
                    self._thread = None
                    return
                late = [body for body in self._minded if body.until < time.monotonic()]
            for body in late:
                body.break_off()
                self.forget(body)


def _length(environ: WSGIEnvironment) -> int:
    said = environ.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0

"""A receiver of webhooks: a real HTTPS server on this machine, which answers as a test tells it."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.clock import now


@dataclass
class Receiver:
    """``status`` is what it answers, ``stall`` how long it thinks before, in seconds; ``drip`` sends its head byte by
    byte for ever. ``calls`` are what came: headers and body."""

    port: int
    status: int = 200
    stall: float = 0.0
    drip: bool = False
    calls: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/hooks?token=receiver"


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """A receiver whose certificate stands in ``folder`` as ``receiver.pem``."""
    certificate(folder)
    receiver = Receiver(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.calls.append((headers | {":path": self.path}, body))
            time.sleep(receiver.stall)
            try:
                while receiver.drip:
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.02)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.send_header("Location", receiver.address)
                self.end_headers()
            except OSError:
                return  # whoever called has gone

        def log_message(self, *_said: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "receiver.pem", folder / "receiver.key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.drip = False
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    number = x509.random_serial_number()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"receiver {number % 10**9}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "receiver.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "receiver.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

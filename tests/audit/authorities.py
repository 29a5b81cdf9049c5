"""A time stamping authority on loopback: the openssl command line behind a small HTTP server, and its misbehaviours."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import servers

_CONFIG = """
[tsa]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = CA:FALSE
[rooted]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""


@dataclass
class Stamper:
    """`does` is what it answers next: stamp, refuse, error, garbage, silence, other (stamps other bytes), move."""

    folder: Path
    does: str = "stamp"
    asked: list[bytes] = field(default_factory=list)
    address: str = ""

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def reply(self, query: bytes) -> bytes:
        """The answer of `openssl ts -reply` to this query."""
        (self.folder / "query.tsq").write_bytes(query)
        self._run(
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-section",
            "tsa",
            "-queryfile",
            "query.tsq",
            "-out",
            "answer.tsr",
        )
        return (self.folder / "answer.tsr").read_bytes()

    def query(self, said: bytes) -> bytes:
        """A query of its own, over other bytes than were sent."""
        (self.folder / "other.txt").write_bytes(said)
        self._run("ts", "-query", "-data", "other.txt", "-sha256", "-cert", "-out", "other.tsq")
        return (self.folder / "other.tsq").read_bytes()

    def make(self, name: str) -> None:
        """A root, and a certificate for stamping below it."""
        (self.folder / "tsa.cnf").write_text(_CONFIG.format(folder=self.folder))
        (self.folder / "serial").write_text("01\n")
        root, signer = f"/CN={name} root", f"/CN={name}"
        new = ("-newkey", "rsa:2048", "-nodes")
        self._run("req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-subj", root, "-days", "2",
                  "-extensions", "rooted", "-config", self._plain())  # fmt: skip
        self._run(
            "req",
            *new,
            "-keyout",
            "signer.key",
            "-out",
            "signer.csr",
            "-subj",
            signer,
            "-config",
            self._plain(),
        )
        self._run("x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
                  "-days", "2", "-extfile", "tsa.cnf", "-extensions", "stamping", "-out", "signer.pem")  # fmt: skip

    def sign_anew(self, *, begins: timedelta, ends: timedelta) -> None:
        """The same certificate for stamping, valid from and until that long after now."""
        root = x509.load_pem_x509_certificate(self.roots.read_bytes())
        key = serialization.load_pem_private_key((self.folder / "root.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        old = x509.load_pem_x509_certificate((self.folder / "signer.pem").read_bytes())
        moment = datetime.now(UTC)
        made = (
            x509.CertificateBuilder(old.issuer, old.subject, old.public_key(), old.serial_number + 1)
            .not_valid_before(moment + begins)
            .not_valid_after(moment + ends)
        )
        for one in old.extensions:
            made = made.add_extension(one.value, one.critical)
        signed = made.sign(key, root.signature_hash_algorithm)  # type: ignore[arg-type]
        (self.folder / "signer.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def _plain(self) -> str:
        path = self.folder / "plain.cnf"
        path.write_text(f"[req]\ndistinguished_name=dn\n[dn]\n{_CONFIG.format(folder=self.folder)}")
        return path.name

    def _run(self, *said: str) -> None:
        subprocess.run(["openssl", *said], cwd=self.folder, check=True, capture_output=True, timeout=60)


@contextmanager
def stamper(name: str = "A stamper") -> Iterator[Stamper]:
    """An authority that answers over HTTP on a port of its own, until the end of the test."""
    if shutil.which("openssl") is None:
        servers.missing("The openssl command line", "openssl")
    with servers.short_folder("imp-tsa-") as folder:
        made = Stamper(folder)
        made.make(name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stamper": made}))
        server.daemon_threads = True
        made.address = f"http://127.0.0.1:{server.server_address[1]}/stamp"
        thread = threading.Thread(target=server.serve_forever, name="stamper", daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    stamper: Stamper

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.stamper.asked.append(query)
        {"silence": self._wait, "error": self._fail, "move": self._move}.get(self.stamper.does, self._answer)(
            query
        )

    def _wait(self, _query: bytes) -> None:
        time.sleep(3)

    def _fail(self, _query: bytes) -> None:
        self.send_error(503, "Resting")

    def _move(self, _query: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def _answer(self, query: bytes) -> None:
        stamper = self.stamper
        made = {
            "garbage": lambda: b"<html>Welcome</html>",
            "refuse": lambda: stamper.reply(query[:-20]),
            "other": lambda: stamper.reply(stamper.query(b"something else")),
        }.get(stamper.does, lambda: stamper.reply(query))()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *_said: object) -> None:
        """Silent: what it was asked is kept."""

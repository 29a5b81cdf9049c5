"""A real IMAP server for tests: Dovecot with one mailbox, on loopback ports of its own, gone afterwards."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy import processes
from tests.servers import free_port, missing, short_folder, wait_until

USER, PASSWORD = "webmaster", "a-password-for-tests"
UNPRIVILEGED = "nobody"
"""Whose mail it is where the tests run as root, for whom no mail is ever read."""


@dataclass(frozen=True)
class Mailbox:
    """A running server. ``certificate`` is what its TLS is checked by, ``folder`` where it keeps what it is given."""

    port: int
    tls_port: int
    certificate: Path
    host: str = "localhost"

    def settings(self, **more: str) -> dict[str, str]:
        """What the product is told to read it, by the names of ``config.Settings``."""
        told = {"intake": "imap", "imap_host": self.host, "imap_port": str(self.port), "imap_tls": "none"}
        return {**told, "imap_user": USER, "imap_password": PASSWORD, "imap_timeout": "5", **more}

    def put(self, mail: bytes, *, at: datetime | None = None, folder: str = "INBOX") -> None:
        """Have the server receive a mail, as if at that moment."""
        with self.open() as imap:
            moment = imaplib.Time2Internaldate(at or datetime.now(UTC))
            status, said = imap.append(folder, "", moment, mail)
            assert status == "OK", said

    def names(self, folder: str = "INBOX") -> int:
        """How many mails are in a folder; 0 where there is none."""
        with self.open() as imap:
            status, said = imap.select(f'"{folder}"', readonly=True)
            return int(said[0] or 0) if status == "OK" else 0

    def unseen(self, folder: str) -> int:
        """How many mails in a folder nobody has marked as read."""
        with self.open() as imap:
            imap.select(f'"{folder}"', readonly=True)
            return len(imap.search(None, "UNSEEN")[1][0].split())

    def empty(self) -> None:
        """As on the first day."""
        with self.open() as imap:
            for line in imap.list()[1]:
                name = line.decode().rpartition('"." ')[2].strip('"') if isinstance(line, bytes) else ""
                if name and name != "INBOX":
                    imap.delete(f'"{name}"')
            status, [count] = imap.select("INBOX")
            if status == "OK" and int(count or 0):
                imap.store("1:*", "+FLAGS", r"\Deleted")
                imap.expunge()

    @contextmanager
    def open(self) -> Iterator[imaplib.IMAP4]:
        imap = imaplib.IMAP4(self.host, self.port, timeout=10)
        try:
            imap.login(USER, PASSWORD)
            yield imap
        finally:
            imap.logout()

    def answers(self) -> bool:
        try:
            with self.open():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    """Dovecot, as Debian packages it."""
    found = shutil.which("dovecot") or (Path("/usr/sbin/dovecot").exists() and "/usr/sbin/dovecot")
    if not found:
        missing("Dovecot", "dovecot-imapd")
    with short_folder("imp-imap-") as folder:
        owner = UNPRIVILEGED if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        certificate, key = _certificate(folder)
        mails = folder / "mails"
        mails.mkdir()
        shutil.chown(mails, owner)
        folder.chmod(0o755)
        server = Mailbox(free_port(), free_port(), certificate)
        rules = folder / "dovecot.conf"
        rules.write_text(_rules(folder, server, owner, key))
        with (folder / "log").open("wb") as log:
            child = processes.start([str(found), "-F", "-c", rules], output=log)
            try:
                wait_until(server.answers, child, "Dovecot")
                yield server
            finally:
                processes.end([child], within=10)


def _rules(folder: Path, server: Mailbox, owner: str, key: Path) -> str:
    group = grp.getgrgid(pwd.getpwnam(owner).pw_gid).gr_name
    alone = "" if os.geteuid() == 0 else _as_oneself(owner, group)
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = yes
ssl_cert = <{server.certificate}
ssl_key = <{key}
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mails/%u
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mails/%u
}}
namespace inbox {{
  inbox = yes
  separator = .
}}
service imap-login {{
  inet_listener imap {{
    port = {server.port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
    ssl = yes
  }}
}}
{alone}"""


def _as_oneself(owner: str, group: str) -> str:
    """Nobody but root may become somebody else, or lock itself into a folder."""
    services = "".join(f"service {name} {{\n  chroot =\n}}\n" for name in ("anvil", "imap-login", "stats"))
    people = {"default_internal_user": owner, "default_internal_group": group, "default_login_user": owner}
    return "".join(f"{name} = {who}\n" for name, who in people.items()) + services


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for ``localhost`` that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption()))
    return certificate, private

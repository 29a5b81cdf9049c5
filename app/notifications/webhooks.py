"""Calling a webhook: signed by the scheme of Standard Webhooks, and never to an address inside.

A name may lead anywhere: it is resolved once, every answer is looked at, and the connection goes to the very address
that was looked at, with the name in Host and TLS. No redirect is followed, no answer is read beyond its head, and
everything together has one limit of time. Nothing here touches a transaction.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from app.clock import now

PATIENCE = 15.0
"""Seconds that one call may take in all: resolving, connecting, sending, and waiting for the status."""
LONGEST = 250
"""Characters of an address."""
GONE = 410
"""The receiver says that it wants nothing more."""

_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 behind a translator (RFC 6052)."""
_UNICAST = ip_network("2000::/3")
"""All that is given out of IPv6 for the public network. The rest may lead anywhere where somebody routes it inside:
translators of one's own (RFC 8215), and what came before them (IPv4-compatible, site-local)."""


class NotTaken(Exception):
    """The receiver did not take it. ``gone``: it asks not to be called again."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


@dataclass(frozen=True)
class Call:
    """One call as it goes on the wire. ``id`` is the same on each try."""

    id: str
    address: str
    body: str
    secret: str = field(repr=False)


def secret(key: str, webhook_id: int, generation: int) -> str:
    """The secret of a webhook: derived, so that it is stored nowhere; as the receiver's library wants it."""
    mac = hmac.new(key.encode(), f"imprimatur-webhook:{webhook_id}:{generation}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(mac.digest()).decode()


def signature(secret: str, *, call_id: str, timestamp: int, body: str) -> str:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, “Symmetric”."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{call_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def fault(address: str) -> str:
    """What is wrong with an address as it was typed; empty where it can be called."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "This is not an address."
    if len(address) > LONGEST:
        return f"Keep the address under {LONGEST} characters."
    if not address.isascii() or not address.isprintable() or " " in address:
        return "Write the address in plain letters, without spaces."
    if parts.scheme != "https" or not host or port == 0:
        return "Give an address that begins with https://."
    if "@" in parts.netloc or parts.fragment or "#" in address:
        return "Leave out names, passwords and what follows a #."
    return ""


def post(call: Call, *, inside: str = "") -> int:
    """Call it; the status, which is one that says it was taken (2xx). NotTaken otherwise.

    ``inside`` are the networks of our own that may be called all the same.
    """
    until = monotonic() + PATIENCE
    if wrong := fault(call.address):
        raise NotTaken(wrong)
    parts = urlsplit(call.address)
    try:
        status = _sent(parts, call, _allowed(parts, inside, until), until)
    except (OSError, http.client.HTTPException) as away:
        raise NotTaken(f"It cannot be reached: {type(away).__name__}.") from away
    if 200 <= status < 300:
        return status
    moved = " Redirects are not followed." if 300 <= status < 400 else ""
    raise NotTaken(f"It answered {status}.{moved}", gone=status == GONE)


def is_outside(place: IPv4Address | IPv6Address) -> bool:
    """An address of the public network, also where IPv6 only wraps an IPv4."""
    if isinstance(place, IPv6Address):
        wrapped = place.ipv4_mapped or place.sixtofour or (place.teredo or (None, None))[1]
        if wrapped is None and place in _TRANSLATED:
            wrapped = IPv4Address(int(place) & 0xFFFFFFFF)
        if wrapped is not None and not is_outside(wrapped):
            return False
        if place.ipv4_mapped is not None or place in _TRANSLATED:
            return True
        if place not in _UNICAST:
            return False
    return place.is_global and not place.is_multicast


def _allowed(parts: SplitResult, inside: str, until: float) -> list[str]:
    """The addresses behind the name. One that is not allowed bars them all."""
    networks = [ip_network(one.strip(), strict=False) for one in inside.split(",") if one.strip()]
    resolving = ThreadPoolExecutor(1)
    try:
        asked = resolving.submit(
            socket.getaddrinfo, parts.hostname, parts.port or 443, type=socket.SOCK_STREAM
        )
        found = asked.result(timeout=PATIENCE / 2)
    except (TooLong, OSError, UnicodeError) as unknown:
        raise NotTaken("Its name cannot be resolved.") from unknown
    finally:
        resolving.shutdown(wait=False)
    places = list(dict.fromkeys(str(one[4][0]) for one in found))
    for place in places:
        known = ip_address(place)
        if not is_outside(known) and not any(known in network for network in networks):
            raise NotTaken("Its name leads to an address inside a private network, which is not called.")
    if monotonic() >= until:
        raise NotTaken("It took too long.")
    return places


def _sent(parts: SplitResult, call: Call, places: list[str], until: float) -> int:
    """The status of the first of these places that takes a connection."""
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 443)
    connection.sock = _connected(places, parts, until)
    watch = threading.Timer(max(0.1, until - monotonic()), _cut, [connection.sock])
    watch.daemon = True
    watch.start()
    timestamp = int(now().timestamp())
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST",
            path,
            call.body.encode(),
            {
                "Host": parts.netloc,
                "Content-Type": "application/json",
                "User-Agent": "Imprimatur",
                "webhook-id": call.id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature(
                    call.secret, call_id=call.id, timestamp=timestamp, body=call.body
                ),
            },
        )
        return connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()


def _connected(places: list[str], parts: SplitResult, until: float) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    for at, place in enumerate(places):
        left = max(0.1, until - monotonic())
        try:
            plain = socket.create_connection((place, parts.port or 443), timeout=left)
        except OSError:
            if at + 1 == len(places):
                raise
            continue
        try:
            plain.settimeout(max(0.1, until - monotonic()))
            return context.wrap_socket(plain, server_hostname=parts.hostname)
        except BaseException:
            plain.close()
            raise
    raise NotTaken("Its name cannot be resolved.")


def _cut(wire: socket.socket) -> None:
    """End a call that a receiver draws out byte by byte, whatever it still sends."""
    with suppress(OSError):
        socket.socket.shutdown(wire, socket.SHUT_RDWR)

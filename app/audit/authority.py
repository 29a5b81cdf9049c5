"""A time stamping authority (RFC 3161, over HTTP as in its section 3.4): asked once, with bounds, and never believed
without looking.

An answer counts when its signature leads to a root certificate of the webmaster's choice, and when it is about exactly
the bytes that were sent, with our nonce.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

PATIENCE = 10.0
"""Seconds for connecting, and for each wait after that."""

MOST_BYTES = 64 * 1024
"""An answer with a whole chain of certificates has less than 10 kB."""

_SENDS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class NotStamped(Exception):
    """There is no timestamp, or none that counts; the message says why, in words for the webmaster."""


@dataclass(frozen=True)
class Authority:
    """Where an authority is asked, and the file with the root certificates (PEM) it must lead to."""

    address: str
    roots: Path

    def stamp(self, said: bytes) -> bytes:
        """The authority's answer over ``said``, DER, checked. Call it outside any transaction. NotStamped."""
        request = TimestampRequestBuilder(said, HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
        answer = _post(self.address, request.as_bytes())
        check(answer, said, roots=self.roots, nonce=request.nonce)
        return answer


def check(answer: bytes, said: bytes, *, roots: Path, nonce: int | None = None) -> datetime:
    """When the authority says that ``said`` existed (UTC). NotStamped where the answer proves nothing."""
    found = _decoded(answer)
    builder = VerifierBuilder(nonce=nonce, roots=_certificates(roots))
    try:
        builder.build().verify(found, hashlib.sha256(said).digest())
    except (VerificationError, ValueError) as why:
        raise NotStamped(f"the timestamp does not hold: {_cut(why)}") from why
    return found.tst_info.gen_time


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        found = decode_timestamp_response(answer)
        status, said = PKIStatus(found.status), ", ".join(found.status_string)
    except ValueError as why:
        raise NotStamped(f"the answer is no timestamp: {_cut(why)}") from why
    if status is not PKIStatus.GRANTED:
        words = status.name.lower().replace("_", " ")
        raise NotStamped(f"the authority refused ({words}{': ' if said else ''}{said[:200]})")
    return found


def _certificates(roots: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError) as why:
        raise NotStamped(f"the root certificates in {roots.name} cannot be read: {_cut(why)}") from why


class _Stay(HTTPRedirectHandler):
    """An authority answers where it was asked."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


def _post(address: str, body: bytes) -> bytes:
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotStamped("TIMESTAMP_URL is no address of the web")
    try:
        with build_opener(_Stay).open(Request(address, body, _SENDS), timeout=PATIENCE) as answer:  # noqa: S310
            found = _whole(answer)
    except HTTPError as refused:
        raise NotStamped(f"the authority answered {refused.code} {refused.reason}") from refused
    except (OSError, HTTPException, ValueError) as away:
        reason = getattr(away, "reason", away)
        silent = isinstance(reason, TimeoutError)
        raise NotStamped(
            f"the authority did not answer within {PATIENCE:.0f} seconds"
            if silent
            else f"the authority could not be reached: {_cut(reason)}"
        ) from away
    if len(found) > MOST_BYTES:
        raise NotStamped("the answer is too large for a timestamp")
    return found


def _whole(answer: HTTPResponse) -> bytes:
    """The body, as far as it is of use; an authority that sends it drop by drop is not waited for."""
    until, found = monotonic() + 2 * PATIENCE, b""
    while len(found) <= MOST_BYTES and (part := answer.read1(MOST_BYTES)):
        found += part
        if monotonic() > until:
            raise TimeoutError
    return found


def _cut(why: object) -> str:
    return " ".join(str(why).split())[:200]

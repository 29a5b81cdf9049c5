"""The versions that a bucket keeps of an object: found and deleted one by one, which obstore does not know.

Requests are signed as AWS Signature Version 4 asks (Amazon S3 API Reference, "Authenticating Requests (AWS Signature
Version 4)"); MinIO, Ceph and Cloudflare R2 take the same.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.clock import now
from app.media.backends import Unreachable

_SPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
_NOTHING = hashlib.sha256(b"").hexdigest()
_SECONDS = 20.0
_MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Bucket:
    """One bucket, and who asks."""

    endpoint: str
    name: str
    region: str
    access_key: str
    secret_key: str


@dataclass(frozen=True)
class Version:
    """``newest`` is what a reader of the key is given now; it may also be the mark of a deletion."""

    id: str
    newest: bool


class _Nowhere(HTTPRedirectHandler):
    """A store that sends us elsewhere is not followed: the signature is for this one."""

    def redirect_request(self, *_given: object) -> None:
        return None


_OPENER = build_opener(_Nowhere)


def erase(bucket: Bucket, key: str) -> None:
    """Delete every version of this key, what readers are given last: whoever dies in the middle leaves a key that is
    found again. Raises Unreachable, also where the bucket does not let us (s3:ListBucketVersions,
    s3:DeleteObjectVersion)."""
    for version in sorted(_versions(bucket, key), key=lambda one: one.newest):
        _ask(bucket, "DELETE", key, {"versionId": version.id})


def _versions(bucket: Bucket, key: str) -> list[Version]:
    return [version for page in _pages(bucket, key) for version in _in_page(page, key)]


def _pages(bucket: Bucket, key: str) -> Iterator[Element]:
    asked = {"versions": "", "prefix": key}
    while True:
        try:
            page: Element = fromstring(_ask(bucket, "GET", "", asked))
        except (ParseError, DefusedXmlException) as why:
            raise Unreachable(f"the store lists its versions in a way nobody can read: {why}") from why
        yield page
        if _said(page, "IsTruncated") != "true":
            return
        asked |= {
            "key-marker": _said(page, "NextKeyMarker"),
            "version-id-marker": _said(page, "NextVersionIdMarker"),
        }


def _in_page(page: Element, key: str) -> Iterator[Version]:
    for found in page:
        if found.tag in (f"{_SPACE}Version", f"{_SPACE}DeleteMarker") and _said(found, "Key") == key:
            yield Version(_said(found, "VersionId"), _said(found, "IsLatest") == "true")


def _said(element: Element, name: str) -> str:
    return element.findtext(f"{_SPACE}{name}") or ""


def _ask(bucket: Bucket, method: str, key: str, query: dict[str, str]) -> bytes:
    """One request, signed; what the store answers."""
    where = urlsplit(bucket.endpoint)
    path = f"{where.path.rstrip('/')}/{bucket.name}" + (f"/{key}" if key else "")
    said = "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
    headers = _signed(bucket, f"{method}\n{path}\n{said}", host=where.netloc)
    asked = Request(  # noqa: S310 - the address is the operator's
        f"{where.scheme}://{where.netloc}{path}?{said}", method=method, headers=headers
    )
    try:
        with _OPENER.open(asked, timeout=_SECONDS) as answer:
            return bytes(answer.read(_MOST_BYTES))
    except HTTPError as refused:
        if refused.code == 404 and method == "DELETE":
            return b""
        raise Unreachable(
            f"the store answered {refused.code} about the versions of {key or 'a key'}"
        ) from refused
    except (OSError, HTTPException) as why:
        raise Unreachable(str(why)) from why


def _signed(bucket: Bucket, first: str, *, host: str) -> dict[str, str]:
    """The headers of a request without a body. ``first`` is its method, path and query, a line each."""
    moment = f"{now():%Y%m%dT%H%M%SZ}"
    scope = f"{moment[:8]}/{bucket.region}/s3/aws4_request"
    names = "host;x-amz-content-sha256;x-amz-date"
    lines = f"host:{host}\nx-amz-content-sha256:{_NOTHING}\nx-amz-date:{moment}\n"
    whole = hashlib.sha256(f"{first}\n{lines}\n{names}\n{_NOTHING}".encode()).hexdigest()
    secret = f"AWS4{bucket.secret_key}".encode()
    for part in scope.split("/"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    signature = hmac.digest(secret, f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{whole}".encode(), "sha256").hex()
    return {
        "x-amz-content-sha256": _NOTHING,
        "x-amz-date": moment,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={bucket.access_key}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}",
    }

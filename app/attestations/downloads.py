"""Files about signatures, to save: to nobody's cache, and never shown as a page of this site."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from app.attestations import receipts
from app.attestations.models import Receipt

ALONE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex, noarchive",
}


def receipt(found: Receipt, *, for_signer: bool) -> Response:
    """A receipt; the openings of name and address only in the signer's."""
    answer = saved(receipts.file(found, for_signer=for_signer), "application/json", receipts.name_of(found))
    answer.headers.update(ALONE)
    return answer


def saved(content: bytes, mime: str, name: str) -> Response:
    """Bytes as a file that browsers save and do not show."""
    return send_file(BytesIO(content), mimetype=mime, as_attachment=True, download_name=name)

"""The words of an e-mail (RFC 5322, RFC 2045 to 2047): its texts, its names, who says to have sent it. Standard library
and the door for untrusted text, so that a child that asks for words alone starts without a reader of pictures.

In a child alone: every value is a stranger's.
"""

from __future__ import annotations

from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from app import text as door

UNDECODED = (LookupError, ValueError, HeaderParseError, TypeError, AssertionError, UnicodeError)


def is_text(part: Message) -> bool:
    """A part that is to be read, and no file."""
    shown = part.get_content_type() in ("text/plain", "text/html")
    return (
        shown
        and not part.get_filename()
        and "attachment" not in str(part.get("Content-Disposition", "")).lower()
    )


def body_of(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding taken off; nothing where that fails."""
    try:
        body = part.get_payload(decode=True)
    except UNDECODED:
        return b""
    return body if isinstance(body, bytes) else b""


def decoded(part: Message) -> str:
    """A text, under the charset it claims."""
    return words_of(body_of(part), part.get_content_charset() or "")


def words_of(body: bytes, charset: str = "") -> str:
    """Bytes as text, under the charset they claim, else under what they look like."""
    for name in filter(None, (charset, "utf-8-sig")):
        try:
            return body.decode(name)
        except UNDECODED:
            continue
    return body.decode("cp1252", "replace")


def file_name(part: Message) -> str:
    """What an attached file is called."""
    try:
        said = part.get_filename()
    except UNDECODED:
        said = None
    return door.line(words(said or ""))[:200] or "without a name"


def words(value: str) -> str:
    """A header with its encoded words (RFC 2047) read."""
    try:
        return str(make_header(decode_header(value)))
    except UNDECODED:
        return value


def sender(message: Message) -> str:
    """The one address in From. Several senders, or none, are no answer to who wrote."""
    found = message.get_all("From", [])
    if len(found) != 1:
        return ""
    addresses = [address for _name, address in getaddresses([str(found[0])]) if "@" in address]
    return door.line(addresses[0])[:254] if len(addresses) == 1 else ""

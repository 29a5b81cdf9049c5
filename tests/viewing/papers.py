"""PDFs and e-mails written by hand, whole and hostile."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

WORDS = b"BT /F1 24 Tf 72 700 Td (%s) Tj ET"


def words(said: str) -> bytes:
    return WORDS % said.encode()


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(body), entries) + body + b"\nendstream"


def packed(body: bytes, times: int = 1) -> bytes:
    """A stream that is packed so many times."""
    for _ in range(times):
        body = zlib.compress(body, 9)
    return stream(body, b"/Filter [" + b"/FlateDecode " * times + b"]")


def pdf(
    *pages: bytes,
    box: bytes = b"0 0 612 792",
    catalog: bytes = b"",
    page: bytes = b"",
    trailer: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """A PDF of these pages: each is the source of what is drawn on it, or a whole stream object. Further objects
    begin at number `first_of(pages)`."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, drawn in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> %s >>" % (box, first + 2 * at + 1, page)
        )
        objects.append(drawn if drawn.startswith(b"<<") else stream(drawn))
    return assembled([*objects, *more], trailer)


def first_of(pages: int) -> int:
    """The number of the first further object."""
    return 4 + 2 * pages


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    body, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % count
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, len(body))
    )


LOCKED = pdf(
    words("secret"),
    trailer=b"/Encrypt 6 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    more=[
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32),
    ],
)
SCRIPTED = pdf(
    words("It carries a program"),
    catalog=b"/OpenAction 6 0 R /Names << /JavaScript << /Names [(a) 6 0 R] >> >>",
    more=[b"<< /Type /Action /S /JavaScript /JS (while(true){app.alert\\(1\\)}) >>"],
)
CARRYING = pdf(
    words("It carries a file"),
    catalog=b"/Names << /EmbeddedFiles << /Names [(offer.exe) 6 0 R] >> >>",
    more=[
        b"<< /Type /Filespec /F (offer.exe) /UF (offer.exe) /EF << /F 7 0 R >> >>",
        stream(b"MZ" + b"\0" * 40, b"/Type /EmbeddedFile"),
    ],
)
FORM = pdf(
    words("Signed:"),
    catalog=b"/AcroForm << /Fields [6 0 R] /DA (/F1 12 Tf) /DR << /Font << /F1 3 0 R >> >> >>",
    page=b"/Annots [6 0 R]",
    more=[
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Bo) /Rect [72 500 372 560] /F 4 /AP << /N 7 0 R >> >>",
        stream(b"1 0 0 rg 0 0 300 60 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 300 60]"),
    ],
)
REPEATED = b"q 0.5 0 0 rg 0 0 612 792 re f Q\n"


def letter(
    sender: str = "Bo Lind <bo@photos.example.org>",
    *,
    plain: str = "You may print my picture.",
    formatted: str = "",
    subject: str = "Re: your picture",
) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = "Amina Rahman <amina@example.org>"
    made["Date"] = "Mon, 02 Nov 2026 10:00:00 +0100"
    made["Subject"] = subject
    if plain:
        made.set_content(plain)
    if formatted and plain:
        made.add_alternative(formatted, subtype="html")
    elif formatted:
        made.set_content(formatted, subtype="html")
    return made

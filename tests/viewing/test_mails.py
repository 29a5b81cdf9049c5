"""E-mail files as text: headers, one of two versions, what is attached; nothing loaded, nothing believed."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from PIL import Image

from app.viewing import kinds, markup, reading
from app.viewing.reading import Made
from tests.factories.pictures import jpeg
from tests.viewing import papers

pytestmark = pytest.mark.usefixtures("unconfined")


def made(body: bytes | EmailMessage, folder: Path) -> Made:
    folder.mkdir(exist_ok=True)
    (folder / "evidence").write_bytes(body if isinstance(body, bytes) else body.as_bytes())
    (folder / "made").mkdir()
    return reading.read(folder / "evidence", folder / "made", mime=kinds.MAIL, name="")


def test_the_headers_that_matter_and_the_text_are_shown(tmp_path: Path) -> None:
    [letter] = made(papers.letter(subject="Grüße"), tmp_path).view.letters
    assert letter.headers == (
        ("From", "Bo Lind <bo@photos.example.org>"),
        ("To", "Amina Rahman <amina@example.org>"),
        ("Date", "Mon, 02 Nov 2026 10:00:00 +0100"),
        ("Subject", "Grüße"),
    )
    assert letter.sender == "bo@photos.example.org"
    assert letter.text == "You may print my picture."


def test_what_a_message_leaves_out_is_said_to_be_missing(tmp_path: Path) -> None:
    [letter] = made(b"From: bo@example.org\r\n\r\nYes.\r\n", tmp_path).view.letters
    assert dict(letter.headers) == {
        "From": "bo@example.org", "To": "not said", "Date": "not said", "Subject": "not said"
    }  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@example.org\r\nFrom: b@example.net",
        b"From: a@example.org, b@example.net",
        b"Received: from somewhere",
        b"From: Bo",
    ],
)
def test_who_names_several_senders_or_none_names_no_sender(head: bytes, tmp_path: Path) -> None:
    [letter] = made(head + b"\r\n\r\nYes.\r\n", tmp_path).view.letters
    assert letter.sender == ""


def test_of_two_versions_the_plain_one_is_read_and_the_other_named(tmp_path: Path) -> None:
    [letter] = made(papers.letter(formatted="<p>No, you may not.</p>"), tmp_path).view.letters
    assert letter.text == "You may print my picture."
    assert letter.said == (kinds.OTHER_VERSION,)


def test_a_formatted_letter_is_read_as_text_and_loads_nothing(tmp_path: Path) -> None:
    page = (
        "<html><head><title>x</title><style>p {color: red}</style></head><body><p>You &amp; yours<br>may print it.</p>"
        "<script>alert(1)</script><img src='https://tracker.example/pixel' alt='my sign'>"
        "<a href='https://photos.example.org/7'>the picture</a></body></html>"
    )
    [letter] = made(papers.letter(plain="", formatted=page), tmp_path).view.letters
    assert letter.text == (
        "You & yours\nmay print it.\n[picture: my sign] the picture <https://photos.example.org/7>"
    )
    assert letter.said == (kinds.FORMATTED,)


def test_pictures_and_pdfs_attached_are_shown_and_others_listed(tmp_path: Path) -> None:
    message = papers.letter()
    message.add_attachment(jpeg("attached"), maintype="image", subtype="jpeg", filename="scan.jpg")
    message.add_attachment(
        papers.pdf(papers.words("Licence")),
        maintype="application",
        subtype="octet-stream",
        filename="licence.bin",
    )
    message.add_attachment(b"MZ\x90\0", maintype="application", subtype="pdf", filename="offer.pdf")
    found = made(message, tmp_path)
    scan, licence, offer = found.view.parts
    assert (scan.name, scan.kind, len(scan.sheets)) == ("scan.jpg", "JPEG", 1)
    assert (licence.name, licence.kind, licence.count) == ("licence.bin", "PDF", 1)
    assert licence.sheets[0].words == "Licence"
    assert (offer.name, offer.kind, offer.size, offer.sheets) == ("offer.pdf", "program", 4, ())
    assert offer.said == (kinds.NOT_OPENED,)
    assert Image.open(io.BytesIO(found.pictures[1])).format == "JPEG"
    assert sorted(found.pictures) == [0, 1, 2]


def test_a_letter_that_was_forwarded_whole_is_shown_too(tmp_path: Path) -> None:
    inner = papers.letter(plain="Yes, you may.")
    inner.add_attachment(jpeg("inner"), maintype="image", subtype="jpeg", filename="mine.jpg")
    outer = papers.letter("Amina <amina@example.org>", plain="Here is what Bo wrote.")
    outer.add_attachment(inner)
    view = made(outer, tmp_path).view
    assert [(one.sender, one.text) for one in view.letters] == [
        ("amina@example.org", "Here is what Bo wrote."),
        ("bo@photos.example.org", "Yes, you may."),
    ]
    assert [part.name for part in view.parts] == ["mine.jpg"]


def test_attachments_without_number_are_bounded_and_counted(tmp_path: Path) -> None:
    message = papers.letter()
    for number in range(60):
        message.add_attachment(
            papers.pdf(papers.words("x")), maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    view = made(message, tmp_path).view
    assert sum(bool(part.sheets) for part in view.parts) == kinds.MOST_OPENED
    assert (len(view.parts), view.unlisted) == (kinds.MOST_ATTACHMENTS, 60 - kinds.MOST_ATTACHMENTS)
    assert view.parts[-1].said == (kinds.TOO_MANY,)


def nested(depth: int) -> bytes:
    message = papers.letter(plain="inmost")
    for _ in range(depth):
        outer = EmailMessage(policy=SMTP)
        outer["From"] = "bo@example.org"
        outer.make_mixed()
        outer.attach(message)
        message = outer
    return message.as_bytes()


HOSTILE = {
    "parts two thousand deep": b"From: a@example.org\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)),
    "ten thousand parts": b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 10_000,
    "a subject that never ends": b"From: a@example.org\r\nSubject: "
    + b"=?utf-8?q?=C3=A9?= " * 50_000
    + b"\r\n\r\nx",
    "an unknown charset": b'From: a@example.org\r\nContent-Type: text/plain; charset="x-none"\r\n\r\nyes',
    "broken base64": b"From: a@example.org\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    "a broken header": b"From: =?utf-8?b?====?= <a@example.org>\r\nSubject: =?x?z?y?=\r\n\r\nyes",
    "a sender of brackets": b"From: " + b"(" * 20_000 + b"\r\n\r\nyes",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_ends_in_a_view_or_a_sentence(name: str, tmp_path: Path) -> None:
    view = made(HOSTILE[name], tmp_path).view
    assert view.letters or view.refused.endswith(".")
    assert all(len(words) <= 3 * kinds.LONGEST + 6 for one in view.letters for _, words in one.headers)


def test_letters_in_letters_are_bounded(tmp_path: Path) -> None:
    view = made(nested(8), tmp_path).view
    assert view.refused == ""
    assert len(view.letters) <= kinds.MOST_LETTERS


def test_a_formatted_text_is_read_in_one_pass_whatever_is_in_it() -> None:
    assert markup.words("<b>" * 100_000 + "deep") == "deep"
    assert markup.words("</script></p>" * 1000 + "words") == "words"
    assert markup.words("<style>never closed <p>x") == ""
    assert markup.words("<a href='#top'>up</a><a>none</a>") == "upnone"

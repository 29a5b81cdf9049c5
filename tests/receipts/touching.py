"""What can be done to a receipt, and what is then said to be wrong: the command and the page go by the same tables."""

from __future__ import annotations

from collections.abc import Callable

from app.attestations.checking import reading
from tests.factories.receipts import Said

TOUCHED: dict[str, tuple[Callable[[Said], object], set[str]]] = {
    "the title": (lambda r: r["signed"]["manifest"].update(title="Another"), {"signature", "article"}),
    "a caption": (
        lambda r: r["signed"]["manifest"]["images"][0].update(caption="Another"),
        {"signature", "article"},
    ),
    "the order of the images": (
        lambda r: r["signed"]["manifest"]["images"].reverse(),
        {"signature", "article", "images"},
    ),
    "an image that is signed for": (
        lambda r: r["signed"]["statement"]["images"].pop(),
        {"signature", "images", "declarations"},
    ),
    "a sentence of the wording": (
        lambda r: r["signed"]["wording"]["clauses"][0].update(text="Nothing."),
        {"signature", "wording"},
    ),
    "a sentence that was not accepted": (
        lambda r: r["signed"]["statement"]["clauses"].pop(),
        {"signature", "sentences"},
    ),
    "the time of signing": (
        lambda r: r["signed"]["statement"].update(signed_at="2020-01-01T00:00:00+00:00"),
        {"signature"},
    ),
    "the name of the site": (lambda r: r["signed"]["site"].update(name="Another"), {"signature"}),
    "the signature": (lambda r: r["signature"].update(value="A" * 86), {"signature"}),
    "the kind of the signature": (lambda r: r["signature"].update(algorithm="none"), {"signature"}),
    "a signature that is none": (lambda r: r["signature"].update(value="!"), {"signature"}),
    "a key that is none": (lambda r: r["signature"].update(public_key="AAAA"), {"signature", "key"}),
    "a declaration": (
        lambda r: r["declarations"][0]["declared"].update(basis="licensed_cc"),
        {"declarations"},
    ),
    "who declared a right, in what was signed": (
        lambda r: r["signed"]["statement"]["images"][0].update(declared_by="editor"),
        {"signature", "declarer"},
    ),
    "who declared a right, in the declaration": (
        lambda r: r["declarations"][0]["declared"].update(declared_by="editor"),
        {"declarations"},
    ),
    "the right to an image that is none": (
        lambda r: r["signed"]["statement"]["images"][0].update(rights_sha256=[]),
        {"signature", "images", "declarations"},
    ),
    "the name": (lambda r: r["openings"]["name"].update(value="Somebody Else"), {"name"}),
    "the address": (lambda r: r["openings"]["email"].update(value="else@example.org"), {"email"}),
    "the salt": (lambda r: r["openings"]["name"].update(salt="00"), {"name"}),
    "for whom it was signed": (
        lambda r: r["openings"].update(on_behalf_of={"value": "Kneezo", "salt": "00"}),
        {"on_behalf_of"},
    ),
    "an opening that is none": (lambda r: r["openings"].update(name="Amina"), {"name"}),
}


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut": (lambda raw: raw[: len(raw) // 2], "not JSON from end to end"),
    "cut in a letter": (lambda raw: raw[:-3] + b"\xc3", "not text in UTF-8"),
    "empty": (lambda _raw: b"", "not JSON"),
    "a picture": (lambda _raw: b"\xff\xd8\xff\xe0", "not text in UTF-8"),
    "another JSON": (lambda _raw: b'{"a": 1}', "no receipt of the kind"),
    "a list": (lambda _raw: b"[1]", "no receipt of the kind"),
    "two in one": (lambda raw: raw + raw, "not JSON"),
    "huge": (lambda _raw: b" " * (reading.LARGEST + 1), "larger than any receipt"),
    "deep": (lambda _raw: b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "deeper"),
    "rather deep": (lambda _raw: b'{"a":' * 40 + b"1" + b"}" * 40, "deeper"),
    "deep brackets": (lambda _raw: b'{"a":' + b"[" * 2_000_000, "deeper"),
    "a name twice": (lambda raw: raw.replace(b'"schema"', b'"schema": 1, "schema"', 1), "twice"),
    "a large number": (lambda _raw: b'{"schema": "receipt/1", "n": 9007199254740993}', "cannot be signed"),
    "an endless number": (lambda _raw: b'{"n": 1e999}', "cannot be signed"),
    "no number": (lambda _raw: b'{"n": NaN}', "not JSON"),
    "half a character": (lambda _raw: b'{"n": "\\ud800"}', "cannot be signed"),
    "digits without end": (lambda _raw: b'{"n": ' + b"9" * 10_000 + b"}", "cannot be signed"),
    "nothing in it": (lambda _raw: b'{"schema": "receipt/1"}', "missing: signed"),
    "a part missing": (lambda raw: raw.replace(b'"manifest"', b'"manifold"'), "missing: signed.manifest"),
}

"""What is right and what is not in a receipt, one finding a part; pure. Needs no site, no database and no network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import rfc8785

from app.attestations import seals
from app.attestations.checking.reading import SENTENCES

GRACE = timedelta(minutes=5)
"""A signature under way while the key changed may be dated a moment after."""


class Mark(StrEnum):
    RIGHT = "right"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was found about one part, in a sentence. ``open``: neither right nor wrong by this file alone."""

    about: str
    mark: Mark
    sentence: str


@dataclass(frozen=True)
class Given:
    """A file that is to be an image of the article: what it is called, and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Report:
    """Everything that was found, in the order in which a person would ask."""

    findings: tuple[Finding, ...]

    @property
    def mark(self) -> Mark:
        """Wrong where anything is; open where it is not known whose key it is."""
        marks = {one.mark for one in self.findings}
        if Mark.WRONG in marks:
            return Mark.WRONG
        return next(one.mark for one in self.findings if one.about == "key")

    @property
    def verdict(self) -> str:
        wrong = sum(one.mark is Mark.WRONG for one in self.findings)
        return SENTENCES["verdict"][self.mark].format(count=wrong, all=len(self.findings))


def check(
    receipt: Mapping[str, Any], *, keys: Mapping[str, Any] | None = None, images: Sequence[Given] = ()
) -> Report:
    """Go through a receipt as ``reading.receipt`` gives it, with a list of keys and files where there are any."""
    found = [part(receipt) for part in PARTS]
    found.insert(1, _key(receipt, keys))
    found += _declarers(receipt)
    found += [_opening(receipt, label) for label in _committed(receipt)]
    found += [_file(receipt, given) for given in images]
    return Report(tuple(found))


def _signature(receipt: Mapping[str, Any]) -> Finding:
    seal, signed = receipt["signature"], receipt["signed"]
    try:
        right = seals.is_signed(seal["public_key"], seal["value"], signed)
    except ValueError:
        right = False
    right = right and seal.get("algorithm") == seals.ALGORITHM and signed.get("schema") == receipt["schema"]
    return _found("signature", right, site=signed["site"]["name"], address=signed["site"]["address"])


def _key(receipt: Mapping[str, Any], keys: Mapping[str, Any] | None) -> Finding:
    signed, public_key = receipt["signed"], receipt["signature"]["public_key"]
    try:
        fingerprint = seals.fingerprint(public_key)
    except ValueError:
        fingerprint = ""
    said = {
        "key": signed["key_id"],
        "issued": _worded(signed["issued_at"]),
        "address": signed["site"]["address"],
        "fingerprint": fingerprint,
        "other": str((keys or {}).get("site", {}).get("address")),
    }
    how = "misnamed" if fingerprint[:16] != signed["key_id"] else _known(signed, public_key, keys)
    mark = Mark(how) if how in set(Mark) else Mark.WRONG
    return Finding("key", mark, SENTENCES["key"][how].format(**said))


def _known(signed: Mapping[str, Any], public_key: str, keys: Mapping[str, Any] | None) -> str:
    """By which sentence the list of keys speaks of this one."""
    if keys is None:
        return "open"
    if keys["site"].get("address") != signed["site"]["address"]:
        return "elsewhere"
    for key in keys["keys"]:
        if key.get("public_key") == public_key:
            if key.get("stolen"):
                return "stolen"
            return "right" if _was_in_force(key, signed["issued_at"]) else "late"
    return "wrong"


def _was_in_force(key: Mapping[str, Any], issued_at: str) -> bool:
    try:
        moment = datetime.fromisoformat(issued_at)
        begun = datetime.fromisoformat(key["in_force_from"]) - GRACE <= moment
        return begun and (
            not key["retired_at"] or moment <= datetime.fromisoformat(key["retired_at"]) + GRACE
        )
    except (KeyError, TypeError, ValueError):
        return False


def _worded(moment: str) -> str:
    """A moment as people write it, in UTC; as it stands where it is none."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return at.astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC") if at.tzinfo else moment


def _article(receipt: Mapping[str, Any]) -> Finding:
    sha256 = _digest(receipt["signed"]["manifest"])
    return _found("article", sha256 == receipt["signed"]["statement"]["content_sha256"], sha256=sha256)


def _wording(receipt: Mapping[str, Any]) -> Finding:
    signed = receipt["signed"]
    return _found("wording", _digest(signed["wording"]) == signed["statement"]["wording"]["sha256"])


def _sentences(receipt: Mapping[str, Any]) -> Finding:
    signed = receipt["signed"]
    accepted = [one.get("id") for one in signed["statement"]["clauses"] if one.get("accepted") is True]
    wanted = [one.get("id") for one in signed["wording"]["clauses"]]
    return _found("sentences", accepted == wanted, count=len(wanted))


def _images(receipt: Mapping[str, Any]) -> Finding:
    signed = receipt["signed"]
    placed = [(one.get("asset"), one.get("rights")) for one in signed["manifest"]["images"]]
    bound = [(one.get("original_sha256"), one.get("rights_sha256")) for one in signed["statement"]["images"]]
    if not placed and not bound:
        return Finding("images", Mark.RIGHT, SENTENCES["images"]["none"])
    return _found("images", placed == bound, count=len(placed))


def _declarations(receipt: Mapping[str, Any]) -> Finding:
    bound = [one.get("rights_sha256") for one in receipt["signed"]["statement"]["images"]]
    there = [_digest(one) for one in receipt["declarations"]]
    covered = sum(one in there for one in bound)
    return _found("declarations", all(one in bound for one in there), count=covered, all=len(bound))


def _declarers(receipt: Mapping[str, Any]) -> list[Finding]:
    """Whose word the right to an image is, for each where that is not the signer's by statement and declaration."""
    declared = [(_digest(one), _by_editor(one)) for one in receipt["declarations"]]
    site, found = receipt["signed"]["site"]["name"], []
    for number, image in enumerate(receipt["signed"]["statement"]["images"], 1):
        said = image.get("declared_by", "author")
        voices = {by for digest, by in declared if digest == image.get("rights_sha256")} or {said == "editor"}
        if said != "author" or voices != {False}:
            right = said == "editor" and voices == {True}
            found.append(_found("declarer", right, number=number, site=site))
    return found


def _by_editor(declaration: Mapping[str, Any]) -> bool:
    declared = declaration.get("declared")
    return isinstance(declared, dict) and declared.get("declared_by") == "editor"


def _committed(receipt: Mapping[str, Any]) -> list[str]:
    """What of the signer can be opened; for whom they signed only where they did so, or the file says so."""
    signer = receipt["signed"]["statement"]["signer"]
    other = "on_behalf_of"
    return ["name", "email", *([other] if other in signer or other in receipt["openings"] else [])]


def _opening(receipt: Mapping[str, Any], label: str) -> Finding:
    opened = receipt["openings"].get(label)
    if opened is None:
        return Finding(label, Mark.OPEN, SENTENCES[label]["open"])
    bound = receipt["signed"]["statement"]["signer"].get(label)
    value, salt = (
        (str(opened.get(part)) for part in ("value", "salt")) if isinstance(opened, dict) else ("", "")
    )
    commitment = hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()
    return _found(label, isinstance(bound, dict) and bound.get("commitment") == commitment, value=value)


def _file(receipt: Mapping[str, Any], given: Given) -> Finding:
    bound = [one.get("original_sha256") for one in receipt["signed"]["statement"]["images"]]
    number = bound.index(given.sha256) + 1 if given.sha256 in bound else 0
    return _found("file", number > 0, file=given.name, number=number)


PARTS: tuple[Callable[[Mapping[str, Any]], Finding], ...] = (
    *(_signature, _article, _wording),
    *(_sentences, _images, _declarations),
)


def _found(about: str, right: bool, **facts: object) -> Finding:
    mark = Mark.RIGHT if right else Mark.WRONG
    return Finding(about, mark, SENTENCES[about][mark].format(**facts))


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(said))).hexdigest()

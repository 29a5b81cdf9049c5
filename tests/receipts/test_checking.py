"""A receipt is checked part by part: what is right is said to be right, and each thing that was touched is named."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.attestations import seals
from app.attestations.checking import checks, reading
from app.attestations.checking.checks import Given, Mark
from tests.factories import receipts
from tests.factories.receipts import Said
from tests.receipts.touching import HOSTILE, TOUCHED

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def given(app: Flask) -> Iterator[receipts.Given]:
    with app.app_context():
        yield receipts.given(app)


def found(raw: bytes, **more: Any) -> dict[str, Mark]:
    """The mark of each part."""
    report = checks.check(reading.receipt(raw), **more)
    return {one.about: one.mark for one in report.findings}


def wrong(raw: bytes, **more: Any) -> set[str]:
    return {about for about, mark in found(raw, **more).items() if mark is Mark.WRONG}


def test_a_receipt_as_it_was_given_is_right_in_every_part(given: receipts.Given) -> None:
    files = [Given(f"{n}.jpg", hashlib.sha256(one).hexdigest()) for n, one in enumerate(given.images)]
    report = checks.check(reading.receipt(given.receipt), keys=reading.keys(given.keys), images=files)
    assert {one.mark for one in report.findings} == {Mark.RIGHT}
    assert report.verdict == "This receipt is right."
    told = " ".join(one.sentence for one in report.findings)
    assert "Amina Rahman" in told
    assert "amina@example.org" in told


def test_without_a_list_of_keys_it_is_only_the_file_s_own_word_whose_key_it_is(given: receipts.Given) -> None:
    report = checks.check(reading.receipt(given.receipt))
    assert report.mark is Mark.OPEN
    assert "is not known yet" in report.verdict
    [key] = [one for one in report.findings if one.about == "key"]
    assert seals.fingerprint(given.said["signature"]["public_key"]) in key.sentence
    assert "/policies/keys" in key.sentence


@on_sqlite
@pytest.mark.parametrize("part", TOUCHED)
def test_what_was_touched_is_named_and_nothing_else(given: receipts.Given, part: str) -> None:
    change, broken = TOUCHED[part]
    assert wrong(given.changed(change), keys=reading.keys(given.keys)) == broken


@on_sqlite
def test_a_receipt_that_somebody_else_signed_anew_is_not_by_a_key_of_the_site(given: receipts.Given) -> None:
    forged = receipts.forged(given.receipt)
    assert wrong(forged, keys=reading.keys(given.keys)) == {"key"}
    assert found(forged)["key"] is Mark.OPEN
    stolen = json.loads(forged)
    stolen["signed"]["key_id"] = given.said["signed"]["key_id"]
    assert wrong(receipts.written(stolen)) == {"signature", "key"}


@on_sqlite
def test_the_keys_of_another_site_say_nothing_about_this_one(given: receipts.Given) -> None:
    keys = json.loads(given.keys)
    keys["site"]["address"] = "https://elsewhere.example"
    report = checks.check(reading.receipt(given.receipt), keys=keys)
    [key] = [one for one in report.findings if one.about == "key"]
    assert (key.mark, "another site" in key.sentence) == (Mark.WRONG, True)


@on_sqlite
@pytest.mark.parametrize(
    ("change", "mark"),
    [
        ({"retired_at": "2020-01-01T00:00:00+00:00"}, Mark.WRONG),
        ({"in_force_from": "2999-01-01T00:00:00+00:00"}, Mark.WRONG),
        ({"in_force_from": "no day"}, Mark.WRONG),
        ({"stolen": True}, Mark.WRONG),
        ({"retired_at": "2999-01-01T00:00:00+00:00"}, Mark.RIGHT),
    ],
)
def test_a_key_counts_only_while_it_was_in_force(given: receipts.Given, change: Said, mark: Mark) -> None:
    keys = json.loads(given.keys)
    keys["keys"][0].update(change)
    assert found(given.receipt, keys=keys)["key"] is mark


@on_sqlite
def test_an_image_counts_only_byte_for_byte(given: receipts.Given) -> None:
    other = [Given("other.jpg", "ab" * 32)]
    report = checks.check(reading.receipt(given.receipt), images=other)
    assert report.findings[-1].sentence == "other.jpg is none of the images that were signed for."
    assert report.mark is Mark.WRONG


@on_sqlite
def test_another_order_of_names_and_other_spaces_are_the_same_receipt(given: receipts.Given) -> None:
    def turned(said: Any) -> Any:
        if isinstance(said, dict):
            return {name: turned(said[name]) for name in reversed(list(said))}
        return [turned(one) for one in said] if isinstance(said, list) else said

    again = json.dumps(turned(given.said), indent=7).encode("utf-8-sig")
    assert wrong(again) == set()


@on_sqlite
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_receipt_ends_in_one_sentence(given: receipts.Given, kind: str) -> None:
    made, said = HOSTILE[kind]
    with pytest.raises(reading.Unreadable, match=said) as met:
        reading.receipt(made(given.receipt))
    assert met.value.sentence.count(".") <= 3
    assert "\n" not in met.value.sentence


@pytest.mark.parametrize(
    "raw", [b"{}", b'{"schema": "keys/1"}', b'{"schema": "keys/1", "site": {}, "keys": [1]}']
)
def test_what_is_no_list_of_keys_ends_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(reading.Unreadable, match="list of keys"):
        reading.keys(raw)


@on_sqlite
def test_a_right_that_an_editor_declared_is_said_to_be_the_editor_s(given: receipts.Given) -> None:
    raw = receipts.forged(given.receipt, receipts.declared_by_an_editor)
    report = checks.check(reading.receipt(raw))
    [declarer] = [one for one in report.findings if one.about == "declarer"]
    assert declarer.mark is Mark.RIGHT
    assert declarer.sentence.startswith("Image 2: an editor of ")
    assert "declarer" not in found(given.receipt)


@on_sqlite
def test_whatever_stands_in_any_place_a_report_comes_of_it_and_it_is_not_right(given: receipts.Given) -> None:
    others: tuple[Any, ...] = (None, [], {}, "x", 7, [{}], [[]])
    for path, instead in itertools.product(places(given.said), others):
        said = given.said
        *outer, last = path
        part = said
        for name in outer:
            part = part[name]
        if part[last] == instead or (path, instead) == (
            ("declarations",),
            [],
        ):  # a copy may leave them out
            continue
        part[last] = instead
        try:
            report = checks.check(reading.receipt(receipts.written(said)), keys=reading.keys(given.keys))
        except reading.Unreadable:
            continue
        assert {one.mark for one in report.findings} != {Mark.RIGHT}, (path, instead)


def places(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands in a receipt."""
    names = said if isinstance(said, dict) else range(len(said)) if isinstance(said, list) else ()
    for name in names:
        yield (*path, name)
        yield from places(said[name], (*path, name))

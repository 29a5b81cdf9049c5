"""Many like forms on one page: each looks as if it had been drawn alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, StringField
from wtforms.validators import Length

from app.web.drawing import drawn

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Card(Form):  # type: ignore[misc]
    name = StringField("Name", [Length(max=8)])
    kind = RadioField("Kind", choices={"own": "My own", "found": "Found"})


class Macro:
    """Draws a field as a macro would, and counts."""

    name = "_field"

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, field: Any, **said: Any) -> str:
        self.times += 1
        return f'<label for="{field.id}">{said}</label>{field()}'


@pytest.fixture
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def card(number: int, **typed: str) -> Card:
    return Card(
        MultiDict({f"card-{number}-{name}": words for name, words in typed.items()}), prefix=f"card-{number}"
    )


@on_sqlite
@pytest.mark.usefixtures("_page")
def test_cards_that_differ_by_their_number_alone_are_drawn_once_and_each_has_its_own() -> None:
    macro = Macro()
    shown = [str(drawn(macro, card(number, kind="own").kind, hint="one")) for number in (1, 12, 2)]
    assert macro.times == 1
    assert shown == [Macro()(card(number, kind="own").kind, hint="one") for number in (1, 12, 2)]


@on_sqlite
@pytest.mark.usefixtures("_page")
def test_another_answer_and_other_words_beside_it_are_drawn_anew() -> None:
    macro = Macro()
    shown = [
        str(drawn(macro, card(1, kind="own").kind)),
        str(drawn(macro, card(2, kind="found").kind)),
        str(drawn(macro, card(3, kind="found").kind, hint="other")),
        str(drawn(macro, card(4).name, hint="other")),
    ]
    assert macro.times == len(set(shown)) == 4
    assert (
        "checked" in shown[1].split("found")[0].split("own")[-1] or 'checked id="card-2-kind-1"' in shown[1]
    )


@on_sqlite
@pytest.mark.usefixtures("_page")
def test_what_was_typed_is_never_taken_for_a_prefix() -> None:
    words = "see card-1-kind"
    for number in (1, 2):
        assert f'value="{words}"' in drawn(Macro(), card(number, name=words).name)


@on_sqlite
@pytest.mark.usefixtures("_page")
def test_a_fault_stands_beside_its_own_field_only() -> None:
    macro = Macro()
    faulty, sound = card(1, kind="none of them"), card(2, kind="none of them")
    assert not faulty.validate()
    drawn(macro, faulty.kind)
    drawn(macro, sound.kind)
    assert macro.times == 2


@on_sqlite
def test_a_page_never_shows_what_was_drawn_for_another(app: Flask) -> None:
    macro = Macro()
    for _ in range(2):
        with app.test_request_context():
            drawn(macro, card(1).kind)
    assert macro.times == 2

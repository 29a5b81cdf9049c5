"""Each event is told once, whoever else fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import Untold
from app.db import session, transaction
from app.notifications import actions, letters, queries
from app.notifications.actions import telling
from tests.notifications import making

if TYPE_CHECKING:
    from flask import Flask


def test_an_event_is_told_once_and_then_no_longer_untold(app: Flask) -> None:
    with app.app_context():
        making.draft()
        assert len(making.untold()) == 1
        assert making.told() == 1
        assert making.told() == 0
        [letter] = making.letters()
        assert letter.letter == "draft_link"
        assert letter.address == "amina@example.org"
        assert making.untold() == []


def test_an_event_that_committed_late_is_told_although_newer_ones_were_before(app: Flask) -> None:
    with app.app_context():
        first, second = making.draft("a@example.org"), making.draft("b@example.org")
        assert first < second
        older, newer = making.untold()
        with transaction():
            session.delete(session.get_one(Untold, older))
        assert making.told() == 1
        with transaction():
            session.add(Untold(event_id=older))
        assert making.told() == 1
        assert [letter.event_id for letter in making.letters()] == [newer, older]


def test_an_event_whose_letter_cannot_be_written_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = letters.render
    poison = "poison@example.org"

    def render(name: str, says: dict[str, object], **given: str) -> letters.Letter:
        if says["number"] == numbers[poison]:
            raise letters.CannotWrite("The letter still has a gap: ### name ###")
        return written(name, says, **given)

    with app.app_context():
        numbers = {
            email: making.number_of(making.draft(email))
            for email in ("a@example.org", poison, "b@example.org")
        }
        monkeypatch.setattr(letters, "render", render)
        assert making.told() == 2
        for _ in range(actions.TELLING_TRIES - 1):
            assert queries.set_aside() == []
            assert making.told() == 0
        [(untold, event)] = queries.set_aside()
        assert untold.attempts == actions.TELLING_TRIES
        assert "### name ###" in untold.last_error
        making.draft("c@example.org")
        assert making.told() == 1

        monkeypatch.undo()
        with transaction():
            actions.tell_again(event.id)
        assert making.told() == 1
        assert {letter.address for letter in making.letters()} == {
            *("a@example.org", poison, "b@example.org", "c@example.org")
        }


def test_a_letter_that_was_half_written_leaves_no_message(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        making.draft()
        tell = telling._write

        def fall(*given: Any, **named: Any) -> None:
            tell(*given, **named)
            session.flush()
            raise RuntimeError("the power went")

        monkeypatch.setattr(telling, "_write", fall)
        assert making.told() == 0
        assert making.letters() == []
        assert session.scalars(select(Untold.attempts)).all() == [1]

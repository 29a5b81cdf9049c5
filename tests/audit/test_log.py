"""The log: one event, its topics and one untold row, in the transaction that changes the world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app import tokens
from app.audit import log, queries
from app.audit.kinds import SYSTEM, Kind, Ref, member
from app.audit.models import Event, Pulse, Untold, Vault
from app.clock import moved
from app.db import session, transaction


class About:
    def __init__(self, kind: str, id_: int) -> None:
        self.ref = Ref(kind, id_)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def written(**more: object) -> int:
    with transaction():
        return log.record(Kind.NOTE_ADDED, about=About("submission", 7), by=member(3), **more)  # type: ignore[arg-type]


def test_an_event_comes_with_its_topics_and_waits_to_be_told() -> None:
    id_ = written(also=[About("article", 2), About("submission", 7)], facts={"note": 5})
    event = session.get_one(Event, id_)
    assert {(topic.subject_kind, topic.subject_id) for topic in event.topics} == {
        ("submission", 7),
        ("article", 2),
    }
    assert (event.name, event.subject, event.actor) == (Kind.NOTE_ADDED, Ref("submission", 7), member(3))
    assert event.topic("article") == 2
    assert event.topic("case") is None
    assert session.get(Untold, id_) is not None
    assert [one.id for one in queries.history(Ref("article", 2))] == [id_]
    assert queries.history(Ref("article", 7)) == []


def test_what_is_rolled_back_never_happened() -> None:
    def fails() -> None:
        log.record(Kind.NOTE_ADDED, about=About("submission", 7), by=SYSTEM, private={"note": "secret"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        fails()
    for model in (Event, Untold, Vault):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_what_a_person_wrote_is_in_the_vault_and_gone_after_an_erasure() -> None:
    id_ = written(private={"note": "She said so.", "empty": ""})
    event = session.get_one(Event, id_)
    assert set(event.facts) == {"note"}
    assert "She said" not in str(event.facts)
    row = session.get_one(Vault, event.facts["note"]["vault"])
    assert event.facts["note"]["commitment"] == tokens.commitment(row.salt, "She said so.")
    assert queries.said(event, "note") == "She said so."
    with transaction():
        session.execute(delete(Vault))
    event = session.get_one(Event, id_)
    assert queries.said(event, "note") == queries.said(event, "other") == ""


def test_the_same_words_twice_have_commitments_that_do_not_match() -> None:
    one, two = (session.get_one(Event, written(private={"note": "Yes."})) for _ in range(2))
    assert one.facts["note"]["commitment"] != two.facts["note"]["commitment"]


def test_the_log_is_read_from_the_newest_by_pages() -> None:
    ids = [written() for _ in range(5)]
    first = queries.page(size=2)
    assert [event.id for event in first] == ids[:-3:-1]
    assert [event.id for event in queries.page(before=first[-1].id, size=2)] == [ids[2], ids[1]]
    assert queries.page(kind="case.opened") == []


def test_a_worker_that_falls_silent_is_noticed() -> None:
    assert set(queries.silent_queues()) == set(queries.QUEUES)
    for _ in range(2):
        with transaction():
            log.pulse("letters")
    assert set(queries.silent_queues()) == {"images", "clocks"}
    with moved(queries.SILENT_AFTER + timedelta(seconds=1)):
        assert "letters" in queries.silent_queues()
    assert session.scalar(select(func.count()).select_from(Pulse)) == 1


def test_a_number_of_the_vault_is_never_given_again() -> None:
    """Else the words of somebody else would stand behind an event whose own were erased."""
    first = written(private={"note": "secret"})
    with transaction():
        session.execute(delete(Vault))
    second = written(private={"note": "somebody else's"})
    numbers = [session.get_one(Event, id_).facts["note"]["vault"] for id_ in (first, second)]
    assert numbers[0] < numbers[1]
    assert queries.said(session.get_one(Event, first), "note") == ""
    assert queries.said(session.get_one(Event, second), "note") == "somebody else's"

"""Numbers are given when a row is added and are seen when its transaction ends: what comes late is compared with, too,
in every worker that runs already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select, text

from app import create_app
from app.clock import now
from app.db import db, session, table, transaction
from app.lookalikes import actions, looking
from app.lookalikes.kinds import Strength
from app.lookalikes.memory import GAPS, Trail
from app.lookalikes.models import Comparison
from app.media.models import AssetFingerprint
from app.publishing.models import Article, Use
from app.register import queries as register
from app.register.models import Entry
from app.submissions import queries as submissions
from config import Settings
from tests import sparing
from tests.factories.people import Draft
from tests.live import close_database
from tests.lookalikes.making import (
    cards,
    file,
    handed_in,
    look_into_all,
    outside,
    picture,
    printed,
    taken_down,
)
from tests.media.likenesses import cropped
from tests.takedowns.making import Printed

pytestmark = pytest.mark.usefixtures("unconfined")
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
A_TENTH_LESS = cropped(0.05, 0.05, 0.95, 0.95)
A_LITTLE_LESS = cropped(0.005, 0.005, 0.995, 0.995)


@pytest.fixture
def other(settings: Settings) -> Iterator[Flask]:
    """Another worker on the same database."""
    made = create_app(settings)
    sparing.share(made)
    made.extensions["bell"] = sparing.Void()
    yield made
    close_database(made)


@pytest.fixture(autouse=True)
def _inside(request: pytest.FixtureRequest) -> Iterator[None]:
    if "database" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("app").app_context():
        yield


@pytest.fixture
def slow() -> Iterator[Connection]:
    """A transaction that takes longer than those which begin after it."""
    with db.engine.connect() as connection:
        yield connection


def near(draft: Draft) -> list[Strength]:
    session.rollback()
    return [one.found.how for one in cards(draft) if one.is_picture]


def copied(model: Any, number: int, **other: Any) -> dict[str, Any]:
    """The columns of a row but its number, to be added again."""
    rows = table(model)
    row = session.execute(
        select(*(one for one in rows.c if one.name != "id")).where(rows.c.id == number)
    ).one()
    return dict(row._mapping) | other


@ON_POSTGRESQL
def test_a_fingerprint_that_is_committed_after_a_later_one_is_found(app: Flask, slow: Connection) -> None:
    for seed, email in ((7, "amina@example.org"), (8, "dora@example.org")):
        printed(app, email, file(picture(seed)))
    first, second = session.scalars(select(AssetFingerprint.id).order_by(AssetFingerprint.id)).all()
    held_back, early = copied(AssetFingerprint, first), copied(AssetFingerprint, second)
    with transaction():
        session.execute(text("DELETE FROM fingerprints"))
    app.extensions.pop("lookalikes", None)
    app.extensions.pop("lookalikes read", None)
    slow.execute(insert(table(AssetFingerprint)), [held_back])
    with transaction():
        session.execute(insert(table(AssetFingerprint)), [early])
    draft = handed_in(app, "bo@example.org", file(A_LITTLE_LESS(picture(8))), title="One about hips")
    assert near(draft) == [Strength.LIKE]
    slow.commit()
    draft = handed_in(app, "cleo@example.org", file(A_LITTLE_LESS(picture(7))), title="Another about hips")
    assert near(draft) == [Strength.LIKE]


@ON_POSTGRESQL
def test_an_entry_that_another_worker_hashes_late_is_found(
    app: Flask, other: Flask, slow: Connection
) -> None:
    first = printed(app, "amina@example.org", file(picture()))
    second = printed(app, "amina@example.org", file(picture(8)), title="A second article about knees")
    draft = handed_in(app, "bo@example.org", file(A_TENTH_LESS(picture())), title="A third article")
    late = _late_entry(slow, first)
    taken_down(app, second, use=second.uses[0])
    assert register.newest() > late
    assert near(draft) == []
    slow.commit()
    _hash_in(other)
    look_into_all()
    assert near(draft) == [Strength.LIKE]


@ON_POSTGRESQL
def test_what_was_compared_while_an_entry_came_in_late_is_compared_again(
    app: Flask, other: Flask, slow: Connection
) -> None:
    first = printed(app, "amina@example.org", file(picture()))
    second = printed(app, "amina@example.org", file(picture(8)), title="A second article about knees")
    draft = handed_in(app, "bo@example.org", file(A_TENTH_LESS(picture())), title="A third article")
    _late_entry(slow, first)
    taken_down(app, second, use=second.uses[0])
    seen, revision = register.known(), submissions.newest(draft.row)
    assert revision is not None
    number = revision.id
    slow.commit()
    _hash_in(other)
    with transaction():
        assert not actions.keep(number, [], seen=seen, complete=True)
    assert session.get(Comparison, number) is None


@ON_POSTGRESQL
def test_a_text_that_another_worker_took_in_late_is_found(app: Flask, other: Flask, slow: Connection) -> None:
    said = "\n\n".join(" ".join(f"w{at * 40 + word}" for word in range(40)) for at in range(5))
    first = printed(app, "amina@example.org", body=said, summary="One thing.")
    second = printed(app, "amina@example.org", title="A second article about knees", summary="Two things.")
    draft = handed_in(app, "amina@example.org", body=said, title="A third article", summary="Three.")
    _late_entry(slow, first)
    taken_down(app, second)
    assert not [one for one in cards(draft) if one.found.entry_id]
    slow.commit()
    _hash_in(other)
    look_into_all()
    session.rollback()
    assert [one.found.how for one in cards(draft) if one.found.entry_id] == [Strength.STRONG]


def test_a_number_that_was_passed_over_is_asked_for_until_it_came_or_is_long_past() -> None:
    trail = Trail()
    trail.follow([3, 4, 7])
    assert (trail.last, list(trail.gaps)) == (7, [1, 2, 5, 6])
    trail.follow([2, 6, 8])
    assert (trail.last, list(trail.gaps)) == (8, [1, 5])
    trail.follow([10**6])
    assert (len(trail.gaps), min(trail.gaps)) == (GAPS, 10**6 - GAPS)


def _late_entry(slow: Connection, made: Printed) -> int:
    """The number of the entry of a removal whose transaction has not ended."""
    article = session.get_one(Article, made.id)
    use = session.get(Use, made.uses[0]) if made.uses else None
    row = {
        "hold_id": 10**6,
        "case_name": "",
        "title": "",
        "reason": "copyright",
        "asked_by": "a person",
        "kind": "image" if use else "text",
        "use_name": use.name if use else "",
        "scope": "any_author",
        "asset_id": use.asset_id if use else None,
        "sha256": use.asset.sha256 if use else "",
        "guest_id": article.submission.guest_id,
        "revision_id": article.revision_id,
        "made_by_id": 1,
        "made_at": now(),
        "expires_on": now().date() + timedelta(days=100),
        "state": "active",
    }
    session.rollback()
    return int(slow.execute(insert(table(Entry)).returning(table(Entry).c.id), row).scalar_one())


def _hash_in(worker: Flask) -> None:
    def act() -> None:
        with worker.app_context():
            while looking.hash_next():
                pass

    session.rollback()
    outside(act)

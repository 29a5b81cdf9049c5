"""A guest signs while a reviewer decides: exactly one of them is first, and the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.attestations import actions
from app.attestations import queries as attestations
from app.attestations.models import Attestation
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale
from app.guests import actions as guests
from app.guests.models import Purpose
from app.review import actions as review
from app.review.looking import Looked
from app.review.models import Decision, Verdict
from app.submissions import queries as drafts
from tests.factories.people import Draft, member, signed_submission
from tests.publishing.making import KEY
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def at_once(app: Flask, *acts: Callable[[], object]) -> list[Refused | None]:
    """Run each in a thread of its own from the same moment; what each was refused with, or None."""
    together = threading.Barrier(len(acts), timeout=30)
    told: list[Refused | None] = [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    acts[number]()
            except Refused as refusal:
                told[number] = refusal

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    return told


def signing(draft: Draft) -> Callable[[], Any]:
    """The signature under what the signing page shows now."""
    wording = attestations.in_force()
    with transaction():
        hash_ = actions.prepare(draft.row).content_hash
    shown = actions.Shown(wording.id, wording.sha256, hash_)
    clauses = [clause["id"] for clause in wording.body["clauses"]]
    signature = actions.Signature("Amina Rahman", "author", clauses)
    id_ = draft.row.id
    with transaction():
        guests.make_code(draft.row.guest, Purpose.SIGN, draft.ref, key=KEY)
    code = draft.code(Purpose.SIGN)
    return lambda: actions.sign(id_, shown=shown, signature=signature, code=code, key=KEY)


@pytest.mark.parametrize("verdict", [Verdict.DECLINED, Verdict.CHANGES_REQUESTED, Verdict.APPROVED])
def test_a_signature_and_a_decision_at_once(app: Flask, verdict: Verdict) -> None:
    for number in range(3):
        draft = signed_submission(app, f"guest{number}@example.org", images=0)
        reviewer = member(f"reviewer{number}@desk.example")
        making.in_review(draft.row.id, reviewer)
        draft.save(title=f"Changed while it was read {number}")
        sign = signing(draft)
        id_ = draft.row.id
        seen = making.seen(id_)

        def decide(id_: int = id_, reviewer: int = reviewer, seen: Looked = seen) -> object:
            by = session.get_one(Member, reviewer)
            return review.decide(id_, verdict, by=by, note="Because.", seen=seen)

        guest_told, reviewer_told = at_once(app, sign, decide)
        newest = drafts.newest(draft.row)
        assert newest is not None
        decisions = session.scalars(select(Decision).where(Decision.submission_id == id_)).all()
        if reviewer_told is None:
            assert [one.content_hash for one in decisions] == [seen.content_hash]
        else:
            assert isinstance(reviewer_told, Stale)
            assert decisions == []
            assert newest.number == 2
        if guest_told is None:
            assert draft.row.state == "submitted"
            assert attestations.covering(newest) is not None
        else:
            assert isinstance(guest_told, NotAllowed)
            assert draft.row.state == "declined"
        assert guest_told is None or reviewer_told is None
        if verdict is Verdict.DECLINED:
            assert (guest_told is None) != (reviewer_told is None)


def test_one_signature_sent_three_times_at_once_is_one_attestation(app: Flask) -> None:
    draft = signed_submission(app, images=0)
    draft.save(title="Changed")
    sign = signing(draft)
    assert at_once(app, sign, sign, sign) == [None, None, None]
    assert session.scalar(select(func.count(Attestation.id))) == 2
    assert draft.row.state == "submitted"


def test_two_windows_that_save_at_once_are_one_save_and_one_conflict(app: Flask) -> None:
    from app.submissions import actions as submissions

    draft = signed_submission(app, images=0)
    version, id_ = draft.row.copy.version, draft.row.id

    def save(title: str) -> Callable[[], object]:
        return lambda: submissions.save(submissions.hold(id_), {"title": title}, version=version, images={})

    told = at_once(app, save("one"), save("two"))
    assert sorted(one is None for one in told) == [False, True]
    assert [type(one) for one in told if one] == [Stale]
    assert draft.row.copy.title == ("one" if told[0] is None else "two")
    assert draft.row.copy.version == version + 1

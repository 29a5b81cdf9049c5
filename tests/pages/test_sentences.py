"""Every event can be read, and guests read nothing that is the desk's."""

from __future__ import annotations

import re

import pytest

from app.audit.kinds import Kind
from app.audit.models import Event
from app.clock import now
from app.pages.sentences import SENTENCES, Reader, for_guest, said

INTERNAL = {
    Kind.NOTE_ADDED,
    Kind.CLAIM_TAKEN,
    Kind.CLAIM_RELEASED,
    Kind.CLOCK_BREACHED,
    Kind.MESSAGE_FAILED,
    Kind.MESSAGE_RESENT,
    Kind.RECEIPT_KEY_CHANGED,
    Kind.SITE_TEXT_CHANGED,
    Kind.SITE_SETTING_CHANGED,
    Kind.PERSON_INVITED,
    Kind.INVITATION_CANCELLED,
    Kind.PERSON_SIGNED_IN,
    Kind.TOKEN_MADE,
    Kind.TOKEN_ENDED,
    Kind.SIGN_IN_REFUSED,
    Kind.PASSWORD_FORGOTTEN,
    Kind.PERSON_ADDED,
    Kind.PERSON_CHANGED,
    Kind.CHECKPOINT_MADE,
    Kind.LOG_VERIFIED,
}
FACTS = {
    "number": 2,
    "mark": "clinical",
    "item": "Each image was looked at.",
    "have": 1,
    "need": 2,
    "holder": 7,
    "revision": 99,
    "decision": 98,
    "name": "disclaimer",
    "changed": "minutes",
    "day": "3 May 2028",
    "on": "3 May 2028, 09:00 (Europe/London, UTC+01:00)",
    "size": 12,
    "via": "password",
    "looked": 40,
    "faults": 0,
    "key": "0123456789abcdef",
    "prefix": "imp_12345678",
    "last_on": "2028-05-03",
    "before": "fedcba9876543210",
    "addresses": 34,
    "kind": "safety_notice",
}


def event(kind: Kind, facts: dict[str, int] | None = None) -> Event:
    return Event(
        kind=kind.value, facts=FACTS if facts is None else facts, at=now(), actor_kind="member", actor_id=7
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_event_is_a_sentence_for_the_desk(kind):
    words = said(event(kind))
    assert words
    assert "{" not in words
    assert "?" not in words


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("reader", [Reader.AUTHOR, Reader.CLAIMANT])
def test_what_guests_read_is_a_whole_sentence_or_nothing(kind, reader):
    words = said(event(kind), reader)
    assert not words or re.fullmatch(r"[A-Z].*\.", words)


@pytest.mark.parametrize("kind", sorted(INTERNAL))
def test_what_is_internal_is_shown_to_no_guest(kind):
    assert for_guest([event(kind)], Reader.AUTHOR) == []
    assert for_guest([event(kind)], Reader.CLAIMANT) == []


@pytest.mark.parametrize("kind", Kind)
def test_no_guest_reads_who_at_the_desk_did_it(kind):
    for reader in (Reader.AUTHOR, Reader.CLAIMANT):
        for entry in for_guest([event(kind)], reader):
            assert entry.who == ""
            assert "7" not in entry.text


def test_the_table_names_every_kind_and_no_other():
    assert set(SENTENCES) == set(Kind)


def test_a_fact_that_an_old_event_lacks_breaks_no_page():
    assert said(event(Kind.APPROVAL_RECORDED, {})) == "approved this revision (? of ?)"


SENT, READY, ASKED = Kind.IMAGE_RECEIVED, Kind.IMAGE_READY, Kind.CHANGES_REQUESTED


def test_an_author_reads_once_what_happened_several_times_in_a_row():
    happened = [event(kind) for kind in (SENT, READY, SENT, READY, SENT, ASKED, SENT)]
    read = for_guest(happened, Reader.AUTHOR)
    assert [entry.text for entry in read] == [
        "You sent an image.",
        "We asked you for changes.",
        "You sent 3 images.",
    ]
    assert read[-1].at == happened[4].at  # the last of the three


def test_what_is_asked_twice_is_read_twice():
    assert len(for_guest([event(ASKED), event(ASKED)], Reader.AUTHOR)) == 2

"""An image that could not be taken stands in the history of whoever sent it, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.audit import queries as audit
from app.audit.kinds import Kind
from app.db import session
from app.media import intake
from app.pages.sentences import Reader, for_guest
from tests.factories.pages import words
from tests.factories.people import Draft, guest_with_draft
from tests.factories.pictures import jpeg


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def broken(name: str) -> tuple[bytes, str]:
    """A photograph whose second half never arrived."""
    return jpeg(name)[:3000], f"{name}.jpg"


def look_into_all() -> None:
    while intake.take_in_next("worker"):
        pass


def read_by(draft: Draft) -> list[str]:
    session.rollback()
    return [entry.text for entry in for_guest(audit.history(draft.row.ref), Reader.AUTHOR)]


def refusals(draft: Draft) -> int:
    session.rollback()
    return len(audit.history(draft.row.ref, kinds=[Kind.IMAGE_REFUSED]))


def test_an_author_reads_once_that_several_images_could_not_be_taken(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.upload(broken("one"), broken("two"), broken("three"))
    look_into_all()
    assert read_by(draft)[0] == "3 images could not be taken."
    assert "3 images could not be taken." in words(draft.guest.get(f"{draft.where}/status"))


def test_one_image_is_told_of_as_one_and_a_sound_one_not_at_all(app: Flask) -> None:
    draft = guest_with_draft(app)
    draft.upload(broken("one"), (jpeg("sound"), "sound.jpg"))
    look_into_all()
    assert read_by(draft)[0] == "An image could not be taken."
    assert refusals(draft) == 1


def test_two_authors_who_wait_for_the_same_bytes_are_both_told(app: Flask) -> None:
    both = [guest_with_draft(app, f"{name}@example.org") for name in ("amina", "ben")]
    for draft in both:
        draft.upload(broken("the same"))
    look_into_all()
    assert [refusals(draft) for draft in both] == [1, 1]


def test_who_was_told_before_learns_nothing_of_another_who_sends_the_same_bytes(app: Flask) -> None:
    first, second = (guest_with_draft(app, f"{name}@example.org") for name in ("amina", "ben"))
    first.upload(broken("the same"))
    look_into_all()
    second.upload(broken("the same"))
    look_into_all()
    assert (refusals(first), refusals(second)) == (1, 1)

"""Two contents side by side: nothing that changes the hash goes unnamed, and no word is lost between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import permutations
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.review import compare, rewording
from app.submissions.content import Content, ContentImage, Disclosures, Question

TEXTS = st.sampled_from(["", "None.", "a", "b", "a\nb", "a\n\nb"])
WRITING = st.lists(st.sampled_from(["the ", "knee", " ", "\n", "\n\n", "é ", "\u2003", "heals. "])).map(
    "".join
)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Few values for each type a field can have, so that neighbours are often alike."""
    if get_origin(kind) is tuple:
        one = get_args(kind)[0]
        unique = (lambda image: image.key) if one is ContentImage else None
        return st.lists(values(one), max_size=3, unique_by=unique).map(tuple)
    simple = {str: TEXTS, bool: st.booleans(), int: st.integers(1, 2)}
    if kind in simple:
        return simple[kind]
    return st.builds(kind, **{name: values(hint) for name, hint in get_type_hints(kind).items()})


def names(kind: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([one.name for one in fields(kind)])


IMAGE = ContentImage("knee", "use", "a" * 64, "A knee", "", "The author", True, "b" * 64, 1200, 800)
PLAIN = Content("A title", "A summary", "One two three.", "Amina")


def assert_named(before: Content, after: Content) -> None:
    assert bool(compare.in_words(before, after)) == (before.hash != after.hash)


@settings(max_examples=150, deadline=None)
@given(values(Content), values(Content), names(Content))
def test_whatever_field_changes_the_hash_is_named(before: Content, other: Content, name: str) -> None:
    assert_named(before, replace(before, **{name: getattr(other, name)}))


@settings(max_examples=200, deadline=None)
@given(values(ContentImage), values(ContentImage), names(ContentImage))
def test_whatever_changes_of_an_image_is_named(before: ContentImage, other: ContentImage, name: str) -> None:
    after = replace(before, **{name: getattr(other, name)})
    assert_named(replace(PLAIN, images=(before,)), replace(PLAIN, images=(after,)))


@settings(max_examples=100, deadline=None)
@given(values(Disclosures), st.permutations([one.name for one in fields(Disclosures)]))
def test_words_that_move_from_one_disclosure_to_another_are_named(
    said: Disclosures, order: list[str]
) -> None:
    moved = Disclosures(*(getattr(said, name) for name in order))
    assert_named(replace(PLAIN, disclosures=said), replace(PLAIN, disclosures=moved))


def test_each_disclosure_has_a_name_of_its_own() -> None:
    before = replace(PLAIN, disclosures=Disclosures(interests="None."))
    after = replace(PLAIN, disclosures=Disclosures(funding="None."))
    assert compare.in_words(before, after) == [
        "The statement about competing interests changed.",
        "The statement about funding changed.",
    ]
    went, came = compare.changes(before, after)
    assert (went.pieces, came.pieces) == ((("gone", "None."),), (("added", "None."),))


def test_another_order_of_the_images_is_said() -> None:
    images = [replace(IMAGE, key=key) for key in ("knee", "hip", "foot")]
    for order in list(permutations(images))[1:]:
        said = compare.image_changes(replace(PLAIN, images=tuple(images)), replace(PLAIN, images=order))
        assert said == ["The order of the images changed."]


def test_an_image_between_two_others_changes_no_order() -> None:
    hip, foot = replace(IMAGE, key="hip"), replace(IMAGE, key="foot")
    before, after = replace(PLAIN, images=(IMAGE, foot)), replace(PLAIN, images=(IMAGE, hip, foot))
    assert compare.image_changes(before, after) == ["The image “hip” was added."]


def test_an_address_that_follows_from_another_credit_is_not_named_beside_it() -> None:
    after = replace(IMAGE, use="another", credit="Somebody else")
    said = compare.image_changes(replace(PLAIN, images=(IMAGE,)), replace(PLAIN, images=(after,)))
    assert said == ["Of the image “knee” this changed: credit."]


def test_entries_parted_otherwise_with_the_same_words_are_shown_anew() -> None:
    before = replace(PLAIN, faq=(Question("Why?", "So.\n\nHow?\nThus."),))
    after = replace(PLAIN, faq=(Question("Why?", "So."), Question("How?", "Thus.")))
    (change,) = compare.changes(before, after)
    words = "Why?\nSo.\n\nHow?\nThus."
    assert change.pieces == (("gone", words), ("added", words))


def whole(old: str, new: str) -> list[rewording.Piece]:
    """The pieces of a comparison, after they have been put together into both texts."""
    found = list(rewording.pieces(old, new))
    assert "".join(text for kind, text in found if kind != "added") == old
    assert "".join(text for kind, text in found if kind != "gone") == new
    return found


@pytest.mark.parametrize("side", [2, 8, rewording.SIDE])
@pytest.mark.parametrize("most", [1, 3, rewording.MOST])
def test_all_that_went_and_came_is_there(monkeypatch: pytest.MonkeyPatch, side: int, most: int) -> None:
    monkeypatch.setattr(rewording, "SIDE", side)
    monkeypatch.setattr(rewording, "MOST", most)

    @settings(max_examples=150, deadline=None)
    @given(WRITING, WRITING)
    def put_together(old: str, new: str) -> None:
        found = whole(old, new)
        assert sum(kind != "same" for kind, _ in found) <= 2 * most
        assert (old == new) == all(kind == "same" for kind, _ in found)

    put_together()


@settings(max_examples=100, deadline=None)
@given(WRITING, WRITING)
def test_shortening_cuts_nothing_that_changed(old: str, new: str) -> None:
    stayed = "word " * 500
    before, after = replace(PLAIN, body=stayed + old), replace(PLAIN, body=stayed + new)
    shown = [one for change in compare.changes(before, after) for one in change.pieces if one[0] != "same"]
    assert shown == [one for one in rewording.pieces(before.body, after.body) if one[0] != "same"]


def told(old: str, new: str) -> str:
    marks = {"same": "{}", "gone": "[{}]", "added": "<{}>"}
    return "".join(marks[kind].format(text) for kind, text in whole(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("One two three.", "One four three.", "One [two]<four> three."),
        ("One of two words.", "One or both words.", "One [of two]<or both> words."),
        (
            "A knee bends.\n\nIce helps.",
            "A knee bends.\n\nHeat helps.",
            "A knee bends.\n\n[Ice]<Heat> helps.",
        ),
        ("First.\n\nLast.", "First.\n\nPut in.\n\nLast.", "First.\n\n<Put in.\n\n>Last."),
        (
            "It is only a hinge.\n\nIce on the first day.\n\nA word here.",
            "It is only a joint.\n\nNobody does.\n\nA line here.",
            "It is only a [hinge.]<joint.>\n\n[Ice on the first day.\n\n]<Nobody does.\n\n>A [word]<line> here.",
        ),
        (
            "Walk every day.\n\nTake 500 mg of it at night, not more.\n\nThe end.",
            "Take 5000 mg of it at night, not more.\n\nAsk your nurse.\n\nThe end.",
            "[Walk every day.\n\n]Take [500]<5000> mg of it at night, not more.\n\n<Ask your nurse.\n\n>The end.",
        ),
        (
            "Parted here. As one.\n\nEnd",
            "Parted here.\n\nAs one.\n\nEnd",
            "Parted here.[ ]<\n\n>As one.\n\nEnd",
        ),
        ("", "All of it.", "<All of it.>"),
        ("All of it.", "", "[All of it.]"),
        ("As it was.", "As it was.", "As it was."),
    ],
)
def test_a_changed_line_is_read_by_words_and_a_rewritten_one_as_a_whole(
    old: str, new: str, shown: str
) -> None:
    assert told(old, new) == shown


def test_beyond_the_most_changes_all_that_follow_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewording, "MOST", 2)
    lines = [f"Line {number} of a text that is long enough." for number in range(5)]
    old, new = "\n".join(lines), "\n".join(line.replace("long", "good") for line in lines)
    kinds: Sequence[str] = [kind for kind, _ in whole(old, new)]
    assert kinds == ["same", "gone", "added", "same", "gone", "added"]

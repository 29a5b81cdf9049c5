"""Views of the queue: their counts equal their rows, they can be narrowed, kept, shared and removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind, Ref
from app.audit.models import Event
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused
from app.worklist import actions, queries, questions, views
from app.worklist.models import Item, Owes, SavedView
from app.worklist.views import Facet, View, both, one_of
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def one() -> int:
    return making.member()


@pytest.fixture
def two() -> int:
    return making.member("Dana Reid")


def put(number: int, kind: str = "case", **given: object) -> int:
    row = {
        "url": "/desk",
        "title": f"Number {number}",
        "state": "triage",
        "owes": Owes.US,
        "search": f"n{number}",
    }
    return actions.put(Ref(kind, number), actions.Row(kind=kind, **{**row, **given})).id  # type: ignore[arg-type]


@pytest.fixture
def mixed(one: int, two: int) -> list[int]:
    """Items that differ in every dimension; some of them claimed by one of the two, some late."""
    members = [one, two]
    with transaction():
        for number, (kind, owes, severity, past) in enumerate(
            product(("submission", "case"), (Owes.US, Owes.AUTHOR), (1, 2), (True, False))
        ):
            due = now() + timedelta(hours=-1 if past else 1)
            id_ = put(number, kind, owes=owes, severity=severity, due_at=due, state="in_review")
            if owes is Owes.US and number % 3 < 2:
                member = session.get_one(Member, members[number % 3])
                actions.claim(session.get_one(Item, id_), by=member)
        put(99, open=False, owes=Owes.NOBODY, state="closed")
    while True:
        with transaction():
            if not actions.mark_late():
                return members


def keeps(view: View, by: int, title: str = "Mine", *, shared: bool = False) -> int:
    with transaction():
        return actions.keep(view, title=title, by=session.get_one(Member, by), shared=shared).id


def removes(view_id: int, by: int) -> None:
    with transaction():
        actions.remove(view_id, by=session.get_one(Member, by))


def titles(member: int) -> list[str]:
    return [view.title for view in queries.views(member_id=member) if view.id]


def narrowings() -> Iterator[dict[str, frozenset[str]]]:
    """Every pair of values of two dimensions, and every single one."""
    values = [(name, value) for name, dimension in views.DIMENSIONS.items() for value in dimension.labels]
    values += [("state", "in_review"), ("state", "nowhere")]
    for first, second in product(values, values):
        yield dict(both(one_of(**dict([first])), one_of(**dict([second]))))


def test_a_count_equals_its_rows_however_a_view_is_narrowed(mixed: list[int]) -> None:
    every = [view.narrowed(where) for view in views.STANDING.values() if view.open for where in narrowings()]
    assert any(view.where["kind"] == frozenset() for view in every if "kind" in view.where)
    for member in mixed:
        rows = queries.counted(member_id=member)
        for view in every[:: 7 if member == mixed[1] else 3]:
            found = queries.page(view, member_id=member)
            assert view.number(rows) == len(found.rows), (view.name, view.where)


def test_each_value_offered_says_how_many_items_it_would_show(mixed: list[int]) -> None:
    member, chosen = mixed[0], one_of(owes="us")
    rows = queries.counted(member_id=member)
    view = views.STANDING["open"]
    offered = views.facets(view, chosen, rows)
    assert {facet.dimension.name for facet in offered} == set(views.DIMENSIONS) - {"state"}
    for facet in offered:
        others = {name: some for name, some in chosen.items() if name != facet.dimension.name}
        for option in facet.options:
            shown = view.narrowed(others).narrowed({facet.dimension.name: frozenset({option.value})})
            assert option.items == len(queries.page(shown, member_id=member).rows) > 0
            assert option.chosen == (option.value == "us")


def test_what_is_searched_for_is_not_counted_value_by_value(mixed: list[int]) -> None:
    rows = queries.counted(member_id=mixed[0])
    found: list[Facet] = views.facets(views.STANDING["open"].narrowed({}, "n1"), {}, rows)
    assert {option.items for facet in found for option in facet.options} == {None}


def test_words_narrow_a_view_further_and_all_of_them_must_be_there(mixed: list[int]) -> None:
    view = views.STANDING["open"].narrowed({}, "n1").narrowed(one_of(kind="case"), "N12")
    assert view.search == "n1 N12"
    assert [row.title for row in queries.page(view, member_id=mixed[0]).rows] == ["Number 12"]


def test_no_question_that_is_kept_knows_what_somebody_searched_for(mixed: list[int]) -> None:
    searched = [views.STANDING["open"].narrowed({}, words) for words in ("N12", "n1%", "amina")]
    found = [[row.title for row in queries.page(view, member_id=mixed[0]).rows] for view in searched]
    assert (found[0], found[1:]) == (["Number 12"], [[], []])
    counts = queries.counts(
        [View(f"v{view.search}", "", search=view.search) for view in searched], member_id=1
    )
    assert [str(count) for count in counts.values()] == ["1", "0", "0"]
    [one] = {questions.lines(view.shape, behind=False) for view in searched}
    many = questions.marked(tuple(view.shape for view in searched), up_to=queries.SHOWN_UP_TO)
    for kept in (one, many):
        said = kept.compile().params
        assert {value for name, value in said.items() if name.startswith("word_")} == {None}
        assert not {"%n12%", "%amina%"} & {value for value in said.values() if isinstance(value, str)}


def test_views_with_words_are_counted_all_at_once_and_up_to_99(mixed: list[int], one: int) -> None:
    with transaction():
        for number in range(200, 301):
            put(number, owes=Owes.AUTHOR)
    kept = [views.STANDING["closed"], View("a", "A", search="n2"), View("b", "B", search="n12")]
    found = queries.counts(kept, member_id=one)
    assert [str(found[name]) for name in ("closed", "a", "b")] == ["1", "99+", "1"]


def test_a_view_of_one_s_own_is_seen_by_nobody_else(one: int, two: int) -> None:
    keeps(View("open", "All open", one_of(kind="case"), search="knee"), one)
    assert titles(one) == ["Mine"]
    assert titles(two) == []
    [view] = [view for view in queries.views(member_id=one) if view.id]
    assert (view.where, view.search, view.open, view.mine) == (one_of(kind="case"), "knee", True, True)


def test_a_shared_view_shows_each_member_what_is_theirs(mixed: list[int]) -> None:
    one, two = mixed
    keeps(View("open", "", one_of(hands="yours")), one, "Ours", shared=True)
    shown = {}
    for member in (one, two):
        [view] = [view for view in queries.views(member_id=member) if view.id]
        shown[member] = {row.holder_id for row in queries.page(view, member_id=member).rows}
        assert view.number(queries.counted(member_id=member)) > 0
        assert view.mine is (member == one)
    assert shown == {one: {one}, two: {two}}


def test_sharing_and_taking_back_stand_in_the_log_and_a_view_of_one_s_own_does_not(one: int) -> None:
    def said() -> list[str]:
        kinds = [Kind.VIEW_SHARED.value, Kind.VIEW_REMOVED.value]
        return list(session.scalars(select(Event.kind).where(Event.kind.in_(kinds)).order_by(Event.id)))

    view = View("open", "", one_of(kind="case"))
    removes(keeps(view, one), one)
    assert said() == []
    keeps(view, one, shared=True)
    keeps(view, one, shared=False)
    assert said() == ["view.shared", "view.removed"]
    removes(keeps(view, one, shared=True), one)
    assert said() == ["view.shared", "view.removed"] * 2


def test_keeping_under_the_same_name_changes_one_s_own(one: int, two: int) -> None:
    first = keeps(View("open", "", one_of(kind="case")), one)
    assert keeps(View("open", "", one_of(kind="right")), one, " Mine ") == first
    assert keeps(View("open", "", one_of(kind="right")), two) != first
    assert session.get_one(SavedView, first).chosen == {"kind": ["right"]}


@pytest.mark.parametrize(
    ("view", "title", "sentence"),
    [
        (View("open", "", one_of(kind="case")), "  ", "Give the view a name"),
        (View("open", "", one_of(kind="case")), "x" * 61, "under 60 characters"),
        (View("open", "", one_of(kind="case")), "our TURN", "Every desk has a view of this name"),
        (View("open", ""), "Everything", "Choose by what the list is narrowed"),
        (View("open", "", {"kind": frozenset()}), "Nothing", "Nothing can ever stand"),
        (View("open", "", search="x" * 101), "Long", "100 characters to search for"),
        (View("open", "", {"state": frozenset(map(str, range(21)))}), "Many", "up to 20 values"),
    ],
)
def test_what_cannot_be_a_view_is_refused_in_words(one: int, view: View, title: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        keeps(view, one, title)
    assert session.scalar(select(func.count(SavedView.id))) == 0


def test_one_person_keeps_twenty_views(one: int) -> None:
    view = View("open", "", one_of(kind="case"))
    for number in range(20):
        keeps(view, one, f"View {number}")
    with pytest.raises(NotAllowed, match="as many as one person may"):
        keeps(view, one, "One more")
    keeps(View("open", "", search="knee"), one, "View 3")


def test_a_view_goes_by_its_maker_and_a_shared_one_by_a_webmaster_too(one: int, two: int) -> None:
    webmaster = making.member("W. Novak", role=Role.WEBMASTER)
    view = View("open", "", one_of(kind="case"))
    own, shared = keeps(view, one), keeps(view, one, "Ours", shared=True)
    for member in (two, webmaster):
        with pytest.raises(NotFound):
            removes(own, member)
    with pytest.raises(NotAllowed, match="Somebody else made this view"):
        removes(shared, two)
    removes(shared, webmaster)
    removes(own, one)
    assert titles(one) == []

"""The views of the queue over HTTP: narrowing a list, keeping it as a view, and what is refused."""

from __future__ import annotations

import re

from flask import Flask

from app.audit.kinds import Ref
from app.db import transaction
from app.worklist import actions
from app.worklist.models import Owes
from tests.pages.signing_in import post


def put(app: Flask, count: int, kind: str = "case") -> None:
    with app.app_context(), transaction():
        for number in range(count):
            row = actions.Row(
                kind=kind, url="/desk", title=f"Number {number}", state="triage", owes=Owes.US, search="n"
            )
            actions.put(Ref(kind, 100 + number), row)


def lines(page: str) -> list[str]:
    return re.findall(r'<li class="item"[^>]*>.*?<a href="[^"]*">([^<]*)</a>', page, re.DOTALL)


def keep(browser, asked: str, **typed: str):
    return post(browser, "/desk/views", asked=asked, **typed)


def test_a_list_is_narrowed_by_what_is_chosen_and_says_how_many_are_left(app, desk):
    put(app, 2)
    whole = desk["reviewer"].get("/desk").text
    assert len(lines(whole)) == 3
    assert re.search(r'value="case">.{0,120}Report <span class="count">2</span>', whole)
    page = desk["reviewer"].get("/desk?view=open&kind=case").text
    assert lines(page) == ["Number 0", "Number 1"]
    assert "2 of 3 in “All open”" in page
    assert re.search(r'value="case" checked', page)
    both = desk["reviewer"].get("/desk?kind=case&kind=submission").text
    assert len(lines(both)) == 3


def test_the_next_page_of_a_narrowed_list_is_narrowed_too(app, desk):
    put(app, 51)
    page = desk["reviewer"].get("/desk?kind=case&q=n").text
    assert len(lines(page)) == 50
    [address] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert lines(desk["reviewer"].get(address.replace("&amp;", "&")).text) == ["Number 50"]


def test_a_list_that_was_narrowed_is_kept_and_found_again(app, desk):
    put(app, 2)
    answer = keep(desk["reviewer"], "view=ours&kind=case&q=n", title="Reports on knees")
    assert answer.status_code == 303
    page = desk["reviewer"].get(answer.location).text
    assert lines(page) == ["Number 0", "Number 1"]
    assert re.search(r'aria-current="page"[^>]*>Reports on knees <span class="count">2</span>', page)
    assert "Reports on knees" not in desk["editor"].get("/desk").text
    assert desk["editor"].get(answer.location).status_code == 404


def test_a_view_for_the_whole_desk_is_seen_by_all_and_removed_by_its_maker(app, desk):
    put(app, 2)
    where = keep(desk["reviewer"], "view=open&kind=case", title="Reports only", shared="y").location
    theirs = desk["editor"].get(where).text
    assert lines(theirs) == ["Number 0", "Number 1"]
    assert "/removals" not in theirs
    number = where.rpartition("v")[2]
    assert post(desk["editor"], f"/desk/views/{number}/removals").status_code == 403
    assert f"/desk/views/{number}/removals" in desk["reviewer"].get(where).text
    assert post(desk["reviewer"], f"/desk/views/{number}/removals").status_code == 303
    assert desk["editor"].get(where).status_code == 404


def test_a_view_without_a_name_is_refused_and_the_list_stands_as_it_was(app, desk):
    put(app, 2)
    answer = keep(desk["reviewer"], "view=open&kind=case", title="  ", shared="y")
    assert answer.status_code == 422
    assert "Give the view a name." in answer.text
    assert lines(answer.text) == ["Number 0", "Number 1"]
    assert re.search(r'<input[^>]* name="asked"[^>]* value="view=open&amp;kind=case"', answer.text)
    assert re.search(r"<input[^>]* checked[^>]* name=\"shared\"|name=\"shared\"[^>]* checked", answer.text)


def test_a_list_that_nobody_asked_for_cannot_be_kept(desk):
    for asked in (
        "view=nonsense",
        "view=v99",
        "x" * 5000 + "&view=v1",
        "&".join(f"kind={n}" for n in range(300)),
    ):
        assert keep(desk["reviewer"], asked, title="Strange").status_code in (404, 422)
    assert keep(desk["reviewer"], "", title="Everything").status_code == 422


def test_strange_values_narrow_to_nothing_and_harm_nobody(desk):
    for asked in (
        "severity=99999999999999999999",
        "late=maybe",
        "hands=7",
        "kind=%F0%9F%92%A3",
        "state=" + "x" * 999,
    ):
        answer = desk["reviewer"].get(f"/desk?{asked}")
        assert answer.status_code == 200, asked
        assert lines(answer.text) == []
        assert "Nothing here is like that" in answer.text


def test_a_view_of_what_no_value_can_be_is_kept_nowhere(app, desk):
    """In the address itself such a letter is refused before; here it stands inside what the form says of it."""
    put(app, 1)
    for asked in ("view=open&state=%00", "view=open&q=a%00b"):
        assert keep(desk["reviewer"], asked, title="Odd").status_code == 404, asked
    for asked in ("severity=9999999999", "severity=%C2%B2", "late=x", "hands=x", "state=x"):
        assert desk["reviewer"].get(f"/desk?{asked}").status_code == 200, asked

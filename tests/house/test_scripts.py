"""The bars of scripts count what pages load: what stands on a page is what its templates were read to ask for."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.bench import scripts
from tests.factories.people import at_the_desk, signed_submission

DESK = "layouts/desk.html"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_scripts_of_a_page_are_those_that_are_counted(app: Flask) -> None:
    with app.app_context():
        number = signed_submission(app, "one@example.org").row.id
        desk = at_the_desk(app)
    for address, template in {
        "/desk": "worklist/queue.html",
        "/desk/people": "accounts/people.html",
        f"/desk/submissions/{number}": "review/submission.html",
    }.items():
        said = desk.get(address).text
        loaded = set(re.findall(r'<script type="module" src="/static/([^"?]+)', said))
        assert loaded == scripts.scripts(template, DESK) != set(), address


def test_every_script_is_loaded_by_a_page_that_a_bar_counts_or_by_another() -> None:
    pages = [(name, layout) for layout, _ in scripts.LAYOUTS.values() for name in scripts.pages(layout)]
    pages += [(scripts.WRITING, layout) for layout in scripts.above(scripts.WRITING)]
    loaded = {file for name, layout in pages for file in scripts.whole(scripts.scripts(name, layout))}
    there = [*(scripts.STATIC / "js").glob("*.js"), *(scripts.STATIC / "vendor").glob("*.js")]
    assert {str(one.relative_to(scripts.STATIC)) for one in there} - loaded == set(), "no bar counts it"


def test_only_pages_and_their_layouts_load_a_script() -> None:
    layouts = {layout for layout, _ in scripts.LAYOUTS.values()}
    parts = {one for one in scripts.templates() if not scripts.above(one)} - layouts
    said = {one: (scripts.TEMPLATES / one).read_text(encoding="utf-8") for one in parts}
    assert [one for one in parts if scripts.LOADED.search(said[one]) or "<script" in said[one]] == [], (
        "what a page includes is not read for scripts"
    )


def test_a_page_counts_what_its_layout_loads_and_a_module_what_it_imports() -> None:
    asked = scripts.scripts("corrections/changes.html", DESK)
    assert {"js/desk.js", "js/claiming.js", "js/changing.js"} <= asked
    assert "js/writing/fitting.js" in scripts.whole(asked)
    assert "js/evidence.js" in scripts.scripts("submissions/evidence.html", DESK), (
        "whichever layout the view chooses"
    )

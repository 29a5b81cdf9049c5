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


def test_every_script_is_loaded_by_a_page_or_by_another() -> None:
    pages = {(name, layout) for layout, *_ in scripts.PAGES.values() for name in scripts.pages(layout)}
    loaded = {file for name, layout in pages for file in scripts.whole(scripts.scripts(name, layout))}
    every = {str(one.relative_to(scripts.STATIC)) for one in (scripts.STATIC / "js").glob("*.js")}
    assert every - loaded == set(), "a script that no bar counts"


def test_a_page_counts_what_its_layout_loads_and_a_module_what_it_imports() -> None:
    asked = scripts.scripts("corrections/changes.html", DESK)
    assert {"js/desk.js", "js/claiming.js", "js/changing.js"} <= asked
    assert "js/writing/fitting.js" in scripts.whole(asked)
    assert "js/evidence.js" in scripts.scripts("submissions/evidence.html", DESK), (
        "whichever layout the view chooses"
    )

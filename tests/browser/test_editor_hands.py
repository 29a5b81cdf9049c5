"""The editor by keyboard, by its tools, by dragging, and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.watching import browsing, too_wide, violations
from tests.browser.writing import Writing, started
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)

INSIDE = "document.querySelector('.ProseMirror').contains(document.activeElement)"


@pytest.fixture(scope="module")
def writing(live_site: LiveSite, chromium: Browser) -> Iterator[Writing]:
    with browsing(chromium) as context:
        made = Writing(context, live_site, started(live_site, "editor.hands@example.org", "First."))
        yield made
        assert made.window.faults == []


@pytest.mark.parametrize("source", ["Words", "- Words\n- Words", "| Words |\n| --- |\n| b |", "> Words"])
@pytest.mark.parametrize("way", ["Tab", "Shift+Tab"])
def test_tab_is_no_trap(writing: Writing, source: str, way: str) -> None:
    writing.begin(source)
    writing.caret("Words")
    writing.keys("<Escape>", f"<{way}>")
    assert not writing.page.evaluate(INSIDE)
    assert writing.text() == source


def test_tab_indents_in_a_list_and_goes_on_in_a_table(writing: Writing) -> None:
    writing.begin("- a\n- b\n\n| c | d |\n| --- | --- |\n| e | f |")
    writing.caret("b")
    writing.keys("<Tab>")
    writing.caret("c")
    writing.keys("<Tab>", "x", "<Tab>", "y", "<Shift+Tab>", "z", "<Enter>", "w")
    assert writing.text() == "- a\n  - b\n\n| c | z |\n| --- | --- |\n| y | fw |"


def test_the_toolbar_is_one_stop_and_arrows_go_through_it(writing: Writing) -> None:
    page = writing.page
    writing.begin("Words")
    writing.keys("<Shift+Tab>")
    expect(writing.tool("Heading")).to_be_focused()
    writing.keys("<ArrowRight>", "<ArrowRight>")
    expect(writing.tool("Bold")).to_be_focused()
    writing.keys("<End>")
    expect(writing.tool("Redo")).to_be_focused()
    writing.keys("<ArrowRight>")
    expect(writing.tool("Heading")).to_be_focused()
    writing.keys("<Enter>")
    expect(writing.editor).to_be_focused()
    expect(writing.tool("Heading")).to_have_attribute("aria-pressed", "true")
    assert writing.text() == "## Words"
    assert page.locator('.tools button[tabindex="0"]:visible').count() == 1


@pytest.mark.parametrize(
    ("tool", "wanted"),
    [
        ("Heading", "## Words"),
        ("Smaller heading", "### Words"),
        ("Bold", "**Words**"),
        ("Italic", "*Words*"),
        ("List", "- Words"),
        ("Numbered list", "1. Words"),
        ("Quotation", "> Words"),
        ("Table", "Words\n\n|  |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |"),
        ("Footnote", "Words[^1]\n\n[^1]:"),
    ],
)
def test_each_tool_does_what_it_says_and_undo_undoes_it(writing: Writing, tool: str, wanted: str) -> None:
    writing.begin("Words")
    writing.keys("<Control+a>")
    writing.tool(tool).click()
    expect(writing.editor).to_be_focused()
    assert writing.text() == wanted
    writing.tool("Undo").click()
    assert writing.text() == "Words"
    writing.tool("Redo").click()
    assert writing.text() == wanted


def test_rows_and_columns_come_and_go(writing: Writing) -> None:
    writing.begin("| a | b |\n| --- | --- |\n| c | d |")
    expect(writing.tool("Add row")).to_be_visible()
    writing.caret("c")
    writing.tool("Add row").click()
    writing.tool("Add column").click()
    assert writing.text() == "| a |  | b |\n| --- | --- | --- |\n| c |  | d |\n|  |  |  |"
    writing.caret("a")
    writing.tool("Remove row").click()
    writing.caret("d")
    writing.tool("Remove column").click()
    assert writing.text() == "| c |  |\n| --- | --- |\n|  |  |"
    writing.tool("Remove table").click()
    assert writing.text() == ""


def test_a_link_is_asked_for_and_refused_where_it_would_run(writing: Writing) -> None:
    page = writing.page
    writing.begin("See this page.")
    writing.editor.get_by_text("See this").dblclick(position={"x": 5, "y": 12})
    writing.heard()
    writing.keys("<Control+k>")
    asked = page.get_by_role("dialog", name="Link")
    address = asked.get_by_label("Address")
    expect(address).to_be_focused()
    expect(asked.get_by_label("Words")).to_be_hidden()
    for bad in ("javascript:alert(1)", "data:text/html,x", "//e.example", "two words"):
        address.fill(bad)
        writing.keys("<Enter>")
        expect(asked.get_by_role("alert")).to_contain_text("This is no address")
    address.fill("e.example/a b")
    writing.keys("<Escape>")
    expect(writing.editor).to_be_focused()
    assert writing.text() == "See this page."
    writing.keys("<Control+k>")
    address.fill("e.example/a")
    writing.keys("<Enter>")
    assert writing.text() == "[See](https://e.example/a) this page."
    writing.keys("<Control+k>")
    expect(address).to_have_value("https://e.example/a")
    asked.get_by_role("button", name="Take the link off").click()
    writing.keys("<Control+End>", "<Control+k>")
    asked.get_by_label("Words").fill(" Write")
    address.fill("desk@e.example")
    asked.get_by_role("button", name="Set the link").click()
    assert writing.text() == "See this page.[Write](mailto:desk@e.example)"


def test_a_figure_is_chosen_moved_by_keys_and_taken_out(writing: Writing) -> None:
    page = writing.page
    writing.begin("One.\n\nTwo.\n\n- a\n- b")
    writing.caret("One.")
    writing.tool("Image").click()
    page.get_by_role("dialog", name="Place an image").get_by_role("button", name="lake").click()
    assert writing.text() == "One.\n\n![[lake]]\n\nTwo.\n\n- a\n- b"
    expect(writing.editor.locator("figure img")).to_have_js_property("complete", value=True)
    writing.keys("<Alt+ArrowDown>", "<Alt+ArrowDown>")
    assert writing.text() == "One.\n\nTwo.\n\n- a\n- b\n\n![[lake]]"
    writing.tool("Move up").click()
    writing.tool("Move up").click()
    writing.tool("Move up").click()
    assert writing.text() == "![[lake]]\n\nOne.\n\nTwo.\n\n- a\n- b"
    page.get_by_label("Caption").first.fill("A lake in May")
    expect(writing.editor.locator("figcaption")).to_contain_text("A lake in May")
    writing.editor.locator("figure").click()
    writing.keys("<Delete>")
    assert writing.text() == "One.\n\nTwo.\n\n- a\n- b"


def test_any_block_moves_and_an_item_within_its_list(writing: Writing) -> None:
    writing.begin("One.\n\nTwo.\n\n- a\n- b")
    writing.caret("One.")
    writing.keys("<Alt+ArrowDown>", "!")
    writing.caret("b")
    writing.keys("<Alt+ArrowUp>", "?")
    assert writing.text() == "Two.\n\nOne.!\n\n- b?\n- a"


ALL_PICTURES = (
    "() => [...document.querySelectorAll('img')].every(one => one.loading === 'lazy' || one.complete)"
)


def test_an_image_dragged_from_the_room_stands_where_it_is_dropped_and_once(writing: Writing) -> None:
    writing.begin("One.\n\nTwo.\n\nThree.")
    writing.drag("lake", writing.editor.get_by_text("One."))
    assert writing.text() == "One.\n\n![[lake]]\n\nTwo.\n\nThree."
    writing.drag("lake", writing.editor.get_by_text("Two."))
    assert writing.text() == "One.\n\nTwo.\n\n![[lake]]\n\nThree."
    writing.page.set_viewport_size({"width": 1280, "height": 6000})  # both ends of the way are to be seen
    writing.page.wait_for_function(ALL_PICTURES)  # one that comes late would move the target
    writing.editor.locator("figure").drag_to(
        writing.editor.get_by_text("Three."), target_position={"x": 400, "y": 20}
    )
    assert writing.text() == "One.\n\nTwo.\n\nThree.\n\n![[lake]]"
    writing.keys("<Control+z>", "<Control+z>", "<Control+z>")
    assert writing.text() == "One.\n\nTwo.\n\nThree."
    picture = writing.page.locator(".image .picture[draggable=true]").first
    picture.drag_to(writing.editor.get_by_text("Three."), target_position={"x": 400, "y": 20})
    assert writing.text() == "One.\n\nTwo.\n\nThree.\n\n![[lake]]"
    writing.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_image_room_puts_an_image_into_the_text(writing: Writing) -> None:
    place = "document.dispatchEvent(new CustomEvent('writing:place-figure', { detail: { key: 'lake' } }))"
    writing.begin("One.\n\nTwo.[^1]\n\n[^1]: Three.")
    writing.caret("One.")
    writing.page.evaluate(place)
    assert writing.text() == "One.\n\n![[lake]]\n\nTwo.[^1]\n\n[^1]: Three."
    writing.page.get_by_role("button", name="Write in Markdown").click()
    plain = writing.page.get_by_label("Article", exact=True)
    plain.fill("Plain.")
    writing.page.evaluate(place)
    writing.page.evaluate(place)
    expect(plain).to_have_value("Plain.\n\n![[lake]]\n\n")
    writing.page.get_by_role("button", name="Write with formatting").click()


def test_a_footnote_leads_there_and_back(writing: Writing) -> None:
    writing.begin("A[^b] B[^a]\n\n[^a]: first in writing\n\n[^b]: first in reading")
    marks = writing.editor.locator("sup")
    assert marks.evaluate_all("all => all.map(one => one.dataset.number)") == ["1", "2"]
    writing.editor.get_by_role("img", name="Footnote 1").click()
    writing.keys("So: ")
    assert writing.text().endswith("[^b]: So: first in reading")
    writing.editor.get_by_role("button", name="Back to the place of this footnote").last.click()
    writing.keys("!", "<ArrowLeft>", "<Control+Enter>", "Then: ", "<Control+Enter>", "?")
    assert writing.text() == ("A[^b]?! B[^a]\n\n[^a]: first in writing\n\n[^b]: Then: So: first in reading")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_everything_is_at_hand(writing: Writing, scheme: str) -> None:
    page = writing.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    wide = (
        "| "
        + " | ".join(["a rather long heading"] * 8)
        + " |\n"
        + "| --- " * 8
        + "|\n"
        + "| words " * 8
        + "|"
    )
    writing.begin(
        f"## {'Long' * 40}\n\nWords\n\n![[lake]]\n\n![[unknown]]\n\n{wide}\n\n[x]: https://e.example"
    )
    writing.editor.locator("figure").first.click()
    assert too_wide(page) == ""
    sizes = page.locator(".composer button:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert len(sizes) > 15
    assert min(sizes) >= 24
    assert violations(page) == []
    writing.tool("Describe it").click()
    expect(page.locator(".image textarea").first).to_be_focused()
    page.mouse.wheel(0, 300)
    page.set_viewport_size({"width": 1280, "height": 900})

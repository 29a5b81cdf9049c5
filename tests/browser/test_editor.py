"""The editor over the article's Markdown: what nobody touches stays as it is, whatever is written reads the same."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staging import private_link
from tests.browser.watching import browsing
from tests.browser.writing import Writing, reads, started
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)

AUTHOR = "editor.writer@example.org"
FIRST = "Most of us fill a *pause*.\n\n\n*   Silence\n*   is work.\n\n![[lake]]\n\nThe end"
UNUSUAL = (
    "Title\n=====\n\nlazy\nlines  \nand *emphasis_* \\*here\\*\n\n\n* a\n*   b\n+ c\n\n[ref]: https://e.example 'T'\n\n"
    "see [x][ref] and [^note]\n\n| a|b |\n|:-|-:|\n| c\n\n~~~\ncode ![[x]]\n~~~\n\n    more\n![[lead]]\n1) z\n\n"
    "[^note]: words\n\n    and more\n\n---\n<b>raw</b> &copy; &nbsp;\n\n"
)
CONSTRUCTS = {
    "paragraph": "One¤ and\ntwo.",
    "heading": "## A¤ heading\n\n### below it",
    "first level": "# Top¤\n\n## Next\n\ntext",
    "emphasis": "*a* **b** ***c¤*** ~~d~~ `e` *f **g** h*",
    "emphasis at a point": 'a**"b¤"**c, *x*y, **(z)**w',
    "signs": "1986\\. It cost \\* 5 & 6 < 7 \\[sic\\] \\_x\\_ a_b_c \\`¤ &amp;copy; \\<b> # | ~ C:\\\\x",
    "line break": "One\\\ntwo¤  \nthree",
    "list": "- a\n- b¤\n  - c\n    1. d\n    2. e\n- f",
    "loose list": "- a\n\n- b¤\n\n  second\n\n      code",
    "numbered list": "7. a¤\n8. b",
    "two lists": "- a¤\n\n* b\n\n1. c\n\n1) d",
    "quotation": "> a¤\n>\n> - b\n>\n> > c",
    "link": '[a¤](https://e.example/x_(y)?z=1&copy;=2 "T") <https://e.example/b> [**c**](mailto:d@e.example)',
    "address elsewhere": "[a¤][1] b\n\n[1]: https://e.example",
    "table": "| a¤ | b |\n|:---|---:|\n| `c\\|d` | **e** \\| f |\n| | g |",
    "footnotes": "a¤[^1] b[^long] c[^1]\n\n[^1]: note *one*\n\n[^long]: two\n\n    - three",
    "in a footnote": "a[^x]\n\n[^x]: note¤\n\n    | a | b |\n    | --- | --- |\n    | c | d |",
    "figures": "a¤\n![[lead]]\nb\n\n![[other]]",
    "code": "a\n\n```py\nx = 1¤\n\n``` \n\n`` b`c ``",
    "rule": "a¤\n\n---\n\nb",
    "references": "As was shown [1], [2, 3] and [4–6]¤ in [7](https://e.example).",
    "references that are links": "As [1] \\[2\\] says¤\n\n[1]: https://e.example\n\n[2]: https://e.example/2",
    "a foreign image": "![alt¤](https://e.example/x.png) text",
    "not markdown": "a¤\u00a0b — “c” ñ אבג",
}


@pytest.fixture(scope="module")
def writing(live_site: LiveSite, chromium: Browser) -> Iterator[Writing]:
    with browsing(chromium) as context:
        made = Writing(context, live_site, started(live_site, AUTHOR, FIRST))
        yield made
        assert made.window.faults == []  # among them each breach of the content policy


def test_opening_a_text_changes_not_one_byte_of_it(writing: Writing) -> None:
    assert writing.page.evaluate("document.activeElement === document.body")  # nor takes the focus
    writing.editor.click()
    writing.keys("<ArrowDown>", "<Control+Home>", "<ArrowRight>")
    assert writing.text() == FIRST
    writing.put(UNUSUAL)
    writing.editor.click()
    assert writing.text() == UNUSUAL
    assert writing.sent == []


def test_an_edit_changes_the_block_it_is_in_and_no_other(writing: Writing) -> None:
    writing.begin(UNUSUAL)
    writing.caret("lazy lines")
    writing.keys("!")
    # The first level becomes the second in writing too: that is how readers get it.
    wanted = UNUSUAL.replace("lazy\nlines  \nand *emphasis_*", "lazy lines!\\\nand *emphasis\\_*")
    assert writing.text() == wanted.replace("Title\n=====", "## Title")
    assert reads(writing.text()) == reads(UNUSUAL).replace("lazy lines", "lazy lines!")
    writing.keys("<Backspace>")
    assert writing.text() == UNUSUAL


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_construct_reads_the_same_after_an_edit_within_it(writing: Writing, name: str) -> None:
    source = CONSTRUCTS[name]
    writing.begin(source)
    writing.caret("¤")
    writing.keys("<Backspace>")
    saved = writing.text()
    assert "¤" not in saved
    assert reads(saved) == reads(source.replace("¤", ""))
    assert writing.editor.locator("[data-raw]").count() == source.count("\n\n[1]: ") + source.count(
        "\n\n[2]: "
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_constructs_side_by_side_stay_apart(writing: Writing, seed: int) -> None:
    parts = [part for name, part in CONSTRUCTS.items() if "address" not in name and "references" not in name]
    random.Random(seed).shuffle(parts)
    source = "\n\n".join(parts)
    writing.begin(source)
    for _each in range(source.count("¤")):
        writing.caret("¤")
        writing.keys("<Backspace>")
    saved = writing.text()
    assert "¤" not in saved
    assert reads(saved) == reads(source.replace("¤", ""))


def test_signs_become_formatting_as_they_are_typed(writing: Writing) -> None:
    writing.begin()
    writing.keys(
        "## Knees",
        "<Enter>",
        "Some **bold** and *light* words, [a page](https://e.example/x) too.",
        "<Enter>",
    )
    writing.keys(
        "- one", "<Enter>", "two", "<Tab>", "<Enter>", "<Enter>", "<Enter>", "> said", "<Enter>", "<Enter>"
    )
    writing.keys("1. first", "<Enter>", "second", "<Enter>", "<Enter>", "### Below", "<Enter>", "2 * 3 [sic]")
    assert writing.text() == (
        "## Knees\n\nSome **bold** and *light* words, [a page](https://e.example/x) too.\n\n"
        "- one\n  - two\n\n> said\n\n1. first\n2. second\n\n### Below\n\n2 \\* 3 \\[sic\\]"
    )
    writing.keys(*["<Control+z>"] * 60)
    assert writing.text() == ""


def test_what_is_typed_is_saved_by_the_form(writing: Writing) -> None:
    writing.begin("Before.")
    with writing.page.expect_request(lambda one: "Before. After." in (one.post_data or "")):
        writing.keys(" After.")


def test_a_text_put_back_by_a_script_is_what_one_goes_on_with(writing: Writing) -> None:
    writing.begin("Old.")
    writing.keys("!")
    writing.text()
    writing.put("New.")
    expect(writing.editor).to_have_text("New.")
    writing.editor.focus()
    writing.keys("<Control+End>", "!")
    assert writing.text() == "New.!"


def test_a_text_that_is_only_looked_at_cannot_be_changed(writing: Writing) -> None:
    writing.begin("Only to look at.")
    writing.page.evaluate("document.querySelector('#body').readOnly = true")
    expect(writing.editor).to_have_attribute("contenteditable", "false")
    expect(writing.tool("Bold")).to_have_attribute("aria-disabled", "true")
    writing.page.evaluate("document.querySelector('#body').readOnly = false")
    expect(writing.editor).to_have_attribute("contenteditable", "true")
    writing.begin("Faulty.")
    writing.page.evaluate("document.querySelector('#body').setAttribute('aria-invalid', 'true')")
    expect(writing.editor).to_have_attribute("aria-invalid", "true")
    expect(writing.editor).to_have_accessible_description(re.compile("Escape, then Tab, leaves the text"))
    writing.page.evaluate("document.querySelector('#body').removeAttribute('aria-invalid')")


def test_the_choice_to_write_in_markdown_is_remembered(writing: Writing) -> None:
    page = writing.page
    writing.rest()
    writing.begin("**a**")
    page.get_by_role("button", name="Write in Markdown").click()
    plain = page.get_by_label("Article", exact=True)
    expect(plain).to_be_focused()
    expect(plain).to_have_value("**a**")
    expect(page.get_by_role("toolbar")).to_be_hidden()
    page.reload()
    plain = page.get_by_label("Article", exact=True)
    plain.fill("- b")
    page.get_by_role("button", name="Write with formatting").click()
    expect(writing.editor.locator("li")).to_have_text("b")
    assert writing.text() == "- b"


def test_a_link_to_the_field_leads_to_the_editor(writing: Writing) -> None:
    page = writing.page
    page.evaluate(
        "document.querySelector('.sheet').insertAdjacentHTML('beforeend', '<a href=\"#body\">Write it</a>')"
    )
    page.get_by_role("link", name="Write it").click()
    expect(writing.editor).to_be_focused()
    page.get_by_text("Article", exact=True).click()
    expect(writing.editor).to_be_focused()


def test_the_whole_writing_desk_weighs_what_it_may(writing: Writing) -> None:
    source = writing.page.locator("script[src*='writing.js']").get_attribute("src") or ""
    sent = writing.page.request.get(writing.window.base + source).body()
    assert len(gzip.compress(sent)) <= 160_000


def test_without_scripts_the_textarea_is_there_with_its_hint(
    writing: Writing, live_site: LiveSite, chromium: Browser
) -> None:
    with browsing(chromium, java_script_enabled=False) as context:
        plain = Writing(context, live_site, private_link(live_site, AUTHOR, "/d/"))
        box = plain.page.get_by_label("Article", exact=True)
        expect(box).to_be_visible()
        expect(box).to_have_accessible_description(re.compile("A blank line begins a paragraph"))
        expect(plain.page.get_by_role("toolbar")).to_be_hidden()

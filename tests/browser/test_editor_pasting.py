"""What is pasted becomes what an article can hold, and a person is told of what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.watching import browsing
from tests.browser.writing import Writing, started
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.parametrize("live_site", ["empty"], indirect=True)


COPIED = Path(__file__).with_name("pasted_pages")
"""What Word, Google Docs and web pages put on the clipboard, in their manners and our words; and what is to become
of it."""


def copied(source: str) -> str:
    return (COPIED / f"{source}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def writing(live_site: LiveSite, chromium: Browser) -> Iterator[Writing]:
    with browsing(chromium) as context:
        made = Writing(context, live_site, started(live_site, "editor.paster@example.org", ""))
        yield made
        assert made.window.faults == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("word", "1 picture was not pasted: add it under Images."),
        ("docs", "2 pictures were not pasted: add them under Images."),
        ("page", "1 picture was not pasted: add it under Images."),
    ],
)
def test_formatting_survives_the_clipboard_and_nothing_else_does(
    writing: Writing, source: str, told: str
) -> None:
    wanted = (COPIED / f"{source}.md").read_text().rstrip("\n")
    writing.begin()
    writing.paste(html=copied(source), plain="not this")
    assert writing.text() == wanted
    expect(writing.page.get_by_role("status").filter(has_text=told)).to_be_visible()
    writing.keys("<Control+z>")
    assert writing.text() == ""
    writing.keys("<Control+Shift+z>")
    assert writing.text() == wanted


def test_a_policy_without_inline_styles_is_not_broken_by_pasted_ones(writing: Writing) -> None:
    writing.begin()
    for source in ("word", "docs", "page"):
        writing.paste(html=copied(source))
    writing.text()
    assert writing.window.faults == []
    assert writing.page.locator(".ProseMirror [style]").count() == 0


def test_footnotes_that_are_pasted_get_numbers_of_their_own(writing: Writing) -> None:
    writing.begin("Before.[^1]\n\n[^1]: The first.\n")
    writing.caret("Before.")
    writing.paste(html=copied("word"))
    saved = writing.text()
    assert "So it was counted.[^2]" in saved
    assert saved.rstrip().endswith("[^1]: The first.\n\n[^2]: By the patients themselves.")


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("10<sup>6</sup> cells, 10<sup>-6</sup> m", "10⁶ cells, 10⁻⁶ m"),
        ("10<sup>\u22126</sup> and 10<sup>\u20136 </sup>m, mg<sup>2</sup>.", "10⁻⁶ and 10⁻⁶ m, mg²."),
        ("H<sub>2</sub>O, Ca<sup>2+</sup>, T<sub>max</sub>", "H₂O, Ca²⁺, Tₘₐₓ"),
        ('x<span style="font-size:7pt;vertical-align:super">3</span>', "x³"),
        ('CO<span style="vertical-align:sub"><span>2</span></span> is', "CO₂ is"),
        ('x<sup style="vertical-align:super"><b>3</b></sup> y', "x**³** y"),
        ("shown<sup>1,2</sup> and again<sup>3\u20135</sup>.", "shown¹,² and again³–⁵."),
        ("shown<sup>[1]</sup> here<sup>[2][3]</sup>", "shown[1] here[2][3]"),
        ('it<sup><a href="#n1">[1]</a></sup> and<sup><a href="#n2">2</a></sup>', "it[1] and²"),
        ('so<sup><a href="https://e.example/p#r3">3</a></sup>.', "so[³](https://e.example/p#r3)."),
        ("the 1<sup>st</sup>, Brand<sup>®</sup>, M<sup>me</sup> B", "the 1st, Brand®, Mme B"),
        ('<span>XXI</span><sup>e</sup>, 2<span style="vertical-align:super">e</span>', "XXIe, 2e"),
        (
            "n<sup>o</sup> 5, n<sup>os</sup> 3, 1<sup>a</sup>, 1.<sup>o</sup>, 2<sup>as</sup>",
            "nº 5, nos 3, 1ª, 1.º, 2as",
        ),
        (
            "D<sup>r</sup> B, M<sup>e</sup> C, S<sup>te</sup> Anne, the 1930<sup>s</sup>, II<sup>os</sup>",
            "Dr B, Me C, Ste Anne, the 1930s, IIos",
        ),
        ("10<sup>1,2,3</sup>, word<sup>1,5</sup>, 2020<sup>1, 5</sup>", "10¹,²,³, word¹,⁵, 2020¹, ⁵"),
    ],
)
def test_what_is_raised_or_lowered_stays_so_in_signs_of_its_own(
    writing: Writing, html: str, wanted: str
) -> None:
    writing.begin()
    writing.paste(html=f"<p>{html}</p>", plain="not this")
    assert writing.text() == wanted
    assert writing.page.get_by_role("status").filter(has_text="stand").count() == 0


@pytest.mark.parametrize(
    ("html", "wanted", "told"),
    [
        ("10<sup>a+b</sup> is", "10^(a+b) is", "“^(a+b)” stands on the line now"),
        ("10<sup>0.5</sup> is", "10^(0.5) is", "“^(0.5)” stands on the line now"),
        (
            "10<sup>1,5</sup>, <span>10</span><span><sup>−0,5</sup></span>",
            "10^(1,5), 10^(−0,5)",
            "“^(1,5)” and “^(−0,5)” stand on the line now",
        ),
        (
            "x<sup>e</sup>, 2<sup>r</sup>, 5.<span>2</span><sup>e</sup>, IgG<sup>s</sup>",
            "x^(e), 2^(r), 5.2^(e), IgG^(s)",
            "“^(e)”, “^(r)”, “^(e)” and 1 more stand on the line now",
        ),
        ("HbA<sub>1c</sub> is", "HbA1c is", "“1c” stands on the line now"),
        ("log<sub>b</sub>8 is", r"log\_(b)8 is", "“_(b)” stands on the line now"),
        ("log<abbr><sub>b</sub></abbr>8 is", r"log\_(b)8 is", "“_(b)” stands on the line now"),
        (
            "a<sup>x</sup>, b<sup>y</sup>, c<sup>z</sup>, d<sup>q</sup>, e<sup>1</sup>",
            "a^(x), b^(y), c^(z), d^(q), e¹",
            "“^(x)”, “^(y)”, “^(z)” and 1 more stand on the line now",
        ),
        (
            '<img src="https://e.example/p.png" width="90">x<sup>k</sup>',
            "x^(k)",
            "1 picture was not pasted: add it under Images. “^(k)” stands on the line now",
        ),
    ],
)
def test_what_cannot_be_raised_means_the_same_on_the_line_and_is_told(
    writing: Writing, html: str, wanted: str, told: str
) -> None:
    writing.begin()
    writing.paste(html=f"<p>{html}</p>", plain="not this")
    assert writing.text() == wanted
    expect(writing.page.get_by_role("status").filter(has_text=told)).to_be_visible()


def test_a_word_document_keeps_its_footnotes_beside_what_is_raised(writing: Writing) -> None:
    writing.begin()
    html = copied("word").replace("500 | 600", "10<sup>6</sup>").replace("counted.", "counted<sup>2</sup>.")
    writing.paste(html=html, plain="not this")
    saved = writing.text()
    assert "| 1 | 10⁶ a day |" in saved
    assert saved.endswith("So it was counted².[^1]\n\n[^1]: By the patients themselves.")


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One.\r\nTwo.\r\n", "One.\n\nTwo."),
        ("one\u2028two\x0bthree", "one\n\ntwo\n\nthree"),
        ("Rose Street 4\nLeeds\n\nTwo.", "Rose Street 4\\\nLeeds\n\nTwo."),
        ("2 * 3 * 4 is [x] & _y_, *not* bold", "2 \\* 3 \\* 4 is \\[x\\] & \\_y\\_, \\*not\\* bold"),
        ("- a single dash", "\\- a single dash"),
        ("## Head\n\nSome *words*.", "## Head\n\nSome *words*."),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n| --- | --- |\n| c | d |"),
    ],
)
def test_plain_text_keeps_its_paragraphs_and_clear_markdown_is_read(
    writing: Writing, plain: str, wanted: str
) -> None:
    writing.begin()
    writing.paste(plain=plain)
    assert writing.text().replace("|---|---|", "| --- | --- |") == wanted


def test_a_copy_from_the_text_itself_comes_back_as_it_was(writing: Writing) -> None:
    source = (
        "## A\n\nb **c** [d](https://e.example)\n\n- f\n- g\n\n| h | i |\n| --- | --- |\n| j | k |\n\n> l"
    )
    writing.begin(source)
    writing.keys("<Control+a>", "<Control+x>")
    assert writing.text() == ""
    writing.keys("<Control+v>")
    assert writing.text() == source


def test_what_is_pasted_into_a_cell_stays_in_one_line(writing: Writing) -> None:
    writing.begin("| a | b |\n| --- | --- |\n| c | d |\n")
    writing.caret("c")
    writing.paste(html="<p>one</p><p>two</p>", plain="one\n\ntwo")
    assert "\n| cone two | d |" in writing.text()

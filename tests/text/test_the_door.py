"""The one door for untrusted text: whatever comes in, only our own marks come out."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import text

PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt&#58;alert(1))",
        "[a](data:text/html;base64,PHN=)",
        "[a](//evil.example)",
        "<javascript:alert(1)>",
        '[a](https://a.example "x\\" onclick=alert(1)")',
        "![x](https://a.example/x.png)",
        "![[figure]]",
        "![[unknown]]",
        "\n\n",
        "# One\n\n",
        "### Three\n\n",
        "Title\n=====\n\n",
        "> ",
        "- ",
        "```\n",
        "`",
        "|a|b|\n|-|-|\n|c|d|\n",
        "[^1]",
        "\n\n[^1]: a note\n",
        "&lt;b&gt;",
        "<style>*{}</style>",
        "<svg/onload=alert(1)>",
        "</p><p>",
        "\x00",
        "\u202e",
    ]
)
WRITINGS = st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30).map("".join)
FIGURE = '<figure class="ours"><img src="/media/x/640.jpg" alt=""></figure>'
TAGS = {*text._TAGS, "figure", "img"}


class Seen(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WRITINGS)
def test_nothing_that_acts_ever_comes_out(writing: str) -> None:
    made = text.html(writing, {"figure": FIGURE})
    seen = Seen(made.html).tags
    for tag, attributes in seen:
        assert tag in TAGS
        assert not [
            name
            for name in attributes
            if name.startswith("on") or (name in ("style", "srcdoc", "src") and tag != "img")
        ]
        href = attributes.get("href")
        if href is not None:
            assert re.match(r"https?://|mailto:|#fn", href)
        if tag == "a" and href and not href.startswith("#"):
            assert attributes.get("rel") == "nofollow ugc noopener noreferrer"
    pictures = [attributes for tag, attributes in seen if tag == "img"]
    assert all(attributes == {"src": "/media/x/640.jpg", "alt": ""} for attributes in pictures)
    assert len(pictures) <= made.slots.count("figure")


@settings(max_examples=150, deadline=None)
@given(WRITINGS)
def test_headings_begin_at_two_skip_nothing_and_have_an_anchor_each(writing: str) -> None:
    made = text.html(writing)
    levels = [heading.level for heading in made.headings]
    assert not levels or levels[0] == 2
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    anchors = [heading.anchor for heading in made.headings]
    assert len(set(anchors)) == len(anchors)
    ids = [attributes["id"] for tag, attributes in Seen(made.html).tags if re.fullmatch(r"h\d", tag)]
    assert ids == anchors


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_whatever_a_program_ends_a_line_with_parts_the_words(end: str) -> None:
    assert text.clean(f"one{end}two") == "one\ntwo"
    assert text.line(f"one{end}two") == "one two"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    for clean in (text.clean, text.plain, text.line):
        assert clean(clean(typed)) == clean(typed)
        assert "\x00" not in clean(typed)
    assert "\n" not in text.line(typed)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_plain_text_becomes_paragraphs_with_everything_escaped(typed: str) -> None:
    assert {tag for tag, _ in Seen(text.paragraphs(typed)).tags} <= {"p", "br"}


def test_a_figure_is_trusted_only_from_the_mapping() -> None:
    made = text.html(f"![[figure]]\n\n{FIGURE}\n\nslot0x0x", {"figure": FIGURE})
    assert made.html.count("<figure") == 1
    assert "&lt;figure" in made.html
    assert made.slots == ("figure",)


def test_a_figure_that_is_not_there_leaves_nothing_behind() -> None:
    assert text.html("before\n\n![[gone]]\n\nafter").html.split() == ["<p>before</p>", "<p>after</p>"]


@pytest.mark.parametrize("code", ["```\n![[figure]]\n```", "    ![[figure]]", "~~~\na\n![[figure]]\n"])
def test_a_figure_named_inside_code_is_code(code: str) -> None:
    made = text.html(f"before\n\n{code}", {"figure": FIGURE})
    assert "![[figure]]" in made.html
    assert (made.slots, text.slots(code)) == ((), ())


@pytest.mark.parametrize(
    "above", ["a", "- a", "> a", "| a |\n|---|\n| b |", "x[^1]\n\n[^1]: a", "1. a\n   - b"]
)
def test_a_figure_at_the_margin_ends_what_stands_above_it(above: str) -> None:
    made = text.html(f"{above}\n![[figure]]\nafter", {"figure": FIGURE}).html
    assert f"{FIGURE}\n<p>after</p>" in made
    assert text.slots(f"{above}\n![[figure]]\n![[other]]") == ("figure", "other")


def test_a_figure_named_twice_stands_once() -> None:
    assert text.html("![[figure]]\n\na\n\n![[figure]]", {"figure": FIGURE}).html.count("<figure") == 1


def test_the_same_heading_three_times_has_three_anchors() -> None:
    anchors = [heading.anchor for heading in text.html("## A\n\n## A\n\n## A 2\n\n## A").headings]
    assert anchors == ["s-a", "s-a-2", "s-a-2-2", "s-a-3"]


@pytest.mark.parametrize(
    "writing",
    [
        *(
            "![[a]]\n" * 20_000,
            "# a\n" * 20_000,
            "[" * 50_000,
            "*a_ " * 40_000,
            "> " * 50_000,
            "[a](" * 30_000,
        ),
        *("[1]" * 60_000, "[1," * 60_000, "[" + "1, " * 60_000, "[1-" * 60_000 + "]", "`[1]` [1]" * 20_000),
    ],
)
def test_a_writing_made_to_take_long_does_not(writing: str) -> None:
    before = time.thread_time()
    text.html(writing, references=3)
    assert time.thread_time() - before < 8


def to(number: int) -> str:
    return f'<a href="#ref-{number}" aria-label="Reference {number}">{number}</a>'


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("So it is [1].", f"<p>So it is [{to(1)}].</p>"),
        ("See [1, 3-5; 2].", f"<p>See [{to(1)}, {to(3)}-5; {to(2)}].</p>"),
        ("See [2–3] and [04].", f"<p>See [{to(2)}–{to(3)}] and [04].</p>"),
        ("- *[3]*\n", f"<ul>\n<li><em>[{to(3)}]</em></li>\n</ul>"),
        ("A note.[^1]\n\n[^1]: As in [2].", f"[{to(2)}]"),
        (
            "No [0], [4], [12, 14-16], [1a], [-1], [1 2], []",
            "No [0], [4], [12, 14-16], [1a], [-1], [1 2], []",
        ),
        ("`[1]`\n\n    [2]\n", "<p><code>[1]</code></p>\n<pre><code>[2]\n</code></pre>"),
        ("[what [1] says](https://a.example/)", ">what [1] says</a>"),
        ("<https://a.example/?q=[1]>", "<p><a href"),
        ('[words][1]\n\n[1]: https://a.example/ "see [2]"', 'title="see [2]"'),
        ("95% CI [2, 3]; IQR: [1-2], as [1] says", f"95% CI [2, 3]; IQR: [1-2], as [{to(1)}] says"),
        ("A magic [1] and a range of [2].", f"A magic [{to(1)}] and a range of [{to(2)}]."),
        ("[x](#ref-1)", '<p><a rel="nofollow ugc noopener noreferrer">x</a></p>'),
        ("![[a]]", "<p>[1]</p>"),
    ],
)
def test_a_number_in_brackets_points_to_its_reference(typed: str, read: str) -> None:
    shown = text.html(typed, {"a": "<p>[1]</p>"}, references=3).html
    assert read in shown
    pointed = read.count("#ref-") if "[1]: https" not in typed else 0
    assert shown.count('href="#ref-') == pointed


def test_a_text_without_references_and_a_heading_keep_their_numbers() -> None:
    assert "<a" not in text.html("So it is [1].").html
    rendered = text.html("## After [1]", references=1)
    assert rendered.headings[0].text == "After [1]"
    assert rendered.html == f'<h2 id="s-after-1">After [{to(1)}]</h2>\n'


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Walking after a new knee", "walking-after-a-new-knee"),
        ("Größe & Gewicht: 10 Fragen", "groe-gewicht-10-fragen"),
        ("أمينة", ""),
        ("a" * 200, "a" * 80),
        ("word " * 40, "-".join(["word"] * 16)),
    ],
)
def test_a_title_becomes_the_last_part_of_an_address(title: str, slug: str) -> None:
    made = text.slug(title)
    assert re.fullmatch(r"[a-z0-9]*(-[a-z0-9]+)*", made)
    assert len(made) <= 80
    if "Größe" not in title:
        assert made == slug

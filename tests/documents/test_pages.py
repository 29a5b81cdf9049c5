"""What an article takes of a web page and of a Markdown file; nothing is ever fetched."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.documents.test_word import read
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.usefixtures("unconfined")

DATA = "data:image/jpeg;base64," + b64encode(jpeg("held", (200, 150))).decode()


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


FORMS = {
    "a script and its words": ("<p>a</p><script>alert('no')</script><style>p{}</style>", "a"),
    "a click": ('<p onclick="x()">a <a href="javascript:x()">b</a></p>', "a b"),
    "an address without a scheme": ('<p><a href="//evil/x">a</a> <a href="https://e.org/">b</a></p>', "a [b](https://e.org/)"),
    "lists": ("<ol start=4><li>a<ul><li>b</ul><li>c</ol>", "4. a\n   - b\n5. c"),
    "terms": ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\nb"),
    "code": ("<pre>x ``` y</pre><p><code>a`b</code></p>", "````\nx ``` y\n````\n\n``a`b``"),
    "a table with a caption": (
        "<table><caption>c</caption><tr><th>a<th>b<tr><td>1<td rowspan=2>2<tr><td>3</table>",
        "c\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |",
    ),
    "a note": (
        '<p>x<sup><a href="#n1" id="r1">1</a></sup></p><hr><ol><li id="n1">said <a href="#r1">↩</a></ol>',
        "x[^1]\n\n[^1]: said",
    ),
    "emphasis beside emphasis": ("<p><b>a</b><strong>b</strong> <b><b>c</b></b></p>", "**ab** **c**"),
    "the main part": ("<nav>menu</nav><main><p>a</p></main><footer>foot</footer>", "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_each_form_of_a_page_arrives_as_markdown(name: str, tmp_path: Path) -> None:
    body, expected = FORMS[name]
    assert read(page(body), tmp_path, "a.html").markdown == expected + "\n"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ('<meta charset="iso-8859-1"><p>Café', "iso-8859-1"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Привет',
            "windows-1251",
        ),
        ("\ufeff<p>Привет café", "utf-16"),
        ("<p>Café “quoted”", "windows-1252"),
        ("<p>Café Привет", "utf-8"),
    ],
)
def test_a_page_is_read_in_its_encoding(body: str, encoding: str, tmp_path: Path) -> None:
    found = read(f"<html><body>{body}</body></html>".encode(encoding), tmp_path, "a.html")
    assert found.markdown.strip() == body.rpartition(">")[2]


def test_pictures_in_the_page_are_taken_and_pictures_elsewhere_told(tmp_path: Path) -> None:
    body = (
        f'<figure><img src="{DATA}" alt="A stair"><figcaption>On the stair</figcaption></figure><p>x '
        '<img src="https://example.org/a.png"><img src="b.png"></p>'
    )
    found = read(page(body), tmp_path, "a.html")
    assert found.markdown == "![[imported-0]]\n\nx\n"
    [picture] = found.pictures
    assert (picture.alt, picture.caption) == ("A stair", "On the stair")
    assert "2 pictures that the document only points to" in " ".join(found.left)


def test_what_a_page_has_beside_its_text_is_told(tmp_path: Path) -> None:
    body = "<nav>menu</nav><p>x</p><iframe src=a></iframe><form><input></form><svg></svg><script></script>"
    said = " ".join(read(page(body), tmp_path, "a.html").left)
    for words in (
        "around the article",
        "1 video, sound or frame",
        "fields and buttons",
        "1 drawing",
        "programs",
    ):
        assert words in said


def test_the_title_of_a_page_is_its_only_first_heading_or_the_one_in_its_head(tmp_path: Path) -> None:
    for number, (body, title, stood) in enumerate(
        [("<h1>One</h1><p>x", "One", True), ("<h1>A</h1><h1>B</h1>", "The head", False)]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        head = '<title>The head</title><meta name="description" content="In short &amp; good">'
        found = read(page(body, head), folder, "a.html")
        assert (found.title, found.title_stood, found.summary) == (title, stood, "In short & good")


def test_markdown_with_a_title_before_it_is_taken_as_it_is_meant(tmp_path: Path) -> None:
    text = (
        '---\ntitle: "Before it"\nsummary: Short\n---\n\n# A\n\n# B\n\nx[^n] <b>bold</b> ![p](p.png) ![[gone]]\n\n'
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- a\n    - b\n\n<script>x()</script>\n\n[^n]: note\n"
    )
    found = read(text.encode(), tmp_path, "a.md")
    assert (found.title, found.summary) == ("Before it", "Short")
    assert found.markdown == (
        "## A\n\n## B\n\nx[^1] **bold** !\\[\\[gone]]\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- a\n  - b\n\n"
        "[^1]: note\n"
    )
    said = " ".join(found.left)
    assert "HTML inside the text" in said
    assert "1 picture that the document only points to" in said


def test_plain_text_is_taken_as_paragraphs(tmp_path: Path) -> None:
    found = read("First.\r\n\r\nSecond – “here”.\r\n".encode(), tmp_path, "notes.txt")
    assert found.markdown == "First.\n\nSecond – “here”.\n"
    assert found.left == ()


def test_a_figures_name_cannot_be_made_up(tmp_path: Path) -> None:
    found = read(
        page(f'<p>held:0 picture0000x0x <img src="held:0"> <img src="{DATA}"></p>'), tmp_path, "a.html"
    )
    assert found.markdown.count("![[imported-0]]") == 1
    assert len(found.pictures) == 1

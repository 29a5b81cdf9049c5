"""What an article takes of a Word file, and what it says of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import text
from app.documents import reading
from app.documents.reading import Read
from tests.factories.documents import (
    SPACES,
    docx,
    note_mark,
    packed,
    paragraph,
    picture,
    point,
    relationships,
    run,
    table,
)
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.usefixtures("unconfined")

BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>'
    f"{paragraph('Words in a box.')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)
CHART = (
    '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    "</a:graphic></wp:inline></w:drawing></w:r>"
)
WIDE = (
    f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("wide")}</w:tc></w:tr><w:tr><w:tc><w:tcPr>'
    f'<w:vMerge w:val="restart"/></w:tcPr>{paragraph("tall")}</w:tc><w:tc>{paragraph("b")}</w:tc></w:tr><w:tr><w:tc>'
    f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph()}</w:tc><w:tc>{paragraph('c')}</w:tc></w:tr></w:tbl>"
)


def read(body: bytes, folder: Path, name: str = "article.docx") -> Read:
    (folder / "document").write_bytes(body)
    (folder / "made").mkdir()
    found = reading.read(folder / "document", folder / "made", name=name)
    assert isinstance(found, Read), found
    return found


FORMS: dict[str, tuple[str, str]] = {
    "headings of a German Word": (
        paragraph("One", style="berschrift1") + paragraph("Two", style="berschrift1") + paragraph("x"),
        "## One\n\n## Two\n\nx",
    ),
    "a style based on a heading": (
        paragraph("One", style="Kapitel") + paragraph("Two", style="Kapitel"),
        "## One\n\n## Two",
    ),
    "a level that is skipped": (
        paragraph("One", style="berschrift2") + paragraph("a") + paragraph("Two", style="berschrift2")
        + paragraph("b", properties='<w:outlineLvl w:val="4"/>'),
        "## One\n\na\n\n## Two\n\n### b",
    ),
    "lists in lists": (
        point("one") + point("one a", level=1) + point("two") + paragraph("x") + point("first", counted=True)
        + point("second", counted=True),
        "- one\n  - one a\n- two\n\nx\n\n1. first\n2. second",
    ),
    "a quotation": (paragraph("said", style="Zitat"), "> said"),
    "a table with a pipe in it": (
        table([["a|b", "c"], ["d", "e"]]),
        "| a\\|b | c |\n| --- | --- |\n| d | e |",
    ),
    "merged cells": (WIDE, "| wide |  |\n| --- | --- |\n| tall | b |\n|  | c |"),
    "a table of one cell": (table([["framed"]]), "framed"),
    "bold and italic": (
        paragraph(run("a ") + run("b ", "<w:b/>") + run("c", "<w:i/>") + run(".") + run("Note:", "<w:b/>"), raw=True),
        "a **b** *c*.**Note:**",
    ),
    "bold before a letter": (paragraph(run("Note:", "<w:b/>") + run("this"), raw=True), "**Note**:this"),
    "raised and lowered": (
        paragraph(
            run("x") + run("2", '<w:vertAlign w:val="superscript"/>') + run(" H")
            + run("2", '<w:vertAlign w:val="subscript"/>') + run("O"),
            raw=True,
        ),
        "x² H₂O",
    ),
    "a line end": (paragraph(run("a") + "<w:r><w:br/></w:r>" + run("# b"), raw=True), "a\\\n\\# b"),
    "a symbol": (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run(" done"), raw=True), "✓ done"),
    "a link": (paragraph('<w:hyperlink r:id="web">' + run("there") + "</w:hyperlink>", raw=True),
               "[there](https://example.org/a%28b%29)"),
    "a tracked change": (
        paragraph(f"<w:ins>{run('come')}</w:ins><w:del>{run('gone')}</w:del>", raw=True),
        "come",
    ),
    "a field": (paragraph(f'<w:fldSimple w:instr="SEQ">{run("7")}</w:fldSimple>', raw=True), "7"),
    "signs of Markdown": (
        paragraph("# no *heading* [a](b) <b> &amp; `c` _d_ ~~e~~ \\")
        + paragraph("1. none") + paragraph("- none") + paragraph("+44 20") + paragraph("![[no-image]]"),
        (
            "\\# no \\*heading\\* \\[a](b) \\<b> \\&amp; \\`c\\` \\_d\\_ \\~\\~e\\~\\~ \\\\\n\n1\\. none\n\n"
            "\\- none\n\n+44 20\n\n!\\[\\[no-image]]"
        ),
    ),
    "writing from right to left": (paragraph("مرحبا بالعالم"), "مرحبا بالعالم"),
    "typographer's marks": (paragraph("“Don’t” – so…"), "“Don’t” – so…"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_each_form_arrives_as_markdown(name: str, tmp_path: Path) -> None:
    blocks, expected = FORMS[name]
    assert read(docx(blocks, links={"web": "https://example.org/a(b)"}), tmp_path).markdown == expected + "\n"


@pytest.mark.parametrize(
    "name", ["signs of Markdown", "writing from right to left", "a table with a pipe in it"]
)
def test_the_page_shows_what_the_document_showed(name: str, tmp_path: Path) -> None:
    markdown = read(docx(FORMS[name][0]), tmp_path).markdown
    shown = text.html(markdown)
    assert shown.slots == ()
    assert "<em>" not in shown.html
    assert "<a " not in shown.html
    for words in ("heading", "مرحبا", "a|b"):
        assert words not in markdown.replace("\\", "") or words in shown.html


LOST: dict[str, tuple[str, str]] = {
    "comments": (paragraph(run("x") + '<w:r><w:commentReference w:id="1"/></w:r>', raw=True), "1 comment in"),
    "changes": (FORMS["a tracked change"][0], "2 tracked changes"),
    "a text box": (paragraph(run("x") + BOX, raw=True), "text box"),
    "a chart": (paragraph(run("x") + CHART, raw=True), "1 chart or diagram"),
    "an object": (paragraph(run("x") + "<w:r><w:object/></w:r>", raw=True), "1 embedded object"),
    "an equation": (paragraph("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>", raw=True), "1 equation stands"),
    "colours": (paragraph(run("x", '<w:color w:val="FF0000"/>'), raw=True), "Fonts, sizes, colours"),
    "merged cells": (WIDE, "Merged cells"),
    "a table in a table": (
        table([[table([["in", "ner"]]), paragraph("a")], [paragraph("b"), paragraph("c")]], raw=True),
        "1 table inside a table",
    ),
    "a link inside": (paragraph(f'<w:hyperlink w:anchor="x">{run("see")}</w:hyperlink>', raw=True), "1 link to places"),
    "an evil link": (paragraph(f'<w:hyperlink r:id="evil">{run("see")}</w:hyperlink>', raw=True), "1 link to places"),
    "the table of contents": (paragraph("x 1", style="Verzeichnis1") + paragraph("x"), "The table of contents"),
    "hidden text": (paragraph(run("x") + run("y", "<w:vanish/>"), raw=True), "Hidden text"),
    "a note that is not there": (paragraph(run("x") + note_mark(9), raw=True), "1 footnote that the document"),
    "what nobody knows": (paragraph(run("x") + "<w:strange/>", raw=True), "of a kind we do not know (strange)"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_nothing_is_dropped_without_a_word(name: str, tmp_path: Path) -> None:
    blocks, said = LOST[name]
    found = read(docx(blocks, links={"evil": "javascript:alert(1)"}), tmp_path)
    assert said in " ".join(found.left)
    assert all(sentence.endswith(".") for sentence in found.left)


def test_the_words_of_a_box_an_equation_and_an_inner_table_are_kept(tmp_path: Path) -> None:
    blocks = LOST["a text box"][0] + LOST["an equation"][0] + LOST["a table in a table"][0]
    markdown = read(docx(blocks), tmp_path).markdown
    assert all(words in markdown for words in ("Words in a box.", "a=b", "in ner"))


def test_headers_macros_and_linked_pictures_are_told(tmp_path: Path) -> None:
    related = relationships(
        [
            ("h", "header", "header1.xml", ""),
            ("picture0", "image", "https://example.org/a.png", "External"),
        ]
    )
    header = f"<w:hdr {SPACES}>{paragraph('Confidential')}</w:hdr>"
    parts: dict[str, bytes | str] = {
        "word/header1.xml": header,
        "word/vbaProject.bin": b"x",
        "word/_rels/document.xml.rels": related,
    }
    found = read(docx(paragraph("x"), picture(0), parts=parts), tmp_path)
    said = " ".join(found.left)
    assert "headers and footers" in said
    assert "macros" in said
    assert "1 picture that the document only points to" in said
    assert "Confidential" not in found.markdown


def test_the_title_is_the_documents_title_or_its_only_first_heading(tmp_path: Path) -> None:
    for number, (blocks, core, title, stood) in enumerate(
        [
            (
                paragraph("T", style="Titel") + paragraph("S", style="Untertitel") + paragraph("x"),
                "",
                "T",
                True,
            ),
            (paragraph("T", style="berschrift1") + paragraph("x"), "other", "T", True),
            (
                paragraph("A", style="berschrift1") + paragraph("B", style="berschrift1"),
                "Core",
                "Core",
                False,
            ),
            (paragraph("x"), "", "", False),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = read(docx(blocks, title=core), folder)
        assert (found.title, found.title_stood) == (title, stood)
        assert found.summary == ("S" if "S" in blocks.split("Untertitel")[-1][:90] and number == 0 else "")


def test_pictures_stand_after_the_block_they_stood_in_each_once_with_its_description(tmp_path: Path) -> None:
    cells = table([[picture(0, "In a cell"), paragraph("a")], [paragraph("b"), paragraph("c")]], raw=True)
    body = docx(
        cells, picture(1, 'Quotes " & marks'), picture(1, "Again"), picture(2), picture(3),
        pictures=[jpeg("a"), jpeg("b"), b"not a picture at all", jpeg("c", (40, 40))],
    )  # fmt: skip
    found = read(body, tmp_path)
    assert found.markdown == "|  | a |\n| --- | --- |\n| b | c |\n\n![[imported-0]]\n\n![[imported-1]]\n"
    assert [picture.alt for picture in found.pictures] == ["In a cell", 'Quotes " & marks']
    assert [picture.ending for picture in found.pictures] == ["jpg", "jpg"]
    said = " ".join(found.left)
    assert "more than once" in said
    assert "of a kind we cannot print" in said
    assert "too small" in said


def test_footnotes_and_endnotes_become_notes_of_the_article(tmp_path: Path) -> None:
    marks = run("A claim.") + note_mark(2) + run(" Another.") + note_mark(1) + run(" Again.") + note_mark(2)
    found = read(docx(paragraph(marks, raw=True), footnotes=["The first.", "The *second*."]), tmp_path)
    assert "A claim.[^1] Another.[^2] Again.[^1]" in found.markdown
    assert found.markdown.endswith("[^1]: The \\*second\\*.\n\n[^2]: The first.\n")
    shown = text.html(found.markdown)
    assert shown.footnotes
    assert "The *second*." in shown.html


@pytest.mark.parametrize("name", ["xl/workbook.xml", "ppt/presentation.xml", "random.txt"])
def test_other_packages_are_no_word_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "document").write_bytes(packed({"[Content_Types].xml": "<x/>", name: "<x/>"}))
    (tmp_path / "made").mkdir()
    found = reading.read(tmp_path / "document", tmp_path / "made", name="a.docx")
    assert isinstance(found, reading.Refused)
    assert found.sentence.endswith(".")

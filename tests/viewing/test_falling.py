"""A letter that would fell the child is shown all the same: without what is attached to it, or with a sign for half a
character."""

from __future__ import annotations

from pathlib import Path

from app.viewing import kinds, reading
from tests.viewing import papers


def test_what_an_attachment_costs_is_the_attachment_alone(tmp_path: Path) -> None:
    message = papers.letter()
    bomb = papers.pdf(papers.packed(papers.REPEATED * 1_000_000))
    message.add_attachment(bomb, maintype="application", subtype="pdf", filename="bomb.pdf")
    (tmp_path / "evidence").write_bytes(message.as_bytes())
    (tmp_path / "made").mkdir()
    found = reading.read(tmp_path / "evidence", tmp_path / "made", mime=kinds.MAIL, name="")
    assert found.view.letters[0].text == "You may print my picture."
    [part] = found.view.parts
    assert (part.name, part.said, found.pictures) == ("bomb.pdf", (kinds.NOT_OPENED,), {})


def test_a_letter_with_half_a_character_is_shown(tmp_path: Path) -> None:
    head = b"From: Bo <bo@photos.example.org>\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n"
    (tmp_path / "evidence").write_bytes(head + b"You may +2AA- print my picture.\r\n")
    (tmp_path / "made").mkdir()
    found = reading.read(tmp_path / "evidence", tmp_path / "made", mime=kinds.MAIL, name="")
    assert found.view.refused == ""
    assert found.view.letters[0].text == "You may ? print my picture."

"""A letter whose attachment fells the child is read once more, without what is attached to it."""

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

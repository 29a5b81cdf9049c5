"""Short texts that would cost a lot: each is answered in time that grows with its length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask

from app import text
from app.publishing import folding
from tests.factories.pages import Browser

UNSORTED = "a" + "\u0315\u0300" * 200_000
"""Marks in an order that a normal form must put right: sorting them takes the square of their number."""
HALF_WIDTH = "a" + "\uff9e\u0315" * 200_000
"""The same where only the compatibility form takes a letter apart into a mark."""
SECONDS = 10.0
"""Far above what a slow machine needs now, far below what the square of the number took (minutes)."""


@pytest.mark.parametrize("said", [UNSORTED, HALF_WIDTH, "a" + "\u0f73\u0315" * 200_000])
@pytest.mark.parametrize("reads", [text.clean, text.line, text.slug, folding.fold])
def test_marks_heaped_on_one_letter_take_no_longer_than_other_text(
    reads: Callable[[str], str], said: str
) -> None:
    began = time.thread_time()
    kept = reads(said)
    assert time.thread_time() - began < SECONDS
    assert len(kept) < len(said)


@pytest.mark.parametrize("letters", ["Zoë", "Việt Nam", "नमस्ते", "שָׁלוֹם", "e" + "\u0301" * 5])
def test_marks_that_people_write_are_all_kept(letters: str) -> None:
    import unicodedata

    assert text.clean(letters) == unicodedata.normalize("NFC", letters)


@pytest.mark.parametrize("said", ["a" + "\u0344" * 60, "\u0344\u0315" * 40, "é" + "\u0301\u0315" * 40])
def test_cleaning_heaped_marks_again_changes_nothing(said: str) -> None:
    assert text.clean(text.clean(said)) == text.clean(said)


def test_short_rows_of_wide_tables_do_not_become_a_page_of_a_hundred_megabytes() -> None:
    wide = "|a" * 50 + "\n" + "|-" * 50 + "\n" + "|\n" * 1300 + "\n"
    began = time.thread_time()
    made = text.html(wide * 70).html
    assert time.thread_time() - began < SECONDS
    assert made.count("<td") + made.count("<th>") <= text.MOST_CELLS
    assert len(made) < 2_000_000


def test_a_table_that_people_write_is_whole_also_in_a_list_and_a_quotation() -> None:
    rows = ["|a|b|", "|-|:-:|", *(f"|{number}|x|" for number in range(500))]
    for before in ("", "> ", "  "):
        start = "- list\n\n" if before == "  " else ""
        made = text.html(start + "\n".join(before + row for row in rows)).html
        assert (made.count("<table"), made.count("<td")) == (1, 1000), before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_sign_in_reads_no_long_password(app: Flask) -> None:
    browser = Browser(app)
    page = browser.get("/login")
    began = time.thread_time()
    answer = browser.send(page, "/login", email="ruth@desk.example", password=UNSORTED)
    assert answer.status_code == 413
    assert time.thread_time() - began < SECONDS

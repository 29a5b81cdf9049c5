"""Sixteen people of the desk decide one thing from one barrier: one of them does, and the fifteen others are told so.

The long run, over five hundred things of each kind on both databases, is `make faults ONLY=barrier`.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.faults import deciding

ITEMS = 12


@pytest.mark.parametrize("kind", deciding.KINDS)
def test_of_sixteen_at_one_barrier_as_many_decide_as_are_asked_for_and_each_other_is_told(
    app: Flask, kind: str
) -> None:
    ended = deciding.KINDS[kind](app, ITEMS)
    assert len(ended) == ITEMS
    wrong = [one for one in ended if not one.is_one(rows=deciding.ROWS[kind])]
    assert not wrong

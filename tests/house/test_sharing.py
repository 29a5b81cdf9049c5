"""A site that many tests share is started once: they all run in one process."""

from __future__ import annotations

import pytest

from tests.sharing import shared_by


def test_every_test_of_a_shared_site_is_known_by_its_name(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        spec = getattr(item, "callspec", None)
        assert shared_by(item.nodeid) in (spec.params.get("live_site", "") if spec else "", "supervise")


def test_what_shares_a_site_stays_together_and_nothing_else_does() -> None:
    assert shared_by("tests/browser/test_axe.py::test_axe[front-page-embedded]") == "embedded"
    assert shared_by("tests/browser/test_saving.py::test_what_is_thrown_away_is_gone[empty]") == "empty"
    assert shared_by("tests/deploy/test_live.py::test_letters_are_captured_or_sent[services]") == "services"
    assert shared_by("tests/deploy/test_supervise.py::test_a_killed_supervisor") == "supervise"
    assert shared_by("tests/house/test_sharing.py::test_alone[sqlite]") == ""

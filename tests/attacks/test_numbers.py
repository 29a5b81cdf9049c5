"""Numbers that no database holds are refused in words, not met with a failure."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.web import paging
from tests.factories.pages import Browser
from tests.factories.people import at_the_desk, signed_submission

HUGE = 9**30
EARLY = "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("last", [HUGE, -HUGE, str(HUGE), 1.5, None, [1]])
def test_a_forged_place_in_a_list_is_refused(app: Flask, last: object) -> None:
    answer = Browser(app).get("/?after=" + paging.encode([EARLY, last]))
    assert answer.status_code == 422


def test_a_forged_place_in_the_queue_is_refused(app: Flask) -> None:
    with app.app_context():
        desk = at_the_desk(app)
        for values in ([EARLY, 2, HUGE], [EARLY, HUGE, 1]):
            assert desk.get("/desk?after=" + paging.encode(values)).status_code == 422


@pytest.mark.parametrize("verb", ["decisions", "publications"])
@pytest.mark.parametrize("version", [HUGE, -1])
def test_a_forged_version_decides_nothing(app: Flask, verb: str, version: int) -> None:
    with app.app_context():
        draft = signed_submission(app)
        desk = at_the_desk(app, role=Role.EDITOR)
        where = f"/desk/submissions/{draft.row.id}"
        state = draft.row.state
        sent = {"version": version, "content_hash": "0" * 64, "verdict": "approved", "slug": "x"}
        sent |= {"attestation": 0, "images": "0" * 64, "rights": 0}
        with_token = {
            **sent,
            "csrf_token": desk.get("/account")
            .text.split('name="csrf_token"')[1]
            .split('value="')[1]
            .split('"')[0],
        }
        answer = desk.post(f"{where}/{verb}", data=with_token)
        assert 400 < answer.status_code < 500
        assert draft.row.state == state

"""What is sent slowly holds nothing that others need."""

from __future__ import annotations

import io
import traceback
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app.db import db
from app.guests import queries
from app.web import errors
from tests.factories.people import guest_with_draft
from tests.factories.pictures import jpeg


class SlowBody(io.BytesIO):
    """A body that is looked at while it comes in: how many connections are in use at each read."""

    in_use: list[int]
    pool: Any

    def read(self, size: int | None = -1, /) -> bytes:
        self.in_use.append(self.pool.checkedout())
        return super().read(size)


def test_no_connection_is_held_while_a_file_comes_in(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        boundary, picture = "a-boundary", jpeg("slowly")
        page = draft.guest.get(draft.where)
        token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        assert token
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="slow.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = SlowBody(head.encode() + picture + f"\r\n--{boundary}--\r\n".encode())
        body.in_use, body.pool = [], db.engine.pool
        length = len(body.getvalue())
    answer = draft.guest.post(
        f"{draft.where}/images",
        input_stream=body,
        content_length=length,
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert answer.status_code == 303
    assert body.in_use
    assert not any(body.in_use)
    with app.app_context():
        assert [image.filename for image in draft.row.images] == ["slow.jpg"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_failure_is_logged_without_the_token_in_the_address_and_without_what_was_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []

    def error(event: str, *, exc_info: BaseException, **said: str) -> None:
        logged.append(f"{event} {said} {''.join(traceback.format_exception(exc_info))}")

    def failing(token: str) -> None:
        db.session.connection().exec_driver_sql("SELECT nothing FROM nowhere WHERE token = ?", (token,))

    with app.app_context():
        draft = guest_with_draft(app)
    monkeypatch.setattr(queries, "live_link", failing)
    monkeypatch.setattr(errors, "log", SimpleNamespace(error=error))
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert draft.guest.get(f"/d/{draft.token}").status_code == 500
    [entry] = logged
    assert "/d/<token>" in entry
    assert "SELECT nothing" in entry
    assert draft.token not in entry

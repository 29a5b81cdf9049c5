"""The small pictures of the queue are cut to a shape: the point that matters most stays in view."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask

from app.db import session, transaction
from app.submissions import actions as submissions
from app.submissions.models import Submission
from tests.pages.signing_in import sign_in
from tests.review import making

IN_THE_MIDDLE = r'<img class="thumb" src="/media/[a-z0-9]+/[0-9]+\.jpg"'


@pytest.mark.parametrize(
    ("left", "top", "shown"),
    [(5, 92, IN_THE_MIDDLE.replace("thumb", "thumb across-1 down-9")), (50, 50, IN_THE_MIDDLE)],
)
def test_the_queue_keeps_the_focal_point_of_a_picture_in_view(
    app: Flask, left: int, top: int, shown: str
) -> None:
    with app.app_context():
        reader = sign_in(app, making.member())
        number = making.submitted()
        with transaction():
            submission = session.get_one(Submission, number)
            [image] = submission.images
            focal = {"crop_left": None, "focal_left": Decimal(left), "focal_top": Decimal(top)}
            submissions.save(submission, {}, version=submission.copy.version, images={image.id: focal})
        making.revised(number, body="Recovery varies, and takes its time.")
    page = reader.get("/desk").text
    assert re.search(shown, page), page
    assert "#across" not in page

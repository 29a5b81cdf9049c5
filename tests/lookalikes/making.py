"""Articles with pictures that were really looked into, taken down and handed in again, all over the site's pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask
from PIL import Image

from app.db import session
from app.lookalikes import looking, queries
from app.lookalikes.queries import Card
from app.media import intake
from app.publishing.models import Article
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.takedowns.kinds import Lane
from tests.factories.people import TEXT, Draft, guest_with_draft, put_images
from tests.media.pictures import photograph, saved
from tests.publishing.making import approve, publish
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, confirmed, member

T = TypeVar("T")
REASONS = {
    "ground": "Copyright in the photograph",
    "explanation": "The claimant showed the negative.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
}
REVIEWER = "R. Osei"


def picture(seed: int = 7) -> Image.Image:
    return photograph(960, 640, seed)


def file(image: Image.Image, quality: int = 90) -> bytes:
    return saved(image.convert("RGB"), "JPEG", quality=quality)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def look_into_all() -> None:
    """What the workers do soon after: intake, then the look-alikes."""
    while intake.take_in_next("a worker"):
        pass
    for step in looking.STEPS:
        while step():
            pass


def draft_with(app: Flask, email: str, *files: bytes, **text: str) -> Draft:
    """A draft with nothing missing whose pictures were looked into."""
    draft = guest_with_draft(app, email, **(TEXT | text))
    if files:
        put_images(draft, *((body, f"{at}.jpg") for at, body in enumerate(files)))
        look_into_all()
        assert draft.describe().status_code in (302, 303)
    return draft


def handed_in(app: Flask, email: str, *files: bytes, **text: str) -> Draft:
    """Signed, sent, and compared."""
    draft = draft_with(app, email, *files, **text)
    assert draft.sign().status_code == 303
    look_into_all()
    assert draft.row.state == "submitted"
    return draft


def printed(app: Flask, email: str, *files: bytes, **text: str) -> Printed:
    """The same, approved and published."""
    submission_id = handed_in(app, email, *files, **text).row.id
    approve(submission_id)
    article = session.get_one(Article, publish(submission_id))
    uses = tuple(placed.use for placed in article.revision.placements)
    made = Printed(article.id, article.slug, uses)
    look_into_all()
    return made


def taken_down(app: Flask, article: Printed, *, use: str = "", lane: Lane = Lane.COPYRIGHT) -> int:
    """The case of a report about an article, or one of its images, that ended in a removal."""
    session.rollback()
    case_id = outside(lambda: confirmed(app, article, lane=lane, use=use))
    decide(app, case_id, "withhold_image" if use else "remove_article")
    look_into_all()
    return case_id


def decide(app: Flask, case_id: int, outcome: str) -> None:
    member(REVIEWER)
    session.rollback()

    def act() -> None:
        desk = Browser(app).sign_in(REVIEWER)
        assert desk.get(f"/desk/cases/{case_id}").status_code == 200
        desk.send("/decisions", outcome=outcome, **REASONS)
        assert desk.page.status_code == 303, desk.text

    outside(act)


def outside(act: Callable[[], T]) -> T:
    """Do this outside the context a test stands in: each request of another browser must find one of its own."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(act).result()


def cards(draft: Draft) -> list[Card]:
    """What the desk is shown of its newest revision."""
    revision = submissions.newest(draft.row)
    assert revision is not None
    return queries.of(revision)


def page_of(app: Flask, submission: Submission) -> str:
    """The desk's page of it."""
    number = submission.id
    member(REVIEWER)
    session.rollback()

    def act() -> str:
        desk = Browser(app).sign_in(REVIEWER)
        assert desk.get(f"/desk/submissions/{number}").status_code == 200
        return desk.text

    return outside(act)

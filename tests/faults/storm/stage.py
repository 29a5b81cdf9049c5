"""Articles of which every part can be told from every other, wherever it turns up: title, text, alt text, caption and
the bytes of each image have a word in them that nothing else has."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.guests.models import Guest
from app.publishing import actions as publishing
from app.publishing.models import Article, Hold
from app.publishing.proving.addresses import held
from app.publishing.proving.kinds import Asks, Place
from app.submissions import actions as submissions
from app.takedowns import actions
from app.takedowns.actions import Report
from app.takedowns.kinds import Lane
from tests.publishing import making
from tests.takedowns.making import answers

MARK = "qzx"
"""Every canary begins like this; no language does."""
LETTERS = "abcdefghijkmnpqrstuvwxyz"
AUTHOR = "amina@example.org"


def canary() -> str:
    return MARK + "".join(secrets.choice(LETTERS) for _ in range(9))


@dataclass(frozen=True)
class Picture:
    """One image: its use, the word in its alt text, its caption and its bytes, and where its files are."""

    use: str
    canary: str
    files: Sequence[str]


@dataclass(frozen=True)
class Printed:
    """One article. ``canary`` is in title, summary and text; ``pages`` are its own, ``lists`` lead to it while it is in
    view."""

    number: int
    article_id: int
    submission_id: int
    canary: str
    pictures: Sequence[Picture]
    pages: Sequence[str]
    lists: Sequence[str]

    @property
    def canaries(self) -> list[str]:
        return [self.canary, *(picture.canary for picture in self.pictures)]

    def carries(self) -> dict[str, list[str]]:
        """What each address gives out, also where the answer has no body to look into."""
        own = {path: [self.canary] for path in self.pages}
        return own | {path: [picture.canary] for picture in self.pictures for path in picture.files}

    def as_told(self) -> dict[str, object]:
        """What a program outside the product has to know of it to read it."""
        return {"number": self.number, "carries": self.carries(), "lists": list(self.lists)}


def published(number: int, *, images: int = 2, before: Article | None = None) -> Printed:
    """The whole way through the product's verbs. ``before``: an article whose readers are led to this one."""
    word, pictured = canary(), [canary() for _ in range(images)]
    submission_id = _written(number, word, pictured)
    making.sign(submission_id)
    making.approve(submission_id)
    article_id = making.publish(submission_id, slug=f"storm-{number}")
    article = session.get_one(Article, article_id)
    uses = {placed.position: placed.use for placed in article.revision.placements}
    if before is not None:
        by_id = making.member(Role.EDITOR)
        with transaction():
            leads = session.get_one(Article, before.id)
            by = session.get_one(Member, by_id)
            publishing.relate(leads.id, slugs=[article.slug], by=by, version=leads.version)
    return _told(number, submission_id, article_id, word, dict(zip(sorted(uses), pictured, strict=True)))


def _written(number: int, word: str, pictured: Sequence[str]) -> int:
    with transaction():
        submission = submissions.start(AUTHOR, key=making.KEY)
        images = {}
        for at, one in enumerate(pictured):
            image = submissions.place(submission, making.asset(f"{one} of {number}"), filename=f"{at}.jpg")
            declared = {"basis": "own_work", "people": "none", "holder": "Amina Rahman"}
            said = {"alt": f"A knee {one} bent", "caption": f"Seen from the side {one}.", "lead": at == 0}
            images[image.id] = {**said, "credit": "Photograph: A. Rahman", **declared}
            image.declared = declared
        fields = {
            "title": f"Weather {_spelt(number)} {word}",
            "summary": f"What the wind did {word} to the harbour.",
            "body": f"It blew {word} all night.\n\n## What stood\n\nThe lighthouse.\n",
            "byline": "Amina Rahman",
            "bio": "Amina is a physiotherapist.",
        }
        submissions.save(submission, fields, version=submission.copy.version, images=images)
        return submission.id


def _spelt(number: int) -> str:
    """A word for each number, which the search can find without saying what must not be said."""
    return "number" + "".join(LETTERS[int(digit)] for digit in str(number)) + "end"


def _told(number: int, submission_id: int, article_id: int, word: str, pictured: dict[int, str]) -> Printed:
    article = session.get_one(Article, article_id)
    placed = {one.position: one.use for one in article.revision.placements}
    asked = held(Hold(article=article, article_id=article.id, reason="")).addresses
    session.rollback()
    files = [one.path for one in asked if one.place is Place.FILE]
    pictures = [
        Picture(placed[at], mark, [path for path in files if f"/{placed[at]}/" in path])
        for at, mark in pictured.items()
    ]
    lists = [one.path for one in asked if one.asks is not Asks.DARK and one.place is not Place.SEARCH]
    return Printed(
        number=number,
        article_id=article_id,
        submission_id=submission_id,
        canary=word,
        pictures=pictures,
        pages=[one.path for one in asked if one.asks is Asks.DARK and one.place is not Place.FILE],
        lists=[*lists, f"/search?q={_spelt(number)}", "/api/v1/articles", "/api/v1/changes"],
    )


def reported(printed: Printed, picture: Picture | None, *, key: str) -> int:
    """The case of a confirmed report about it, or about one of its images."""
    report = Report(
        lane=Lane.COPYRIGHT,
        email=f"reader{printed.number}@example.net",
        answers=answers(Lane.COPYRIGHT),
        revision=1,
        use=picture.use if picture else "",
    )
    with transaction():
        notice = actions.receive(printed.article_id, report, key=key)
        ref, guest_id = notice.notice_ref, notice.guest_id
    with transaction():
        case = actions.confirm(ref, by=session.get_one(Guest, guest_id)).case
        assert case is not None
        return case.id

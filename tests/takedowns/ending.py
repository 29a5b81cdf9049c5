"""A published image under a right with a last day, and what its author and the desk do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import tokens
from app.clock import moved
from app.db import session, transaction
from app.guests.models import Scope
from app.guests.queries import current_link
from app.publishing.models import Article, Hold
from app.submissions import actions as submissions
from app.takedowns.models import Case, Ending
from app.worklist.models import Item
from tests.notifications import making as letters
from tests.publishing import making as publishing
from tests.takedowns.browsing import HOST, Browser
from tests.takedowns.making import KEY, Printed, member, printed
from workers.rights import watch

WEBMASTER = "webmaster@localhost.localdomain"

YEAR = datetime.now(UTC).year + 1
LAST = date(YEAR, 6, 15)
"""The last day of a right, next year, and a later one."""
LATER = date(YEAR + 1, 6, 15)

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def printed_until(app: Flask, last_on: date, **about: Any) -> Printed:
    """A published article whose first image may be shown until that day."""
    return printed(app, expires_on=last_on.isoformat(), **about)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is this moment, or a few seconds after it."""
    with moved(moment - datetime.now(UTC)):
        yield


def days_before(last_on: date, count: int) -> datetime:
    """Noon that many days before the last day; below zero, after it."""
    return datetime(last_on.year, last_on.month, last_on.day, 12, tzinfo=UTC) - timedelta(days=count)


def run(app: Flask) -> None:
    with app.app_context():
        watch()


def ending(app: Flask, article: Printed) -> Ending:
    """What the clock knows of the right of the first image; its parts are read, so that it can be looked at."""
    with app.app_context():
        found = session.scalars(select(Ending).where(Ending.article_id == article.id)).one()
        session.expunge(found)
        return found


def item(app: Flask, article: Printed) -> Item:
    number = ending(app, article).id
    with app.app_context():
        return session.scalars(
            select(Item).where(Item.subject_kind == "ending", Item.subject_id == number)
        ).one()


def case(app: Flask) -> Case:
    """The one case there is."""
    with app.app_context():
        return session.scalars(select(Case)).one()


def holds(app: Flask) -> list[Hold]:
    """Every hold that stands."""
    with app.app_context():
        return list(session.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id)))


def reader(app: Flask, path: str) -> TestResponse:
    """What a reader is given."""
    return app.test_client().get(path, base_url=HOST)


def status(app: Flask, path: str) -> int:
    return reader(app, path).status_code


def author(app: Flask, article: Printed) -> tuple[Browser, str]:
    """The author at a browser that holds the link of the draft, and the draft's page."""
    with app.app_context():
        ref = session.get_one(Article, article.id).submission.draft_ref
        link = current_link(Scope.DRAFT, ref)
        assert link is not None
        token = tokens.derive(KEY, link.id, link.generation)
    browser = Browser(app)
    browser.get(f"/d/{token}")
    return browser, f"/drafts/{ref}"


def renewed(app: Flask, article: Printed, last_on: date, *, approved: bool = True, **said: str) -> int:
    """The author gives the first image a new last day and signs; two approve. The submission's id."""
    with app.app_context():
        submission_id = session.get_one(Article, article.id).submission_id
        with transaction():
            submission = submissions.hold(submission_id)
            first = submission.images[0]
            declared = {**first.declared, "expires_on": last_on.isoformat(), **said}
            told = {"alt": first.alt, "caption": first.caption, "credit": first.credit, **declared}
            submissions.save(submission, {}, version=submission.copy.version, images={first.id: told})
        publishing.sign(submission_id)
        if approved:
            publishing.approve(submission_id)
        return submission_id


def written(app: Flask) -> list[tuple[str, str]]:
    """Every letter about a right, as (letter, address)."""
    with app.app_context():
        letters.told(500)
        return [(one.letter, one.address) for one in letters.letters() if one.letter.startswith("right_")]


def desk(app: Flask) -> Browser:
    with app.app_context():
        member("R. Osei")
    return Browser(app).sign_in("R. Osei")


def rights_page(app: Flask, article: Printed) -> str:
    return f"/desk/rights/{ending(app, article).rights_id}"


def lift_unasked(reviewer: Browser, app: Flask, page: str) -> TestResponse:
    """Post what the page of a case does not offer: to lift its one hold."""
    reviewer.get(page)
    assert "/lifts" not in reviewer.text
    [hold] = holds(app)
    fields = {name: said for name, said in reviewer.form("/decisions").fields.items() if name in KEPT}
    return reviewer.client.post(f"{page}/holds/{hold.id}/lifts", data=fields, base_url=HOST)


KEPT = ("csrf_token", "version", "seen")

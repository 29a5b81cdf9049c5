"""The same events, read by the author on the status page and by each claimant on their own page."""

from __future__ import annotations

import pytest
from flask import Flask

from app import tokens
from app.accounts.models import Member
from app.db import session, transaction
from app.guests.models import Link, Scope
from app.guests.queries import current_link
from app.publishing.models import Article
from app.takedowns import actions
from app.takedowns.actions.decisions import Reasons
from app.takedowns.models import Case, Notice
from app.takedowns.rules import Outcome
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, claimant, confirmed, member, printed

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


def author(app: Flask, article: Printed) -> Browser:
    """A browser that holds the link of the article's draft, on its status page."""
    with app.app_context():
        ref = session.get_one(Article, article.id).submission.draft_ref
        link = current_link(Scope.DRAFT, ref)
        assert isinstance(link, Link)
        token = tokens.derive(app.config["LINK_KEY"], link.id, link.generation)
    reader = Browser(app)
    reader.get(f"/d/{token}")
    reader.get(f"/drafts/{ref}/status")
    return reader


def decided(app: Flask, case_id: int) -> None:
    with app.app_context():
        reviewer = member("A. Judge")
        with transaction():
            case = session.get_one(Case, case_id)
            actions.decide(
                case_id,
                Outcome.REMOVE_ARTICLE,
                by=session.get_one(Member, reviewer),
                reasons=Reasons(
                    ground="House rule 3",
                    explanation="It could not be relied on.",
                    facts="We compared what was sent with what stood there.",
                    at_sight="yes",
                ),
                version=case.version,
            )


@ONE_DATABASE
def test_the_author_reads_that_a_report_was_decided(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    assert "A report about your article was decided." not in author(app, article).text
    decided(app, case_id)
    assert "A report about your article was decided." in author(app, article).text


@ONE_DATABASE
def test_a_claimant_reads_what_happened_and_nothing_of_another_claimant(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article, email="clara@example.net")
    confirmed(app, article, email="dora@example.net")
    decided(app, case_id)
    with app.app_context():
        refs = [notice.notice_ref for notice in session.get_one(Case, case_id).notices]
        assert session.query(Notice).count() == 2
    for ref in refs:
        reader = claimant(app, ref)
        reader.get(f"/notices/{ref}")
        said = reader.text
        assert said.count("We received your report.") == 1
        assert said.count("You confirmed the report;") == 1
        assert "We decided about it." in said
        assert "The article was taken down." in said

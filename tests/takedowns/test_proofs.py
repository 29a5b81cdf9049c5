"""What the page of a case shows of the addresses that were asked, and the receipt as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app import tokens
from app.accounts.models import Member
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import record
from app.audit.models import Vault
from app.db import session, transaction
from app.publishing import actions as publishing
from app.publishing import queries as articles
from app.publishing.models import Article, Hold
from app.takedowns import actions
from app.takedowns.actions.decisions import Reasons
from app.takedowns.models import Case, Notice
from app.takedowns.rules import Outcome
from tests.publishing.proving import listening
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, claimant, confirmed, member, printed
from workers import sealing

NOT_YET = "not proven yet"


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with listening(app) as address:
        yield address


@pytest.fixture
def reviewer(app: Flask) -> Browser:
    with app.app_context():
        member("R. Osei")
    return Browser(app).sign_in("R. Osei")


def decide(case_id: int, outcome: Outcome) -> None:
    by = member("R. Osei")
    with transaction():
        actions.decide(
            case_id,
            outcome,
            by=session.get_one(Member, by),
            reasons=Reasons(
                ground="Copyright", explanation="The negative.", facts="We compared.", at_sight="yes"
            ),
            version=session.get_one(Case, case_id).version,
        )


def saved(reviewer: Browser) -> dict[str, Any]:
    [address] = [
        part.split('"')[0] for part in reviewer.text.split('href="') if "/receipts/" in part.split('"')[0]
    ]
    answer = reviewer.client.get(address, base_url="http://127.0.0.1:8000")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    told: dict[str, Any] = json.loads(answer.data)
    return told


@pytest.mark.usefixtures("site")
def test_the_case_says_what_waits_for_proof_and_then_what_was_asked(
    app: Flask, article: Printed, reviewer: Browser
) -> None:
    case_id = confirmed(app, article)
    page = f"/desk/cases/{case_id}"
    assert "public address" not in reviewer.get(page).text
    with app.app_context():
        decide(case_id, Outcome.REMOVE_ARTICLE)
    assert NOT_YET in reviewer.get(page).text
    with app.app_context():
        assert publishing.prove_all() == 1
        sealing.seal()
    reviewer.get(page)
    assert NOT_YET not in reviewer.text
    assert "Gone: the article" in reviewer.text
    assert "None gave it out" in reviewer.text
    assert "may not keep it" in reviewer.text
    assert "200, without it" in reviewer.text
    assert "public, max-age" not in reviewer.text
    told = saved(reviewer)
    assert told["schema"] == "propagation/1"
    assert told["case"] == reviewer.text.split("<h1")[1].split(":")[0].rpartition(">")[2]
    urls = {line["url"] for line in told["addresses"]}
    assert {article.url, article.picture(), f"{article.url}/history"} <= urls
    assert f"{len(urls)} addresses" in reviewer.text
    log = told["log"]
    opening = log["opening"]
    assert tokens.commitment(opening["salt"], opening["words"]) == log["commitment"]
    assert json.loads(opening["words"]) == told["addresses"]
    assert len(log["seal"]["hash"]) == 64


@pytest.mark.usefixtures("site")
def test_what_is_put_back_has_a_receipt_too(app: Flask, article: Printed, reviewer: Browser) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    with app.app_context():
        decide(case_id, Outcome.WITHHOLD_IMAGE)
        assert publishing.prove_all() == 1
        decide(case_id, Outcome.REINSTATE)
        assert publishing.prove_all() == 1
    reviewer.get(f"/desk/cases/{case_id}")
    assert reviewer.text.index("Back: an image") < reviewer.text.index("Gone: an image")
    assert "its files have the same bytes" in reviewer.text
    assert "and found it back" in reviewer.text


@pytest.mark.usefixtures("site")
def test_the_claimant_reads_how_many_addresses_were_asked(app: Flask, article: Printed) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.REMOVE_ARTICLE)
        publishing.prove_all()
        ref = session.scalars(select(Notice.notice_ref)).one()
    page = claimant(app, ref).text
    assert "public addresses for it; none gave it out." in page
    assert article.picture() not in page


def test_only_the_receipts_of_a_case_are_found_there(app: Flask, article: Printed, reviewer: Browser) -> None:
    first, second = (
        confirmed(app, article),
        confirmed(app, printed(app, email="bo@example.org", title="Hips")),
    )
    with app.app_context():
        decide(first, Outcome.REMOVE_ARTICLE)
        [hold] = articles.holds_on(session.get_one(Article, article.id))
        with transaction():
            about = session.get_one(Hold, hold.id)
            event_id = record(
                Kind.REMOVAL_PROVEN,
                about=about,
                by=SYSTEM,
                also=[session.get_one(Case, first)],
                facts={"addresses": 1},
                private={"answers": json.dumps([{"url": article.url, "status": 451}])},
            )
    assert reviewer.get(f"/desk/cases/{second}/receipts/{event_id}.json").status_code == 404
    assert reviewer.get(f"/desk/cases/{first}/receipts/{event_id + 1000}.json").status_code == 404
    assert reviewer.get(f"/desk/cases/{first}/receipts/{event_id}.json").status_code == 200
    assert Browser(app).get(f"/desk/cases/{first}/receipts/{event_id}.json").status_code in (302, 303)


def test_a_receipt_of_before_and_one_whose_words_were_erased_are_shown(
    app: Flask, article: Printed, reviewer: Browser
) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        decide(case_id, Outcome.REMOVE_ARTICLE)
        [hold] = articles.holds_on(session.get_one(Article, article.id))
        old = [{"url": article.url, "status": 451}, {"url": article.picture(), "status": 451}]
        with transaction():
            record(
                Kind.REMOVAL_PROVEN,
                about=session.get_one(Hold, hold.id),
                by=SYSTEM,
                also=[session.get_one(Case, case_id)],
                facts={"addresses": 2},
                private={"answers": json.dumps(old)},
            )
    assert "2 addresses were asked" in reviewer.get(f"/desk/cases/{case_id}").text
    assert "Files of images" in reviewer.text
    assert saved(reviewer)["questions"] == 2
    with app.app_context(), transaction():
        session.execute(delete(Vault).where(Vault.owner_kind == "hold"))
    assert "What each address answered was erased." in reviewer.get(f"/desk/cases/{case_id}").text

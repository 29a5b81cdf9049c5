"""A decision is its statement of reasons: entered once, read by both sides and by machines, and needed to restrict."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.db import session, transaction
from app.guests.models import Link
from app.publishing.models import Article
from app.takedowns.kinds import Lane
from app.takedowns.models import Case, CaseDecision, Notice
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.stating import exporting
from app.takedowns.stating.kinds import EFFECTS, LONGEST_EXPLANATION, SPECIFICATIONS, USUAL
from app.takedowns.stating.models import Statement
from tests.notifications import making as letters
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, claimant, confirmed, happened, printed, state_of

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FACTS = "We compared the negative with the picture on the page."
SAID = {
    "facts": FACTS,
    "ground": "CDPA 1988, s. 16(2)",
    "explanation": "The claimant showed the negative.",
    "at_sight": "yes",
    "sentence": "What it says could not be shown to hold.",
}
RESTRICTING = [outcome.value for outcome in EFFECTS]


@pytest.fixture
def article(app: Flask) -> Printed:
    return printed(app)


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


def decide(osei: Browser, case_id: int, outcome: str, **typed: Any) -> Browser:
    osei.get(f"/desk/cases/{case_id}")
    osei.send("/decisions", **{**SAID, "outcome": outcome, **typed})
    return osei


def stated(app: Flask) -> Statement:
    with app.app_context():
        found = session.scalars(select(Statement).order_by(Statement.id.desc())).first()
        assert found is not None
        session.expunge_all()
        return found


def ref_of(app: Flask, case_id: int) -> str:
    with app.app_context():
        return session.scalars(select(Notice.notice_ref).where(Notice.case_id == case_id)).one()


@ONE_DATABASE
@pytest.mark.parametrize("outcome", RESTRICTING)
@pytest.mark.parametrize("missing", ["facts", "ground", "explanation", "at_sight"])
def test_nothing_is_restricted_without_each_part_of_its_reasons(
    app: Flask, article: Printed, osei: Browser, outcome: str, missing: str
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    decide(osei, case_id, outcome, **{missing: "" if missing != "at_sight" else None})
    assert osei.page.status_code == 422
    assert f'id="{missing}-fault"' in osei.text or f'id="{missing}-set"' in osei.text
    assert state_of(app, case_id) in ("triage", "under_review")
    with app.app_context():
        assert session.scalar(select(CaseDecision)) is None
        assert session.scalar(select(Statement)) is None


@ONE_DATABASE
@pytest.mark.parametrize("strange", [("kind", "whim"), ("specification", "other"), ("at_sight", "perhaps")])
def test_a_word_that_the_vocabulary_lacks_is_refused(
    app: Flask, article: Printed, osei: Browser, strange: tuple[str, str]
) -> None:
    decide(osei, confirmed(app, article), "remove_article", **dict([strange]))
    assert osei.page.status_code == 422


@ONE_DATABASE
def test_leaving_it_as_it_is_needs_no_facts(app: Flask, article: Printed, osei: Browser) -> None:
    decide(osei, confirmed(app, article), "no_action", facts="", at_sight=None)
    assert osei.page.status_code == 303
    found = stated(app)
    assert (found.visibility, found.ground, found.category, found.at_sight) == ("", "", "", "")


def test_what_follows_from_the_case_is_derived_and_shown(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    osei.get(f"/desk/cases/{case_id}")
    for words in ("A report came to us.", "A person looked into it", "Everywhere", "An image"):
        assert words in osei.text
    form = osei.form("/decisions")
    usual = USUAL[Lane.COPYRIGHT]
    assert (form.fields["kind"], form.fields["ground"]) == ("illegal", usual.rests_on)
    decide(osei, case_id, "withhold_image")
    assert osei.page.status_code == 303
    found = stated(app)
    assert found.visibility == "DECISION_VISIBILITY_CONTENT_DISABLED"
    assert (found.ground, found.source, found.at_sight) == ("illegal", "SOURCE_ARTICLE_16", "yes")
    assert found.content_types == "CONTENT_TYPE_IMAGE"
    assert found.specification == "KEYWORD_COPYRIGHT_INFRINGEMENT"
    assert (found.automated_detection, found.territory, found.ends_on) == (False, "worldwide", None)
    assert happened(app, Kind.REASONS_STATED) == 1


@ONE_DATABASE
def test_a_reader_who_corrects_us_sends_no_notice_of_article_16(
    app: Flask, article: Printed, osei: Browser
) -> None:
    decide(osei, confirmed(app, article, lane=Lane.ACCURACY), "remove_article")
    found = stated(app)
    assert (found.source, found.ground) == ("SOURCE_TYPE_OTHER_NOTIFICATION", "incompatible")


@ONE_DATABASE
@pytest.mark.parametrize("field", ["facts", "ground", "explanation"])
def test_no_reasons_name_a_claimant_who_did_not_agree(
    app: Flask, article: Printed, osei: Browser, field: str
) -> None:
    case_id = confirmed(app, article)
    for words in ("As MY NAME IS THIS. said", "Write to clara@example.net."):
        decide(osei, case_id, "remove_article", **{field: words})
        assert osei.page.status_code == 422
        assert "did not agree to be named here" in osei.text


def test_both_sides_read_the_same_statement(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    ref = ref_of(app, case_id)
    decide(osei, case_id, "withhold_image")
    with app.app_context():
        letters.told(500)
        sent = [letter for letter in letters.letters() if letter.letter.startswith("case_decided")]
        assert {letter.letter for letter in sent} == {"case_decided_author", "case_decided_claimant"}
        draft_ref = session.get_one(Article, article.id).submission.draft_ref
        opened = session.scalars(select(Link).where(Link.subject_ref == draft_ref)).one()
        assert opened is not None
    for letter in sent:
        for words in (
            FACTS,
            SAID["ground"],
            SAID["explanation"],
            "Automated means",
            "article 21",
            "go to a court",
        ):
            assert words in letter.text
            assert "clara" not in letter.text.lower()
    page = claimant(app, ref).text
    for words in (FACTS, SAID["explanation"], "It breaks a law", "name case TD-2026-0001"):
        assert words in page


@ONE_DATABASE
def test_the_author_reads_the_statement_where_the_article_stands(
    app: Flask, article: Printed, osei: Browser
) -> None:
    decide(osei, confirmed(app, article), "remove_article")
    with app.app_context():
        draft_ref = session.get_one(Article, article.id).submission.draft_ref
    author = opened(app, draft_ref)
    for words in ("What was decided about it", FACTS, SAID["explanation"], "name case TD-2026-0001"):
        assert words in author.text
    assert "clara@" not in author.text.lower()


@ONE_DATABASE
def test_the_author_reads_that_an_article_was_retracted(app: Flask, article: Printed, osei: Browser) -> None:
    decide(osei, confirmed(app, article, lane=Lane.ACCURACY), "retract")
    with app.app_context():
        draft_ref = session.get_one(Article, article.id).submission.draft_ref
    assert "It was retracted: readers find it marked" in opened(app, draft_ref).text


def opened(app: Flask, draft_ref: str) -> Browser:
    """The author’s status page, come through the private link."""
    from app import tokens

    with app.app_context():
        link = session.scalars(select(Link).where(Link.subject_ref == draft_ref)).one()
        token = tokens.derive(app.config["LINK_KEY"], link.id, link.generation)
    browser = Browser(app)
    browser.get(f"/d/{token}")
    assert browser.get(f"/drafts/{draft_ref}/status").status_code == 200
    return browser


@ONE_DATABASE
def test_the_ways_to_object_are_the_publishers_words(app: Flask, article: Printed, osei: Browser) -> None:
    from app.audit.kinds import SYSTEM
    from app.site import actions as site

    case_id = confirmed(app, article)
    ref = ref_of(app, case_id)
    decide(osei, case_id, "remove_article")
    with app.app_context(), transaction():
        words = {"internal": "Ask for {case} at {contact}.", "out_of_court": "", "court": "Or sue."}
        site.change_setting("redress", words, by=SYSTEM, source="our lawyer")
    page = claimant(app, ref).text
    assert "Ask for TD-2026-0001 at webmaster@example.org." in page
    assert "Or sue." in page
    assert "article 21" not in page


@pytest.mark.parametrize("outcome", [one for one in RESTRICTING if one != "withhold_passage"])
def test_a_decision_is_exported_as_the_transparency_database_takes_it(
    app: Flask, article: Printed, osei: Browser, outcome: str
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    decide(osei, case_id, outcome, explanation="Amina Rahman could show nothing; ask x@example.org.")
    assert osei.page.status_code == 303, osei.text
    answer = osei.get(f"/desk/cases/{case_id}/decisions/1.json")
    assert answer.status_code == 200
    said = json.loads(osei.text)
    exporting.Exported.model_validate(said)
    assert said["puid"] == "TD-2026-0001-1"
    assert said["decision_visibility"] == [EFFECTS[Outcome(outcome)].visibility]
    assert said["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert said["illegal_content_legal_ground"] == SAID["ground"]
    assert said["category"] == "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    assert said["category_specification"] == ["KEYWORD_COPYRIGHT_INFRINGEMENT"]
    assert (said["source_type"], said["content_language"]) == ("SOURCE_ARTICLE_16", "EN")
    assert (said["automated_detection"], said["automated_decision"]) == (
        "No",
        "AUTOMATED_DECISION_NOT_AUTOMATED",
    )
    assert len(said["territorial_scope"]) == 30
    for person in ("Amina", "Rahman", "clara", "x@example.org", "My name"):
        assert person.lower() not in osei.text.lower()


@ONE_DATABASE
def test_what_restricted_nothing_is_not_exported(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    assert osei.get(f"/desk/cases/{case_id}/decisions/1.json").status_code == 404
    decide(osei, case_id, "no_action")
    assert osei.get(f"/desk/cases/{case_id}/decisions/1.json").status_code == 404
    assert Browser(app).get(f"/desk/cases/{case_id}/decisions/1.json").status_code in (302, 303)


@ONE_DATABASE
def test_a_decision_of_an_older_version_is_read_as_it_was_made(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    ref = ref_of(app, case_id)
    with app.app_context(), transaction():
        from app.accounts.models import Member
        from app.clock import now

        case = session.get_one(Case, case_id)
        by = session.scalars(select(Member)).first()
        session.add(
            CaseDecision(
                case=case,
                sequence=1,
                by=by,
                outcome="no_action",
                ground="Rule 3",
                explanation="Old.",
                made_at=now(),
            )
        )
    page = claimant(app, ref).text
    assert "Rule 3" in page
    assert "Automated means" not in page
    assert osei.get(f"/desk/cases/{case_id}").status_code == 200


def test_every_table_of_the_vocabulary_is_whole() -> None:
    assert set(USUAL) == set(Lane)
    assert {one.specification for one in USUAL.values()} <= set(SPECIFICATIONS)
    assert set(EFFECTS) | {Outcome.NO_ACTION, Outcome.REINSTATE} == set(Outcome)
    assert all(rule.right in (Right.DECIDE, Right.RESTORE) for rule in OUTCOMES.values())
    assert LONGEST_EXPLANATION == 2000


@pytest.mark.parametrize("lane", [Lane.COPYRIGHT, Lane.DEFAMATION, Lane.ORDER])
def test_what_a_demand_took_down_says_who_blocks_it_by_which_law_in_which_case_and_never_who_asked(
    app: Flask, article: Printed, osei: Browser, lane: Lane
) -> None:
    case_id = confirmed(app, article, lane=lane)
    with app.app_context():
        number = session.get_one(Case, case_id).public_number
    decide(osei, case_id, "remove_article")
    reader = Browser(app)
    blocker = f"{app.config['BASE_URL']}/policies/corrections"
    for path in (article.url, article.picture(), f"/api/v1{article.url}"):
        answer = reader.get(path)
        assert answer.status_code == 451, path
        assert answer.headers["Link"] == f'<{blocker}>; rel="blocked-by"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
        for secret in ("clara", "my name", "amina", "rebuilding a knee"):
            assert secret not in reader.text.lower(), (path, secret)
    said = json.loads(reader.text)
    assert reader.page.mimetype == "application/problem+json"
    assert (said["case"], said["reason_class"], said["blocked_by"]) == (number, lane.value, blocker)
    assert said["since"]
    reader.get(article.url)
    assert number in reader.text
    assert SAID["ground"] in reader.text
    assert reader.get("/policies/corrections").status_code == 200


@ONE_DATABASE
@pytest.mark.parametrize(
    "name", ["My name is this.", "clara@example.net", "Amina Rahman", "Rebuilding a knee"]
)
def test_the_law_that_a_tombstone_names_names_nobody(
    app: Flask, article: Printed, osei: Browser, name: str
) -> None:
    case_id = confirmed(app, article)
    decide(osei, case_id, "remove_article", ground=f"The rights of {name}")
    assert osei.page.status_code == 422

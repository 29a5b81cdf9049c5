"""A question to a specialist: who asks, who answers, whose turn it is meanwhile, and who reads none of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Member
from app.accounts.roles import Role
from app.audit.kinds import Kind
from app.clock import moved, now
from app.db import db, session, table, transaction
from app.pages import verification
from app.takedowns.actions import cases
from app.takedowns.asking.models import Opinion, Question
from app.takedowns.models import Case
from app.takedowns.rules import WAITS
from app.worklist import actions as queue
from app.worklist import queries as worklist
from app.worklist.models import Item
from tests.notifications import making as letters
from tests.takedowns.browsing import HOST, Browser, at_once
from tests.takedowns.making import Printed, claimant, confirmed, happened, member, printed, report, state_of
from tests.takedowns.test_erasing import confirmed_by_second, in_database, proposed, run
from tests.takedowns.test_what_each_party_reads import author
from workers import sealing

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASONS = {
    "ground": "Copyright in the photograph",
    "explanation": "The claimant showed the negative.",
    "facts": "We compared what was sent with what stood there.",
    "at_sight": "yes",
}
ASKED = "Is the dose on page two dangerous?"
SAID = "It is half of what the handbook allows."


def specialist(name: str, *, role: Role = Role.REVIEWER, email: str = "", **marks: bool) -> int:
    """A member with these marks; call it inside an app context."""
    id_ = member(name, role, email=email)
    with transaction():
        for mark, given in marks.items():
            setattr(session.get_one(Member, id_), mark, given)
    return id_


@pytest.fixture
def article(app: Flask) -> Printed:
    made = printed(app)
    with app.app_context():
        specialist("C. Linic", clinical=True)
        member("T. Lindqvist")
    return made


@pytest.fixture
def osei(app: Flask, article: Printed) -> Browser:
    return Browser(app).sign_in("R. Osei")


def at_case(browser: Browser, case_id: int) -> Browser:
    assert browser.get(f"/desk/cases/{case_id}").status_code == 200, browser.text[:3000]
    return browser


def asked(browser: Browser, case_id: int, *, body: str = ASKED, **typed: Any) -> int:
    return at_case(browser, case_id).send("/questions", body=body, **typed).status_code


def item(app: Flask, case_id: int) -> dict[str, Any]:
    with app.app_context():
        found = worklist.item_of(session.get_one(Case, case_id).ref)
        assert found is not None
        names = ("id", "owes", "state", "open", "due_at", "our_turn_since", "holder_id", "late")
        return {name: getattr(found, name) for name in names}


def heard(app: Flask) -> set[tuple[str, str]]:
    """Which letters about questions were written, and to whom."""
    with app.app_context():
        letters.told(500)
        about = ("specialist_asked", "specialist_answered")
        return {(one.letter, one.address) for one in letters.letters() if one.letter in about}


def test_a_question_is_asked_and_answered_and_stands_on_the_page_with_names(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    due_at = item(app, case_id)["due_at"]
    assert asked(osei, case_id) == 303
    stands = item(app, case_id)
    assert (stands["owes"], stands["state"], stands["open"]) == ("specialist", "awaiting_specialist", True)
    assert (stands["our_turn_since"], stands["due_at"]) == (None, due_at)
    assert "Nothing can be decided until the answer is here" in at_case(osei, case_id).text
    assert "/opinions" not in osei.text, "whoever asked cannot answer"
    linic = at_case(Browser(app).sign_in("C. Linic"), case_id)
    assert ASKED in linic.text
    assert linic.send("/opinions", opinion=SAID).status_code == 303
    told = at_case(osei, case_id).text
    assert told.index(ASKED) < told.index(SAID)
    assert "C. Linic" in told
    assert "asked a clinical specialist" in told
    assert "answered the question to a specialist" in told
    stands = item(app, case_id)
    assert (stands["owes"], stands["state"], stands["due_at"]) == ("us", "under_review", due_at)
    assert stands["our_turn_since"] is not None
    assert asked(osei, case_id, body="And the one on page three?") == 303, "another one can be asked"
    assert "Question 2, to a clinical specialist" in at_case(osei, case_id).text


@ONE_DATABASE
def test_everybody_who_can_answer_gets_a_letter_and_whoever_asked_gets_the_answer_s(
    app: Flask, article: Printed
) -> None:
    with app.app_context():
        specialist("S. Econd", clinical=True)
        specialist("L. Egal", legal=True)
        specialist("A. Way", clinical=True)
        specialist("R. Osei", clinical=True)
        specialist("A. Rahman", clinical=True, email="amina@example.org")
        with transaction():
            session.scalars(select(Member).where(Member.name == "A. Way")).one().active = False
    case_id = confirmed(app, article)
    assert asked(Browser(app).sign_in("R. Osei"), case_id) == 303
    want = {("specialist_asked", f"{name}@desk.example") for name in ("clinic", "second")}
    assert heard(app) == want
    at_case(Browser(app).sign_in("S. Econd"), case_id).send("/opinions", opinion=SAID)
    assert heard(app) - want == {("specialist_answered", "rosei@desk.example")}
    with app.app_context():
        for one in letters.letters():
            assert ASKED not in one.text + one.html + one.subject
            assert SAID not in one.text + one.html + one.subject
            if one.letter.startswith("specialist_"):
                assert "Rebuilding" not in one.subject
                assert f"/desk/cases/{case_id}" in one.text


@ONE_DATABASE
def test_what_nobody_else_can_answer_is_not_asked_and_the_page_says_who_can_change_that(
    app: Flask, article: Printed
) -> None:
    case_id = confirmed(app, article)
    linic = Browser(app).sign_in("C. Linic")
    assert "Nobody else at the desk can answer as a specialist." in at_case(linic, case_id).text
    osei = Browser(app).sign_in("R. Osei")
    assert asked(osei, case_id, mark="legal") == 422
    assert "Nobody else at the desk can answer as a legal specialist. A webmaster" in osei.text
    assert osei.form("/questions").fields["body"] == ASKED, "nothing typed is lost"
    assert osei.send("/questions", mark="clinical", body=" ").status_code == 422
    assert "Write what you want to know." in osei.text
    assert osei.send("/questions", mark="clinical", body="x" * 5001).status_code == 422
    assert osei.send("/questions", mark="clinical", body="About [[the claim]]").status_code == 422
    assert osei.send("/questions", mark="nothing", body="x").status_code == 422
    assert state_of(app, case_id) == "triage"


@ONE_DATABASE
def test_a_party_neither_asks_nor_answers_nor_takes_back(app: Flask, article: Printed) -> None:
    with app.app_context():
        specialist("C. Laims", email="claims@desk.example", clinical=True)
    case_id = confirmed(app, article, email="claims@desk.example")
    party, osei = Browser(app).sign_in("C. Laims"), Browser(app).sign_in("R. Osei")
    assert "/questions" not in at_case(party, case_id).text
    at_case(osei, case_id)
    assert posted(osei, party, case_id, "/questions", mark="clinical", body=ASKED) == 403
    assert "You are a party in this case." in party.text
    assert asked(osei, case_id) == 303
    at_case(osei, case_id)
    assert "/opinions" not in at_case(party, case_id).text
    assert posted(osei, party, case_id, "/opinions", opinion=SAID) == 403
    assert posted(osei, party, case_id, "/questions/removals") == 403
    assert state_of(app, case_id) == "awaiting_specialist"


def posted(seen_by: Browser, who: Browser, case_id: int, verb: str, **typed: str) -> int:
    """Send what no form of their own page offers; what stood on the screen is somebody else's."""
    form = seen_by.form("/removals" if "/removals" in seen_by.text else "/questions")
    seen = {name: form.fields[name] for name in ("version", "seen")}
    at_case(who, case_id)
    token = {"csrf_token": who.form("").fields["csrf_token"]}
    who.page = who.client.post(f"/desk/cases/{case_id}{verb}", data={**token, **seen, **typed}, base_url=HOST)
    return who.page.status_code


@ONE_DATABASE
def test_only_somebody_else_with_the_mark_answers(app: Flask, article: Printed, osei: Browser) -> None:
    with app.app_context():
        specialist("R. Osei", clinical=True)
        specialist("L. Egal", legal=True)
    case_id = confirmed(app, article)
    assert asked(osei, case_id) == 303
    at_case(osei, case_id)
    assert posted(osei, osei, case_id, "/opinions", opinion=SAID) == 403
    assert "You asked this yourself." in osei.text
    legal = Browser(app).sign_in("L. Egal")
    at_case(osei, case_id)
    assert posted(osei, legal, case_id, "/opinions", opinion=SAID) == 403
    assert "This is for a clinical specialist." in legal.text
    assert happened(app, Kind.QUESTION_ANSWERED) == 0


def test_of_two_specialists_at_once_one_opinion_is_taken_and_the_other_is_told(
    app: Flask, article: Printed, osei: Browser
) -> None:
    with app.app_context():
        specialist("S. Econd", clinical=True)
    case_id = confirmed(app, article)
    asked(osei, case_id)
    both = [at_case(Browser(app).sign_in(name), case_id) for name in ("C. Linic", "S. Econd")]
    codes = at_once(*(lambda b=one: b.send("/opinions", opinion=SAID).status_code for one in both))
    assert sorted(codes) == [303, 409]
    loser = both[codes.index(409)]
    assert "This case changed while you were reading it." in loser.text
    assert "answered the question to a specialist" in loser.text
    assert loser.form("/opinions").fields["opinion"] == SAID, "nothing typed is lost"
    with app.app_context():
        assert len(session.scalars(select(Opinion)).all()) == 1


def test_the_database_takes_one_opinion_a_question_by_somebody_else_and_no_party(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    asked(osei, case_id)
    with app.app_context():
        question = session.scalars(select(Question)).one()
        asker, other = question.by_id, member("T. Lindqvist")
        parties = [member("A", email="amina@example.org"), member("C", email="clara@example.net")]
        said = {"question_id": question.id, "asked_by_id": asker, "body": SAID, "made_at": now()}

        def refused(model: Any, row: dict[str, Any]) -> None:
            session.rollback()
            with pytest.raises(DatabaseError), db.engine.begin() as connection:
                connection.execute(insert(table(model)), [row])

        refused(Opinion, {**said, "by_id": asker})
        refused(Opinion, {**said, "by_id": asker, "asked_by_id": other})
        for party in parties:
            refused(Opinion, {**said, "by_id": party})
            about = {"case_id": case_id, "sequence": 2, "mark": "legal", "body": ASKED, "made_at": now()}
            refused(Question, {**about, "by_id": party})
        session.rollback()
        with db.engine.begin() as connection:
            connection.execute(insert(table(Opinion)), [{**said, "by_id": other}])
        refused(Opinion, {**said, "by_id": member("E. Marsh")})


@ONE_DATABASE
def test_nothing_is_decided_until_the_answer_is_there_or_the_question_was_taken_back(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    late = at_case(Browser(app).sign_in("T. Lindqvist"), case_id)
    assert asked(osei, case_id) == 303
    assert "/decisions" not in at_case(osei, case_id).text
    form = late.form("/decisions")
    form.fields["version"] = osei.form("/removals").fields["version"]
    page = late.client.post(
        form.action, data={**form.fields, "outcome": "no_action", **REASONS}, base_url=HOST
    )
    assert page.status_code == 403
    assert WAITS in page.text
    assert asked_again(late, osei, case_id) == 403
    bulk = late.get("/desk/cases/decisions", ids=str(case_id))
    assert WAITS in bulk.text
    assert at_case(osei, case_id).send("/questions/removals").status_code == 303
    told = at_case(osei, case_id).text
    assert "Taken back by" in told
    assert "took the question to a specialist back" in told
    assert item(app, case_id)["owes"] == "us"
    assert osei.send("/decisions", outcome="no_action", **REASONS).status_code == 303
    assert state_of(app, case_id) == "decided"
    linic = at_case(Browser(app).sign_in("C. Linic"), case_id)
    assert "/opinions" not in linic.text


def asked_again(who: Browser, seen_by: Browser, case_id: int) -> int:
    at_case(seen_by, case_id)
    return posted(seen_by, who, case_id, "/questions", mark="clinical", body=ASKED)


def test_meanwhile_notices_join_holds_are_placed_and_lifted_and_the_claimant_may_withdraw(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article, use=article.uses[0])
    asked(osei, case_id)
    assert confirmed(app, article, use=article.uses[0], email="dora@example.net") == case_id
    assert at_case(osei, case_id).send("/holds").status_code == 303
    assert at_case(osei, case_id).send("/lifts").status_code == 303
    assert at_case(osei, case_id).send("/holds").status_code == 303
    assert state_of(app, case_id) == "awaiting_specialist"
    assert item(app, case_id)["owes"] == "specialist"
    with app.app_context():
        refs = [notice.notice_ref for notice in session.get_one(Case, case_id).notices]
    for ref in refs:
        assert claimant(app, ref).send("/withdrawals", sure="y").status_code == 303
    assert state_of(app, case_id) == "withdrawn"
    assert not item(app, case_id)["open"]
    assert "Not answered: the report was withdrawn." in at_case(osei, case_id).text
    assert "/questions" not in osei.text


@ONE_DATABASE
def test_neither_party_reads_anything_of_it(app: Flask, article: Printed, osei: Browser) -> None:
    case_id = confirmed(app, article)
    with app.app_context():
        ref = session.get_one(Case, case_id).notices[0].notice_ref
    asked(osei, case_id)
    reads_nothing(app, article, ref)
    at_case(Browser(app).sign_in("C. Linic"), case_id).send("/opinions", opinion=SAID)
    assert state_of(app, case_id) == "under_review"
    reads_nothing(app, article, ref)


def reads_nothing(app: Flask, article: Printed, ref: str) -> None:
    theirs = claimant(app, ref)
    assert "We decide by then." in theirs.text, "for the claimant the desk looks into it"
    for page in (theirs.text, author(app, article).text, theirs.get(article.url).get_data(as_text=True)):
        for word in (ASKED, SAID, "specialist", "C. Linic", "clinical"):
            assert word not in page


def by_script(browser: Browser, app: Flask, case_id: int) -> dict[str, Any]:
    """As the script of an open page claims it."""
    at_case(browser, case_id)
    told = browser.client.post(
        f"/desk/items/{item(app, case_id)['id']}/claims",
        data={"csrf_token": browser.form("").fields["csrf_token"]},
        headers={"X-Requested-With": "fetch"},
        base_url=HOST,
    )
    return dict(told.get_json())


@ONE_DATABASE
def test_a_page_takes_it_by_itself_for_a_specialist_alone(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    linic = Browser(app).sign_in("C. Linic")
    assert by_script(osei, app, case_id)["hands"] == "yours"
    assert asked(osei, case_id) == 303
    assert item(app, case_id)["holder_id"] is None, "the turn passed"
    assert "data-asks" not in at_case(osei, case_id).text
    assert by_script(osei, app, case_id)["refused"] == "It is a specialist’s turn now."
    assert "data-asks" in at_case(linic, case_id).text
    assert by_script(linic, app, case_id)["hands"] == "yours"
    confirmed(app, article, email="dora@example.net")
    assert item(app, case_id)["holder_id"] is not None, "a further report takes nothing out of a hand"
    assert at_case(osei, case_id).send("/questions/removals").status_code == 403
    assert "C. Linic has claimed this" in osei.text
    assert at_case(linic, case_id).send("/opinions", opinion=SAID).status_code == 303
    assert item(app, case_id)["holder_id"] is None


@ONE_DATABASE
def test_what_waits_for_a_specialist_becomes_late_and_is_counted(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    asked(osei, case_id)
    with app.app_context(), moved(timedelta(days=60)):
        with transaction():
            queue.mark_late()
        with transaction():
            cases.show(session.get_one(Case, case_id))
        late = session.scalars(select(Item).where(Item.subject_kind == "case")).one().late
    assert late
    page = osei.get("/desk", view="specialist").get_data(as_text=True)
    assert "Specialist’s turn, awaiting specialist" in page
    numbers = osei.get("/desk/numbers").get_data(as_text=True)
    assert "A specialist" in numbers
    assert "owes=specialist" in numbers


@ONE_DATABASE
def test_an_erasure_takes_the_words_and_the_rest_stays_verifiable(
    app: Flask, article: Printed, osei: Browser
) -> None:
    case_id = confirmed(app, article)
    asked(osei, case_id)
    at_case(Browser(app).sign_in("C. Linic"), case_id).send("/opinions", opinion=SAID)
    with app.app_context():
        member("W. Marsh", Role.WEBMASTER)
        assert {word for _, word in in_database((ASKED, SAID))} == {ASKED, SAID}
    at_case(osei, case_id).send("/decisions", outcome="remove_article", **REASONS)
    assert proposed(app, case_id).page.status_code == 303
    confirmed_by_second(app, case_id)
    run(app)
    with app.app_context():
        assert in_database((ASKED, SAID)) == set()
        sealing.seal()
        found = verification.look_through(verification.PARTS)
        assert not found.wrong, found.faults
    told = at_case(osei, case_id).text
    assert "The question was erased." in told
    assert "The opinion was erased." in told


@ONE_DATABASE
def test_what_is_decided_or_waits_for_confirmation_is_asked_about_by_nobody(
    app: Flask, article: Printed, osei: Browser
) -> None:
    report(app, article)
    case_id = confirmed(app, article, email="dora@example.net")
    at_case(osei, case_id)
    before = {name: osei.form("/questions").fields[name] for name in ("version", "seen", "csrf_token")}
    osei.send("/decisions", outcome="no_action", **REASONS)
    assert "/questions" not in at_case(osei, case_id).text
    with app.app_context():
        before["version"] = str(session.get_one(Case, case_id).version)
    answer = osei.client.post(
        f"/desk/cases/{case_id}/questions",
        data={**before, "mark": "clinical", "body": ASKED},
        base_url=HOST,
    )
    assert answer.status_code == 403
    assert "there is nothing left to ask" in answer.text

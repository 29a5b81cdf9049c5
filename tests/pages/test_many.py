"""Deciding about many at once: each by itself, pinned to what the page showed of it, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Member
from app.accounts.roles import Role
from app.db import session, transaction
from app.publishing.models import Hold
from app.review import actions
from app.review.models import Decision, Verdict
from app.submissions.models import Submission
from app.takedowns import actions as takedowns
from app.takedowns import timeline
from app.takedowns.models import Case, CaseDecision
from tests.pages.signing_in import post, sign_in
from tests.review import making
from tests.takedowns import making as cases

FIELD = re.compile(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"')
ARTICLES, REPORTS = "/desk/submissions/decisions", "/desk/cases/decisions"


def fields(page: str) -> dict[str, list[str]]:
    """What the form of the page would send with every box ticked but the reasons."""
    form = page[page.index('action="/desk/') :]
    form = page[page.rindex("<form", 0, page.index('name="ids"')) :] if 'name="ids"' in page else form
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(form):
        if name != "reasons":
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def desk(app: Flask):
    with app.app_context():
        people = [making.member(f"Reviewer {n}") for n in range(2)]
        subjects = [making.submitted(f"a{n}@example.org", title=f"Title {n}") for n in range(4)]
        for subject in subjects[:3]:
            making.in_review(subject, people[0])
    return {"app": app, "people": people, "subjects": subjects, "one": sign_in(app, people[0])}


def chosen(desk) -> str:
    return desk["one"].get(f"{ARTICLES}?ids=" + ",".join(map(str, desk["subjects"]))).text


def states(desk) -> list[str]:
    with desk["app"].app_context():
        return [session.get_one(Submission, id_).state for id_ in desk["subjects"]]


def test_the_page_shows_what_was_chosen_and_what_cannot_be_decided_here(desk):
    page = chosen(desk)
    assert "3 chosen" in page
    assert "Nobody has begun to read it. Open it first." in page
    assert 'value="approved"' not in page
    assert fields(page)["ids"] == [str(id_) for id_ in desk["subjects"][:3]]


def test_without_a_choice_the_page_offers_what_is_being_read_and_nothing_is_ticked(desk):
    page = desk["one"].get(ARTICLES).text
    assert "3 to choose from" in page
    assert not re.search(r'name="ids"[^>]* checked', page)
    sent = fields(page) | {"ids": []}
    answer = desk["one"].post(ARTICLES, data={**sent, "verdict": "declined", "note": "Typed with care."})
    assert answer.status_code == 422
    assert "Tick at least one." in answer.text
    assert "Typed with care." in answer.text
    assert ARTICLES in desk["one"].get("/desk").text


def test_each_is_decided_by_itself_and_one_that_changed_keeps_none_of_the_others(desk):
    sent = fields(chosen(desk))
    with desk["app"].app_context(), transaction():
        by, first = session.get_one(Member, desk["people"][1]), desk["subjects"][0]
        actions.decide(first, Verdict.DECLINED, by=by, note="No.", seen=making.seen(first))
    answer = desk["one"].post(
        ARTICLES, data={**sent, "verdict": "changes_requested", "reasons": "sources", "note": "All of you."}
    )
    assert answer.status_code == 200
    assert states(desk) == ["declined", "changes_requested", "changes_requested", "submitted"]
    assert answer.text.count(">Decided<") == 2
    assert answer.text.count(">Not decided<") == 1
    assert "Reviewer 1 decided “declined”." in answer.text
    with desk["app"].app_context():
        made = session.scalars(select(Decision).where(Decision.by_id == desk["people"][0])).all()
        assert {(tuple(one.reasons), one.note) for one in made} == {(("sources",), "All of you.")}


def test_what_was_typed_and_what_the_page_showed_is_kept_where_nothing_was_decided(desk):
    sent = fields(chosen(desk))
    with desk["app"].app_context(), transaction():
        by, first = session.get_one(Member, desk["people"][1]), desk["subjects"][0]
        actions.decide(first, Verdict.CHANGES_REQUESTED, by=by, note="No.", seen=making.seen(first))
    answer = desk["one"].post(ARTICLES, data={**sent, "note": "Typed with care."})
    assert answer.status_code == 422
    assert "Typed with care." in answer.text
    again = fields(answer.text)
    second = desk["subjects"][1]
    assert again[f"item-{second}-version"] == sent[f"item-{second}-version"]
    assert states(desk)[1:3] == ["in_review", "in_review"]


def test_an_approval_is_not_given_to_many_at_once(desk):
    answer = desk["one"].post(ARTICLES, data={**fields(chosen(desk)), "verdict": "approved"})
    assert answer.status_code == 422
    assert states(desk)[:3] == ["in_review"] * 3


def test_what_was_not_on_the_page_is_not_decided(desk):
    sent = fields(chosen(desk))
    stranger = str(desk["subjects"][3])
    sent["ids"].append(stranger)
    first = desk["subjects"][0]
    del sent[f"item-{first}-images"]
    answer = desk["one"].post(ARTICLES, data={**sent, "verdict": "declined", "note": "No."})
    assert answer.text.count("It was not on the page that you sent.") == 2
    assert states(desk) == ["in_review", "declined", "declined", "submitted"]


def test_fifty_at_most_and_only_numbers(desk):
    many = ",".join(map(str, range(1, 52)))
    assert desk["one"].get(f"{ARTICLES}?ids={many}").status_code == 422
    assert desk["one"].get(f"{ARTICLES}?ids=1;2").status_code == 404
    assert desk["one"].get(f"{ARTICLES}?ids=9999").status_code == 200


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_of_two_who_decide_the_same_many_at_once_each_thing_is_decided_once(desk):
    clients = [desk["one"], sign_in(desk["app"], desk["people"][1])]
    sent = [
        fields(client.get(f"{ARTICLES}?ids=" + ",".join(map(str, desk["subjects"]))).text)
        for client in clients
    ]
    verdicts = ["declined", "changes_requested"]

    def posting(number: int):
        return lambda: str(
            clients[number]
            .post(ARTICLES, data={**sent[number], "verdict": verdicts[number], "note": "No."})
            .text.count(">Decided<")
        )

    ended = at_once_outside([posting(0), posting(1)])
    assert sum(map(int, ended)) == 3, ended
    with desk["app"].app_context():
        assert session.scalar(select(func.count(Decision.id))) == 3


def at_once_outside(acts):
    """Each in a thread of its own, without a context: a request has one of its own."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(act) for act in acts]]


def test_cases_are_left_as_they_are_each_by_itself_and_nothing_is_taken_down_this_way(app: Flask) -> None:
    printed = [cases.printed(app, email=f"b{n}@example.org", title=f"Title {n}") for n in range(2)]
    ids = [cases.confirmed(app, one, use=one.uses[0]) for one in printed]
    with app.app_context():
        client = sign_in(app, making.member("Judge", role=Role.REVIEWER))
    page = client.get(f"{REPORTS}?ids={ids[0]}&ids={ids[1]}").text
    sent = fields(page)
    assert sent["ids"] == [str(id_) for id_ in ids]
    refused = client.post(
        REPORTS, data={**sent, "outcome": "remove_article", "ground": "x", "explanation": "y"}
    )
    assert refused.status_code == 422
    told = client.post(
        REPORTS, data={**sent, "outcome": "no_action", "ground": "", "explanation": "It is fine."}
    )
    assert told.status_code == 409
    assert "Name the rule or law this rests on." in told.text
    assert "It is fine." in told.text
    said = {"outcome": "no_action", "ground": "The house rules, 4.", "explanation": "It is fine."}
    done = client.post(REPORTS, data={**sent, **said})
    assert done.status_code == 200
    assert done.text.count(">Decided<") == 2
    assert client.post(REPORTS, data={**sent, **said}).status_code == 409
    with app.app_context():
        assert [session.get_one(Case, id_).state for id_ in ids] == ["decided", "decided"]
        assert session.scalar(select(func.count(CaseDecision.id))) == 2


def test_what_a_case_hides_is_not_shown_again_by_deciding_about_many(app: Flask) -> None:
    printed = cases.printed(app)
    id_ = cases.confirmed(app, printed, use=printed.uses[0])
    with app.app_context():
        client = sign_in(app, making.member("Judge", role=Role.REVIEWER))
        editor = making.member("Editor", role=Role.EDITOR)
        with transaction():
            case, by = session.get_one(Case, id_), session.get_one(Member, editor)
            takedowns.withhold(id_, by=by, use=printed.uses[0], version=case.version)
    page = client.get(f"{REPORTS}?ids={id_}").text
    assert "Cannot be decided here" in page
    assert "Something is hidden until this is decided" in page
    with app.app_context():
        stands = session.get_one(Case, id_).version
        seen = timeline.of(session.get_one(Case, id_))[-1].id
    said = {"outcome": "no_action", "ground": "The house rules, 4.", "explanation": "It is fine."}
    posted = {"ids": str(id_), f"item-{id_}-version": str(stands), f"item-{id_}-seen": str(seen), **said}
    answer = post(client, REPORTS, **posted)
    assert answer.status_code == 409
    with app.app_context():
        assert session.get_one(Case, id_).state != "decided"
        assert session.scalar(select(func.count(Hold.id)).where(Hold.lifted_at.is_(None))) == 1

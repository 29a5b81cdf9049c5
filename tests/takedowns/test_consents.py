"""A person shown gets a link of their own, and withdraws with it: dark at once, everywhere, and not to be escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import tokens
from app.audit.kinds import Kind
from app.audit.models import Event, Vault
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused
from app.guests.models import Guest, Link, Scope
from app.publishing import queries as articles
from app.publishing.models import Article, Use
from app.register import actions as register
from app.register import queries as register_queries
from app.register.actions import StaysDown
from app.register.models import Entry
from app.submissions import actions as submissions
from app.submissions import preflight
from app.submissions.consent_links import Consent
from app.submissions.models import DraftImage
from app.takedowns.actions import consents
from app.takedowns.models import Case
from tests.notifications import making as letters
from tests.publishing import making as publishing
from tests.takedowns import ending as endings
from tests.takedowns.browsing import Browser, at_once
from tests.takedowns.making import KEY, Printed, happened, printed

PERSON = "bo.person@example.net"
SHOWN = {"people": "consented", "consent": "Bo, who is shown", "consent_on": "2026-05-03"}

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def given(app: Flask, article: Printed, email: str = PERSON) -> str:
    """The author gives a person shown in the first image a link, over the page; the reference of the consent."""
    author, draft = endings.author(app, article)
    author.get(f"{draft}/consents")
    assert author.send("/consents", email=email).status_code == 303, author.text[:3000]
    with app.app_context():
        return session.scalars(select(Consent.consent_ref).order_by(Consent.id.desc())).first() or ""


def person(app: Flask, ref: str) -> Browser:
    """The person shown, come through the link of the letter."""
    browser = Browser(app)
    assert browser.get(f"/c/{token(app, ref)}").headers["Location"] == f"/consents/{ref}"
    browser.get(f"/consents/{ref}")
    return browser


def token(app: Flask, ref: str) -> str:
    with app.app_context():
        live = select(Link).where(Link.subject_ref == ref, Link.revoked_at.is_(None))
        link = session.scalars(live).one()
        return tokens.derive(KEY, link.id, link.generation)


def plain(page: str) -> str:
    """A page without what is another on each: the token of its form, and the address that was asked for."""
    return re.sub(r'value="[^"]*"', "", re.sub(r"/c/[A-Za-z0-9_-]{43}", "", page))


def heard(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        letters.told(500)
        return [(one.letter, one.address) for one in letters.letters() if "consent" in one.letter]


@contextmanager
def submission_of(app: Flask, article: Printed) -> Iterator[int]:
    with app.app_context():
        yield session.get_one(Article, article.id).submission_id


def declare(app: Flask, article: Printed, **said: str) -> int:
    """The author declares something else about the first image."""
    with submission_of(app, article) as submission_id:
        with transaction():
            submission = submissions.hold(submission_id)
            first = submission.images[0]
            told = {
                "alt": first.alt,
                "caption": first.caption,
                "credit": first.credit,
                **first.declared,
                **said,
            }
            submissions.save(submission, {}, version=submission.copy.version, images={first.id: told})
        return submission_id


def test_the_letter_goes_to_the_person_and_the_address_stands_in_the_vault_alone(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    assert heard(app) == [("consent_link", PERSON)]
    with app.app_context():
        letter = letters.letters()[-1]
        assert "you can withdraw there" in letter.text
        assert "Rebuilding a knee" not in letter.text, "it may have gone astray"
        assert "amina" not in letter.text.lower()
        assert session.scalars(select(Vault.value).where(Vault.owner_kind == "consent")).all() == [PERSON]
        assert session.scalar(select(Guest).where(Guest.email == PERSON)) is None
        assert PERSON not in str([event.facts for event in session.scalars(select(Event))])
    author, draft = endings.author(app, article)
    page = author.get(f"{draft}/consents").get_data(as_text=True)
    assert "b…@example.net" in page
    assert PERSON not in page
    assert f"/c/{token(app, ref)}" not in page, "the author does not hold a link that was mailed"


def test_the_page_shows_that_one_image_and_changes_nothing(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    shown = person(app, ref)
    assert f'src="/consents/{ref}/picture.jpg"' in shown.text
    assert shown.get(f"/consents/{ref}/picture.jpg").data == b"amina@example.orgRebuilding a kneeknee 640 jpg"
    for _ in range(3):
        shown.get(f"/consents/{ref}")
    assert "Readers are shown it in" in shown.text
    assert "What it cannot do" in shown.text
    assert happened(app, Kind.CONSENT_WITHDRAWN) == 0
    assert endings.status(app, article.picture()) == 200
    fields = shown.form("/withdrawals").fields
    assert set(fields) == {"csrf_token"}, "nothing is asked but the confirmation"


def test_a_withdrawal_hides_the_image_before_it_is_answered_and_opens_a_case(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    shown = person(app, ref)
    heard(app)
    assert shown.send("/withdrawals").status_code == 303
    assert endings.status(app, article.picture()) == 404
    assert endings.status(app, article.picture(1)) == 200
    assert "at the wish of a person it shows" in endings.reader(app, article.url).get_data(as_text=True)
    assert shown.get(f"/consents/{ref}/picture.jpg").status_code == 404
    opened = endings.case(app)
    assert (opened.lane, opened.opened_for, opened.use_name) == (
        "privacy",
        "consent_withdrawn",
        article.uses[0],
    )
    assert heard(app)[1:] == [
        ("consent_receipt", PERSON),
        ("consent_withdrawn", "amina@example.org"),
        ("consent_withdrawn_desk", endings.WEBMASTER),
    ]
    page = shown.get(f"/consents/{ref}").get_data(as_text=True)
    assert "We decide by then. Until then it stays hidden." in page
    desk = endings.desk(app)
    desk.get(f"/desk/cases/{opened.id}")
    assert "A person shown" in desk.text
    assert "withdrew their consent" in desk.text
    assert PERSON not in desk.text


def test_a_withdrawal_counts_once(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    shown = person(app, ref)
    form = shown.form("/withdrawals")
    for _ in range(2):
        shown.client.post(form.action, data=form.fields, base_url="http://127.0.0.1:8000")

    def again() -> None:
        with app.app_context(), transaction():
            consents.withdraw(ref)

    at_once(again, again, again)
    assert happened(app, Kind.CONSENT_WITHDRAWN) == 1
    assert len(endings.holds(app)) == 1


def test_it_is_hidden_wherever_its_author_shows_it_and_nowhere_else(app: Flask) -> None:
    """Another author's article with the same bytes stands under a consent of its own."""
    article = printed(app, **SHOWN)
    other = printed(app, email="other@example.org", title="Another knee", **SHOWN)
    again = printed(app, title="Knees once more", **SHOWN)
    with app.app_context(), transaction():
        first = session.get_one(Use, article.uses[0]).asset_id
        for one in (other, again):
            use = session.get_one(Use, one.uses[0])
            session.execute(update(DraftImage).where(DraftImage.use == use.name).values(asset_id=first))
    for one in (other, again):
        submission_id = declare(app, one, caption="The same picture")
        with app.app_context():
            publishing.sign(submission_id)
            publishing.approve(submission_id)
            publishing.publish(submission_id)
    shown = person(app, given(app, article))
    assert shown.send("/withdrawals").status_code == 303
    with app.app_context():
        hidden = {session.get_one(Article, hold.article_id).slug for hold in endings.holds(app)}
    assert hidden == {article.slug, again.slug}
    assert endings.status(app, other.picture()) == 200


def test_nothing_shows_it_again_without_a_new_consent(app: Flask) -> None:
    article = printed(app, **SHOWN)
    person(app, given(app, article)).send("/withdrawals")
    desk = endings.desk(app)
    case_page = f"/desk/cases/{endings.case(app).id}"
    assert endings.lift_unasked(desk, app, case_page).status_code == 403
    desk.get(case_page)
    typed = {
        "ground": "Consent.",
        "explanation": "Withdrawn.",
        "facts": "We compared what was sent with what stood there.",
        "at_sight": "yes",
    }
    assert desk.send("/decisions", outcome="no_action", **typed).status_code == 403
    submission_id = 0
    for escape in ({"people": "none"}, {"credit": "Somebody else"}, {"consent_on": "2026-05-04"}):
        submission_id = declare(app, article, **escape)
        with app.app_context():
            with transaction():
                found = preflight.requirements(submissions.hold(submission_id))
            assert any("withdrew their consent" in one.sentence for one in found), escape
    later = now() + timedelta(days=1)
    with endings.at(later):
        agreed = {"people": "consented", "consent_on": later.date().isoformat()}
        declare(app, article, consent="Bo agreed anew", **agreed)
        with app.app_context():
            publishing.sign(submission_id)
            publishing.approve(submission_id)
        desk = endings.desk(app)
        desk.get(case_page)
        assert "It can be shown again" in desk.text
        assert desk.send("/lifts").status_code == 303
        with app.app_context():
            publishing.publish(submission_id)
            assert len(articles.visible_uses(session.get_one(Article, article.id))) == 2


def test_a_consent_of_the_day_of_the_withdrawal_shows_nothing_again(app: Flask) -> None:
    """Of one day nobody can tell which came first, and what was withdrawn that day must bind."""
    today = now().date().isoformat()
    article = printed(app, **{**SHOWN, "consent_on": today})
    person(app, given(app, article)).send("/withdrawals")
    case_page = f"/desk/cases/{endings.case(app).id}"
    assert endings.lift_unasked(endings.desk(app), app, case_page).status_code == 403
    submission_id = declare(app, article, consent="Bo agreed anew")
    with app.app_context(), transaction():
        found = preflight.requirements(submissions.hold(submission_id))
    assert any("give that later day" in one.sentence for one in found)


def test_what_is_approved_cannot_be_published_after_a_withdrawal(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    submission_id = declare(app, article, caption="Another caption")
    with app.app_context():
        publishing.sign(submission_id)
        publishing.approve(submission_id)
    person(app, ref).send("/withdrawals")
    with app.app_context(), pytest.raises((NotAllowed, Refused)) as refused:
        publishing.publish(submission_id)
    assert "withdrew their consent" in refused.value.sentence


def test_of_a_withdrawal_and_a_publication_at_the_same_moment_the_image_ends_up_dark(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    submission_id = declare(app, article, caption="Another caption")
    with app.app_context():
        publishing.sign(submission_id)
        publishing.approve(submission_id)

    def publish() -> None:
        with app.app_context():
            try:
                publishing.publish(submission_id)
            except (NotAllowed, Refused):
                return

    def withdraw() -> None:
        with app.app_context(), transaction():
            consents.withdraw(ref)

    at_once(publish, withdraw)
    assert endings.status(app, article.picture()) == 404
    page = endings.reader(app, article.url)
    assert page.status_code == 200
    assert article.uses[0] not in page.get_data(as_text=True)


def test_a_person_shown_hears_the_decision_once_and_reads_it_behind_the_same_link(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    shown = person(app, ref)
    shown.send("/withdrawals")
    heard(app)
    desk = endings.desk(app)
    desk.get(f"/desk/cases/{endings.case(app).id}")
    typed = {
        "outcome": "withhold_image",
        "ground": "Consent.",
        "explanation": "It was withdrawn.",
        "facts": "We compared what was sent with what stood there.",
        "at_sight": "yes",
    }
    assert desk.send("/decisions", **typed).status_code == 303
    assert heard(app)[-1] == ("consent_decided", PERSON)
    [hold] = endings.holds(app)
    assert (hold.level, hold.status) == ("final", 451)
    assert "It was withdrawn." in shown.get(f"/consents/{ref}").get_data(as_text=True)
    assert article.picture()


def test_a_link_on_paper_needs_no_address(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article, email="")
    assert heard(app) == []
    author, draft = endings.author(app, article)
    assert f"/c/{token(app, ref)}" in author.get(f"{draft}/consents").get_data(as_text=True)
    shown = person(app, ref)
    assert shown.send("/withdrawals").status_code == 303
    assert [name for name, _ in heard(app)] == ["consent_withdrawn", "consent_withdrawn_desk"]


def test_a_lost_link_is_mailed_again_and_one_that_was_ended_opens_nothing(app: Flask) -> None:
    article = printed(app, **SHOWN)
    ref = given(app, article)
    old = token(app, ref)
    shown = person(app, ref)
    stranger = Browser(app)
    stranger.get("/links")
    assert stranger.send("/links", email=PERSON.upper()).headers["Location"] == "/links/sent"
    with app.app_context():
        letters.told(500)
        again = letters.letters()[-1]
        assert (again.letter, again.address) == ("link_again", PERSON)
    assert shown.send("/links").status_code == 303
    wrong = Browser(app).get(f"/c/{old}")
    assert wrong.status_code == 404
    never = Browser(app).get("/c/" + "x" * 43)
    assert never.status_code == 404
    assert plain(wrong.get_data(as_text=True)) == plain(never.get_data(as_text=True))
    assert token(app, ref) != old
    assert person(app, ref).page.status_code == 200


@on_sqlite
def test_a_link_opens_its_own_image_and_nothing_else(app: Flask) -> None:
    article = printed(app, **SHOWN)
    one, two = given(app, article), given(app, article, email="second@example.net")
    shown = person(app, one)
    for path in (f"/consents/{two}", f"/consents/{two}/picture.jpg", "/desk/rights/1"):
        assert shown.get(path).status_code in (303, 404)
    with app.app_context():
        draft = session.get_one(Article, article.id).submission.draft_ref
        assert session.scalars(select(Link.scope).where(Link.guest_id.is_(None))).all() == [Scope.CONSENT] * 2
    assert shown.get(f"/drafts/{draft}").status_code == 404
    assert Browser(app).get(f"/n/{token(app, one)}").status_code == 404, (
        "through another door it opens nothing"
    )


@on_sqlite
@pytest.mark.parametrize("email", ["no address", "a@b", "x" * 300 + "@example.org"])
def test_an_address_nobody_could_write_to_is_refused_in_words(app: Flask, email: str) -> None:
    article = printed(app, **SHOWN)
    author, draft = endings.author(app, article)
    author.get(f"{draft}/consents")
    assert author.send("/consents", email=email).status_code == 422
    assert "e-mail address" in author.text


@on_sqlite
def test_only_an_image_that_shows_people_who_agreed_has_such_links(app: Flask) -> None:
    article = printed(app)
    author, draft = endings.author(app, article)
    assert "No image shows people who agreed" in author.get(f"{draft}/consents").get_data(as_text=True)
    with app.app_context(), transaction():
        submission = session.get_one(Article, article.id).submission
        asset, by = submission.images[0].asset_id, submission.guest
        with pytest.raises(Refused, match="agreed"):
            consents.give(submission.id, asset, email=PERSON, by=by, key=KEY)


def test_the_desk_gives_a_link_where_the_author_did_not(app: Flask) -> None:
    article = printed(app, **SHOWN)
    with app.app_context():
        placed = session.get_one(Article, article.id).revision.placements[0]
        page = f"/desk/rights/{placed.rights_id}"
    desk = endings.desk(app)
    desk.get(page)
    assert desk.send("/consents", email="").status_code == 303
    assert "A link to print: http://127.0.0.1:8000/c/" in desk.get(page).get_data(as_text=True).replace(
        '<span class="hash">', ""
    )
    desk.get(page)
    assert desk.send("/consents", email=PERSON).status_code == 303
    assert heard(app) == [("consent_link", PERSON)]


def test_a_guardian_may_hold_the_link_of_a_child(app: Flask) -> None:
    child = {"people": "child", "guardian": "Her mother", "consent_kind": "written", "consent": "Her mother"}
    article = printed(app, expires_on=(now().date() + timedelta(days=400)).isoformat(), **child)
    shown = person(app, given(app, article))
    assert "or a child or somebody else you speak for" in shown.text
    assert shown.send("/withdrawals").status_code == 303
    assert endings.status(app, article.picture()) == 404


def test_what_is_removed_after_a_withdrawal_is_known_when_the_same_author_sends_it_again(app: Flask) -> None:
    article = printed(app, **SHOWN)
    person(app, given(app, article)).send("/withdrawals")
    with app.app_context():
        number = session.scalars(select(Case.id)).one()
        assert session.scalars(select(Entry)).all() == [], "nothing is decided yet"
    reviewer = endings.desk(app)
    reviewer.get(f"/desk/cases/{number}")
    said = {
        "ground": "UK GDPR art. 7(3)",
        "explanation": "The person shown withdrew.",
        "facts": "We compared what was sent with what stood there.",
        "at_sight": "yes",
    }
    assert reviewer.send("/decisions", outcome="withhold_image", **said).status_code == 303
    with app.app_context():
        entry = session.scalars(select(Entry)).one()
        assert (entry.kind, entry.scope, entry.use_name) == ("image", "this_author", article.uses[0])
        assert entry.case_name == session.get_one(Case, number).public_number
        with pytest.raises(StaysDown, match=entry.name):
            register.check(entry.sha256, guest_id=entry.guest_id)
        register.check(entry.sha256, guest_id=entry.guest_id + 1)
        assert register_queries.of_hold(entry.hold_id) == [entry]

"""A private link ends when its holder says so: the old one opens nothing, a new one goes to the guest's address."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import Kind
from app.audit.models import Event
from app.db import session, transaction
from app.errors import NotFound
from app.guests import actions
from app.guests.models import Link, Scope
from app.notifications import captured
from app.notifications.models import Message
from tests.conftest import SECRETS
from tests.factories.pages import browser, words
from tests.factories.people import Draft, guest_with_draft, token_of
from tests.takedowns import making
from workers import notifications


def end(draft: Draft) -> None:
    answer = draft.guest.send(f"{draft.where}/status", f"{draft.where}/links")
    assert (answer.status_code, answer.location) == (303, "/links/sent")


def letters(name: str) -> list[Message]:
    notifications.fan_out()
    session.rollback()
    return list(session.scalars(select(Message).where(Message.letter == name).order_by(Message.id)))


def test_the_old_link_opens_nothing_and_the_mailed_one_does(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        end(draft)
        old = draft.guest.get(draft.where)
        assert old.status_code == browser(app).get(f"/d/{draft.token}").status_code == 404
        assert words(old) == words(browser(app).get("/d/" + "x" * 43))
        assert draft.guest.post(f"{draft.where}/saves", data={"title": "Mine"}).status_code == 404
        new = token_of(app, Scope.DRAFT, draft.ref)
        assert new != draft.token
        fresh = browser(app)
        assert fresh.get(f"/d/{new}").status_code == 303
        assert fresh.get(draft.where).status_code == 200


def test_the_new_link_goes_to_the_guest_in_one_letter(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        end(draft)
        [letter] = letters("link_again")
        newest = session.scalars(select(Link).order_by(Link.id.desc())).first()
        assert newest is not None
        assert (letter.address, letter.link_id, newest.generation) == ("amina@example.org", newest.id, 2)
        assert letters("link_again") == [letter]
        kinds = list(session.scalars(select(Event.kind).order_by(Event.id)))
        assert kinds.count(Kind.LINK_REVOKED) == kinds.count(Kind.LINK_REQUESTED) == 1


def test_a_letter_that_waited_meanwhile_goes_out_with_the_new_link(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        assert len(letters("draft_link")) == 1
        end(draft)
        notifications.deliver()
        new = token_of(app, Scope.DRAFT, draft.ref)
        sent = captured.newest(app.config["SETTINGS"].mail_dir, to="amina@example.org")
        assert sent
        assert all(letter.links == [f"{app.config['BASE_URL']}/d/{new}"] for letter in sent)


def test_every_live_link_of_that_draft_ends_and_no_other(app: Flask) -> None:
    with app.app_context():
        draft, other = guest_with_draft(app, title="One"), guest_with_draft(app)
        with transaction():
            guest = session.scalars(select(Link).where(Link.subject_ref == draft.ref)).one().guest
            actions.give_link(guest, scope=Scope.DRAFT, ref=draft.ref, key=SECRETS["link_key"])
        end(draft)
        of_draft = list(session.scalars(select(Link).where(Link.subject_ref == draft.ref).order_by(Link.id)))
        assert [link.revoked_at is None for link in of_draft] == [False, False, True]
        assert other.guest.get(other.where).status_code == 200


def test_what_was_ended_meanwhile_is_not_replaced_again(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        held = session.scalars(select(Link)).one().id
        end(draft)
        with pytest.raises(NotFound), transaction():
            actions.replace(session.get_one(Link, held), key=SECRETS["link_key"])
        assert len(session.scalars(select(Link)).all()) == 2


def test_a_link_is_ended_by_its_holder_alone(app: Flask) -> None:
    with app.app_context():
        draft = guest_with_draft(app)
        other = guest_with_draft(app, "bo@example.org")
        assert other.guest.post(f"{draft.where}/links").status_code == 404
        assert draft.guest.post(f"{draft.where}/links").status_code == 400  # no token of ours in the form
        assert draft.guest.get(draft.where).status_code == 200


def test_a_claimant_ends_theirs_the_same_way(app: Flask) -> None:
    article = making.printed(app)
    ref = making.report(app, article)
    reader = making.claimant(app, ref)
    assert reader.send("/links").location == "/links/sent"
    assert reader.get(f"/notices/{ref}").status_code == 404
    with app.app_context():
        [letter] = letters("link_again")
        assert letter.address == "clara@example.net"
        fresh = browser(app)
        assert fresh.get(f"/n/{token_of(app, Scope.NOTICE, ref)}").status_code == 303
        assert fresh.get(f"/notices/{ref}").status_code == 200

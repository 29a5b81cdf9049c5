"""Claims: taken by opening, kept by signs of life, given back by leaving, and taken over with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Member
from app.audit import queries as audit
from app.audit.kinds import Kind, Ref
from app.audit.models import Event, Vault
from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, Refused, Stale
from app.notifications import actions as notifications
from app.notifications.models import Message
from app.worklist import actions, queries
from app.worklist.models import Claim, Item, Owes
from app.worklist.views import Hands
from tests.review import making


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def item() -> int:
    row = actions.Row(kind="case", url="/desk/cases/7", title="Number 7", state="triage", owes=Owes.US)
    with transaction():
        return actions.put(Ref("case", 7), row).id


@pytest.fixture
def one() -> int:
    return making.member()


@pytest.fixture
def two() -> int:
    return making.member("Dana Reid")


def opens(item: int, by: int) -> Claim:
    with transaction():
        return actions.claim(session.get_one(Item, item), by=session.get_one(Member, by), beating=True)


def beats(item: int, by: int) -> bool:
    with transaction():
        return actions.beat(session.get_one(Item, item), by=session.get_one(Member, by))


def leaves(item: int, by: int) -> bool:
    with transaction():
        return actions.leave(session.get_one(Item, item), by=session.get_one(Member, by))


def takes_over(item: int, by: int, *, holder: int, reason: str = "The claimant is on the telephone.") -> None:
    with transaction():
        member = session.get_one(Member, by)
        actions.take_over(session.get_one(Item, item), by=member, reason=reason, holder_id=holder)


def hands(item: int, member: int) -> Hands:
    return queries.in_hand(session.get_one(Item, item), member_id=member).hands


def later(time: timedelta) -> None:
    """As if that much time had passed for every lease."""
    with transaction():
        for held in session.scalars(select(Claim)):
            session.execute(update(Claim).values(expires_at=held.expires_at - time))


def kinds() -> list[str]:
    names = [Kind.CLAIM_TAKEN.value, Kind.CLAIM_RELEASED.value, Kind.CLAIM_TAKEN_OVER.value]
    return list(session.scalars(select(Event.kind).where(Event.kind.in_(names)).order_by(Event.id)))


def test_an_open_page_holds_an_item_for_two_minutes_and_each_sign_of_life_adds_two_more(item, one, two):
    assert opens(item, one).expires_at - now() <= timedelta(minutes=2)
    later(timedelta(seconds=90))
    assert beats(item, one)
    later(timedelta(seconds=90))
    assert (hands(item, one), hands(item, two)) == (Hands.YOURS, Hands.THEIRS)
    assert kinds() == ["claim.taken"]


def test_a_page_that_fell_silent_has_nothing_to_renew_and_another_takes_the_item(item, one, two):
    opens(item, one)
    later(timedelta(minutes=2))
    assert not beats(item, one)
    opens(item, two)
    assert not beats(item, one)
    assert (hands(item, one), hands(item, two)) == (Hands.THEIRS, Hands.YOURS)


def test_a_sign_of_life_never_shortens_what_a_button_took(item, one):
    with transaction():
        long = actions.claim(session.get_one(Item, item), by=session.get_one(Member, one)).expires_at
    assert beats(item, one)
    assert opens(item, one).expires_at == long


def test_what_is_left_is_free_at_once(item, one, two):
    opens(item, one)
    assert leaves(item, one)
    assert hands(item, two) is Hands.FREE
    assert opens(item, two).holder_id == two
    assert not leaves(item, one)


def test_a_reload_is_no_new_claim_in_the_log(item, one):
    opens(item, one)
    leaves(item, one)
    opens(item, one)
    assert kinds() == ["claim.taken"]
    with transaction():
        assert actions.end_claims() == 0


def test_what_was_left_is_tidied_up_after_a_minute(item, one):
    opens(item, one)
    leaves(item, one)
    later(actions.BACK_WITHIN)
    with transaction():
        assert actions.end_claims() == 1
    assert kinds() == ["claim.taken", "claim.released"]
    assert session.get_one(Item, item).holder_id is None


def test_a_page_takes_nothing_by_itself_where_it_is_not_our_turn(item, one, two):
    opens(item, one)
    row = actions.Row(kind="case", url="/", title="Number 7", state="waits", owes=Owes.AUTHOR)
    with transaction():
        actions.put(Ref("case", 7), row)
    with pytest.raises(NotAllowed, match="not the desk’s turn"):
        opens(item, one)
    assert hands(item, two) is Hands.FREE
    with transaction():
        actions.claim(session.get_one(Item, item), by=session.get_one(Member, two))
    assert hands(item, two) is Hands.YOURS, "a button may"


def test_whoever_comes_back_changes_the_mark_though_another_s_lease_runs_out_meanwhile(item, one, two):
    row = actions.Row(kind="case", url="/", title="Another", state="triage", owes=Owes.US)
    with transaction():
        other = actions.put(Ref("case", 8), row).id
    opens(item, one)
    opens(other, two)
    leaves(item, one)
    before = queries.mark()
    with transaction():
        silent = update(Claim).where(Claim.item_id == other).values(expires_at=now() - timedelta(seconds=1))
        session.execute(silent)
    opens(item, one)
    assert queries.mark() != before


def test_whoever_comes_back_with_hands_full_is_refused(item, one):
    opens(item, one)
    leaves(item, one)
    with transaction():
        for number in range(15):
            row = actions.Row(kind="case", url="/", title="Another", state="triage", owes=Owes.US)
            actions.claim(actions.put(Ref("case", 100 + number), row), by=session.get_one(Member, one))
    with pytest.raises(NotAllowed, match="You hold 15 claims"):
        opens(item, one)


def test_taking_over_needs_a_reason_and_says_it_to_whoever_had_it_in_one_letter(item, one, two):
    opens(item, one)
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(Refused, match="Say why"):
            takes_over(item, two, holder=one, reason=reason)
    takes_over(item, two, holder=one)
    assert (hands(item, one), hands(item, two)) == (Hands.THEIRS, Hands.YOURS)
    with transaction():
        notifications.fan_out(limit=50)
    [letter] = session.scalars(select(Message).where(Message.letter == "claim_taken_over"))
    assert letter.address == session.get_one(Member, one).email
    said = session.scalars(select(Event).where(Event.kind == Kind.CLAIM_TAKEN_OVER.value)).one()
    assert audit.said(said, "reason") == "The claimant is on the telephone."


def test_the_reason_belongs_to_what_the_item_is_about_so_that_it_is_erased_with_it(item, one, two):
    opens(item, one)
    takes_over(item, two, holder=one)
    owner = session.execute(select(Vault.owner_kind, Vault.owner_id).where(Vault.label == "reason")).one()
    assert owner == ("case", 7)


def test_of_two_who_take_over_the_second_is_told_who_has_it_now(item, one, two):
    three = making.member("Cai Morgan")
    opens(item, one)
    takes_over(item, two, holder=one)
    with pytest.raises(Stale, match="Dana Reid has it by now"):
        takes_over(item, three, holder=one)
    assert hands(item, two) is Hands.YOURS


def test_what_is_free_by_now_is_simply_claimed_and_nobody_gets_a_letter(item, one, two):
    opens(item, one)
    leaves(item, one)
    takes_over(item, two, holder=one)
    assert kinds() == ["claim.taken", "claim.taken"]


def test_a_closed_account_gets_no_letter(item, one, two):
    opens(item, one)
    with transaction():
        session.get_one(Member, one).active = False
    takes_over(item, two, holder=one)
    with transaction():
        notifications.fan_out(limit=50)
    assert not session.scalars(select(Message)).all()


def test_whoever_wants_to_decide_while_another_has_it_is_told_who(item, one, two):
    opens(item, one)
    with pytest.raises(actions.Held, match=r"R\. Osei has claimed this, and has it open"):
        actions.check_free(Ref("case", 7), by=session.get_one(Member, two))
    actions.check_free(Ref("case", 7), by=session.get_one(Member, one))
    leaves(item, one)
    actions.check_free(Ref("case", 7), by=session.get_one(Member, two))

"""An erasure takes the saved views that name what is erased, and no other."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.db import session, transaction
from app.guests.models import Guest
from app.pages import verification
from app.takedowns.erasing import ending, ledger, replaying
from app.worklist.actions import views
from app.worklist.models import SavedView
from app.worklist.views import View, one_of
from tests.takedowns.making import member, printed
from tests.takedowns.test_erasing import ONE_DATABASE, WORDS, in_database, run
from tests.takedowns.test_erasing_remarks import erased_by_two
from workers import sealing

LEFT = {"Reports of the desk", "Hips", "In our hands", "Authors of ours"}


def kept(title: str, search: str = "", *, shared: bool = False) -> int:
    by = member("M. Said")
    with transaction():
        view = View("", title, {} if search else one_of(kind="case"), search=search)
        return views.keep(view, title=title, by=session.get_one(Member, by), shared=shared).id


def names() -> set[str]:
    session.rollback()
    return set(session.scalars(select(SavedView.title)))


def test_an_erasure_takes_the_views_that_name_its_author_or_its_title(app: Flask) -> None:
    article = printed(app)
    with app.app_context():
        kept("Rahman’s reports", shared=True)
        kept("For Monday", "amina")
        kept("The old one", "rebuildi")
        kept("Rahmans Berichte")
        dropped = kept("Amina again", shared=True)
        kept("Reports of the desk", shared=True)
        kept("Hips", "another hip")
        kept("In our hands")
        kept("Authors of ours", "example.org")
        with transaction():
            views.remove(dropped, by=session.get_one(Member, member("M. Said")))
        assert {"saved_views", "vault"} <= {table for table, _ in in_database(WORDS)}
    erased_by_two(app, article)
    with app.app_context():
        assert names() == LEFT
        assert in_database(WORDS) == set()
        sealing.seal()
        report = verification.look_through(verification.PARTS)
        assert not report.wrong, report.faults


def test_a_view_stays_whose_words_another_line_of_the_queue_has(app: Flask) -> None:
    article = printed(app)
    printed(app, email="amina.osei@example.org", title="Another knee rebuilding")
    with app.app_context():
        kept("Rebuilding", "rebuilding")
        kept("A name", "rahman")
        kept("Rahmans Berichte")
    erased_by_two(app, article)
    with app.app_context():
        assert names() == {"Rebuilding", "A name", "Rahmans Berichte"}


@ONE_DATABASE
def test_what_is_erased_again_takes_no_view_that_has_a_word_of_what_stands_in_its_place(app: Flask) -> None:
    article = printed(app)
    erased_by_two(app, article)
    run(app)
    with app.app_context():
        assert any(one.startswith("erased-") for one in session.scalars(select(Guest.email)))
        kept("Erased and forgotten", shared=True)
        [entry] = ledger.erased(ending.folder())
        with transaction():
            assert replaying.replay(entry).erasure_id
        assert names() == {"Erased and forgotten"}

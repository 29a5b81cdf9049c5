"""Views that people keep: for themselves, or for the whole desk."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import text
from app.accounts.models import Member
from app.accounts.roles import Right
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import savepoint, session
from app.errors import NotAllowed, NotFound, Refused
from app.worklist.models import SavedView
from app.worklist.views import DIMENSIONS, LONGEST_SEARCH, MOST, STANDING, View

LONGEST_TITLE = 60
"""Characters."""


def keep(view: View, *, title: str, by: Member, shared: bool = False) -> SavedView:
    """Keep what ``view`` shows under a title. One of one's own that has this title already is what changes.

    Refused without a title, for one that every desk has, where it would show nothing at all or everything, and where
    somebody keeps ``MOST`` already.
    """
    said = _title(title)
    _check(view)
    kept = session.scalar(select(SavedView).where(SavedView.owner_id == by.id, SavedView.title == said))
    if kept is None:
        kept = _added(said, by)
    was_shared = bool(kept.shared)
    kept.shared, kept.open, kept.search = shared, view.open, view.search
    kept.chosen = {name: sorted(allowed) for name, allowed in view.where.items()}
    session.flush()
    if shared:
        record(Kind.VIEW_SHARED, about=kept, by=by.actor, private={"title": said})
    elif was_shared:
        record(Kind.VIEW_REMOVED, about=kept, by=by.actor, private={"title": said})
    return kept


def remove(view_id: int, *, by: Member) -> None:
    """Forget a view. NotFound for another’s own; what is shared goes by its maker or by whoever manages people."""
    kept = session.get(SavedView, view_id)
    if kept is None or not (kept.shared or kept.owner_id == by.id):
        raise NotFound
    if kept.owner_id != by.id and not by.may(Right.PEOPLE):
        raise NotAllowed("Somebody else made this view for the desk. They can remove it, or a webmaster.")
    if kept.shared:
        record(Kind.VIEW_REMOVED, about=kept, by=by.actor, private={"title": kept.title})
    session.delete(kept)


def _title(title: str) -> str:
    said = " ".join(text.plain(title).split())
    wrong = ""
    if not said:
        wrong = "Give the view a name."
    elif len(said) > LONGEST_TITLE:
        wrong = f"Keep the name under {LONGEST_TITLE} characters; this has {len(said)}."
    elif said.casefold() in {view.title.casefold() for view in STANDING.values()}:
        wrong = "Every desk has a view of this name. Choose another."
    if wrong:
        raise Refused(wrong, fields={"title": [wrong]})
    return said


def _check(view: View) -> None:
    if not view.where and not view.search:
        raise Refused("Choose by what the list is narrowed, or search for something: then it can be kept.")
    if any(not allowed for allowed in view.where.values()):
        raise Refused("Nothing can ever stand in this view. Choose other values.")
    too_many = any(len(allowed) > MOST for allowed in view.where.values())
    if too_many or len(view.search) > LONGEST_SEARCH or set(view.where) - set(DIMENSIONS):
        raise Refused(f"A view has up to {MOST} values each and {LONGEST_SEARCH} characters to search for.")


def _added(title: str, by: Member) -> SavedView:
    session.get(Member, by.id, with_for_update=True)  # two at once are counted one after the other
    number = session.scalar(select(func.count()).where(SavedView.owner_id == by.id)) or 0
    if number >= MOST:
        raise NotAllowed(f"You keep {number} views, as many as one person may. Remove one first.")
    kept = SavedView(owner_id=by.id, title=title, made_at=now())
    try:
        with savepoint():
            session.add(kept)
    except IntegrityError:
        raise Refused("You have just kept a view of this name. Look at it first.") from None
    return kept

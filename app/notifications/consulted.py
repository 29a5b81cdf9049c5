"""What the people of the desk are told of questions to specialists. The letters lead to the case: what was asked and
answered stands there alone, behind the sign-in."""

from __future__ import annotations

from app.accounts.models import Member
from app.audit.models import Event
from app.db import session
from app.notifications.contents import Says
from app.notifications.letters import quoted
from app.notifications.people import Recipient, case
from app.takedowns.asking import queries
from app.takedowns.asking.kinds import named
from app.takedowns.asking.models import Question
from app.takedowns.clocks import queries as clocks
from app.takedowns.clocks import words
from app.takedowns.models import Case


def asked(event: Event) -> list[Recipient]:
    """Everybody at the desk who can answer it."""
    question, found = _question(event), _case(event)
    return [_member(one, event) for one in queries.specialists(found, question.mark, asker_id=question.by_id)]


def asker(event: Event) -> list[Recipient]:
    """Whoever asked; nobody where that account is closed by now."""
    by = _question(event).by
    return [_member(by, event)] if by.active else []


def of_question(event: Event) -> Says:
    """Who asks, or who answered, about which case."""
    found, by = _case(event), session.get(Member, event.actor_id)
    return {
        "number": found.public_number,
        "title": quoted(found.article.title),
        "about_image": found.use_name is not None,
        "specialist": named(_question(event).mark),
        "who": by.name if by else "Somebody at the desk",
        "silence": words.silence(clocks.next_of_the_desk(found)),
    }


def _question(event: Event) -> Question:
    return session.get_one(Question, event.facts["question"])


def _case(event: Event) -> Case:
    found = case(event)
    if found is None:
        raise LookupError(f"{event.kind} {event.id} names no case that is there")
    return found


def _member(one: Member, event: Event) -> Recipient:
    path = f"/desk/cases/{event.subject_id}"
    return Recipient(f"member:{one.id}", one.email, str(event.subject).replace(":", "-"), path=path)

"""The conversation about an article, as the desk and as its author read it. It only reads."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from app.audit.kinds import Actor
from app.pages import sides
from app.pages.people import Names
from app.review import queries as review
from app.review import rules
from app.review.models import Verdict
from app.review.rights import queries as rights
from app.review.rights.kinds import Found
from app.submissions import conversation
from app.submissions.comments import Comment
from app.submissions.conversation import Thread
from app.submissions.models import Submission
from app.submissions.states import State

DESK = "The desk"
AUTHOR = "You"
FOUND = {
    Found.QUESTIONED: "We have a question about your right to the image “{name}”.",
    Found.REFUSED: "We cannot print the image “{name}” with the right you declare.",
}

Entry = dict[str, Any]


def at_the_desk(submission: Submission, author: str) -> list[Entry]:
    """Everything said, by name, with what each thing is about and what was answered to it."""
    threads = conversation.threads(submission)
    said = [one for thread in threads for one in (thread.comment, *thread.answers)]
    names = Names(Actor("member", one.member_id) for one in said if one.member_id)

    def who(one: Comment) -> str:
        return names.of(Actor("member", one.member_id)) if one.by_desk else author

    return _entries(submission, threads, who)


def with_the_author(submission: Submission) -> list[Entry]:
    """What was said both ways, with the reasons of our decisions among it, oldest first. No member is named."""
    said = _entries(
        submission,
        conversation.threads(submission),
        lambda one: DESK if one.by_desk else AUTHOR,
    )
    for decision in review.decisions(submission):
        if decision.undoing is not None:
            continue  # nobody outside hears that there was one
        sentences = rules.sentences(Verdict(decision.verdict), decision.reasons)
        words = "\n".join([*sentences, *([decision.note] if decision.note else [])])
        if words:
            said.append({"at": decision.made_at, "side": "desk", "who": DESK, "text": words})
    for finding, name in rights.told(submission):
        asks = FOUND[finding.standing].format(name=name)
        said.append({"at": finding.made_at, "side": "desk", "who": DESK, "text": f"{asks}\n{finding.note}"})
    return sorted(said, key=itemgetter("at"))


def _entries(submission: Submission, threads: list[Thread], who: Callable[[Comment], str]) -> list[Entry]:
    numbers = conversation.numbers(submission) if any(one.comment.is_tied for one in threads) else {}
    pictures = sides.of_comments(submission, [one.comment for one in threads])
    over = submission.standing is State.WITHDRAWN
    return [
        {
            **_said(thread.comment, who),
            "id": thread.comment.id,
            "quote": thread.comment.quote,
            "image": thread.comment.image,
            "picture": pictures.get(thread.comment.id),
            "revision": numbers.get(thread.comment.revision_id or 0),
            "answers": [_said(one, who) for one in thread.answers],
            "settled": thread.comment.settlement,
            "open": thread.is_open,
            "answered": thread.comment.is_tied and not over and thread.comment.settlement is None,
        }
        for thread in threads
    ]


def _said(one: Comment, who: Callable[[Comment], str]) -> Entry:
    side = "desk" if one.by_desk else "guest"
    return {"at": one.made_at, "side": side, "who": who(one), "text": one.body}

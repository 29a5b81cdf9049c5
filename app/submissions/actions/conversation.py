"""What guest and desk say to each other, and what the desk finds settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app import text
from app.accounts.models import Member
from app.audit import queries as audit
from app.audit import rows
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import NotAllowed, NotFound, Refused
from app.guests.models import Guest
from app.site import letters
from app.site import queries as site
from app.submissions import content, conversation, passages, queries
from app.submissions.actions.moves import hold
from app.submissions.comments import Comment, Settlement
from app.submissions.models import Revision, Submission
from app.submissions.states import State

LONGEST_COMMENT = 5000
"""Characters."""

LONGEST_QUOTE = 500
"""Characters: a passage, not a page."""

TWICE_WITHIN = timedelta(minutes=1)
"""The same words by the same person within this time are a second click, not a second message."""

GONE = "What this answers is not here any more. Write a message of its own instead."


@dataclass(frozen=True)
class About:
    """What a comment is about in the revision with this number: words that stand in it, or one image by its key.
    ``before`` is what was read before the words, where they stand several times."""

    revision: int | None = None
    quote: str = ""
    image: str = ""
    before: str = ""


def comment(
    submission: Submission,
    *,
    body: str,
    by: Guest | Member,
    about: About = About(),
    reply_to: int | None = None,
) -> Comment:
    """One thing said between guest and desk; the other side is written to. Sent twice in a row, it is said once.

    Also before the first signature; NotAllowed about what was taken back before it was ever sent. ``about`` is the
    desk's: the words must stand in that revision. An answer is about what it answers: a comment on a passage or an
    image of this very submission that is neither erased, nor settled, nor an answer itself.
    """
    if not queries.may_be_discussed(submission):
        raise NotAllowed(
            "This article was withdrawn before it was sent, and nobody reads on here. "
            f"Write to {site.identity().contact} instead."
        )
    said = text.plain(body)
    if not said:
        raise Refused("Write something first.", fields={"body": ["Write your message."]})
    if len(said) > LONGEST_COMMENT:
        sentence = f"Keep it under {LONGEST_COMMENT:,} characters; this has {len(said):,}."
        raise Refused(sentence, fields={"body": [sentence]})
    if isinstance(by, Member):
        letters.check(said, field="body")
    hold(submission.id)  # what is sent twice at once comes one after the other
    desk = isinstance(by, Member)
    row = Comment(
        submission_id=submission.id,
        member_id=by.id if desk else None,
        guest_id=None if desk else by.id,
        body=said,
        made_at=now(),
        reply_to=reply_to,
        **(
            {"image": "", "prefix": "", "quote": "", "suffix": ""} if reply_to else _anchor(submission, about)
        ),
    )
    again = conversation.said_since(row, now() - TWICE_WITHIN)
    if again:
        return again
    if reply_to is not None:
        _check_answered(submission, reply_to)
    session.add(row)
    session.flush()
    kind = Kind.COMMENT_SENT if desk else Kind.COMMENT_ANSWERED
    record(kind, about=submission, by=by.actor, facts={"comment": row.id})
    return row


def settle(submission: Submission, comment_id: int, *, by: Member) -> Settlement:
    """The desk found what it said about a passage or an image dealt with. A second time it stays the first."""
    hold(submission.id)
    found = session.get(Comment, comment_id, populate_existing=True)
    if found is None or found.submission_id != submission.id:
        raise NotFound
    if not (found.is_tied and found.by_desk):
        raise NotAllowed("Only what the desk said about a passage or an image is settled.")
    if found.settlement is not None:
        return found.settlement
    row = Settlement(comment=found, by_id=by.id, made_at=now())
    session.add(row)
    session.flush()
    facts = {"settlement": row.id, "comment": found.id, **rows.facts_of(row)}
    record(Kind.COMMENT_SETTLED, about=submission, by=by.actor, facts=facts)
    return row


def _check_answered(submission: Submission, comment_id: int) -> None:
    """Somebody else's, one that is not there and one that was erased are the same to whoever asks."""
    found = session.get(Comment, comment_id, populate_existing=True)
    if found is None or found.submission_id != submission.id or audit.erased("comment", [comment_id]):
        raise Refused(GONE)
    if submission.standing is State.WITHDRAWN:
        raise NotAllowed("The article was withdrawn, so this needs no answer. Write a message of its own.")
    if found.reply_to is not None:
        raise Refused("That is an answer itself. Answer what it answers.")
    if not found.is_tied:
        raise Refused(
            "Only what is about a passage or an image is answered in its place. Write a message of its own."
        )
    if found.settlement is not None:
        raise NotAllowed("The desk has settled this. Write a message of its own instead.")


def _anchor(submission: Submission, about: About) -> dict[str, object]:
    quote, image = text.line(about.quote), text.line(about.image)
    if quote and image:
        raise _fault("quote", "Choose the words or the image: a comment is about one of them.")
    if not (quote or image):
        return {"image": "", "prefix": "", "quote": "", "suffix": ""}
    if submission.standing is State.WITHDRAWN:
        raise NotAllowed("The article was withdrawn: nothing in it is commented on any more.")
    revision = _revision(submission, about.revision)
    shown = content.of(revision)
    if image:
        if shown.image(image) is None:
            raise _fault("image", f"There is no image “{image}” in revision {revision.number}.")
        return {"revision_id": revision.id, "image": image, "prefix": "", "quote": "", "suffix": ""}
    if len(quote) > LONGEST_QUOTE:
        raise _fault("quote", f"Quote {LONGEST_QUOTE} characters at most; this has {len(quote):,}.")
    found = passages.find(quote, passages.said_in(shown), before=text.line(about.before))
    if found is None:
        raise _fault(
            "quote",
            f"These words do not stand in revision {revision.number}. Copy them from the article as it "
            "is shown, without captions between them.",
        )
    return {
        "revision_id": revision.id,
        "image": "",
        "prefix": found.prefix,
        "quote": found.quote,
        "suffix": found.suffix,
    }


def _revision(submission: Submission, number: int | None) -> Revision:
    """The one that was on the screen; the newest where nothing was said."""
    found = queries.newest(submission) if number is None else conversation.revision(submission, number)
    if found is None:
        raise _fault("quote", "The revision you read is not here. Reload the page first.")
    return found


def _fault(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: [sentence]})

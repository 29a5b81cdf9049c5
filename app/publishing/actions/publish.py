"""Publishing an approved revision: as a new article, or as a correction of the one readers know."""

from __future__ import annotations

from app import text
from app.accounts.models import Member
from app.audit.kinds import Kind
from app.audit.log import record
from app.clock import now
from app.db import session
from app.errors import Refused, Unmet
from app.publishing import gate, naming, presence, queries, withholding
from app.publishing.actions.measures import end_with, listing
from app.publishing.kinds import CHANGES, Change
from app.publishing.models import Article, Use
from app.publishing.states import DOWN, ENDS_WITH_CORRECTION, ArticleState
from app.review import actions as review
from app.site import letters
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import content, schedules
from app.submissions.content import Content, Seen
from app.submissions.models import Revision, Submission
from app.submissions.states import State
from app.worklist import actions as worklist


def publish(
    submission_id: int,
    *,
    by: Member,
    seen: Seen,
    slug: str = "",
    note: str = "",
    change: Change = Change.CORRECTION,
) -> Article:
    """Show readers the approved revision. ``seen`` is the version and content hash on the editor's screen.

    Nothing unattested, unapproved or on hold passes ``gate.check``. ``slug`` can be set until the first
    publication; later a new revision replaces what is shown at the same address: ``change`` is what that is to
    readers, and ``note`` says it to them. Raises Stale when the submission moved on, Unmet where anything of it stands
    against that, NotAllowed by the role or while somebody else has claimed it, Refused for a slug that is taken and
    for a change of which nothing is said.
    """
    submission = submissions.take(submission_id, version=seen.version)
    revision = gate.check(submission, seen, by=by)
    worklist.check_free(submission.ref, by=by)
    shown = content.of(revision)
    _end_schedule(submission)
    submission.advance(State.PUBLISHED)
    submission.review_due_at = None
    review.update_item(submission)
    article = queries.of_submission(submission.id)
    if article is None:
        article = _first(submission, revision, shown, slug=slug, by=by)
    else:
        _correct(article, revision, shown, note=note, change=change, by=by)
    presence.show(article)
    return article


def _end_schedule(submission: Submission) -> None:
    """A time that was set for it is over: that it was published tells everybody."""
    if schedule := schedules.of(submission):
        session.delete(schedule)


def _first(submission: Submission, revision: Revision, shown: Content, *, slug: str, by: Member) -> Article:
    moment = now()
    article = Article(
        submission_id=submission.id,
        slug=naming.chosen(slug, title=shown.title, of=submission.id),
        revision_id=revision.id,
        disclaimer_id=site.text("disclaimer").id,
        trademarks_id=site.text("trademarks").id,
        published_at=moment,
        changed_at=moment,
        **listing(shown),
    )
    naming.add(article)
    _show_uses(article, revision)
    facts = {"revision": revision.id, "number": revision.number}
    record(Kind.ARTICLE_PUBLISHED, about=article, by=by.actor, also=[submission], facts=facts)
    return article


def check_note(note: str, change: Change) -> None:
    """Refused where readers are to be told of a change and nothing says what it is, or not all of it is filled in."""
    letters.check(note, field="note")
    if CHANGES[change].noted and not text.plain(note):
        sentence = "Say in a sentence what changed: it stands on the article, with the day."
        raise Refused(sentence, fields={"note": [sentence]})


def _correct(
    article: Article, revision: Revision, shown: Content, *, note: str, change: Change, by: Member
) -> None:
    if article.state in DOWN:
        raise Unmet("This article was removed. It has to be restored before anything of it is published.")
    if article.state == ArticleState.RETRACTED:
        raise Unmet(
            "This article was retracted. That has to be withdrawn before anything of it is published."
        )
    check_note(note, change)
    article.revision_id = revision.id
    if CHANGES[change].noted:
        article.changed_at = now()
    article.version += 1
    for name, value in listing(withholding.applied(shown, withholding.cuts(article))).items():
        setattr(article, name, value)
    dropped = _show_uses(article, revision)
    facts = {"revision": revision.id, "number": revision.number, "change": change.value}
    said = {"note": text.plain(note)}
    record(
        Kind.ARTICLE_CORRECTED,
        about=article,
        by=by.actor,
        also=[article.submission],
        facts=facts,
        private=said,
    )
    if CHANGES[change].noted:
        end_with(ENDS_WITH_CORRECTION, article, by=by)
    presence.forget(article, dropped)


def _show_uses(article: Article, revision: Revision) -> list[Use]:
    """The images of this revision are the ones the article shows; what comes back are those it no longer does."""
    known = {use.name: use for use in queries.uses_of(article)}
    placed = {placement.use: placement for placement in revision.placements}
    for name, placement in placed.items():
        if name in known:
            known[name].shown = True
        else:
            session.add(
                Use(
                    name=name,
                    article_id=article.id,
                    asset_id=placement.asset_id,
                    crop=placement.crop,
                    made_at=now(),
                )
            )
    dropped = [use for name, use in known.items() if name not in placed and use.shown]
    for use in dropped:
        use.shown = False
    return dropped

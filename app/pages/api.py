"""Articles that programs hand in. A draft is all that comes of it: nobody but its author declares rights or signs."""

from __future__ import annotations

from flask import Response, current_app, g
from werkzeug.datastructures import FileStorage

from app.accounts.models import Member, Token
from app.accounts.once import once
from app.accounts.scopes import Scope
from app.db import session
from app.errors import NotFound
from app.guests import mailboxes
from app.guests import queries as guests
from app.notifications.contents import draft_number
from app.pages import schemas, taking
from app.publishing import queries as articles
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import queries
from app.submissions.handed_in import HandedIn
from app.submissions.rows import OWES
from app.web import access, contract, limits
from app.web.limits import API, UPLOAD, limiter
from app.worklist.models import Owes

bp = access.blueprint("api_submissions", __name__, access.Audience.PROGRAM)

SUBMISSIONS = "/api/v1/submissions"
LETTERS = {"token_hour": 120, "token_day": 600}
"""Drafts that one token hands in, each of which is a letter to whomever it names: one mailbox has many spellings."""
WHOSE: dict[Owes, schemas.Whose] = {
    Owes.AUTHOR: "author",
    Owes.US: "desk",
    Owes.CLOCK: "clock",
    Owes.NOBODY: "nobody",
}


@bp.post(SUBMISSIONS)
@access.reaches(Scope.SUBMISSIONS_WRITE)
@limiter.limit(API)
@contract.operation(
    "Hand in an article for its author",
    body=schemas.ArticleIn,
    gives=schemas.Standing,
    status=201,
    headers={"Location": "Where it is asked how it stands."},
    once=True,
)
def hand_in(body: schemas.ArticleIn) -> Response:
    """Begins a draft. Its author gets a letter with the private link, finishes it on the writing desk, adds images,
    says where each comes from, and signs; only then does anybody here read it. No program signs or declares for
    somebody."""

    def count() -> None:
        name = mailboxes.domain(body.email)
        who = {"mailbox": guests.fold(body.email), "token": str(g.bearer.id)}
        if not mailboxes.is_free(name):
            who["domain"] = name
        limits.count("start", who, {**site.setting("limits"), **LETTERS})

    def act(token: Token, by: Member) -> tuple[contract.Said, str]:
        made = submissions.hand_in(
            body.email, _fields(body), token=token, by=by, key=current_app.config["LINK_KEY"]
        )
        session.flush()
        return _standing(session.get_one(HandedIn, made.id)), f"{SUBMISSIONS}/{made.id}"

    return once(act, first=count)


@bp.get(f"{SUBMISSIONS}/<int:submission_id>")
@access.reaches(Scope.SUBMISSIONS_READ)
@limiter.limit(API)
@contract.operation("Where an article stands that was handed in", gives=schemas.Standing, etag=True)
def standing(submission_id: int) -> Response:
    """For the token that handed it in, and for no other."""
    return contract.again(_standing(_own(submission_id)))


@bp.post(f"{SUBMISSIONS}/<int:submission_id>/images")
@access.reaches(Scope.SUBMISSIONS_WRITE)
@access.takes("upload")
@limiter.limit(UPLOAD)
@contract.operation(
    "Add an image to a draft that was handed in",
    form=schemas.ImageWords,
    gives=schemas.ImagePlaced,
    status=201,
    problems=("stale",),
)
def images(submission_id: int, form: schemas.ImageWords, file: FileStorage) -> Response:
    """One file, as long as the author has not begun to write. It goes to the end; where it stands in the text is said
    by a line with its name. The same file sent twice is one image, so no key is needed."""
    handed = _own(submission_id)
    placed = taking.image(handed, file, form.model_dump())
    said = schemas.ImagePlaced(id=placed.id, name=placed.key, state=placed.asset.state)
    return contract.reply(said, status=201)


@bp.post(f"{SUBMISSIONS}/<int:submission_id>/documents")
@access.reaches(Scope.SUBMISSIONS_WRITE)
@access.takes("upload")
@limiter.limit(UPLOAD)
@contract.operation(
    "Add a document to a draft that was handed in",
    form=schemas.NoWords,
    gives=schemas.DocumentTaken,
    status=201,
    problems=("stale",),
)
def documents(submission_id: int, form: schemas.NoWords, file: FileStorage) -> Response:  # noqa: ARG001
    """An article as HTML, Word or Markdown, with its pictures: read by a worker, and put into the draft by its author
    on the writing desk. As long as the author has not begun to write. A second one takes the place of the first."""
    begun = taking.document(_own(submission_id), file)
    return contract.reply(schemas.DocumentTaken(id=begun.id, state=begun.state), status=201)


def _own(submission_id: int) -> HandedIn:
    """What this token handed in; to any other it is not there."""
    found = session.get(HandedIn, submission_id)
    if found is None or found.token_id != g.bearer.id:
        raise NotFound
    return found


def _fields(body: schemas.ArticleIn) -> dict[str, object]:
    """As ``actions.save`` takes it."""
    said = body.model_dump(exclude={"email", "body_markdown", "faq"})
    pairs = [(pair.question, pair.answer) for pair in body.faq]
    return {**said, "body": body.body_markdown, "faq": pairs}


def _standing(handed: HandedIn) -> schemas.Standing:
    submission = handed.submission
    revision, article = queries.newest(submission), articles.of_submission(submission.id)
    return schemas.Standing(
        id=submission.id,
        number=draft_number(submission.draft_ref),
        state=submission.state,
        whose_move=WHOSE[OWES[submission.standing]],
        revision=revision.number if revision else None,
        handed_in_at=handed.made_at,
        submitted_at=submission.submitted_at,
        article_url=f"{current_app.config['BASE_URL']}{article.url}" if article else None,
    )

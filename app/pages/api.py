"""Articles that programs hand in. A draft is all that comes of it: nobody but its author declares rights or signs."""

from __future__ import annotations

from flask import Response, current_app, g

from app.accounts.models import Member, Token
from app.accounts.once import once
from app.accounts.scopes import Scope
from app.db import session
from app.errors import NotFound
from app.guests import queries as guests
from app.notifications.contents import draft_number
from app.pages import schemas
from app.publishing import queries as articles
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import queries
from app.submissions.handed_in import HandedIn
from app.submissions.rows import OWES
from app.web import access, contract, limits
from app.web.limits import API, limiter
from app.worklist.models import Owes

bp = access.blueprint("api_submissions", __name__, access.Audience.PROGRAM)

SUBMISSIONS = "/api/v1/submissions"
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

    def act(token: Token, by: Member) -> tuple[contract.Said, str]:
        limits.count("start", {"mailbox": guests.fold(body.email)}, site.setting("limits"))
        made = submissions.hand_in(
            body.email, _fields(body), token=token, by=by, key=current_app.config["LINK_KEY"]
        )
        session.flush()
        return _standing(session.get_one(HandedIn, made.id)), f"{SUBMISSIONS}/{made.id}"

    return once(act)


@bp.get(f"{SUBMISSIONS}/<int:submission_id>")
@access.reaches(Scope.SUBMISSIONS_READ)
@limiter.limit(API)
@contract.operation("Where an article stands that was handed in", gives=schemas.Standing, etag=True)
def standing(submission_id: int) -> Response:
    """For the token that handed it in, and for no other."""
    found = session.get(HandedIn, submission_id)
    if found is None or found.token_id != g.bearer.id:
        raise NotFound
    return contract.again(_standing(found))


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

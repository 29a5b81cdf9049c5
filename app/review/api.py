"""Reading, claiming and deciding for programs of the desk, in the name of the token's member: the same actions as on
the pages, with that person's rights, four eyes, claims, and what they saw."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, g

from app.accounts import bearers
from app.accounts.models import Member, Token
from app.accounts.once import once
from app.accounts.roles import Right
from app.accounts.scopes import Scope
from app.attestations import queries as attestations
from app.db import session, transaction
from app.errors import NotFound
from app.guests.queries import fold
from app.review import actions as review
from app.review import looking, queries, rules, schemas
from app.review.looking import Looked
from app.review.models import Verdict
from app.submissions import content, permissions
from app.submissions import queries as drafts
from app.submissions.models import Placement, Submission
from app.web import access, contract
from app.web.limits import API, limiter

bp = access.blueprint("api_review", __name__, access.Audience.PROGRAM)

ONE = "/api/v1/submissions/<int:submission_id>"


@bp.get(f"{ONE}/revision")
@access.reaches(Scope.DESK_READ)
@limiter.limit(API)
@contract.operation("An article that was sent, as it is decided about", gives=schemas.Waiting)
def revision(submission_id: int) -> Response:
    """Its newest revision, what is declared about its images, and “seen”, which a decision names. Reading it claims
    nothing."""
    submission = _sent(submission_id)
    newest = drafts.newest(submission)
    if newest is None:
        raise NotFound
    shown = content.of(newest)
    by_use = {placement.use: placement for placement in newest.placements}
    said = schemas.Waiting(
        id=submission.id,
        state=submission.state,
        revision=newest.number,
        title=shown.title,
        summary=shown.summary,
        body_markdown=shown.body,
        byline=shown.byline,
        references=list(shown.references),
        images=[_image(image, by_use[image.use]) for image in shown.images if image.use in by_use],
        approvals=len(queries.approvals(newest)),
        approvals_needed=queries.needed(submission),
        verdicts=[one.value for one in _verdicts(submission)],
        seen=schemas.SeenRevision(**asdict(looking.at(submission))),
    )
    return contract.reply(said)


@bp.post(f"{ONE}/claims")
@access.reaches(Scope.DESK_DECIDE)
@limiter.limit(API)
@contract.operation("Claim an article", body=schemas.NoMore, gives=schemas.Claimed, status=201)
def claim(submission_id: int, body: schemas.NoMore) -> Response:  # noqa: ARG001
    """For the token's member, as opening its page does; the first claim begins the review. While somebody else has it,
    it is refused. Claimed again it is renewed."""
    with transaction():
        _token, by = bearers.acting()
        item = queries.item_of(_sent(submission_id))
        if item is None:
            raise NotFound
        until = review.open_item(item, by).expires_at
    return contract.reply(schemas.Claimed(until=until), status=201)


@bp.post(f"{ONE}/decisions")
@access.reaches(Scope.DESK_DECIDE)
@limiter.limit(API)
@contract.operation(
    "Decide about an article",
    body=schemas.DecisionIn,
    gives=schemas.Decided,
    status=201,
    problems=("stale",),
    headers={"Location": "Where it is read as it stands now."},
    once=True,
)
def decide(submission_id: int, body: schemas.DecisionIn) -> Response:
    """In the name of the token's member, with their rights: nobody counts twice, nobody approves what they changed, and
    a claim of somebody else is respected. Refused as stale, with what changed, where it is not what was seen."""

    def act(_token: Token, by: Member) -> tuple[contract.Said, str]:
        _sent(submission_id)
        made = review.decide(
            submission_id,
            Verdict(body.verdict),
            by=by,
            reasons=body.reasons,
            note=body.note,
            seen=Looked(**body.seen.model_dump()),
        )
        session.flush()
        state = session.get_one(Submission, submission_id).state
        said = schemas.Decided(id=made.id, verdict=made.verdict, state=state)
        return said, f"/api/v1/submissions/{submission_id}/revision"

    return once(act)


def _sent(submission_id: int) -> Submission:
    """Signed and sent at least once: until then the draft is its author's own."""
    found = session.get(Submission, submission_id)
    if found is None or not found.was_sent:
        raise NotFound
    return found


def _verdicts(submission: Submission) -> list[Verdict]:
    """As its page offers them to the token's member: none twice, and none about what came from their own address."""
    newest, member = drafts.newest(submission), g.bearer.member
    own = fold(member.email) == submission.guest.email
    if newest is None or own or not member.may(Right.DECIDE) or queries.decision_of(newest, member.id):
        return []
    in_doubt = bool(permissions.obstacle(newest, to="approved"))
    changed = attestations.has_changed(submission.id, member.id)
    return rules.verdicts_in(submission.standing, in_doubt=in_doubt or changed)


def _image(image: content.ContentImage, placement: Placement) -> schemas.DeclaredImage:
    rights = placement.rights
    return schemas.DeclaredImage(
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        basis=rights.basis,
        holder=str(rights.declared.get("holder") or ""),
        people=rights.people,
    )

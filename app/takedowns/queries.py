"""Reading notices and cases: what stood there, what stands there now, what was attested, what happened."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Member
from app.attestations import queries as attestations
from app.attestations.models import Attestation
from app.audit import queries as audit
from app.audit.kinds import Kind, Ref
from app.audit.models import Event
from app.db import session
from app.errors import NotFound
from app.guests.models import Scope
from app.publishing import queries as articles
from app.publishing import withholding
from app.publishing.kinds import MEASURES, MeasureKind
from app.publishing.models import Article, Hold, Use
from app.publishing.states import Ended
from app.submissions import content, passages
from app.submissions.consent_links import Consent
from app.submissions.content import Content, ContentImage
from app.submissions.models import Placement, Revision, Submission
from app.submissions.passages import Passage
from app.takedowns.asking.kinds import named
from app.takedowns.clocks.kinds import CLOCKS, Name
from app.takedowns.lapses import LAPSES
from app.takedowns.models import Case, Notice
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import OPEN, NoticeState


@dataclass(frozen=True)
class Entry:
    """One line of a case's timeline."""

    id: int
    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class Picture:
    """An image as a page shows it: address, widths made (pixels), and what was said with it."""

    use: str
    base: str
    widths: tuple[int, ...]
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Standing:
    """What a revision says about the thing reported. ``passage`` is None where it does not say it (any more)."""

    revision: Revision
    content: Content | None
    picture: Picture | None
    passage: Passage | None


def confirmed(guest_id: int) -> dict[tuple[str, str], datetime]:
    """This guest's notices that they confirmed, and when: what a stranger sends under their address is not in it."""
    found = session.execute(
        select(Notice.notice_ref, Notice.confirmed_at).where(
            Notice.guest_id == guest_id, Notice.confirmed_at.is_not(None)
        )
    )
    return {(Scope.NOTICE.value, ref): at for ref, at in found if at}


def by_ref(ref: str) -> Notice:
    """The notice of a reference, or NotFound."""
    notice = session.scalar(select(Notice).where(Notice.notice_ref == ref))
    if notice is None:
        raise NotFound
    return notice


def others_said(article_id: int, use: str | None, lane: str) -> int:
    """How many people have reported the same, in a case that is open; 0 where it is only one, who might be known by
    that. Unconfirmed reports are nobody's."""
    found = session.scalar(
        select(func.count(func.distinct(Notice.guest_id)))
        .join(Case, Case.id == Notice.case_id)
        .where(
            Case.article_id == article_id,
            Case.use_name.is_(None) if use is None else Case.use_name == use,
            Case.lane == lane,
            Case.state.in_([state.value for state in OPEN]),
            Notice.state == NoticeState.CONFIRMED.value,
        )
    )
    return int(found or 0) if (found or 0) > 1 else 0


def of_guest_by_number(guest_id: int, numbers: Collection[str]) -> Ref | None:
    """The case or notice of this guest that one of these numbers names, as our letters name it."""
    found = list(
        session.scalars(select(Notice).where(Notice.guest_id == guest_id).order_by(Notice.id.desc()))
    )
    for notice in found:
        if notice.case and notice.case.public_number in numbers:
            return notice.case.ref
    return next((notice.ref for notice in found if notice.public_number in numbers), None)


def is_article(slug: str) -> bool:
    """An article has, or had, this name in its address."""
    return articles.by_slug(slug) is not None


def case(case_id: int) -> Case:
    found = session.get(Case, case_id)
    if found is None:
        raise NotFound
    return found


def as_in(revision: Revision, *, use: str | None, notice: Notice | None) -> Standing:
    """The thing reported, as it stands in a revision."""
    try:
        said = content.of(revision)
    except NotFound:
        return Standing(revision, None, None, None)
    passage = None
    if notice and notice.quote:
        words = passages.said_in(said)
        passage = passages.find(notice.quote, words, before=notice.prefix, after=notice.suffix)
    return Standing(revision, said, _picture_in(said, use), passage)


def pictures(article: Article) -> list[Picture]:
    """The images a reader sees in an article now, in their order; none of a dark one."""
    visible = {use.name for use in articles.visible_uses(article)}
    shown = withholding.of(article).images if visible else ()
    return [_picture(image) for image in shown if image.use in visible]


def placement(revision: Revision, use: str | None) -> Placement | None:
    """The image of a case as it was placed, with the rights record its author signed."""
    return next((placed for placed in revision.placements if placed.use == use), None)


def attestation(revision: Revision) -> Attestation | None:
    return attestations.covering(revision)


def consents_of(case: Case) -> list[Consent]:
    """The withdrawn consents that a case is about: those of its author to the very picture."""
    if case.opened_for != Ended.CONSENT_WITHDRAWN or case.use is None:
        return []
    return list(
        session.scalars(
            select(Consent)
            .join(Submission, Submission.id == Consent.submission_id)
            .where(
                Submission.guest_id == case.article.submission.guest_id,
                Consent.asset_id == case.use.asset_id,
                Consent.withdrawn_at.is_not(None),
            )
            .order_by(Consent.id)
        )
    )


def of_consent(consent: Consent) -> list[Case]:
    """The cases that a withdrawal opened, oldest first."""
    return list(
        session.scalars(
            select(Case)
            .join(Article, Article.id == Case.article_id)
            .join(Submission, Submission.id == Article.submission_id)
            .join(Use, Use.name == Case.use_name)
            .where(
                Submission.guest_id == consent.submission.guest_id,
                Use.asset_id == consent.asset_id,
                Case.opened_for == Ended.CONSENT_WITHDRAWN.value,
            )
            .order_by(Case.id)
        )
    )


def also_affects(use: Use) -> list[Use]:
    """Where else the same bytes are shown."""
    return [other for other in articles.also_affects(use.asset_id) if other.article_id != use.article_id]


def holds(case: Case) -> list[Hold]:
    """Every hold that stands on the article of a case, whichever case placed it."""
    return articles.holds_on(case.article)


def timeline(case: Case) -> list[Entry]:
    """Everything that happened to a case and to its notices, oldest first."""
    events = {event.id: event for event in audit.history(case.ref)}
    for notice in case.notices:
        events.update((event.id, event) for event in audit.history(notice.ref))
    return [_entry(events[number], case) for number in sorted(events) if events[number].kind in _SAID]


def history(notice: Notice) -> list[Event]:
    """What happened to a notice, and to its case since it was sent, newest first. Of other people's notices nothing."""
    own = audit.history(notice.ref)
    of_case = audit.history(notice.case.ref) if notice.case else []
    since = own[0].id if own else 0
    shared = [event for event in of_case if event.id > since and event.subject_kind != "notice"]
    return sorted([*own, *shared], key=lambda event: event.id, reverse=True)


_Says = Callable[[Event], str]


def _words(sentence: str) -> _Says:
    return lambda _event: sentence


def _held(event: Event) -> str:
    what = "an image" if event.facts.get("use") else "the article"
    return f"took {what} from view" + (" meanwhile" if event.facts.get("level") == "interim" else " for good")


def _measured(event: Event) -> str:
    name = MEASURES[MeasureKind(event.facts["kind"])].short.lower()
    return f"{'put on' if event.name is Kind.MEASURE_PLACED else 'took off'}: {name}"


def _decided(event: Event) -> str:
    verb = OUTCOMES[Outcome(event.facts["outcome"])].verb
    return f"decided: {verb[0].lower()}{verb[1:]}"


def _asked(event: Event) -> str:
    return f"asked {named(event.facts['mark'])}"


def _missed(event: Event) -> str:
    label = CLOCKS[Name(event.facts["rule"])].label
    return f"found that the time has passed: {label[0].lower()}{label[1:]}"


def _proven(found: str) -> _Says:
    return lambda event: f"asked every address ({event.facts.get('addresses', '?')}) and {found}"


def _lapsed(event: Event) -> str:
    label = LAPSES[Ended(event.facts["why"])].label
    return f"found: {label[0].lower()}{label[1:]}"


_SAID: dict[str, _Says] = {
    Kind.NOTICE_RECEIVED: _words("sent a report"),
    Kind.NOTICE_CONFIRMED: _words("confirmed a report"),
    Kind.NOTICE_WITHDRAWN: _words("withdrew a report"),
    Kind.EVIDENCE_RECEIVED: _words("added a file to a report"),
    Kind.NOTICE_ENTERED: _words("entered a report"),
    Kind.NOTICE_ADOPTED: _words("took up a report that was not confirmed"),
    Kind.NOTICE_EXPIRED: _words("let an unconfirmed report go"),
    Kind.CASE_OPENED: _words("opened the case"),
    Kind.CASE_CLAIMED: _words("began to look into it"),
    Kind.QUESTION_ASKED: _asked,
    Kind.QUESTION_ANSWERED: _words("answered the question to a specialist"),
    Kind.QUESTION_TAKEN_BACK: _words("took the question to a specialist back"),
    Kind.INFORMATION_ASKED: _words("asked the claimant for what the report lacks"),
    Kind.INFORMATION_GIVEN: _words("added what the report lacked"),
    Kind.INFORMATION_WAIVED: _words("went on without what the report lacks"),
    Kind.CASE_DECIDED: _decided,
    Kind.CASE_REVERSED: _words("put back what was taken down"),
    Kind.CASE_CLOSED: _words("ended the case"),
    Kind.CLAIM_TAKEN: _words("claimed it"),
    Kind.CLAIM_TAKEN_OVER: _words("took it over from whoever had claimed it"),
    Kind.CLAIM_RELEASED: _words("released it"),
    Kind.ERASURE_PROPOSED: _words("proposed to erase it"),
    Kind.ERASURE_DECLINED: _words("declined to erase it"),
    Kind.ERASURE_CONFIRMED: _words("confirmed that it is erased"),
    Kind.ERASURE_DONE: _words("looked for it everywhere, and nothing is left"),
    Kind.BUNDLE_TAKEN: _words("took the file of the case out"),
    Kind.HOLD_PLACED: _held,
    Kind.HOLD_LIFTED: _words("lifted a hold"),
    Kind.MEASURE_PLACED: _measured,
    Kind.MEASURE_LIFTED: _measured,
    Kind.ARTICLE_REMOVED: _words("removed the article"),
    Kind.ARTICLE_RESTORED: _words("restored the article"),
    Kind.REMOVAL_PROVEN: _proven("got none of it"),
    Kind.RETURN_PROVEN: _proven("found it back"),
    Kind.RIGHT_LAPSED: _lapsed,
    Kind.CONSENT_WITHDRAWN: _words("withdrew their consent"),
    Kind.RIGHT_REVOKED: _words("said that the licence was revoked"),
    Kind.RIGHT_KEPT: _words("kept the right to a later day"),
    Kind.CLOCK_MISSED: _missed,
    Kind.CLOCK_BREACHED: _words("marked it as late"),
    Kind.MAIL_RECEIVED: _words("wrote by mail"),
}


def _entry(event: Event, case: Case) -> Entry:
    return Entry(id=event.id, at=event.at, who=_who(event, case), text=_SAID[event.kind](event))


def _who(event: Event, case: Case) -> str:
    if event.actor_kind == "member" and event.actor_id is not None:
        member = session.get(Member, event.actor_id)
        return member.name if member else "A former member"
    if event.actor_kind == "guest":
        claimants = {notice.guest_id for notice in case.notices}
        return "A claimant" if event.actor_id in claimants else "The author"
    return "A person shown" if event.actor_kind == "consent" else "The site"


def _picture_in(said: Content, use: str | None) -> Picture | None:
    return next((_picture(image) for image in said.images if image.use == use), None)


def _picture(image: ContentImage) -> Picture:
    use = articles.use(image.use)
    return Picture(
        use=image.use,
        base=f"/media/{image.use}",
        widths=tuple(use.asset.widths(use.crop)) if use else (),
        width=image.width,
        height=image.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )

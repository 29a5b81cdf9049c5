"""What becomes of the consent of a person shown: they are given a link of their own, and may withdraw it with that."""

from __future__ import annotations

from app import tokens
from app.accounts.models import Member
from app.audit import rows
from app.audit.kinds import SYSTEM, Kind
from app.audit.log import Subject, record
from app.clock import now
from app.db import session
from app.errors import NotFound, Refused
from app.guests import actions as guests
from app.guests import queries as links
from app.guests.models import Guest, Scope
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import Ended
from app.publishing.subjects import Named
from app.site import queries as site
from app.submissions import actions as submissions
from app.submissions import consents
from app.submissions.consent_links import Consent
from app.submissions.kinds import RECOGNISED
from app.submissions.models import Submission
from app.takedowns import rights
from app.takedowns.actions import cases, endings
from app.takedowns.models import Case

MOST = 12
"""How many links an author may give out for one picture. The desk gives one to whoever has none."""


def give(submission_id: int, asset_id: int, *, email: str, by: Guest | Member, key: str) -> Consent:
    """Give a person shown a link to withdraw the consent to one picture: mailed, or to print where ``email`` is empty.

    Only for a picture whose declaration says that people can be recognised. The address is kept in the vault alone.
    Asked twice for the same address it is one link, mailed again.
    """
    submission = submissions.hold(submission_id)
    _check_shown(submission, asset_id)
    folded = guests.checked(email) if email.strip() else ""
    known = [one for one in consents.of_image(submission_id, asset_id) if one.withdrawn_at is None]
    for one in known:
        if folded and consents.email_of(one) == folded:
            _mail(one)
            return one
    if isinstance(by, Guest) and len(known) >= MOST:
        raise Refused(
            f"{MOST} people have a link for this image already. Write to {site.identity().contact}."
        )
    consent = Consent(
        consent_ref=tokens.reference(),
        submission=submission,
        asset_id=asset_id,
        printed=not folded,
        made_at=now(),
    )
    session.add(consent)
    session.flush()
    guests.give_link(None, scope=Scope.CONSENT, ref=consent.consent_ref, key=key)
    facts, private = rows.facts_of(consent), {consents.EMAIL: folded}
    record(Kind.CONSENT_LINKED, about=consent, by=by.actor, also=[submission], facts=facts, private=private)
    return consent


def withdraw(ref: str) -> Consent:
    """The person shown withdraws: from the commit on nothing serves that picture in anything of this author.

    Every submission that has it is kept still first, in the order of their ids, so that nothing is published beside
    it. Withdrawing what is withdrawn changes nothing. No reason is asked for (UK GDPR art. 7(3)).
    """
    consent = consents.by_ref(ref)
    held = [submissions.hold(number, also_erased=True) for number in consents.places(consent)]
    consent = session.get_one(Consent, consent.id, populate_existing=True)
    if consent.withdrawn_at is not None:
        return consent
    consent.withdrawn_at = now()
    consent.withdrawn_on = consents.day_of_withdrawal(consent, today=site.today())
    opened = [case for submission in held if (case := _opened(submission, consent))]
    also: list[Subject] = [consent.submission, *(Named(case.ref) for case in opened)]
    facts = {"images": len(opened)}
    record(Kind.CONSENT_WITHDRAWN, about=consent, by=consent.actor, also=also, facts=facts)
    for case in opened:
        cases.show(case)
    for case in opened:
        endings.darken(case, by=consent.actor)
    return consent


def send_again(email: str) -> int:
    """Mail the links of a person whose letters go to this address once more; how many. Nothing says whether any did."""
    found = consents.of_email(links.fold(email))[: guests.LINKS_AT_ONCE]
    return sum(_mail(one) for one in found)


def _mail(consent: Consent) -> bool:
    link = links.current_link(Scope.CONSENT, consent.consent_ref)
    if link is not None:
        record(Kind.LINK_REQUESTED, about=link, by=SYSTEM, facts={"scope": link.scope})
    return link is not None


def _opened(submission: Submission, consent: Consent) -> Case | None:
    """The case about the picture in the article of one submission, if readers were ever given it there."""
    article = articles.of_submission(submission.id)
    if article is None:
        return None
    article = session.get_one(Article, article.id, populate_existing=True)
    placed = next((one for one in article.revision.placements if one.asset_id == consent.asset_id), None)
    return cases.open_for(Ended.CONSENT_WITHDRAWN, placed, article, by=consent.actor) if placed else None


def _check_shown(submission: Submission, asset_id: int) -> None:
    image = next((one for one in submission.images if one.asset_id == asset_id), None)
    people = image.declaration.get("people") if image else rights.people_in(submission, asset_id)
    if people is None:
        raise NotFound
    if people not in set(RECOGNISED):
        sentence = "Say under the image first that people can be recognised in it, and that they agreed."
        raise Refused(sentence, fields={"image": [sentence]})

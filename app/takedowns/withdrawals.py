"""Consent that can be withdrawn: the author gives a person shown a link, and what that person meets behind it."""

from __future__ import annotations

from flask import Response as Plain
from flask import current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused, TooMany
from app.guests import actions as guests
from app.guests import gate, links
from app.guests.models import Guest
from app.guests.queries import fold
from app.media.models import Rendition
from app.media.storage import rendition_key
from app.publishing import queries as articles
from app.site import queries as site
from app.submissions import consents
from app.submissions import queries as submissions
from app.submissions.consent_links import Consent
from app.submissions.kinds import RECOGNISED
from app.submissions.models import DraftImage, Submission
from app.takedowns import consenting, queries
from app.takedowns.actions.consents import give, withdraw
from app.takedowns.forms import ConsentForm, number, say
from app.takedowns.rules import OUTCOMES, Outcome
from app.web import access, limits
from app.web.limits import START, limiter

bp = access.blueprint("withdrawals", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]
WIDEST = 1280
"""Pixels of the picture on the page of a person shown."""


@bp.get("/drafts/<ref>/consents")
@access.opens("draft")
def people(ref: str) -> str:
    """The author's images in which people can be recognised, and who has a link for each."""
    return _page(_mine(ref))


@bp.post("/drafts/<ref>/consents")
@access.opens("draft")
@limiter.limit(START)
def link(ref: str) -> Page:
    submission, form = _mine(ref), ConsentForm()
    image = next((one for one in submission.images if one.id == number(form.image.data)), None)
    if image is None:
        raise NotFound
    if not form.validate():
        return _page(submission, form), 422
    email = (form.email.data or "").strip()
    try:
        if email:
            _count(email)
        with transaction():
            by = session.get_one(Guest, g.guest_id)
            guests.confirm(by)
            give(submission.id, image.asset_id, email=email, by=by, key=current_app.config["LINK_KEY"])
    except TooMany as full:
        form.email.errors = [gate.words(full)]
        return _page(_mine(ref), form), 429
    except Refused as refusal:
        say(form, refusal.fields)
        if not form.errors:
            raise
        return _page(_mine(ref), form), 422
    flash("The letter is on its way." if email else "The link is below: print this page for them.")
    return redirect(f"/drafts/{ref}/consents", code=303)


@bp.get("/consents/<ref>")
@access.opens("consent")
def consent(ref: str) -> str:
    """That one image, where it stands, and what withdrawing does. It changes nothing."""
    found = consents.by_ref(ref)
    cases = queries.of_consent(found) if found.withdrawn_at else []
    decisions = [made for case in cases for made in case.decisions]
    return render_template(
        "takedowns/consent.html",
        consent=found,
        picture=_drawn(found),
        size=consenting.size(found),
        articles=consenting.articles_of(found),
        cases=cases,
        steps=consenting.steps(found, cases),
        decisions=[(made, OUTCOMES[Outcome(made.outcome)].said) for made in decisions],
        mailed=bool(consents.email_of(found)),
    )


@bp.get("/consents/<ref>/picture.jpg")
@access.opens("consent")
def picture(ref: str) -> Plain:
    """The image as readers see it, to whom it shows; never once it is withdrawn or on hold."""
    found = consents.by_ref(ref)
    made = _drawn(found)
    if made is None:
        raise NotFound
    key = rendition_key(found.asset.sha256, made.recipe, made.width, made.format)
    answer = Plain(current_app.extensions["storage"].read(key), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/consents/<ref>/withdrawals")
@access.opens("consent")
def withdrawals(ref: str) -> Response:
    """Nothing is asked but this."""
    with transaction():
        withdraw(ref)
    return redirect(f"/consents/{ref}", code=303)


@bp.post("/consents/<ref>/links")
@access.opens("consent")
def end_link(ref: str) -> links.Page:
    """A link on paper has nowhere to be mailed to: ending it would leave its holder without any."""
    if not consents.email_of(consents.by_ref(ref)):
        raise NotAllowed(
            "We have no address to mail a new link to, so this one was not ended. Ask the desk for a new one:"
            f" {site.identity().contact}."
        )
    return links.replaced(g.link.id)


def _drawn(consent: Consent) -> Rendition | None:
    """The file a person shown is given; none while they may not see the image, or that part of it is not cut."""
    crop = consenting.crop_of(consent)
    if crop is None or not consenting.may_be_seen(consent):
        return None
    made = consent.asset.shown(crop)
    return next((one for one in reversed(made) if one.format == "jpg" and one.width <= WIDEST), None)


def _count(email: str) -> None:
    """Limits by network and by mailbox; the author came through a link of their own, so no task is asked for."""
    who = {"network": limits.network(request.remote_addr or ""), "mailbox": fold(email)}
    limits.count("consent", who, site.setting("limits"))


def _page(submission: Submission, form: ConsentForm | None = None) -> str:
    shown = [image for image in submission.images if image.declaration.get("people") in set(RECOGNISED)]
    key = current_app.config["LINK_KEY"]
    return render_template(
        "takedowns/consents.html",
        submission=submission,
        images=[(image, consenting.links_for(image, key), _form(image, form)) for image in shown],
        refused=form,
        article=articles.of_submission(submission.id),
    )


def _form(image: DraftImage, typed: ConsentForm | None) -> ConsentForm:
    """Each image has its own form; what was typed comes back in the one it was typed into."""
    if typed is not None and number(typed.image.data) == image.id:
        form = typed
    else:
        form = ConsentForm(formdata=None)
        form.image.data = str(image.id)
    for field in (form.image, form.email):
        field.id = f"{field.name}-{image.id}"
    form.email.label.field_id = form.email.id
    return form


def _mine(ref: str) -> Submission:
    return submissions.of_guest(ref, g.guest_id)

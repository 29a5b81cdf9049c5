"""The private page of a mail that nobody has completed: its sender says which page it is about and what is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused
from app.guests.models import Guest
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.takedowns import actions, queries
from app.takedowns.fields import Shape
from app.takedowns.forms import WHOLE, NoticeForm, notice_form, number, say
from app.takedowns.kinds import LANES, Lane
from app.takedowns.mailing import actions as mailing
from app.takedowns.mailing import enclosing
from app.takedowns.mailing import queries as mails
from app.takedowns.mailing.models import Mail
from app.takedowns.reporting import sending
from app.web import access

bp = access.blueprint("completions", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]

SLUG = re.compile(r"(?:.*/articles/)?([a-z0-9][a-z0-9-]{0,119})(?:[/?#].*)?")
"""An address of ours as somebody pastes it, or the last part of one."""
NO_PAGE = "We have no page at this address. Copy the address of the page from your browser."


@bp.post("/notices/<ref>/reports")
@access.opens("notice")
def reports(ref: str) -> Page:
    """The mail becomes a notice, with what its lane needs; nothing typed is lost when something is missing."""
    mail = _mail(ref)
    article, lane = _article(request.form.get("about", "")), request.form.get("lane", "")
    if article is None or lane not in set(Lane):
        return _first(mail, article, asked=True)
    form = _form(Lane(lane), article)
    if form.validate():
        try:
            _complete(mail, article.id, _report(form, mail))
            return redirect(f"/notices/{ref}", code=303)
        except NotAllowed as refusal:
            flash(refusal.sentence, "error")
            return redirect(f"/notices/{ref}", code=303)
        except Refused as refusal:
            say(form, refusal.fields)
            if not form.errors:
                raise
    return _second(_mail(ref), _article(request.form["about"]), form), 422


def page(mail: Mail) -> Page:
    """The page of a mail: first what it is about and what is wrong, then only what that needs."""
    about, lane = request.args.get("about"), request.args.get("lane", "")
    article = _article(about) if about is not None else mail.article
    if article is not None and lane in set(Lane):
        form = _form(Lane(lane), article, blank=True)
        _say_again(form, mail)
        return _second(mail, article, form)
    return _first(mail, article, asked=about is not None)


def _complete(mail: Mail, article_id: int, report: actions.Report) -> None:
    """The page as its sender sees it now, and the mail with all that is attached to it, go with the report."""
    ref, files = mail.mail_ref, enclosing.hold(mail, article_id)
    with sending.kept(article_id, report) as whole, transaction():
        by = session.get_one(Guest, g.guest_id)
        mailing.complete(ref, article_id, replace(whole, files=files), by=by)


def _mail(ref: str) -> Mail:
    found = mails.by_ref(ref)
    if found is None:
        raise NotFound
    return found


def _article(address: str) -> Article | None:
    """The article somebody means by an address of it; none that was erased."""
    read = SLUG.fullmatch(address.strip().lower())
    found = articles.by_slug(read[1]) if read else None
    return found if found and found.state != ArticleState.ERASED else None


def _first(mail: Mail, article: Article | None, *, asked: bool) -> Page:
    typed = request.values.get("about", "")
    faults = {}
    if asked and article is None:
        faults["about"] = NO_PAGE
    if asked and request.values.get("lane", "") not in set(Lane):
        faults["lane-0"] = "Choose what is wrong."
    drawn = render_template(
        "takedowns/mail.html",
        mail=mail,
        article=article,
        lanes=LANES,
        typed=typed or (article.url if article else ""),
        chosen=request.values.get("lane", ""),
        faults=faults,
    )
    return (drawn, 422) if faults else drawn


def _second(mail: Mail, article: Article | None, form: NoticeForm) -> str:
    return render_template(
        "takedowns/mail_report.html", mail=mail, article=article, form=form, rule=LANES[form.LANE]
    )


def _form(lane: Lane, article: Article, *, blank: bool = False) -> NoticeForm:
    """The form of the lane without the address: the mail has brought it."""
    form = notice_form(lane)(formdata=None) if blank else notice_form(lane)()
    del form.email, form.website
    shown = enumerate(queries.pictures(article), start=1)
    form.image.choices = {WHOLE: "The article"} | {one.use: f"Image {at}: {one.alt}" for at, one in shown}
    if blank:
        form.lane.data, form.image.data = lane.value, WHOLE
        form.revision.data = str(article.revision.number)
    return form


def _say_again(form: NoticeForm, mail: Mail) -> None:
    """The words of the mail stand in the first field that asks for a text, so that nothing is written twice."""
    asked = next((field for field in LANES[form.LANE].fields if field.shape is Shape.TEXT), None)
    if asked is not None:
        form[asked.name].data = mail.words[:5000]
    if mail.name and "name" in form:
        form.name.data = mail.name


def _report(form: NoticeForm, mail: Mail) -> actions.Report:
    return actions.Report(
        lane=form.LANE,
        email=mail.sender,
        answers=form.answers,
        revision=number(form.revision.data),
        use=form.image.data,
        quote=form.quote.data or "",
    )

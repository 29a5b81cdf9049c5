"""Reports at the desk before they are cases: those nobody has confirmed, and those that came another way."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.db import transaction
from app.errors import NotAllowed, NotFound, Refused
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns import queries as cases
from app.takedowns.actions import Report, entering
from app.takedowns.actions.entering import Entry
from app.takedowns.channels import Channel
from app.takedowns.forms import WHOLE, say
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Notice
from app.takedowns.reporting import files, queries, sending, taking
from app.takedowns.reporting.forms import AdoptForm, EntryForm, WhereForm, entry_form
from app.web import access

bp = access.blueprint("entering", __name__, access.Audience.DESK)

Page = Response | str | tuple[str, int]

WHO = frozenset({"name", "signature", "contact"})
"""The fields that say who somebody is."""


@bp.get("/desk/notices")
@access.needs(Right.READ)
def unconfirmed() -> str:
    """What nobody has confirmed yet, what runs out soonest first."""
    return _unconfirmed()


@bp.post("/desk/notices/<int:notice_id>/adoptions")
@access.needs(Right.DECIDE)
def adoptions(notice_id: int) -> Page:
    form = AdoptForm()
    try:
        with transaction():
            case_id = entering.adopt(notice_id, by=acting(), reason=form.reason.data or "").id
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
        return redirect("/desk/notices", code=303)
    except Refused as refusal:
        say(form, refusal.fields)
        return _unconfirmed(notice_id, form), 422
    flash("Taken up: it is a case now.")
    return redirect(f"/desk/cases/{case_id}", code=303)


@bp.get("/desk/cases/new")
@access.needs(Right.DECIDE)
def new() -> Page:
    """First what it is about and on which ground, then what that needs."""
    form = WhereForm(request.args, meta={"csrf": False})
    if not request.args:
        return render_template("takedowns/entering_where.html", form=form)
    article = _named(form.article.data or "")
    if form.validate() and article is not None:
        entry = entry_form(Lane(form.lane.data))(formdata=None)
        entry.article.data, entry.lane.data = article.slug, form.lane.data
        entry.received_on.data = site.today()
        return _entry(article, entry)
    if article is None and not form.article.errors:
        form.article.errors = ["There is no article at this address."]
    return render_template("takedowns/entering_where.html", form=form), 422


@bp.post("/desk/cases/new")
@access.needs(Right.DECIDE)
@access.takes("upload")
def enter() -> Page:
    lane, article = request.form.get("lane", ""), _named(request.form.get("article", ""))
    if article is None or lane not in set(Lane):
        raise NotFound
    form, article_id, slug = entry_form(Lane(lane))(), article.id, article.slug
    refused = _hold(article, form)
    if form.validate() and not refused:
        entry = Entry(
            channel=Channel(form.channel.data), received_on=form.received_on.data, write=form.write.data
        )
        try:
            with sending.kept(article_id, _report(article, form)) as whole, transaction():
                case_id = entering.enter(
                    article_id, whole, entry, by=acting(), key=current_app.config["LINK_KEY"]
                ).id
            flash("Entered: it counts from the day it came.")
            return redirect(f"/desk/cases/{case_id}", code=303)
        except Refused as refusal:
            say(form, refusal.fields)
            if not form.errors:
                raise
    say(form, {"files": refused})
    found = _named(slug)
    return (_entry(found, form), 422) if found else ("", 404)


def _unconfirmed(notice_id: int = 0, form: AdoptForm | None = None) -> str:
    return render_template(
        "takedowns/unconfirmed.html",
        notices=queries.unconfirmed(),
        lanes=LANES,
        refused=notice_id,
        form=form or AdoptForm(formdata=None),
        told=_told,
        may_adopt=acting().may(Right.DECIDE),
    )


def _told(notice: Notice) -> list[tuple[str, str]]:
    """What the sender said, without who they are: nobody knows yet whose address it is."""
    fields = [
        field
        for field in LANES[Lane(notice.lane)].fields
        if field.name not in WHO and notice.answers.get(field.name)
    ]
    return [(field.heading, field.words(notice.answers[field.name])) for field in fields]


def _named(address: str) -> Article | None:
    """The article at an address, or of the last part of one; none that was erased."""
    slug = urlsplit(address.strip()).path.rstrip("/").rpartition("/")[2]
    found = articles.by_slug(slug) if slug else None
    return found if found and found.state != ArticleState.ERASED else None


def _entry(article: Article, form: EntryForm) -> str:
    shown = enumerate(cases.pictures(article), start=1)
    form.image.choices = {WHOLE: "The article"} | {one.use: f"Image {at}: {one.alt}" for at, one in shown}
    form.image.data = form.image.data or WHOLE
    held = files.held(article.id, (form.held.data or "").split())
    return render_template(
        "takedowns/entering.html",
        article=article,
        form=form,
        rule=LANES[form.LANE],
        held=held,
        most_files=files.MOST_FILES,
    )


def _hold(article: Article, form: EntryForm) -> list[str]:
    """As with the reader's form: no file that came is lost to a refusal of something else."""
    dropped = set(request.form.getlist("drop"))
    tokens = (form.held.data or "").split()
    known = [one.token for one in files.held(article.id, tokens) if one.token not in dropped]
    sent = [file for file in request.files.getlist("files") if file.filename]
    more, refused = taking.hold(article.id, sent, room=files.MOST_FILES - len(known))
    form.held.data = " ".join([*known, *more])
    return refused


def _report(article: Article, form: EntryForm) -> Report:
    return Report(
        lane=form.LANE,
        email=(form.email.data or "").strip(),
        answers=form.answers,
        revision=article.revision.number,
        use=form.image.data or WHOLE,
        quote=form.quote.data or "",
        files=tuple((form.held.data or "").split()),
    )

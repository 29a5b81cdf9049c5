"""What readers and claimants meet: the report of a problem, and the private page of a notice."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, g, redirect, render_template, request
from werkzeug.exceptions import Gone
from werkzeug.wrappers import Response

from app.clock import now
from app.db import session, transaction
from app.errors import NotAllowed, NotFound, Refused, TooMany
from app.guests.models import Guest
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns import actions, flooding, queries
from app.takedowns.forms import WHOLE, NoticeForm, WithdrawForm, notice_form, number, say
from app.takedowns.kinds import LANES, Lane
from app.takedowns.models import Notice
from app.takedowns.rules import OUTCOMES, Outcome
from app.takedowns.states import OPEN
from app.web import access
from app.web.limits import NOTICE, limiter

bp = access.blueprint("takedowns", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]


@bp.get("/articles/<slug>/report")
@access.anyone
def report(slug: str) -> Page:
    """First “what is wrong?”, then only what that needs. An image or a passage is carried along."""
    article = _article(slug)
    if article.slug != slug:
        asked = f"?{urlencode(request.args)}" if request.args else ""
        return redirect(f"{article.url}/report{asked}", code=303)
    lane = request.args.get("lane", "")
    if lane in set(Lane):
        form = notice_form(Lane(lane))(formdata=None)
        form.lane.data, form.quote.data = lane, request.args.get("quote", "")
        form.revision.data = str(article.revision.number)
        form.image.data = request.args.get("image", WHOLE)
        return _second(article, form)
    return _first(article)


@bp.post("/articles/<slug>/report")
@access.anyone
@limiter.limit(NOTICE, deduct_when=lambda answer: answer.status_code == 303)
def send(slug: str) -> Page:
    article = _article(slug)
    lane = request.form.get("lane", "")
    if lane not in set(Lane):
        return _first(article)
    form = notice_form(Lane(lane))()
    _choices(article, form)
    if form.validate():
        try:
            flooding.count(form.email.data)
            with transaction():
                actions.receive(article.id, _report(form), key=current_app.config["LINK_KEY"])
            return redirect(f"/articles/{slug}/report/sent", code=303)
        except TooMany as full:
            say(form, {"email": [flooding.words(full)]})
            return flooding.page(_second(article, form), full)
        except Refused as refusal:
            say(form, refusal.fields)
            if not form.errors:
                raise
    return _second(_article(slug), form), 422


@bp.get("/articles/<slug>/report/sent")
@access.anyone
def sent(slug: str) -> str:
    """Says only to look into the mail: whether an address is known is nobody’s business."""
    return render_template(
        "takedowns/sent.html", article=_article(slug), days=site.setting("notice_expiry")["days"]
    )


@bp.get("/notices/<ref>")
@access.opens("notice")
def notice(ref: str) -> str:
    return _private(ref, WithdrawForm(formdata=None))


@bp.post("/notices/<ref>/confirmations")
@access.opens("notice")
def confirmations(ref: str) -> Response:
    try:
        with transaction():
            actions.confirm(ref, by=_guest())
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
    return redirect(f"/notices/{ref}", code=303)


@bp.post("/notices/<ref>/withdrawals")
@access.opens("notice")
def withdrawals(ref: str) -> Page:
    form = WithdrawForm()
    if not form.validate():
        return _private(ref, form), 422
    try:
        with transaction():
            actions.withdraw(ref, by=_guest())
    except NotAllowed as refusal:
        flash(refusal.sentence, "error")
    return redirect(f"/notices/{ref}", code=303)


def _guest() -> Guest:
    return session.get_one(Guest, g.guest_id)


def _article(slug: str) -> Article:
    article = articles.by_slug(slug)
    if article is None:
        raise NotFound
    if article.state == ArticleState.ERASED:
        raise Gone
    return article


def _first(article: Article) -> Page:
    asked = request.values.get("lane") is not None or request.args.get("step") == "2"
    image = request.values.get("image", "")
    page = render_template(
        "takedowns/lane.html",
        article=article,
        lanes=LANES,
        image=image,
        chosen=_picture(queries.pictures(article), image),
        quote=request.values.get("quote", ""),
        fault="Choose what is wrong." if asked else "",
    )
    return (page, 422) if asked else page


def _second(article: Article, form: NoticeForm) -> str:
    shown = _choices(article, form)
    unknown = form.image.data not in form.image.choices
    if unknown and not form.errors:
        form.image.data = WHOLE
    return render_template(
        "takedowns/report.html",
        article=article,
        form=form,
        rule=LANES[form.LANE],
        chosen=_picture(shown, form.image.data),
        unknown=unknown and not form.errors,
        back=_back(article, form),
    )


def _picture(shown: list[queries.Picture], use: str | None) -> queries.Picture | None:
    return next((picture for picture in shown if picture.use == use), None)


def _back(article: Article, form: NoticeForm) -> str:
    carried = {"image": form.image.data or "", "quote": form.quote.data or ""}
    kept = {name: said for name, said in carried.items() if said}
    return f"{article.url}/report" + (f"?{urlencode(kept)}" if kept else "")


def _choices(article: Article, form: NoticeForm) -> list[queries.Picture]:
    """What a report can be about: the article, or one of the images it shows. Of a dark article nothing is told."""
    shown = queries.pictures(article)
    choices = {WHOLE: "The article"}
    choices |= {one.use: f"Image {at}: {one.alt}" for at, one in enumerate(shown, start=1)}
    asked = form.image.data or request.args.get("image", "")
    hidden = articles.use(asked) if asked and asked not in choices else None
    if hidden is not None and hidden.article_id == article.id:
        choices[hidden.name] = "The image you came from"
    form.image.choices = choices
    return shown


def _report(form: NoticeForm) -> actions.Report:
    return actions.Report(
        lane=form.LANE,
        email=form.email.data,
        answers=form.answers,
        revision=number(form.revision.data),
        use=form.image.data,
        quote=form.quote.data or "",
    )


def _private(ref: str, withdrawing: WithdrawForm) -> str:
    found = queries.by_ref(ref)
    rule = LANES[Lane(found.lane)]
    case = found.case
    return render_template(
        "takedowns/notice.html",
        notice=found,
        case=case,
        rule=rule,
        steps=_steps(found),
        events=queries.history(found),
        answers=[(field.heading, field.words(found.answers.get(field.name))) for field in rule.fields]
        if found.answers
        else [],
        decisions=[(made, OUTCOMES[Outcome(made.outcome)].said) for made in case.decisions] if case else [],
        can_confirm=found.can_be_confirmed(now()),
        can_withdraw=found.can_be_withdrawn,
        withdrawing=withdrawing,
    )


def _steps(found: Notice) -> list[dict[str, Any]]:
    """Where it stands, what happens next and by when."""
    case = found.case
    decided = case.decisions[-1] if case and case.decisions else None
    looking = case is not None and case.standing in OPEN
    return [
        {"title": "You wrote to us", "state": "done", "at": found.received_at},
        {
            "title": "You confirm your report",
            "state": "done" if found.confirmed_at else "current",
            "at": found.confirmed_at,
            "text": None if found.confirmed_at else "Nothing happens before that.",
        },
        {
            "title": "We look into it",
            "state": "done" if decided else "current" if looking else "ahead",
            "at": None if decided or case is None else case.due_at,
            "text": "We decide by then." if looking else None,
        },
        {
            "title": "We decide and tell you why",
            "state": "done" if decided else "ahead",
            "at": decided.made_at if decided else None,
        },
    ]

"""What readers and claimants meet: the report of a problem, and the private page of a notice."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request
from werkzeug.exceptions import Gone
from werkzeug.wrappers import Response

from app import tokens
from app.errors import NotFound, Refused, TooMany
from app.guests import guards
from app.guests import queries as guests
from app.guests.models import Scope
from app.guests.queries import Held
from app.publishing import queries as articles
from app.publishing.models import Article
from app.publishing.states import ArticleState
from app.site import queries as site
from app.takedowns import actions, flooding, queries
from app.takedowns.fields import Shape
from app.takedowns.forms import WHOLE, NoticeForm, notice_form, number, say
from app.takedowns.kinds import LANES, Lane
from app.takedowns.reporting import files, sending, snapshots, taking
from app.web import access, limits
from app.web.limits import NOTICE, NOTICE_FILES, limiter

bp = access.blueprint("takedowns", __name__, access.Audience.GUEST)

Page = Response | str | tuple[str, int]

CARRIED = ("quote", "prefix", "suffix")
"""What a reader marked in the article, on its way from step to step."""


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
        form.lane.data = lane
        for name in CARRIED:
            form[name].data = request.args.get(name, "")
        form.revision.data = str(snapshots.seen(article, number(request.args.get("revision"))).number)
        form.image.data = request.args.get("image", WHOLE)
        return _second(article, form)
    return _first(article)


@bp.post("/articles/<slug>/report")
@access.anyone
@access.takes("upload")
@limiter.limit(
    NOTICE_FILES, deduct_when=lambda _answer: any(file.filename for file in request.files.values())
)
@limiter.limit(NOTICE, deduct_when=lambda answer: answer.status_code == 303)
def send(slug: str) -> Page:
    article = _article(slug)
    lane = request.form.get("lane", "")
    if lane not in set(Lane):
        return _first(article)
    form = notice_form(Lane(lane))()
    _choices(article, form)
    refused = _hold(article, form)
    if form.validate() and not refused:
        try:
            flooding.count(form.email.data or "")
            if not form.email.data and LANES[form.LANE].unnamed:
                return _unnamed(article, form)
            sending.send(article.id, _report(form), key=current_app.config["LINK_KEY"])
            return redirect(f"/articles/{slug}/report/sent", code=303)
        except TooMany as full:
            say(form, {"email": [flooding.words(full)]})
            return flooding.page(_second(article, form), full)
        except Refused as refusal:
            say(form, refusal.fields)
            if not form.errors:
                raise
    say(form, {"files": refused})
    return _second(_article(slug), form), 422


@bp.get("/articles/<slug>/report/sent")
@access.anyone
def sent(slug: str) -> str:
    """Says only to look into the mail: whether an address is known is nobody’s business."""
    return render_template(
        "takedowns/sent.html", article=_article(slug), days=site.setting("notice_expiry")["days"]
    )


def _unnamed(article: Article, form: NoticeForm) -> Response:
    """A report without an address: it counts at once, and its private link is shown once, because no letter can bring
    it."""
    key = current_app.config["LINK_KEY"]
    ref = sending.send_unnamed(
        article.id, _report(form), network=limits.network(request.remote_addr or ""), key=key
    )
    link = guests.current_link(Scope.NOTICE, ref)
    if link is None:
        raise NotFound
    token = tokens.derive(key, link.id, link.generation)
    flash(f"{current_app.config['BASE_URL']}/n/{token}", "once")
    held = Held(link.id, link.guest_id, link.scope, link.subject_ref)
    return guards.keep(redirect(f"/notices/{ref}", code=303), held, token)  # type: ignore[arg-type]


def _hold(article: Article, form: NoticeForm) -> list[str]:
    """Keep the files that came, so that what is refused beside them loses none; those left out go. The form carries
    what is kept. A sentence for each that is refused."""
    dropped = set(request.form.getlist("drop"))
    known = [one.token for one in files.held(article.id, _tokens(form)) if one.token not in dropped]
    sent = [file for file in request.files.getlist("files") if file.filename]
    more, refused = taking.hold(article.id, sent, room=files.MOST_FILES - len(known))
    form.held.data = " ".join([*known, *more])
    return refused


def _tokens(form: NoticeForm) -> tuple[str, ...]:
    return tuple((form.held.data or "").split()[: files.MOST_FILES])


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
        carried=_carried(),
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
        needs=_needs(form),
        others=queries.others_said(article.id, form.image.data or None, form.LANE),
        held=files.held(article.id, _tokens(form)),
        most_files=files.MOST_FILES,
        chosen=_picture(shown, form.image.data),
        unknown=unknown and not form.errors,
        back=_back(article, form),
    )


def _needs(form: NoticeForm) -> list[dict[str, Any]]:
    """What the lane requires, each with whether it is there; a script goes on with it while one types."""
    answers = form.answers
    unnamed = LANES[form.LANE].unnamed
    email = {"id": "email", "words": "Your e-mail address", "done": bool(form.email.data), "unless": ""}
    return [
        *(() if unnamed else (email,)),
        *(
            {
                "id": f"{field.name}-0" if field.shape is Shape.CHOICE else field.name,
                "words": field.heading,
                "done": bool(answers.get(field.name)) or not field.is_needed(answers),
                "unless": ":".join(field.unless).strip(":"),
            }
            for field in LANES[form.LANE].fields
            if field.required
        ),
    ]


def _carried() -> dict[str, str]:
    """What the next step is told again: the image, the revision and the passage the reader came with."""
    asked = {name: request.values.get(name, "") for name in ("image", "revision", *CARRIED)}
    return {name: said for name, said in asked.items() if said}


def _picture(shown: list[queries.Picture], use: str | None) -> queries.Picture | None:
    return next((picture for picture in shown if picture.use == use), None)


def _back(article: Article, form: NoticeForm) -> str:
    carried = {name: form[name].data or "" for name in ("image", "revision", *CARRIED)}
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
        prefix=form.prefix.data or "",
        suffix=form.suffix.data or "",
        files=_tokens(form),
        as_it_is=bool(form.as_it_is.data),
    )

"""A published article as a program takes it out: what its page shows (``render``), in parts, with whole addresses."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from app import text
from app.publishing import history, queries, render, schemas
from app.publishing.models import Article
from app.publishing.pictures import Picture
from app.publishing.render import View, Words
from app.site import queries as site
from app.submissions.kinds import CC_LICENCES, LICENCE_ADDRESSES, Basis
from app.submissions.models import Placement

ARTICLES = "/api/v1/articles"


def listed(article: Article) -> schemas.Listed:
    return schemas.Listed(
        id=article.id,
        slug=article.slug,
        url=whole(article.url),
        api_url=whole(address(article)),
        title=article.headline,
        summary=article.summary,
        byline=article.byline,
        published_at=article.published_at,
        changed_at=article.changed_at,
    )


def of(article: Article) -> schemas.Article:
    """The whole of it. An image that is on hold has its place and no file."""
    view = render.of_article(article)
    shown = view.content
    said = [reference for reference in shown.references if reference.strip()]
    return schemas.Article(
        id=article.id,
        slug=article.slug,
        url=whole(article.url),
        language=site.identity().locale.replace("_", "-"),
        title=view.prefix + shown.title,
        summary=shown.summary,
        status="retracted" if view.prefix else "published",
        listed=view.listed,
        notices=[
            schemas.Measure(
                kind=one.kind,
                heading=one.heading,
                text=one.sentence,
                by=one.by or None,
                image=one.use or None,
                passage=one.quote or None,
                at=one.at,
                url=whole(one.url),
            )
            for one in view.notices
        ],
        body_html=_body(view, len(said)),
        body_markdown=shown.body,
        author=schemas.Author(
            byline=shown.byline,
            role=shown.role,
            affiliation=shown.affiliation,
            orcid=view.orcid or None,
            bio=shown.bio,
        ),
        faq=[
            schemas.Question(question=asked, answer_html=str(answer), answer_markdown=pair.answer)
            for (asked, answer), pair in zip(view.questions, shown.faq, strict=True)
        ],
        references=[
            schemas.Reference(text=line, html=str(html))
            for line, html in zip(said, view.references, strict=True)
        ],
        disclosures=[schemas.Disclosure(label=label, text=words) for label, words in view.disclosures],
        licence=schemas.Licence(name=view.licence, url=LICENCE_ADDRESSES.get(shown.licence)),
        images=_images(article, view),
        disclaimer=_notice(view.disclaimer),
        trademarks=_notice(view.trademarks),
        author_s_trademarks=[line.strip() for line in shown.trademarks.splitlines() if line.strip()],
        published_at=article.published_at,
        changed_at=article.changed_at,
        history=[
            schemas.HistoryEntry(at=entry.at, text=entry.text, detail=entry.detail)
            for entry in history.entries(article)
        ],
        history_url=whole(f"{article.url}/history"),
        report_url=whole(f"{article.url}/report"),
    )


def address(article: Article) -> str:
    return f"{ARTICLES}/{article.slug}"


def whole(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _body(view: View, references: int) -> str:
    template = current_app.jinja_env.get_template("publishing/parts/copied_figure.html")
    figures = {
        picture.key: template.render(picture=picture, base_url=whole("")).strip()
        for picture in view.pictures
        if not picture.lead and picture is not view.portrait
    }
    return text.html(view.content.body, figures, references).html


def _images(article: Article, view: View) -> list[schemas.Image]:
    """Each with the files there are of it, in the order of the article. What was taken back from view says only why:
    its words may be what a report is about, and its page does not show them either."""
    placed = {placement.use: placement for placement in article.revision.placements}
    shown = {use.name: use for use in queries.visible_uses(article)}
    found = []
    for picture in view.pictures:
        use = None if picture.words else shown.get(picture.use)
        files = [
            schemas.Rendition(
                url=whole(f"{picture.base}/{made.width}.{made.format}"),
                format=made.format,
                width=made.width,
                height=made.height,
                size=made.size,
            )
            for made in (use.asset.shown(use.crop) if use else ())
        ]
        found.append(
            schemas.Image(
                id=picture.use,
                anchor=picture.place,
                alt="" if picture.words else picture.alt,
                caption="" if picture.words else picture.caption,
                credit="" if picture.words else picture.credit,
                licence=None if picture.words else _licence(placed.get(picture.use)),
                role=_role(view, picture),
                width=picture.width,
                height=picture.height,
                withheld=picture.words or None,
                renditions=files,
            )
        )
    return found


def _role(view: View, picture: Picture) -> schemas.Role:
    if picture.lead:
        return "lead"
    if picture is view.portrait:
        return "portrait"
    return "related" if picture in view.related else "body"


def _licence(placement: Placement | None) -> schemas.Licence | None:
    """Of what is under a Creative Commons licence, whose terms ask whoever copies it to name it."""
    if placement is None or placement.rights.basis != Basis.LICENSED_CC:
        return None
    known = CC_LICENCES.get(str(placement.rights.declared.get("cc_licence")))
    return schemas.Licence(name=known.label, url=known.address) if known else None


def _notice(words: Words) -> schemas.Notice:
    return schemas.Notice(title=words.title, html=str(words.html), in_force_since=words.since)

"""From a content to the article readers see. The same records give the same bytes, on every request and machine:
no token, no time of making, nothing of whoever asks. Templates are rendered without Flask's context processors for
that reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app
from jinja2 import Template
from markupsafe import Markup

from app import text
from app.clock import now
from app.publishing import history, markup, measures, naming, pictures, queries, relations, withholding
from app.publishing.kinds import CHANGES, RETRACTED, Change
from app.publishing.models import Article, Hold
from app.publishing.pictures import Picture
from app.publishing.states import ArticleState
from app.site import queries as site
from app.site.models import SiteText
from app.submissions import content, orcid, references
from app.submissions import queries as drafts
from app.submissions.content import Content
from app.submissions.kinds import LICENCE_ADDRESSES, LICENCES
from app.submissions.models import Revision, Submission

LOOK = {
    "template_folder": (
        "layouts/base.html",
        "layouts/site.html",
        "parts/*.html",
        "publishing/article.html",
        "publishing/parts/*.html",
    ),
    "static_folder": ("css/*.css", "js/reader.js", "icons/*.svg"),
}
"""What a stored page is made with, by the attribute of the application that names its folder."""


@dataclass(frozen=True)
class Words:
    """A site text as it stands under the article, with the day since which it is in force."""

    title: str
    html: Markup
    since: datetime


@dataclass(frozen=True)
class Further:
    """Another article that the page leads to."""

    url: str
    title: str
    byline: str


@dataclass(frozen=True)
class View:
    """Everything on the page of an article. ``portrait`` is the photograph of the author, ``orcid`` an address,
    ``pictures`` every image of it, ``related`` those that stand nowhere in the text, ``further`` other articles,
    ``prefix`` what stands before the title, ``notices`` what readers are told above everything; ``revision`` is the
    number of the revision that is shown, 0 where it is not published."""

    content: Content
    url: str
    published_at: datetime
    corrected_at: datetime | None
    notes: tuple[history.Note, ...]
    lead: Picture | None
    portrait: Picture | None
    orcid: str
    body: Markup
    headings: tuple[text.Heading, ...]
    questions: tuple[tuple[str, Markup], ...]
    references: tuple[Markup, ...]
    disclosures: tuple[tuple[str, str], ...]
    licence: str
    licence_url: str
    disclaimer: Words
    trademarks: Words
    related: tuple[Picture, ...]
    pictures: tuple[Picture, ...]
    further: tuple[Further, ...] = ()
    revision: int = 0
    prefix: str = ""
    notices: tuple[measures.Notice, ...] = ()
    listed: bool = True

    @property
    def report(self) -> str:
        """Where a reader reports a problem: bound to the revision on the screen; empty where there is nothing to."""
        return f"{self.url}/report?revision={self.revision}" if self.revision else ""


DISCLOSED = (
    ("interests", "Interests"),
    ("funding", "Funding"),
    ("ai", "Use of AI"),
    ("people", "People and patients"),
)


def page(article: Article) -> str:
    """The stored page of a published article."""
    return _whole("publishing/article.html", of_article(article), preview="")


def as_seen(article: Article, revision: Revision) -> str:
    """The page as a reader had it who was given this revision: with the holds that stand now, and nothing of what was
    corrected later. NotFound where its text was erased."""
    notes = history.notes(article, upto=revision.number)
    view = replace(
        of_article(article, content.of(revision), number=revision.number),
        notes=notes,
        corrected_at=notes[-1].at if notes else None,
    )
    return _whole("publishing/article.html", view, preview="")


def preview_page(submission: Submission) -> str:
    """The page that publishing the working copy now would give, byte for byte but for a banner that says so."""
    view = _if_published(content.of_draft(submission), submission)
    return _whole("publishing/article.html", view, preview=f"/drafts/{submission.draft_ref}")


def preview(shown: Content, submission: Submission) -> Markup:
    """The article's markup without a layout, as it would be published: for the desk, beside what is claimed."""
    article = queries.of_submission(submission.id)
    published_at = article.published_at if article else None
    return markup.safe(
        _whole("publishing/parts/article_body.html", of_draft(shown, published_at), preview="desk")
    )


def of_article(article: Article, shown: Content | None = None, *, number: int | None = None) -> View:
    """What readers see of it; ``shown`` is another content in place of its revision's, of the revision ``number``."""
    held = queries.withheld_uses([article.id])
    cuts = withholding.cuts(article)
    notices = tuple(
        replace(one, quote=withholding.words(one.quote, cuts), sentence=withholding.words(one.sentence, cuts))
        for one in measures.notices(article)
    )
    said = withholding.applied(shown or content.of(article.revision), cuts)
    view = _view(
        withholding.marked(said, [one.quote for one in notices]),
        url=article.url,
        published_at=article.published_at,
        corrected_at=article.changed_at if article.changed_at != article.published_at else None,
        texts=(article.disclaimer, article.trademarks),
        held=held,
        notes=history.notes(article),
        told={one.use: f"{one.heading}: {one.sentence}" for one in notices if one.use},
        revision=number or article.revision.number,
    )
    others = relations.shown(article)
    return replace(
        view,
        further=tuple(Further(one.url, one.headline, one.byline) for one in others),
        prefix=RETRACTED if article.state == ArticleState.RETRACTED else "",
        notices=notices,
        listed=not article.unlisted,
    )


def _if_published(shown: Content, submission: Submission) -> View:
    """An unchanged article as it stands; a changed one as its correction would be, but for the sentence that an editor
    writes about it; a new one at its likely address."""
    article = queries.of_submission(submission.id)
    newest = drafts.newest(submission)
    number = newest.number + (newest.content_hash != shown.hash) if newest else 1
    if article is None:
        return _view(
            shown,
            url=f"/articles/{naming.proposed(shown.title)}",
            published_at=now(),
            corrected_at=None,
            texts=(site.text("disclaimer"), site.text("trademarks")),
            held={},
            revision=number,
        )
    view = of_article(article, shown, number=number)
    if article.revision.content_hash == shown.hash:
        return view
    moment = now()
    as_correction = history.Note(moment, CHANGES[Change.CORRECTION].said, "")
    return replace(view, corrected_at=moment, notes=(*view.notes, as_correction))


def of_draft(shown: Content, published_at: datetime | None = None) -> View:
    """What readers would see if it were published now; there is nothing to report yet."""
    return _view(
        shown,
        url="",
        published_at=published_at or now(),
        corrected_at=None,
        texts=(site.text("disclaimer"), site.text("trademarks")),
        held={},
    )


def edition() -> str:
    """Names the look of the stored pages: it changes with the templates and with what the site calls itself."""
    return hashlib.sha256(f"{site.identity()}\n{_look()}".encode()).hexdigest()


def _view(
    shown: Content,
    *,
    url: str,
    published_at: datetime,
    corrected_at: datetime | None,
    texts: tuple[SiteText, SiteText],
    held: Mapping[str, Hold],
    notes: tuple[history.Note, ...] = (),
    told: Mapping[str, str] | None = None,
    revision: int = 0,
) -> View:
    found = pictures.of(shown.images, url=url, held=held, told=told or {}, revision=revision)
    every = tuple(found.values())
    portrait = found.pop(shown.portrait.key) if shown.portrait else None
    lead = next((picture for picture in found.values() if picture.lead), None)
    figures = {key: _figure(picture) for key, picture in found.items() if not picture.lead}
    listed = [reference for reference in shown.references if reference.strip()]
    body = text.html(shown.body, figures, len(listed))
    apart = tuple(picture for key, picture in found.items() if key not in body.slots and not picture.lead)
    said = asdict(shown.disclosures)
    return View(
        content=shown,
        url=url,
        published_at=published_at,
        corrected_at=corrected_at,
        notes=notes,
        lead=lead,
        portrait=portrait,
        orcid=orcid.address(shown.orcid),
        body=markup.safe(body.html),
        headings=tuple(heading for heading in body.headings if heading.level == text.FIRST_LEVEL),
        questions=tuple(
            (pair.question, markup.safe(text.html(pair.answer, references=len(listed)).html))
            for pair in shown.faq
        ),
        references=tuple(markup.linked(reference) for reference in listed),
        disclosures=tuple((label, said[name]) for name, label in DISCLOSED if said[name].strip()),
        licence=LICENCES.get(shown.licence, shown.licence),
        licence_url=LICENCE_ADDRESSES.get(shown.licence, ""),
        disclaimer=_words(texts[0]),
        trademarks=_words(texts[1]),
        related=apart,
        pictures=every,
        revision=revision,
    )


def _figure(picture: Picture) -> str:
    return _template("publishing/parts/figure.html").render(picture=picture).strip()


def _words(row: SiteText) -> Words:
    return Words(row.title, markup.safe(text.html(site.filled(row)).html), row.in_force_from)


def _whole(name: str, view: View, *, preview: str) -> str:
    who = site.identity()
    return _template(name).render(
        view=view, site=who, zone=ZoneInfo(who.zone), base_url=current_app.config["BASE_URL"], preview=preview
    )


def _template(name: str) -> Template:
    return current_app.jinja_env.get_template(name)


@cache
def _look() -> str:
    """Read once in the life of a process: a new look comes with a restart."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for said in (text, references, orcid, withholding):
        digest.update(Path(str(said.__file__)).read_bytes())
    for attribute, patterns in LOOK.items():
        folder = Path(current_app.root_path, getattr(current_app, attribute))
        for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()

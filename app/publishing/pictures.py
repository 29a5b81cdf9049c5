"""The pictures of an article as templates need them: what is shown of each image, and what stands where none is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import session
from app.media import areas
from app.media.models import Asset
from app.publishing import measures, queries, withholding
from app.publishing.models import Article, Hold
from app.publishing.states import Ended, Level
from app.submissions import content
from app.submissions.content import ContentImage
from app.submissions.models import Revision

WITHHELD = {
    Level.INTERIM: "This image is not shown while a report about it is being looked into. "
    "That says nothing about whether the report is right.",
    Level.FINAL: "This image was removed after a report about it.",
}
NOT_READY = "This image is still being checked."


@dataclass(frozen=True)
class Picture:
    """An image as a template needs it. ``place`` is its anchor in the article; ``widths`` are those of its renditions;
    ``words`` say why it is not shown; ``focus`` names the classes that keep its focal point in view where a page cuts
    it to a fixed shape."""

    key: str
    use: str
    place: str
    widths: tuple[int, ...]
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    lead: bool
    report: str
    words: str = ""
    notice: str = ""
    focus: str = ""

    @property
    def base(self) -> str:
        return f"/media/{self.use}"


def leads(articles: list[Article]) -> dict[int, Picture]:
    """The lead image of each article that has one in view, by the article's id."""
    held = queries.withheld_uses([article.id for article in articles])
    wanted_ids = [article.revision_id for article in articles]
    session.scalars(select(Revision).where(Revision.id.in_(wanted_ids))).all()  # at once, for those below
    cut = measures.with_passages([article.id for article in articles])
    wanted = {
        article: lead
        for article in articles
        if (lead := (withholding.of(article) if article.id in cut else content.of(article.revision)).lead)
    }
    assets = _assets(lead.asset for lead in wanted.values())
    made = {
        article.id: _picture(lead, "", assets.get(lead.asset), article.url, held.get(lead.use))
        for article, lead in wanted.items()
    }
    return {article_id: picture for article_id, picture in made.items() if not picture.words}


def of(
    images: tuple[ContentImage, ...],
    *,
    url: str,
    held: Mapping[str, Hold],
    told: Mapping[str, str],
    revision: int = 0,
) -> dict[str, Picture]:
    """Each image by its key, with the renditions there are of it; ``told`` is what readers are told beside one.
    ``revision`` is the number of the one on the screen, to which a report is bound."""
    assets = _assets(image.asset for image in images)
    made = {
        image.key: _picture(image, place, assets.get(image.asset), url, held.get(image.use), revision)
        for place, image in content.places(images).items()
    }
    return {key: replace(one, notice=told.get(one.use, "")) for key, one in made.items()}


def _assets(hashes: Iterable[str]) -> dict[str, Asset]:
    found = select(Asset).where(Asset.sha256.in_(list(hashes))).options(selectinload(Asset.renditions))
    return {asset.sha256: asset for asset in session.scalars(found)}


def _picture(
    image: ContentImage, place: str, asset: Asset | None, url: str, hold: Hold | None, revision: int = 0
) -> Picture:
    made = asset.shown(image.crop) if asset else []
    largest = max(made, key=lambda rendition: rendition.width, default=None)
    words = _withheld(hold) if hold else "" if made else NOT_READY
    return Picture(
        key=image.key,
        use=image.use,
        place=place,
        widths=tuple(sorted({rendition.width for rendition in made})),
        width=largest.width if largest else image.width or 1200,
        height=largest.height if largest else image.height or 800,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        lead=image.lead,
        report=_report(url, image, revision) if url else "",
        words=words,
        focus=areas.focus(image.crop, image.focal),
    )


def _report(url: str, image: ContentImage, revision: int) -> str:
    bound = f"&revision={revision}" if revision else ""
    return f"{url}/report?image={image.use}{bound}"


def _withheld(hold: Hold) -> str:
    """Nobody reported an image whose right has ended; its hold says in a sentence of its own what became of it. Else
    the ground stands with it: what class of reason, never who asked."""
    if hold.ground in set(Ended):
        return hold.reason
    return f"{WITHHELD[Level(hold.level)]} Ground: {hold.ground.replace('_', ' ')}."

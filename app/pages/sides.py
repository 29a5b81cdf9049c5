"""An image as a revision has it, shown small beside words about it. What is hidden from readers is not shown there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import session
from app.media.models import Asset
from app.publishing import queries as publishing
from app.submissions import content
from app.submissions.comments import Comment
from app.submissions.models import Placement, Revision, Submission

HIDDEN = "Hidden at present."
GONE = "Nothing of it is left."


@dataclass(frozen=True)
class Side:
    """Where the files of an image are, or ``empty`` says why none is shown."""

    base: str = ""
    widths: Sequence[int] = ()
    width: int = 0
    height: int = 0
    empty: str = ""


def side(placed: Placement, held: set[int]) -> Side:
    """One image; ``held`` are the assets that are not shown (``hidden``)."""
    if placed.asset_id in held:
        return Side(empty=HIDDEN)
    widths = placed.asset.widths(placed.crop)
    if not widths:
        return Side(empty=GONE)
    return Side(f"/media/{placed.use}", widths, placed.asset.width or 4, placed.asset.height or 3)


def hidden(asset_ids: list[int], submission: Submission) -> set[int]:
    """Those of these assets that are hidden from readers: on hold by themselves, or with the whole article."""
    article = publishing.of_submission(submission.id)
    dark = {one.asset_id for one in publishing.uses_of(article)} if article and article.dark else set()
    return publishing.held_assets(asset_ids, submission.guest_id) | dark


def of_comments(submission: Submission, said: Iterable[Comment]) -> Mapping[int, Side]:
    """The image that each of these comments is about, as it was in the revision it is about, by the comment's id; in as
    many statements however many there are. Of what was erased there is none."""
    about = {one.id: (one.revision_id, one.image) for one in said if one.image}
    if not about:
        return {}
    wanted = select(Revision).where(Revision.id.in_({revision_id for revision_id, _ in about.values()}))
    whole = {one.id: content.of(one) for one in session.scalars(wanted) if one.content is not None}
    uses = {
        id_: image.use
        for id_, (revision_id, key) in about.items()
        if revision_id in whole and (image := whole[revision_id].image(key))
    }
    made = joinedload(Placement.asset).selectinload(Asset.renditions)
    rows = session.scalars(select(Placement).where(Placement.use.in_(uses.values())).options(made)).unique()
    placed = {(one.revision_id, one.use): one for one in rows}
    held = hidden([one.asset_id for one in placed.values()], submission)
    there = {id_: placed.get((about[id_][0] or 0, use)) for id_, use in uses.items()}
    return {id_: side(one, held) for id_, one in there.items() if one is not None}

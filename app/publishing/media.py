"""Public pictures. In the public tree: for everybody. Elsewhere: for the author of the draft and for the desk."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_login import current_user
from werkzeug.exceptions import NotFound, ServiceUnavailable

from app.accounts.roles import Right
from app.guests import guards
from app.guests.models import Scope
from app.media.models import Asset
from app.media.storage import Storage, rendition_key
from app.publishing import queries, serving
from app.publishing import tree as trees
from app.publishing.models import Hold
from app.publishing.tree import FORMATS
from app.submissions import queries as drafts
from app.submissions.models import Submission
from app.web import access
from app.web.limits import limiter

bp = access.blueprint("media", __name__, access.Audience.PUBLIC)


@bp.get("/media/<use>/<int:width>.<ending>")
@limiter.exempt
def rendition(use: str, width: int, ending: str) -> Any:
    """One file of one image. Opening it in the tree is the check; what is not there is 404 to strangers."""
    try:
        path = trees.here().use(use) / f"{width}.{ending}"
    except ValueError:
        raise NotFound from None
    if ending not in FORMATS:
        raise NotFound
    return serving.picture(path, ending) or _elsewhere(use, width, ending)


def _elsewhere(name: str, width: int, ending: str) -> Response:
    """Not in the tree: withheld, not published, or about to be put there.

    The desk sees what it decides about, also while it is withheld; the author sees a draft, never what is withheld.
    """
    use = queries.use(name)
    hold = queries.hold_on_use(use) if use else None
    placed = drafts.draft_image_of(name) or drafts.placement_of(name)
    if placed and _may_see(placed.submission, hold):
        return serving.private_picture(_read(placed.asset, placed.crop, width, ending), ending)
    if hold is not None:
        return serving.gone_picture(hold)
    if use is not None and use.shown and _key(use.asset, use.crop, width, ending):
        raise ServiceUnavailable(retry_after=serving.NOT_NOW_SECONDS)
    raise NotFound


def _may_see(submission: Submission, hold: Hold | None) -> bool:
    if current_user.is_authenticated and current_user.may(Right.READ) and not current_user.waits_for_codes:
        return True
    return hold is None and guards.link_for(Scope.DRAFT, submission.draft_ref) is not None


def _key(asset: Asset, crop: str, width: int, ending: str) -> str:
    """Where this file of the part that is shown is kept, or nothing."""
    made = next((one for one in asset.shown(crop) if (one.width, one.format) == (width, ending)), None)
    return rendition_key(asset.sha256, made.recipe, width, ending) if made else ""


def _read(asset: Asset, crop: str, width: int, ending: str) -> bytes:
    storage: Storage = current_app.extensions["storage"]
    key = _key(asset, crop, width, ending)
    if not key:
        raise NotFound
    try:
        return storage.read(key)
    except FileNotFoundError:
        raise NotFound from None

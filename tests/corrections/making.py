"""Editors' own changes as tests make them: over the pages of the desk."""

from __future__ import annotations

import io
from typing import Any

from werkzeug.test import TestResponse

from app.accounts.models import Member
from app.corrections import drafting, queries
from app.db import session
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import DraftImage
from tests.factories.pages import Browser
from tests.factories.people import Draft, settle_images
from tests.factories.pictures import jpeg
from tests.factories.rights import declared

WHY = "A reader could take “always” for advice, so it now says “often”."
CLAUSES = ("mine", "meaning")
FOR_IMAGES = ("images_rights", "images_people")


def desk_page(draft: Draft) -> str:
    return f"/desk/submissions/{draft.row.id}"


def changes_page(draft: Draft) -> str:
    return f"{desk_page(draft)}/changes"


def change(draft: Draft, editor: Browser, *files: tuple[str, Any], **words: Any) -> TestResponse:
    """Type into the page and save it; ``files`` are (field, (stream, name))."""
    where = changes_page(draft)
    return editor.send(where, where, files=files, **words)


def image_file(content: bytes, name: str, field: str = "files") -> tuple[str, Any]:
    return field, (io.BytesIO(content), name)


def copy_of(draft: Draft) -> DeskCopy:
    found = queries.copy_of(draft.row)
    assert found is not None
    return found


def new_image(draft: Draft) -> DraftImage:
    return copy_of(draft).images[-1]


def describe(draft: Draft, editor: Browser, **more: Any) -> TestResponse:
    """Say everything that must be said about the newest image of the copy."""
    said = {
        "alt": "A handrail",
        "caption": "The rail",
        "credit": "Photograph: Harbour Clinic",
        **declared(),
        **more,
    }
    id_ = new_image(draft).id
    return change(draft, editor, **{f"image-{id_}-{name}": what for name, what in said.items()})


def add_image(draft: Draft, editor: Browser, name: str, field: str = "files") -> None:
    """A new image in the desk's copy, of which everything is said."""
    assert change(draft, editor, image_file(jpeg(name), f"{name}.jpg", field)).status_code == 303
    settle_images()
    assert describe(draft, editor).status_code == 303


def sign_change(draft: Draft, editor: Browser, **typed: Any) -> TestResponse:
    """Tick every clause, say why and type a name."""
    where = f"{changes_page(draft)}/signature"
    images = bool(drafting.new_images(queries.copy_of(draft.row)))
    ticked = (*CLAUSES, *(FOR_IMAGES if images else ()))
    clauses = {f"clause-{name}": "y" for name in ticked}
    return editor.send(where, where, **{"why": WHY, "name": "Edna Editor", **clauses, **typed})


def changed(draft: Draft, editor: Browser, **words: Any) -> None:
    """An editor changes words and signs for it."""
    assert change(draft, editor, **words).status_code == 303
    answer = sign_change(draft, editor)
    assert answer.status_code == 303, answer.text


def member_of(email: str) -> int:
    return session.query(Member).filter_by(email=email).one().id

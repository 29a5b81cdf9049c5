"""The desk's copy takes the place of the author's working copy, once its editor signs."""

from __future__ import annotations

from app.corrections import drafting
from app.db import session
from app.submissions import actions as submissions
from app.submissions.desk_copies import DeskCopy
from app.submissions.models import Submission


def put_in_place(submission: Submission, copy: DeskCopy) -> None:
    """The author's working copy becomes the editor's version."""
    here = {image.key: image for image in submission.images}
    words = {
        here[key].id: {name: said[name] for name in ("alt", "caption", "credit") if name in said}
        for key, said in copy.pictures.items()
        if not said.get("out")
    }
    fields = {
        "title": copy.title,
        "summary": copy.summary,
        "body": copy.body,
        "faq": [(pair["question"], pair["answer"]) for pair in copy.faq],
        "references": copy.references,
    }
    added = list(copy.images)
    order = [image.key for image in drafting.drafted(copy).images]
    submissions.save(submission, fields, version=submission.copy.version, images=words)
    for key, said in copy.pictures.items():
        new = next((image for image in added if image.id == said.get("by")), None)
        if new is not None:
            new.lead, new.portrait = here[key].lead, here[key].portrait
    for key, said in copy.pictures.items():
        if said.get("out"):
            session.delete(here[key])
    for image in added:
        image.desk_copy_id = None
    for image in (*here.values(), *added):
        if image.key in order:
            image.position = order.index(image.key)
    session.flush()
    session.expire(copy, ["images"])
    session.delete(copy)
    session.flush()
    session.expire(submission, ["images"])
    submissions.put_in_order(submission)
    session.flush()
    session.expire(submission, ["images"])

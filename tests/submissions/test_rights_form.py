"""The rights form without a script: every field is there, the two buttons work, and what ends is marked as ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.db import transaction
from app.submissions import preflight, queries, rows
from app.submissions.actions import MOST_IMAGES
from app.submissions.asking import ANSWERS
from app.submissions.choices import CHOICES
from app.submissions.models import DraftImage
from app.web import drawing
from tests.factories.pages import form, words
from tests.factories.people import Draft, at_the_desk, ready_to_sign


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def tells(draft: Draft, number: int, **says: str) -> None:
    """The file of this image says so, as intake would have kept it."""
    with transaction():
        asset = draft.row.images[number].asset
        asset.embedded = {
            "says": {name: [{"text": text, "where": ["XMP"]}] for name, text in says.items()},
            "removed": ["location"],
        }


def images(draft: Draft) -> list[DraftImage]:
    return list(draft.row.images)


def test_every_answer_has_a_field_without_a_script(app: Flask) -> None:
    draft = ready_to_sign(app)
    image = images(draft)[0].id
    names = form(draft.guest.get(draft.where), f"{draft.where}/saves").names
    assert {f"image-{image}-{name}" for name in ANSWERS} <= names


def test_an_answer_that_is_typed_comes_back_and_a_changed_mind_loses_nothing(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.describe(basis="ai_generated", tool="Harbour Studio", reason="a knee", prompt="ink, a knee")
    draft.describe(basis="own_work")
    image = images(draft)[0]
    assert image.declared["tool"] == "Harbour Studio"
    assert "tool" not in image.declaration
    fields = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields
    assert fields[f"image-{image.id}-tool"] == "Harbour Studio"
    assert fields[f"image-{image.id}-basis"] == "own_work"


def test_a_draft_that_was_answered_under_earlier_questions_is_asked_as_today(app: Flask) -> None:
    draft = ready_to_sign(app)
    draft.describe(people="consented", consent="Mrs Berg, in writing", consent_kind="written")
    with transaction():
        image = images(draft)[0]
        image.declared = {**image.declared, "patients": "True"}
    fields = form(draft.guest.get(draft.where), f"{draft.where}/saves").fields
    assert fields[f"image-{images(draft)[0].id}-people"] == "patient"
    assert images(draft)[0].declaration["people"] == "patient"
    assert "patients" not in images(draft)[0].declaration
    draft.save(**{f"image-{images(draft)[0].id}-caption": "Another"})
    assert images(draft)[0].declared["people"] == "patient"


BOUNDARY = "----WebKitFormBoundaryRightsOfForty"


def as_browsers_send(fields: MultiDict[str, str]) -> bytes:
    """A form with files, part by part; the client of the tests leaves a line out where a field is empty."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items(multi=True)
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def test_a_draft_with_forty_images_and_every_answer_given_is_saved(app: Flask) -> None:
    """So many fields come as one request: none of them may be too many."""
    draft = ready_to_sign(app, images=MOST_IMAGES)
    page = form(draft.guest.get(draft.where), f"{draft.where}/saves")
    chosen = {name: next(iter(given)) for name, given in CHOICES.items() if name in ANSWERS}
    said = {f"image-{one.id}-{name}": chosen.get(name, "x") for one in images(draft) for name in ANSWERS}
    answer = draft.guest.post(
        f"{draft.where}/saves",
        data=as_browsers_send(page.filled(said)),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )
    assert answer.status_code == 303
    assert {one.declared["vendor"] for one in images(draft)} == {"x"}


def test_many_cards_look_as_if_each_had_been_drawn_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """With answers of every kind, and words that look like the name of another card's field."""
    draft = ready_to_sign(app, images=4)
    one, two, three, four = [image.id for image in images(draft)]
    said = {
        one: {"basis": "licensed_cc", "cc_licence": "CC-BY-4.0", "caption": f"image-{two}-caption"},
        two: {"basis": "permission", "permission": "pending", "asked_on": "2026-11-01", "people": "patient"},
        three: {"basis": "licensed_cc", "cc_licence": "CC-BY-4.0", "caption": f"image-{two}-caption"},
        four: {"basis": "", "people": "patient"},
    }
    draft.save(
        **{f"image-{image}-{name}": words for image, given in said.items() for name, words in given.items()}
    )
    draft.guest.get(draft.where)  # says once that it was saved
    with time_machine.travel(datetime.now(UTC), tick=False):  # a token against forgery holds its second
        together = draft.guest.get(draft.where).text
        monkeypatch.setattr(drawing, "_is_typed", lambda _: True)
        alone = draft.guest.get(draft.where).text
    assert together.split() == alone.split()
    assert together.count(f"image-{two}-caption</textarea>") == 2


def test_a_contradiction_is_shown_and_its_button_takes_the_file_s_word(app: Flask) -> None:
    draft = ready_to_sign(app)
    tells(draft, 0, creator="Ana Muster")
    image = images(draft)[0].id
    page = draft.guest.get(draft.where)
    assert "The file says: “Ana Muster” made it. You name somebody else." in words(page)
    take = json.dumps({"image": image, "takes": {"holder": "Ana Muster"}})
    token = form(page, f"{draft.where}/saves").filled({f"image-{image}-caption": "Typed just now"})
    token["take"] = take
    answer = draft.guest.post(f"{draft.where}/saves", data=token)
    assert answer.location == f"{draft.where}#image-{image}"
    assert images(draft)[0].declared["holder"] == "Ana Muster"
    assert images(draft)[0].caption == "Typed just now"
    assert "Ana Muster” made it" not in words(draft.guest.get(draft.where))


def test_an_explanation_stands_beside_the_contradiction_before_the_author_and_the_desk(app: Flask) -> None:
    draft = ready_to_sign(app)
    tells(draft, 0, creator="Ana Muster", model_release="http://ns.useplus.org/ldf/vocab/MR-NON")
    draft.describe(explanation="Ana Muster is my maiden name.")
    signing = words(draft.guest.get(f"{draft.where}/attestation"))
    assert "Ana Muster is my maiden name." in signing
    assert "You explain it above" in signing
    assert draft.sign().status_code == 303
    desk = words(at_the_desk(app).get(f"/desk/submissions/{draft.row.id}"))
    assert "The file says: “Ana Muster” made it." in desk
    assert "Ana Muster is my maiden name." in desk
    assert "No model release" in desk


def test_the_same_answers_are_copied_and_what_disagrees_is_named(app: Flask) -> None:
    draft = ready_to_sign(app, images=3)
    tells(draft, 2, creator="Ana Muster")
    one, two, three = [image.id for image in images(draft)]
    for image in (two, three):
        draft.save(**{f"image-{image}-holder": ""})
    page = draft.guest.get(draft.where)
    sent = form(page, f"{draft.where}/saves").filled({})
    sent.setlist("for", [f"{one}-{two}", f"{one}-{three}"])
    sent["same"] = str(one)
    assert draft.guest.post(f"{draft.where}/saves", data=sent).location == f"{draft.where}#image-{one}"
    assert [image.declared.get("holder") for image in images(draft)] == ["Amina Rahman", "Amina Rahman", None]
    assert "photo-2.jpg was left as it was" in words(draft.guest.get(draft.where))


@pytest.mark.parametrize(
    ("name", "typed"), [("expires_on", "2020-01-31"), ("died", "soon"), ("contains", "unsure")]
)
def test_what_cannot_be_is_said_and_keeps_the_article_from_being_signed(
    app: Flask, name: str, typed: str
) -> None:
    draft = ready_to_sign(app)
    more: dict[str, Any] = {"basis": "public_domain", "pd_reason": "died"} if name == "died" else {}
    assert draft.describe(**more, **{"source_url": "https://example.org/a", name: typed}).status_code == 303
    image = images(draft)[0]
    assert f"image-{image.id}-{name}" in [one.place for one in preflight.requirements(draft.row)]
    assert draft.guest.get(f"{draft.where}/attestation").status_code == 303


def test_a_picture_whose_licence_forbids_changes_cannot_be_signed_cropped(app: Flask) -> None:
    draft = ready_to_sign(app)
    image = images(draft)[0].id
    cc = {"basis": "licensed_cc", "source_url": "https://example.org/a"}
    draft.describe(**cc, cc_licence="CC-BY-ND-4.0")
    assert preflight.requirements(draft.row) == []
    sides = {"left": "10", "top": "10", "width": "50", "height": "50"}
    draft.save(**{f"image-{image}-crop_{side}": said for side, said in sides.items()})
    assert images(draft)[0].crop == "1000,1000,5000,5000"
    said = {one.place: one.sentence for one in preflight.requirements(draft.row)}
    assert "only whole and unchanged" in said.pop(f"image-{image}-crop")
    draft.save(**{f"image-{image}-cc_licence": "CC-BY-4.0"})
    assert f"image-{image}-crop" not in {
        one.place for one in preflight.requirements(draft.row) if "unchanged" in one.sentence
    }


def test_a_right_ends_with_its_last_day_where_the_publisher_is(app: Flask) -> None:
    """The site of the tests is in London, an hour ahead of UTC in summer: its midnight is 23:00."""
    with time_machine.travel(datetime(2027, 6, 1, 12, tzinfo=UTC), tick=False):
        draft = ready_to_sign(app)
        draft.describe(expires_on="2027-06-30", source_url="https://example.org/a")
        assert draft.sign().status_code == 303
    revision = queries.newest(draft.row)
    assert revision is not None
    assert str(revision.placements[0].rights.expires_on) == "2027-06-30"
    with time_machine.travel(datetime(2027, 6, 30, 22, 59, tzinfo=UTC), tick=False):
        assert rows.mark_of(revision) == "assertion"
    with time_machine.travel(datetime(2027, 6, 30, 23, 1, tzinfo=UTC), tick=False):
        assert rows.mark_of(revision) == "expired"
